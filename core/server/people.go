package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// People implements module.Backend. Those of the caller's own tenant are told, and those of others to whom it has given roles.
func (b backend) People(ctx context.Context, c module.Caller, ids []string) ([]wire.Person, error) {
	if c.Principal.Kind == identity.Visitor {
		return nil, nil
	}
	grants, err := b.roll.Grants(ctx, c.Tenant)
	if err != nil {
		return nil, fmt.Errorf("reading who has which role: %w", err)
	}
	var people []wire.Person
	for i, id := range ids {
		if slices.Contains(ids[:i], id) || !near(c.Principal, id, grants) {
			continue
		}
		person, err := identity.Somebody(ctx, b.roll, c.Tenant, grants, id)
		switch {
		case err == nil:
			people = append(people, wire.Person{ID: person.ID, Name: person.Name})
		case fault.KindOf(err) != fault.NotFound:
			return nil, fmt.Errorf("reading a person's name: %w", err)
		}
	}
	if len(people) == 0 {
		return nil, nil
	}
	e := acting(c, "core:person.read", "person")
	return people, b.reached.Note(ctx, e.Resource+" "+e.Behalf, e)
}

// near reports whether somebody may know of a person by what both do in the organisation: where one has a role, or above
// or below it. A module by itself may know of everybody.
func near(p identity.Principal, id string, grants []identity.Grant) bool {
	if p.Kind == identity.Module || p.ID == id {
		return true
	}
	return slices.ContainsFunc(p.Grants, func(own identity.Grant) bool {
		if p.Device != "" { // whatever they lead elsewhere, here they are of the site
			own.Path = p.Site
		}
		return own.Path == "/" || slices.ContainsFunc(grants, func(g identity.Grant) bool {
			return g.Principal == id && (strings.HasPrefix(g.Path, own.Path) || strings.HasPrefix(own.Path, g.Path))
		})
	})
}

// acting is the entry of what a module does on somebody's behalf.
func acting(c module.Caller, action, resource string) audit.Entry {
	e := audit.Entry{
		Tenant: c.Tenant, Principal: "module:" + c.Module, Behalf: viewer(c).Who(), Action: action, Resource: resource,
		Outcome: audit.Done, Request: c.Request,
	}
	if e.Behalf == e.Principal {
		e.Behalf = ""
	}
	return e
}
