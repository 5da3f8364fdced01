package disclosure_test

import (
	"math"
	"testing"

	"github.com/ribambelle/ribambelle/core/disclosure"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func TestRefusedTables(t *testing.T) {
	t.Parallel()
	infinite, none := math.Inf(1), math.NaN()
	cases := map[string]struct {
		spoil   func(*disclosure.Table)
		pointer string
	}{
		"no release":          {func(t *disclosure.Table) { t.Release = "" }, "/release"},
		"name of a note":      {func(t *disclosure.Table) { t.Name = "#size" }, "/name"},
		"name with a path":    {func(t *disclosure.Table) { t.Name = "scores/warmth" }, "/name"},
		"unknown kind":        {func(t *disclosure.Table) { t.Kind = "secrets" }, "/kind"},
		"negative floor":      {func(t *disclosure.Table) { t.Floor = -1 }, "/floor"},
		"negative atom":       {func(t *disclosure.Table) { t.Atoms["a"] = -1 }, "/atoms/a"},
		"key twice":           {func(t *disclosure.Table) { t.Cells[1].Key = "a" }, "/cells/1/key"},
		"unknown atom":        {func(t *disclosure.Table) { t.Cells[0].Atoms[0] = "z" }, "/cells/0/atoms/0"},
		"atom twice":          {func(t *disclosure.Table) { t.Cells[2].Atoms[1] = "a" }, "/cells/2/atoms/1"},
		"no atoms":            {func(t *disclosure.Table) { t.Cells[0].Atoms = nil }, "/cells/0/atoms"},
		"more than its atoms": {func(t *disclosure.Table) { t.Cells[0].N = 13 }, "/cells/0/n"},
		"figure beyond cell":  {func(t *disclosure.Table) { t.Cells[0].Values = measure(13, 1) }, "/cells/0/values/warmth/n"},
		"no number":           {func(t *disclosure.Table) { t.Cells[0].Values = measure(12, none) }, "/cells/0/values/warmth/value"},
		"infinite":            {func(t *disclosure.Table) { t.Cells[0].Values = measure(12, infinite) }, "/cells/0/values/warmth/value"},
		"companion": {func(t *disclosure.Table) {
			t.Cells[0].Values["w/s"] = disclosure.Figure{N: 12, More: map[string]float64{"sd": none}}
		}, "/cells/0/values/w~1s/more/sd"},
		"unknown parent":       {func(t *disclosure.Table) { t.Cells[0].Parent = "z" }, "/cells/0/parent"},
		"parent without atoms": {func(t *disclosure.Table) { t.Cells[0].Parent = "b" }, "/cells/0/atoms"},
		"its own ancestor":     {func(t *disclosure.Table) { t.Cells[2].Parent = "network" }, "/cells/0/parent"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table := network(12, 9)
			c.spoil(&table)
			r, err := gate().Publish(t.Context(), lyon, table)
			if err == nil || fault.KindOf(err) != fault.Invalid {
				t.Fatalf("published %+v, %v; want invalid", r, err)
			}
			if got := fault.From(err).Fields[0].Pointer; got != c.pointer {
				t.Errorf("pointer %s, want %s (%v)", got, c.pointer, err)
			}
		})
	}
}
