package differential

import (
	"math/rand/v2"
	"testing"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// TestDeciding makes the cases and both databases once, for both halves.
func TestDeciding(t *testing.T) {
	t.Parallel()
	rows := records(rand.New(rand.NewPCG(1, 1)), perPolicy)
	cases, both := trials(t, rows, wantPolicies), engines(t, rows)
	t.Run("all agree", func(t *testing.T) { agree(t, rows, cases, both) })
	t.Run("bugs are caught", func(t *testing.T) { bugsAreCaught(t, rows, cases, both) })
}

// agree holds the Go function and both engines against plain evaluation.
func agree(t *testing.T, rows []store.Record, cases []trial, both []engine) {
	pairs, differ := 0, map[string]int{"Go": 0}
	check := func(who string, c trial, got map[string]bool) {
		ids := wrong(c.want, got)
		differ[who] += len(ids)
		if len(ids) > 0 && differ[who] < 100 {
			report(t, who, c, ids, rows)
		}
	}
	for _, c := range cases {
		pairs += len(rows)
		check("Go", c, selects(c.filter, rows))
		for _, e := range both {
			check(e.name, c, e.selects(t, c.filter))
		}
	}
	t.Logf("%d policies, %d pairs; disagreements: %s; filters: %s", len(cases), pairs, counted(differ), spread(cases))
	if len(cases) < 500 || pairs < 25_000 {
		t.Errorf("too few: %d policies, %d pairs", len(cases), pairs)
	}
}

func report(t *testing.T, who string, c trial, ids []string, rows []store.Record) {
	t.Helper()
	cond, _ := c.filter.Cond()
	for _, row := range rows {
		if row.ID == ids[0] {
			t.Errorf("%s disagrees with plain evaluation (%v) on %d records, as on\n%s unit %s owner %s\nfor %+v\ncondition %+v\n%s\n%s",
				who, c.want[row.ID], len(ids), row.Doc, row.Unit, row.Owner, c.q.Principal, cond, c.policy.Modules[0].Rego, c.policy.Overlay)
		}
	}
}

// spread counts the three cases, to show that none is rare.
func spread(cases []trial) string {
	counts := map[string]int{}
	for _, c := range cases {
		switch {
		case c.filter.IsNothing():
			counts["nothing"]++
		case c.filter.IsEverything():
			counts["everything"]++
		default:
			counts["some"]++
		}
	}
	return counted(counts)
}

// test makes the Go function of a condition as a compiler would.
func test(t *testing.T, c authz.Cond) authz.Filter {
	t.Helper()
	f, err := authz.Where(c)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
