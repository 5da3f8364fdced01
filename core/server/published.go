package server

import (
	"github.com/ribambelle/ribambelle/core/disclosure"
	"github.com/ribambelle/ribambelle/sdk"
)

// tableOf is a module's table as the gate takes it. The two types are of one shape, one on each side of the
// border between core and sdk.
func tableOf(t sdk.Table) disclosure.Table {
	made := disclosure.Table{
		Release: t.Release, Name: t.Name, Floor: t.Floor, Kind: disclosure.Kind(t.Kind), Atoms: t.Atoms, Final: t.Final,
		Cells: make([]disclosure.Cell, len(t.Cells)),
	}
	for i, c := range t.Cells {
		values := make(map[string]disclosure.Figure, len(c.Values))
		for name, f := range c.Values {
			values[name] = disclosure.Figure(f)
		}
		made.Cells[i] = disclosure.Cell{Key: c.Key, Parent: c.Parent, Atoms: c.Atoms, N: c.N, Values: values, Never: c.Never}
	}
	return made
}

// toldAs is what the gate told, under the release's name in the module.
func toldAs(release string, r disclosure.Released) sdk.Released {
	made := sdk.Released{ID: r.ID, Release: release, Name: r.Name, Floor: r.Floor, Cells: make([]sdk.ReleasedCell, len(r.Cells))}
	for i, c := range r.Cells {
		var values map[string]sdk.Figure
		if c.Values != nil {
			values = make(map[string]sdk.Figure, len(c.Values))
		}
		for name, f := range c.Values {
			values[name] = sdk.Figure(f)
		}
		made.Cells[i] = sdk.ReleasedCell{Key: c.Key, Parent: c.Parent, Masked: c.Masked, N: c.N, Values: values, Hidden: c.Hidden}
	}
	return made
}
