package record

import (
	"context"
	"slices"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
)

// noteReads puts down that personal data were read in these units, before they are answered. What cannot be
// put down is not answered.
func (v *View) noteReads(ctx context.Context, c *collection, f authz.Filter, units ...string) error {
	if within(c.personal, f.Mask()) {
		return nil
	}
	slices.Sort(units)
	for _, unit := range slices.Compact(units) {
		e := v.entry(c, c.action("read"), "")
		e.Unit = unit
		if err := v.keeper.reads.Note(ctx, c.resource("")+" "+unit, e); err != nil {
			return err
		}
	}
	return nil
}

// entry begins an audit entry of the caller.
func (v *View) entry(c *collection, action, id string) audit.Entry {
	e := audit.Entry{
		Tenant: v.caller.Tenant, At: v.keeper.now(), Principal: v.caller.Who(), Behalf: v.caller.Principal.Behalf, Action: action,
		Resource: c.resource(id), Outcome: audit.Done, Count: 1, Request: v.caller.Request,
	}
	if !c.ordinary() {
		e.Principal, e.Behalf, e.Rule = "module:"+c.Module, v.caller.Who(), "module/"+c.Module
		if e.Behalf == e.Principal {
			e.Behalf = ""
		}
	}
	return e
}

// within reports whether every name is in the list.
func within(names, list []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(list, n) })
}

// overlap reports whether some name is in the list.
func overlap(names, list []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(list, n) })
}
