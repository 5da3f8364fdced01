// Package disclosure is the gate that every published number passes.
//
// A module hands in cells with their n and values; the gate returns what may be told. It applies the floor
// (no figure for fewer than Floor people), the remainder rule (hidden siblings together reach the floor, or
// the next smallest is hidden too) and a ledger of what was released before, so that no two releases differ
// by a group smaller than the floor. Each measure is judged by its own n.
//
// Goals: a masked number cannot be computed from what is shown, now or with what was shown earlier.
// Non-goals: deciding who may ask (authz), computing statistics. Everything may be used concurrently.
package disclosure

import (
	"context"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/foresight"
)

// Least floors: tenants may raise, never lower them.
const (
	FloorScore        = foresight.LeastFloor
	FloorDistribution = 8
	FloorText         = 10
)

// Table is a set of cells to publish together.
type Table struct {
	Release string         `json:"release"`         // what the numbers are of, stable: "wave/0198…"; the ledger's key with Name
	Name    string         `json:"name"`            // "scores", "reliability"
	Floor   int            `json:"floor,omitempty"` // at least the least floor of the kind; 0 means that
	Kind    Kind           `json:"kind,omitempty"`  // default Scores
	Atoms   map[string]int `json:"atoms"`           // smallest groups (sites) and their n: cells are unions of atoms
	Cells   []Cell         `json:"cells"`
	Final   bool           `json:"final,omitempty"` // its numbers never change: what is told of it may be told again from memory
}

// Kind says which least floor holds.
type Kind string

// The kinds of tables.
const (
	Scores        Kind = "scores"
	Distributions Kind = "distributions"
	Texts         Kind = "texts"
)

// Cell is a union of atoms with its numbers.
type Cell struct {
	Key    string            `json:"key"`              // "site:…", "network"; unique in the table
	Parent string            `json:"parent,omitempty"` // key of the cell that it is a part of: siblings share it
	Atoms  []string          `json:"atoms"`
	N      int               `json:"n"`
	Values map[string]Figure `json:"values"`
	Never  bool              `json:"never,omitempty"` // never a cell of its own (a childminder), whatever its n
}

// Figure is one number with the n that it rests on.
type Figure struct {
	N     int      `json:"n"`
	Value *float64 `json:"value"` // nil: nothing to compute, Reason says why
	// More holds companions that are shown or hidden with Value: "sd", "low", "high".
	More   map[string]float64 `json:"more,omitempty"`
	Reason string             `json:"reason,omitempty"`
}

// Released is what may be told of a table.
type Released struct {
	ID      string         `json:"id"`
	Release string         `json:"release"`
	Name    string         `json:"name"`
	Floor   int            `json:"floor"`
	Cells   []ReleasedCell `json:"cells"`
}

// ReleasedCell is a cell as it may be told. Masked: neither n nor any value, nor which rule hid it.
type ReleasedCell struct {
	Key    string            `json:"key"`
	Parent string            `json:"parent,omitempty"`
	Masked bool              `json:"masked"`
	N      int               `json:"n,omitempty"`
	Values map[string]Figure `json:"values,omitempty"` // masked figures are absent
	Hidden []string          `json:"hidden,omitempty"` // names of masked figures in a cell that is shown
}

// Ledger remembers releases.
type Ledger interface {
	// Past returns all cells that were shown for a release, whatever the table's name.
	Past(ctx context.Context, t tenant.ID, release string) ([]Shown, error)
	// Remember adds the shown cells; running it again with the same changes nothing.
	Remember(ctx context.Context, t tenant.ID, release string, shown []Shown) error
}

// Shown is a cell figure that was told once: which atoms it covers, and on how many people it rests.
type Shown struct {
	Name  string   // table's name + "/" + figure's name
	Atoms []string // sorted
	N     int
}
