package differential

import (
	"math/rand/v2"
	"testing"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// TestGoAgreesWithOPA holds the Go function against plain evaluation.
func TestGoAgreesWithOPA(t *testing.T) {
	t.Parallel()
	rows := records(rand.New(rand.NewPCG(1, 1)), perPolicy)
	cases := trials(t, rows, wantPolicies)
	pairs, differ := 0, 0
	for _, c := range cases {
		pairs += len(rows)
		ids := wrong(c.want, selects(c.filter, rows))
		differ += len(ids)
		if len(ids) > 0 && differ < 200 {
			report(t, "Go", c, ids, rows)
		}
	}
	t.Logf("%d policies, %d pairs, %d disagreements; %s", len(cases), pairs, differ, spread(cases))
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
