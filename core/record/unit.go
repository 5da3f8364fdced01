package record

import (
	"context"

	"github.com/maypok86/otter/v2"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

const keptUnits = 50_000

// units finds units by id. What it read is kept as long as the tenant's version stands.
type units struct {
	tree tenant.Tree
	kept *otter.Cache[unitKey, tenant.Unit]
}

type unitKey struct {
	tenant  tenant.ID
	version int64
	id      string
}

func newUnits(tree tenant.Tree) *units {
	return &units{tree, otter.Must(&otter.Options[unitKey, tenant.Unit]{MaximumSize: keptUnits})}
}

func (u *units) of(ctx context.Context, c Caller, id string) (tenant.Unit, error) {
	key := unitKey{c.Tenant, c.Version, id}
	if kept, ok := u.kept.GetIfPresent(key); ok {
		return kept, nil
	}
	found, err := u.tree.Unit(ctx, c.Tenant, id)
	if err == nil && c.Version != 0 {
		u.kept.Set(key, found)
	}
	return found, err
}

// locate puts "the field that names the unit is this one" as "it lies at this unit's path": it is the same, and
// paths are what records are found by.
func (v *View) locate(ctx context.Context, c *collection, conds []authz.Cond) error {
	for i, cond := range conds {
		if err := v.locate(ctx, c, cond.Args); err != nil {
			return err
		}
		id, _ := cond.Value.(string)
		if cond.Op != authz.Eq || cond.Field != c.unit || id == "" {
			continue
		}
		unit, err := v.keeper.units.of(ctx, v.caller, id)
		switch {
		case err == nil:
			conds[i] = authz.Cond{Op: authz.Eq, Field: "unit_path", Value: unit.Path}
		case fault.KindOf(err) == fault.NotFound:
			conds[i] = authz.Cond{Op: authz.Constant, Value: false}
		default:
			return err
		}
	}
	return nil
}

// place gives a record the path of the unit that its document names: the tenant's root when it names none.
// before is the id that the record had; a closed unit keeps its records and takes no new ones.
func (v *View) place(ctx context.Context, c *collection, fields map[string]any, before any) (string, error) {
	id, _ := fields[c.unit].(string)
	if c.unit == "" || id == "" {
		return tenant.Root, nil
	}
	unit, err := v.keeper.units.of(ctx, v.caller, id)
	switch {
	case err != nil && fault.KindOf(err) == fault.NotFound:
		return "", fault.InvalidRule("/"+c.unit, fault.Absent, "", "is not a unit")
	case err != nil:
		return "", err
	case unit.Closed != nil && before != id:
		return "", fault.InvalidRule("/"+c.unit, "unit-closed", "", "is a unit that is closed")
	}
	return unit.Path, nil
}
