package rego_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
)

const closedOnSundays = `package rb.overlay

deny if {
	input.action == "portrait:wave.open"
	startswith(input.record.unit_path, "/lyon/closed/")
}
`

// TestDecide goes through the three layers. Explain evaluates plainly; both must say the same.
func TestDecide(t *testing.T) {
	t.Parallel()
	director := person("p1", grant(identity.Director, "/lyon/"))
	suspended := director
	suspended.Suspended = true
	key := identity.Principal{
		Kind: identity.Service, ID: "k1", Grants: director.Grants, Scopes: []string{"portrait:wave.read"},
	}
	visitor := identity.Principal{Kind: identity.Visitor}
	module := identity.Principal{Kind: identity.Module, ID: "portrait"}
	cases := map[string]struct {
		q    authz.Question
		want authz.Decision
	}{
		"role on its subtree":      {ask(director, "portrait:wave.open", at("/lyon/lilas/")), authz.Decision{Allow: true, Rule: "core/grants"}},
		"role elsewhere":           {ask(director, "portrait:wave.open", at("/paris/")), authz.Decision{Rule: "none"}},
		"role below the root":      {ask(director, "portrait:wave.open", nil), authz.Decision{Rule: "none"}},
		"role on the root":         {ask(person("p2", grant(identity.Director, "/")), "portrait:wave.open", nil), authz.Decision{Allow: true, Rule: "core/grants"}},
		"unknown action":           {ask(director, "portrait:wave.burn", at("/lyon/")), authz.Decision{Rule: "none"}},
		"suspended":                {ask(suspended, "portrait:wave.open", at("/lyon/")), authz.Decision{Rule: "core/suspended"}},
		"key within its scope":     {ask(key, "portrait:wave.read", at("/lyon/")), authz.Decision{Allow: true, Rule: "core/grants"}},
		"key beyond its scope":     {ask(key, "portrait:wave.open", at("/lyon/")), authz.Decision{Rule: "core/scope"}},
		"visitor where let":        {ask(visitor, "portrait:answer.submit", at("/lyon/")), authz.Decision{Allow: true, Rule: "module/portrait"}},
		"visitor elsewhere":        {ask(visitor, "portrait:wave.read", at("/lyon/")), authz.Decision{Rule: "none"}},
		"owner by the module":      {ask(director, "portrait:note.update", authz.Document{"owner_id": "p1"}), authz.Decision{Allow: true, Rule: "module/portrait"}},
		"not the owner":            {ask(director, "portrait:note.update", authz.Document{"owner_id": "p2"}), authz.Decision{Rule: "none"}},
		"reading one's own":        {ask(director, "visits:visit.read", authz.Document{"owner_id": "p1"}), authz.Decision{Allow: true, Rule: "core/own"}},
		"no id, no owner":          {ask(visitor, "portrait:note.update", authz.Document{"owner_id": ""}), authz.Decision{Rule: "none"}},
		"module by itself":         {ask(module, "portrait:wave.close", at("/lyon/")), authz.Decision{Allow: true, Rule: "core/itself"}},
		"module abroad":            {ask(module, "core:unit.delete", at("/lyon/")), authz.Decision{Rule: "none"}},
		"denied by the overlay":    {ask(director, "portrait:wave.open", at("/lyon/closed/x/")), authz.Decision{Rule: "overlay"}},
		"overlay about other acts": {ask(director, "portrait:wave.read", at("/lyon/closed/x/")), authz.Decision{Allow: true, Rule: "core/grants"}},
	}
	a, _ := open(t, portraitPolicy(closedOnSundays))
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 { // a miss, then a hit
				got, err := a.Decide(t.Context(), c.q)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("Decide (-want +got):\n%s", diff)
				}
			}
			said, err := a.Explain(t.Context(), c.q)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, said.Decision); diff != "" {
				t.Errorf("Explain (-want +got):\n%s", diff)
			}
			if len(said.Reasons) == 0 {
				t.Error("Explain gives no reason")
			}
		})
	}
}

// TestDecideWrite holds a write to both the old and the new record: nobody moves a record into, or out of,
// what they may not reach.
func TestDecideWrite(t *testing.T) {
	t.Parallel()
	a, _ := open(t, portraitPolicy(""))
	cases := map[string]struct {
		before, after authz.Document
		want          bool
	}{
		"within":      {at("/lyon/lilas/"), at("/lyon/roses/"), true},
		"out":         {at("/lyon/lilas/"), at("/paris/"), false},
		"in":          {at("/paris/"), at("/lyon/lilas/"), false},
		"create here": {nil, at("/lyon/lilas/"), true},
		"create away": {nil, at("/paris/"), false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := ask(person("p1", grant(identity.Director, "/lyon/")), "portrait:wave.open", c.before)
			q.New = c.after
			got, err := a.Decide(t.Context(), q)
			if err != nil || got.Allow != c.want {
				t.Errorf("Decide: %+v, %v; want %v", got, err, c.want)
			}
			said, err := a.Explain(t.Context(), q)
			if err != nil || said.Decision != got {
				t.Errorf("Explain: %+v, %v; want %+v", said.Decision, err, got)
			}
		})
	}
}

func TestFilterHasThreeCases(t *testing.T) {
	t.Parallel()
	a, _ := open(t, portraitPolicy(""))
	filter := func(p identity.Principal, action string) authz.Filter {
		t.Helper()
		f, err := a.Filter(t.Context(), ask(p, action, nil))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	if f := filter(person("p1"), "portrait:wave.open"); !f.IsNothing() {
		t.Error("without a grant, something is selected")
	}
	if f := filter(identity.Principal{Kind: identity.Visitor}, "portrait:answer.submit"); !f.IsEverything() {
		t.Error("what a module allows without looking at the record does not select everything")
	}
	f := filter(person("p1", grant(identity.Director, "/a/"), grant(identity.Director, "/b/")), "portrait:wave.open")
	got, _ := f.Cond()
	want := authz.Cond{Op: authz.Or, Args: []authz.Cond{
		{Op: authz.StartsWith, Field: "unit_path", Value: "/a/"},
		{Op: authz.StartsWith, Field: "unit_path", Value: "/b/"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("condition (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"phone"}, f.Mask()); diff != "" {
		t.Errorf("mask (-want +got):\n%s", diff)
	}
	if f := filter(person("p2", grant(identity.Coordinator, "/")), "portrait:wave.open"); len(f.Mask()) != 0 {
		t.Errorf("a coordinator is not masked, got %v", f.Mask())
	}
}
