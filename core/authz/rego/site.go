package rego

import (
	"strings"

	"github.com/ribambelle/ribambelle/core/authz"
)

// outsideSite is the rule that keeps whoever uses a site's device to the field, and to that site.
const outsideSite = "core/device"

// onSite is what whoever asks from a site's device may reach, whatever else allows: the site and what is below it; to read,
// also what the organisation says above it. Everybody else may reach everything.
func onSite(q *authz.Question) authz.Filter {
	p := &q.Principal
	switch {
	case p.Device == "":
		return authz.Everything()
	case p.Site == "":
		return authz.Nothing()
	}
	site := authz.Cond{Op: authz.StartsWith, Field: "unit_path", Value: p.Site}
	if strings.HasSuffix(q.Action, ".read") {
		site = authz.Cond{Op: authz.Or, Args: []authz.Cond{site, {Op: authz.In, Field: "unit_path", Value: above(p.Site)}}}
	}
	filter, err := authz.Where(site)
	if err != nil {
		return authz.Nothing()
	}
	return filter
}

// above lists the paths around a path: "/", "/a/" for "/a/b/".
func above(path string) []any {
	paths := []any{}
	for i := range len(path) - 1 {
		if path[i] == '/' {
			paths = append(paths, path[:i+1])
		}
	}
	return paths
}
