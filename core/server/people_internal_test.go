package server

import (
	"testing"

	"github.com/ribambelle/ribambelle/core/identity"
)

// TestWhoMayBeKnown asks about people with a role in one site, in another, above both, and with none.
func TestWhoMayBeKnown(t *testing.T) {
	t.Parallel()
	grants := []identity.Grant{
		{Principal: "lilas", Path: "/nord/lilas/"},
		{Principal: "roses", Path: "/nord/roses/"},
		{Principal: "nord", Path: "/nord/"},
		{Principal: "root", Path: "/"},
		{Principal: "nordouest", Path: "/nordouest/"},
	}
	at := func(path string) identity.Principal {
		return identity.Principal{Kind: identity.Human, ID: "me", Grants: []identity.Grant{{Principal: "me", Path: path}}}
	}
	for name, c := range map[string]struct {
		asks  identity.Principal
		knows []string
	}{
		"in a site":             {at("/nord/lilas/"), []string{"me", "lilas", "nord", "root"}},
		"over some sites":       {at("/nord/"), []string{"me", "lilas", "roses", "nord", "root"}},
		"over all":              {at("/"), []string{"me", "lilas", "roses", "nord", "root", "nordouest", "nobody"}},
		"without a role":        {identity.Principal{Kind: identity.Human, ID: "me"}, []string{"me"}},
		"the module, by itself": {identity.Principal{Kind: identity.Module, ID: "envoy"}, []string{"me", "lilas", "roses", "nord", "root", "nordouest", "nobody"}},
	} {
		known := map[string]bool{}
		for _, id := range c.knows {
			known[id] = true
		}
		for _, id := range []string{"me", "lilas", "roses", "nord", "root", "nordouest", "nobody"} {
			if got := near(c.asks, id, grants); got != known[id] {
				t.Errorf("%s: knows of %s: %t", name, id, got)
			}
		}
	}
}
