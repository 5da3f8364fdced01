package api

import (
	"context"
	"fmt"
	"slices"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// giver decides which roles the caller may give, and take away: an administrator any, others those that may do nothing that they
// may not do themselves at the same place. So nobody gets more than somebody has by being helped.
type giver struct {
	own []identity.Grant
	may map[string][]string // the roles that may do an action
}

func (e *edge) giver(ctx context.Context, c *call) (giver, error) {
	policy, err := e.Policies.Policy(ctx, c.Tenant.ID, c.Tenant.Version)
	if err != nil {
		return giver{}, fmt.Errorf("read who may do what: %w", err)
	}
	return giver{c.Principal.Grants, policy.Roles}, nil
}

// gives reports whether the caller may give a role on the unit with that path.
func (g giver) gives(role, path string) bool {
	held := map[string]bool{}
	for _, own := range g.own {
		if tenant.Within(path, own.Path) {
			held[own.Role] = true
		}
	}
	if held[identity.Administrator] {
		return true
	}
	does := false
	for _, roles := range g.may {
		if !slices.Contains(roles, role) {
			continue
		}
		does = true
		if !slices.ContainsFunc(roles, func(r string) bool { return held[r] }) {
			return false
		}
	}
	return does
}

// all reports whether the caller may give each of these.
func (g giver) all(grants []identity.Grant) bool {
	return !slices.ContainsFunc(grants, func(given identity.Grant) bool { return !g.gives(given.Role, given.Path) })
}

// anywhere reports whether there is a unit on which the caller may give a role.
func (g giver) anywhere(role string) bool {
	return slices.ContainsFunc(g.own, func(own identity.Grant) bool { return g.gives(role, own.Path) })
}

// mayGive refuses a role that the caller may not give at a place.
func (e *edge) mayGive(ctx context.Context, c *call, role, path string) error {
	g, err := e.giver(ctx, c)
	if err != nil {
		return err
	}
	if !g.gives(role, path) {
		return errBeyond()
	}
	return nil
}

// mayGiveAll refuses where the caller may not give one of them.
func (e *edge) mayGiveAll(ctx context.Context, c *call, grants []identity.Grant) error {
	g, err := e.giver(ctx, c)
	if err == nil && !g.all(grants) {
		err = errBeyond()
	}
	return err
}

func errBeyond() error {
	return fault.New(fault.Denied, "beyond-own-rights", "You may give, and take away, only what you may do yourself at this place.")
}

// reachable leaves the grants that the call's filter lets the caller see.
func (c *call) reachable(all []identity.Grant) []identity.Grant {
	return slices.DeleteFunc(slices.Clone(all), func(g identity.Grant) bool {
		return !c.filter.Match(authz.Document{"unit_path": g.Path})
	})
}

// everywhere reports whether the call's filter lets the caller see the whole organisation.
func (c *call) everywhere() bool { return c.filter.Match(authz.Document{"unit_path": tenant.Root}) }
