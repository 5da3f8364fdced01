package rego_test

import (
	"testing"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
)

// TestASitesDeviceOnlyNarrows compares what somebody may do by themselves and on a site's device: decision, filter and explanation
// agree, the device never allows more, and what it keeps is of the field, at its site; to read, above it too.
func TestASitesDeviceOnlyNarrows(t *testing.T) {
	t.Parallel()
	policy := portraitPolicy(closedOnSundays)
	policy.Field = map[string]bool{"portrait:wave.read": true, "portrait:note.update": true, "visits:visit.read": true, "visits:visit.log": true}
	policy.Roles["visits:visit.log"] = []string{identity.Coordinator}
	a, _ := open(t, policy)
	free := person("p1", grant(identity.Coordinator, "/"))
	bound, astray := free, free
	bound.Device, bound.Site = "d1", "/lyon/lilas/"
	astray.Device = "d1" // of no site: it reaches nothing
	kept := map[string]bool{}
	for _, action := range []string{"portrait:wave.read", "portrait:wave.open", "portrait:note.update", "visits:visit.read", "visits:visit.log"} {
		for _, place := range []string{"/", "/lyon/", "/lyon/lilas/", "/lyon/lilas/grands/", "/lyon/lilas-2/", "/paris/"} {
			d := authz.Document{"id": "r1", "unit_path": place, "owner_id": "p1"}
			allows := func(p identity.Principal) bool {
				q := ask(p, action, d)
				got, err := a.Decide(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				filter, err := a.Filter(t.Context(), q)
				if err != nil || filter.Match(d) != got.Allow {
					t.Errorf("%s at %s: the filter says otherwise than %+v (%v)", action, place, got, err)
				}
				said, err := a.Explain(t.Context(), q)
				if err != nil || said.Decision != got {
					t.Errorf("%s at %s: decided %+v, explained %+v (%v)", action, place, got, said.Decision, err)
				}
				return got.Allow
			}
			byThemselves, onDevice := allows(free), allows(bound)
			if onDevice && !byThemselves || allows(astray) {
				t.Errorf("%s at %s: the device widens", action, place)
			}
			kept[action+" "+place] = onDevice
		}
	}
	for what, want := range map[string]bool{
		"portrait:wave.read /": true, "portrait:wave.read /lyon/": true, "portrait:wave.read /lyon/lilas/grands/": true,
		"portrait:wave.read /lyon/lilas-2/": false, "portrait:wave.read /paris/": false, "visits:visit.read /paris/": false,
		"portrait:wave.open /lyon/lilas/": false, "portrait:note.update /lyon/lilas/": true, "portrait:note.update /lyon/": false,
		"visits:visit.log /lyon/lilas/": true, "visits:visit.log /": false,
	} {
		if kept[what] != want {
			t.Errorf("%s: %v, want %v", what, kept[what], want)
		}
	}
	// What is about nothing in particular: its records are asked about one by one.
	if got, err := a.Decide(t.Context(), ask(bound, "visits:visit.log", nil)); err != nil || !got.Allow {
		t.Errorf("an operation of the field: %+v, %v", got, err)
	}
	if got, err := a.Decide(t.Context(), ask(bound, "portrait:wave.open", nil)); err != nil || got.Rule != "core/device" {
		t.Errorf("another operation: %+v, %v", got, err)
	}
}
