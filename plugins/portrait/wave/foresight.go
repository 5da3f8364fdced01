package wave

import "github.com/ribambelle/ribambelle/sdk/foresight"

// Reason says why a site's own result can, or cannot, be shown.
type Reason = foresight.Reason

// The reasons that the rest of the package asks for.
const (
	Showable  = foresight.Showable
	Remainder = foresight.Remainder
)

// Outlook is what can be shown at best: with every headcount answering.
type Outlook struct {
	Sites  map[string]Reason // by unit id; a grouped site has its group's reason
	Groups map[string]Reason // by key
}

// Cell is a line of the results: a reporting group, or a site outside all groups.
type Cell struct {
	Key       string // a group's key or a unit id
	Headcount int
	Group     bool
	Home      bool
	Units     []string // the sites that it covers
}

// Cells lists the lines that a wave's results will have beneath the network's, in the wave's order. A grouped
// site has no line of its own: it could be computed from the group's.
func (w Wave) Cells() []Cell {
	var cells []Cell
	for _, g := range w.Groups {
		c := Cell{Key: g.Key, Group: true}
		for _, s := range w.Sites {
			if s.Group == g.Key {
				c.Headcount += s.Headcount
				c.Units = append(c.Units, s.UnitID)
			}
		}
		if len(c.Units) > 0 {
			cells = append(cells, c)
		}
	}
	for _, s := range w.Sites {
		if s.Group == "" {
			cells = append(cells, Cell{Key: s.UnitID, Headcount: s.Headcount, Home: s.Home, Units: []string{s.UnitID}})
		}
	}
	return cells
}

// Foresee judges the headcounts as the gate will judge the answers, of which there are at most as many: what is
// hidden here will be hidden.
func (w Wave) Foresee() Outlook {
	cells := w.Cells()
	parts := make([]foresight.Part, len(cells))
	for i, c := range cells {
		parts[i] = foresight.Part{N: c.Headcount, Never: c.Home}
	}
	o := Outlook{Sites: map[string]Reason{}, Groups: map[string]Reason{}}
	for i, reason := range foresight.Judge(w.Floor, parts) {
		if cells[i].Group {
			o.Groups[cells[i].Key] = reason
		}
		for _, unit := range cells[i].Units {
			o.Sites[unit] = reason
		}
	}
	return o
}
