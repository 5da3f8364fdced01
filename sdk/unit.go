package sdk

import (
	"context"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Unit is a node of the organisation's tree: a territory, a site, a group.
type Unit = wire.Unit

// Units returns the organisation's tree, as the caller may see it.
func Units(ctx context.Context) Tree { return Tree{call: callOf(ctx)} }

// Tree reads units.
type Tree struct{ call *call }

// Unit returns one unit; not_found when there is none.
func (t Tree) Unit(ctx context.Context, id string) (Unit, error) {
	if id == "" {
		return Unit{}, fault.Missing("unit")
	}
	units, err := t.ask(ctx, wire.UnitQuery{ID: id})
	if err != nil {
		return Unit{}, err
	}
	if len(units) == 0 {
		return Unit{}, fault.Missing("unit")
	}
	return units[0], nil
}

// Subtree returns the units below a path, itself included, in path order; "/" is the whole organisation.
func (t Tree) Subtree(ctx context.Context, path string) ([]Unit, error) {
	return t.ask(ctx, wire.UnitQuery{Path: path})
}

func (t Tree) ask(ctx context.Context, q wire.UnitQuery) ([]Unit, error) {
	if t.call == nil {
		return nil, errNoCall()
	}
	return t.call.host.Units(ctx, q)
}
