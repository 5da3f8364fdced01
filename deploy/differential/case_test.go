package differential

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/authz/rego"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

const (
	wantPolicies = 512
	perPolicy    = 50 // records
)

// library has one policy for each tenant.
type library map[tenant.ID]authz.Policy

func (l library) Policy(_ context.Context, t tenant.ID, _ int64) (authz.Policy, error) {
	return l[t], nil
}

// trial is one policy with one principal, and what plain evaluation says about each record.
type trial struct {
	policy authz.Policy
	q      authz.Question
	filter authz.Filter
	want   map[string]bool // by record id
}

// trials makes the cases. A policy that is refused when it is loaded, or for this principal, decides nothing and
// is no case; policies are made until there are enough that decide.
func trials(t *testing.T, rows []store.Record, count int) []trial {
	t.Helper()
	r := rand.New(rand.NewPCG(20260302, 7))
	shelf := library{}
	a, err := rego.New(rego.Config{Policies: shelf, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	var made []trial
	tried := 0
	for len(made) < count {
		tried++
		if tried > 20*count {
			t.Fatalf("only %d of %d random policies are accepted", len(made), tried)
		}
		id := tenant.Trusted(tenantName(tried))
		policy := authz.Policy{
			Version: 1, Overlay: author{r}.overlay(), Roles: map[string][]string{"m:thing.list": roles[:1]},
			Modules: []authz.ModulePolicy{{Module: "m", Rego: author{r}.module()}},
		}
		shelf[id] = policy
		q := authz.Question{Tenant: id, Version: 1, Principal: principal(r), Action: "m:thing.list"}
		filter, err := a.Filter(t.Context(), q)
		if err != nil {
			continue
		}
		made = append(made, trial{policy, q, filter, plainly(t, a, q, rows)})
	}
	t.Logf("%d random policies, %d accepted", tried, len(made))
	return made
}

// plainly asks OPA about each record, without compiling.
func plainly(t *testing.T, a *rego.Authorizer, q authz.Question, rows []store.Record) map[string]bool {
	t.Helper()
	want := map[string]bool{}
	for _, row := range rows {
		q.Record = document(row)
		said, err := a.Explain(t.Context(), q)
		if err != nil {
			t.Fatalf("plain evaluation: %v", err)
		}
		if said.Allow {
			want[row.ID] = true
		}
	}
	return want
}

// selects is what a filter selects as a Go function.
func selects(f authz.Filter, rows []store.Record) map[string]bool {
	got := map[string]bool{}
	for _, row := range rows {
		if f.Match(document(row)) {
			got[row.ID] = true
		}
	}
	return got
}

// wrong lists the records about which two answers differ.
func wrong(want, got map[string]bool) []string {
	var ids []string
	for id := range want {
		if !got[id] {
			ids = append(ids, id)
		}
	}
	for id := range got {
		if !want[id] {
			ids = append(ids, id)
		}
	}
	return slices.Sorted(maps.Keys(set(ids)))
}

func set(ids []string) map[string]bool {
	s := map[string]bool{}
	for _, id := range ids {
		s[id] = true
	}
	return s
}
