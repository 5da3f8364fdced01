package notice

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// batch is how many notices one transaction adds to the outbox.
const batch = 100

// Tell hands what the core has to say to those who hold a role to the outbox.
func (d *Desk) Tell(ctx context.Context, t tenant.ID, told store.Notice) error {
	data, err := d.config.Seal(t, Core, told)
	if err != nil {
		return fmt.Errorf("sealing what the core tells: %w", err)
	}
	return d.config.Keeper.Send(ctx, t, nil, outbox.Item{
		ID: uuid.Must(uuid.NewV7()).String(), Tenant: t, Kind: outbox.Notice, Name: Core, Principal: "module:" + Core, Data: data,
	})
}

// spread makes of a notice to roles one to each of those who hold them now. Their ids follow from its own, so that nobody is told
// twice if it is delivered twice.
func (d *Desk) spread(ctx context.Context, t tenant.ID, item outbox.Item, told store.Notice) error {
	people, err := d.holders(ctx, t, told.Roles, told.Units)
	if err != nil {
		return err
	}
	told.Roles, told.Units = nil, nil
	for some := range slices.Chunk(people, batch) {
		each := make([]outbox.Item, len(some))
		for i, person := range some {
			told.To = person
			data, err := d.config.Seal(t, item.Name, told)
			if err != nil {
				return fmt.Errorf("sealing a notice to one of those who hold a role: %w", err)
			}
			each[i] = outbox.Item{
				ID: derived(item.ID, "to "+person), Tenant: t, Kind: outbox.Notice, Name: item.Name, Subject: person, Principal: item.Principal, Data: data, Trace: item.Trace,
			}
		}
		if err := d.config.Keeper.Send(ctx, t, nil, each...); err != nil {
			return fmt.Errorf("telling those who hold a role: %w", err)
		}
	}
	return nil
}

// holders are those who hold one of these roles now, at one of these units or above it, in the order of their ids. Who is here to
// help is not among them.
func (d *Desk) holders(ctx context.Context, t tenant.ID, roles, units []string) ([]string, error) {
	paths, err := d.paths(ctx, t, units)
	if err != nil {
		return nil, err
	}
	grants, err := d.config.Roll.Grants(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("reading who has which role: %w", err)
	}
	found := map[string]bool{}
	for _, g := range grants {
		covers := func(path string) bool { return strings.HasPrefix(path, g.Path) }
		if slices.Contains(roles, g.Role) && !g.Support && slices.ContainsFunc(paths, covers) {
			found[g.Principal] = true
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// paths are those of units that are there; the whole organisation's where none is named.
func (d *Desk) paths(ctx context.Context, t tenant.ID, units []string) ([]string, error) {
	if len(units) == 0 {
		return []string{tenant.Root}, nil
	}
	var paths []string
	for _, id := range units {
		u, err := d.config.Tree.Unit(ctx, t, id)
		switch {
		case err == nil:
			paths = append(paths, u.Path)
		case fault.KindOf(err) != fault.NotFound:
			return nil, fmt.Errorf("finding where a role is held: %w", err)
		}
	}
	return paths, nil
}
