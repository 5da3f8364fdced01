package rego

import (
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
)

// outsideShare is the rule that keeps another organisation to what was agreed with it.
const outsideShare = "core/share"

// withinShare is what a share may reach, whatever else allows: the units that were agreed to, with all below them. Everybody
// else may reach everything.
func withinShare(q *authz.Question) authz.Filter {
	if q.Principal.Kind != identity.Share {
		return authz.Everything()
	}
	units := authz.Cond{Op: authz.Or}
	for _, path := range q.Principal.Within {
		units.Args = append(units.Args, authz.Cond{Op: authz.StartsWith, Field: "unit_path", Value: path})
	}
	if len(units.Args) == 0 {
		return authz.Nothing()
	}
	filter, err := authz.Where(units)
	if err != nil {
		return authz.Nothing()
	}
	return filter
}
