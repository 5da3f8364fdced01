package rego_test

import (
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
)

// TestAShareStaysWithinItsScope asks every action about every place for somebody who comes by a share: decision, filter and
// explanation agree, and none goes beyond what was agreed to, whatever a module's policy lets anybody do.
func TestAShareStaysWithinItsScope(t *testing.T) {
	t.Parallel()
	a, _ := open(t, portraitPolicy(""))
	share := identity.Principal{Kind: identity.Share, ID: "s1", Scopes: []string{"portrait:wave.open"}, Within: []string{"/lyon/lilas/"}}
	wider := share
	wider.Within = []string{"/"}
	none := share
	none.Within = []string{}
	agreed, beyond := 0, 0
	for _, action := range []string{"portrait:wave.open", "visits:visit.read", "portrait:wave.read", "portrait:note.update"} {
		for _, place := range []string{"/", "/lyon/", "/lyon/lilas/", "/lyon/lilas/bebes/", "/lyon/lilas-bis/"} {
			allows := func(p identity.Principal) bool {
				q := ask(p, action, authz.Document{"unit_path": place})
				got, err := a.Decide(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				said, err := a.Explain(t.Context(), q)
				if err != nil || said.Decision != got || len(said.Reasons) == 0 {
					t.Errorf("%s at %s: decided %+v, explained %+v (%v)", action, place, got, said, err)
				}
				filter, err := a.Filter(t.Context(), q)
				if err != nil || filter.Match(q.Record) != got.Allow {
					t.Errorf("%s at %s: the filter says otherwise than %+v (%v)", action, place, got, err)
				}
				return got.Allow
			}
			within := action == "portrait:wave.open" && strings.HasPrefix(place, "/lyon/lilas/")
			if allows(share) != within || allows(none) {
				t.Errorf("%s on %s: allowed is %t", action, place, !within)
			}
			if within {
				agreed++
			}
			if allows(wider) && !within {
				beyond++
			}
		}
	}
	if agreed != 2 || beyond != 3 {
		t.Errorf("%d were agreed to, the control went %d beyond", agreed, beyond)
	}
}
