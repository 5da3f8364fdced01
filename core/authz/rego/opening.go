package rego

import (
	"fmt"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// closedHere is the rule of a module that the organisation, or a unit of it, has closed at a place.
const closedHere = "core/closed"

// whereOpen makes the filters of modules that are not open everywhere. What an organisation keeps at its root stays in reach
// of the units where the module is open.
func whereOpen(turns map[string][]tenant.Turn) (map[string]authz.Filter, error) {
	open := make(map[string]authz.Filter, len(turns))
	for module, all := range turns {
		filter, err := authz.Where(not(below(all)))
		if err != nil {
			return nil, fmt.Errorf("where the module %s is open: %w", module, err)
		}
		open[module] = filter
	}
	return open, nil
}

// below is the condition of lying below one of the turns, and not below a turn back. The turns are in path order; each is the
// other way than the nearest above it.
func below(turns []tenant.Turn) authz.Cond {
	either := authz.Cond{Op: authz.Or}
	for len(turns) > 0 {
		top, end := turns[0].Path, 1
		for end < len(turns) && tenant.Within(turns[end].Path, top) {
			end++
		}
		here := authz.Cond{Op: authz.StartsWith, Field: "unit_path", Value: top}
		if top == tenant.Root {
			here = authz.Cond{Op: authz.Ne, Field: "unit_path", Value: top}
		}
		if back := turns[1:end]; len(back) > 0 {
			here = authz.Cond{Op: authz.And, Args: []authz.Cond{here, not(below(back))}}
		}
		either.Args, turns = append(either.Args, here), turns[end:]
	}
	return either
}

// bounds are what a question must lie within, whatever allows it: the site of a device, what was agreed with another
// organisation, and where the module is open.
func (b *bundle) bounds(q *authz.Question) []part {
	var all []part
	if site := onSite(q); !site.IsEverything() {
		all = append(all, part{outsideSite, site})
	}
	if agreed := withinShare(q); !agreed.IsEverything() {
		all = append(all, part{outsideShare, agreed})
	}
	name, _ := b.module(q.Action)
	if open, limited := b.open[name]; limited {
		all = append(all, part{closedHere, open})
	}
	return all
}

// outside returns the rule of the first bound that a record lies beyond; empty for none.
func outside(bounds []part, d authz.Document) string {
	for i := range bounds {
		if !bounds[i].filter.Match(d) {
			return bounds[i].rule
		}
	}
	return ""
}
