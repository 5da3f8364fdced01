package sdk

// Table is a set of cells to publish together. The disclosure gate decides which of their figures are told.
type Table struct {
	Release string         `json:"release"`         // what the numbers are of, stable: "wave/0198…"
	Name    string         `json:"name"`            // "scores"
	Floor   int            `json:"floor,omitempty"` // at least the least floor of the kind; 0 means that
	Kind    string         `json:"kind,omitempty"`  // "scores" (default), "distributions", "texts"
	Atoms   map[string]int `json:"atoms"`           // smallest groups and their n: cells are unions of atoms
	Cells   []Cell         `json:"cells"`
	Final   bool           `json:"final,omitempty"` // the numbers never change: see Recall
}

// Cell is a union of atoms with its figures.
type Cell struct {
	Key    string            `json:"key"`              // "site:…", "network"; unique in the table
	Parent string            `json:"parent,omitempty"` // key of the cell that it is a part of
	Atoms  []string          `json:"atoms"`
	N      int               `json:"n"`
	Values map[string]Figure `json:"values"`
	Never  bool              `json:"never,omitempty"` // never a cell of its own, whatever its n
}

// Figure is one number with the n that it rests on.
type Figure struct {
	N      int                `json:"n"`
	Value  *float64           `json:"value"`            // nil: nothing to compute, Reason says why
	More   map[string]float64 `json:"more,omitempty"`   // shown or hidden with Value: "sd", "low", "high"
	Reason string             `json:"reason,omitempty"` // "too-few-items"
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
	Values map[string]Figure `json:"values,omitempty"` // hidden figures are absent
	Hidden []string          `json:"hidden,omitempty"` // their names, in a cell that is shown
}
