package wave

import (
	"cmp"
	"slices"
)

// Reason says why a site's own result can, or cannot, be shown.
type Reason string

// The reasons.
const (
	Showable    Reason = "ok"
	BelowFloor  Reason = "below-floor"  // fewer people than the floor
	AtHome      Reason = "home"         // a single provider is never a cell of its own
	Remainder   Reason = "remainder"    // hidden so that those hidden already cannot be computed
	NoHeadcount Reason = "no-headcount" // nobody knows how many people work there
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

// Foresee applies the floor and the remainder rule to the headcounts. The gate judges the real answers, of
// which there are at most as many: what is hidden here will be hidden.
func (w Wave) Foresee() Outlook {
	cells := w.Cells()
	reasons := judge(cells, max(w.Floor, LeastFloor))
	o := Outlook{Sites: map[string]Reason{}, Groups: map[string]Reason{}}
	for i, c := range cells {
		if c.Group {
			o.Groups[c.Key] = reasons[i]
		}
		for _, unit := range c.Units {
			o.Sites[unit] = reasons[i]
		}
	}
	return o
}

// judge gives each cell its reason.
func judge(cells []Cell, floor int) []Reason {
	reasons := make([]Reason, len(cells))
	hidden := 0
	var shown []int
	for i, c := range cells {
		switch {
		case c.Headcount == 0:
			reasons[i] = NoHeadcount
		case c.Home:
			reasons[i] = AtHome
		case c.Headcount < floor:
			reasons[i] = BelowFloor
		default:
			reasons[i] = Showable
			shown = append(shown, i)
			continue
		}
		hidden += c.Headcount
	}
	slices.SortStableFunc(shown, func(a, b int) int { return cmp.Compare(cells[a].Headcount, cells[b].Headcount) })
	for _, i := range shown {
		if hidden == 0 || hidden >= floor {
			break
		}
		reasons[i] = Remainder
		hidden += cells[i].Headcount
	}
	return reasons
}
