package rego_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// TestAModuleIsOpenAsTheNearestSays makes up trees whose units open, close, force and forbid a module, and holds decision,
// filter and explanation against one reading of the units above a place after another.
func TestAModuleIsOpenAsTheNearestSays(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 11))
	paths := []string{"/a/", "/a-b/", "/a-b/c/", "/a/b/", "/a/b/c/", "/a/b/c/d/", "/a/c/", "/b/", "/b/a/"}
	slices.Sort(paths)
	openings := []tenant.Opening{"", "", tenant.Opened, tenant.Closed, tenant.Forced, tenant.Forbidden}
	tried, shut := 0, 0
	for range 60 {
		organisation, units := tenant.Tenant{}, []tenant.Unit{}
		organisation.Settings.Openings = map[string]tenant.Opening{"portrait": []tenant.Opening{tenant.Opened, tenant.Closed, tenant.Forced}[random.IntN(3)]}
		for _, path := range paths {
			u := tenant.Unit{ID: path, Path: path}
			if said := openings[random.IntN(len(openings))]; said != "" {
				u.Local.Modules = map[string]tenant.Opening{"portrait": said}
			}
			units = append(units, u)
		}
		policy := portraitPolicy("")
		policy.Turns = organisation.Turns(units)
		a, _ := open(t, policy)
		for _, place := range append([]string{tenant.Root, "/a/b/c/d/e/", "/z/"}, paths...) {
			way := slices.DeleteFunc(slices.Clone(units), func(u tenant.Unit) bool { return !strings.HasPrefix(place, u.Path) })
			want := place == tenant.Root || organisation.Prevails(way).Modules["portrait"].Value.Open()
			q := ask(person("p1", grant(identity.Coordinator, "/")), "portrait:wave.read", at(place))
			got, err := a.Decide(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			filter, err := a.Filter(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			said, err := a.Explain(t.Context(), q)
			if err != nil || got.Allow != want || filter.Match(at(place)) != want || said.Decision != got || !want && got.Rule != "core/closed" {
				t.Fatalf("%s under %+v: decided %+v, filtered %v, explained %+v (%v); want %v", place, policy.Turns, got, filter.Match(at(place)), said, err, want)
			}
			if other, err := a.Decide(t.Context(), ask(person("p1"), "visits:visit.read", authz.Document{"owner_id": "p1", "unit_path": place})); err != nil || !other.Allow {
				t.Fatalf("another module at %s: %+v, %v", place, other, err)
			}
			if tried++; !want {
				shut++
			}
		}
	}
	t.Logf("%d places in 60 trees, closed at %d of them", tried, shut)
}
