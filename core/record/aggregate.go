package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Bounds of an aggregate.
const (
	maxMeasures = 200
	maxGroupBy  = 8
)

// Aggregate implements store.Store.
func (v *View) Aggregate(ctx context.Context, collection string, a store.Aggregation) ([]store.Group, error) {
	c, f, err := v.reach(ctx, collection)
	if err != nil {
		return nil, err
	}
	if err := (names{c.Schema, f.Mask()}).aggregation(a); err != nil {
		return nil, err
	}
	s, err := v.selection(ctx, c, f, store.Query{Filter: a.Filter, Unit: a.Unit})
	if err != nil {
		return nil, err
	}
	groups, err := v.keeper.config.Rows.Group(ctx, v.caller.Tenant, c.Table, s, a.GroupBy, a.Measure)
	if err != nil {
		return nil, err
	}
	for i := range groups {
		if groups[i].N < int64(a.Floor) {
			groups[i] = store.Group{Key: groups[i].Key, Masked: true}
		}
	}
	return groups, v.noteAggregate(ctx, c, f, a)
}

// noteAggregate puts down an aggregate that tells values of personal fields.
func (v *View) noteAggregate(ctx context.Context, c *collection, f authz.Filter, a store.Aggregation) error {
	told := slices.Clone(a.GroupBy)
	for _, m := range a.Measure {
		told = append(told, m.Field)
	}
	if !overlap(c.personal, told) {
		return nil
	}
	unit := a.Unit
	if unit == "" {
		unit = "/"
	}
	return v.noteReads(ctx, c, f, unit)
}

// aggregation checks measures and groups.
func (n names) aggregation(a store.Aggregation) error {
	switch {
	case len(a.Measure) == 0 || len(a.Measure) > maxMeasures:
		return fault.InvalidField("/measure", "needs 1 to %d", maxMeasures)
	case len(a.GroupBy) > maxGroupBy:
		return fault.InvalidField("/group_by", "must not name more than %d fields", maxGroupBy)
	}
	for i, m := range a.Measure {
		if err := n.measure(fmt.Sprintf("/measure/%d", i), m); err != nil {
			return err
		}
	}
	for i, name := range a.GroupBy {
		_, declared := n.schema.Field(name)
		typ, ok := n.typeOf(name)
		if !ok || !declared && name != "unit_path" || typ == store.Object {
			return fault.InvalidField(fmt.Sprintf("/group_by/%d", i), "must be a declared field or unit_path")
		}
		if sealed, blind := n.schema.Sealed(name); sealed {
			return store.SealedField(fmt.Sprintf("/group_by/%d", i), name, blind)
		}
	}
	return nil
}

func (n names) measure(at string, m store.Measure) error {
	typ, ok := n.typeOf(m.Field)
	switch m.Op {
	case store.Count:
		if m.Field != "" {
			return fault.InvalidField(at+"/field", "count takes no field")
		}
	case store.Sum, store.Avg, store.Min, store.Max, store.Variance:
		if !ok || typ != store.Integer && typ != store.Number {
			return fault.InvalidField(at+"/field", "must be a field that holds numbers")
		}
		if sealed, blind := n.schema.Sealed(m.Field); sealed {
			return store.SealedField(at+"/field", m.Field, blind)
		}
	default:
		return fault.InvalidField(at+"/op", "must be count, sum, avg, min, max or variance")
	}
	return nil
}
