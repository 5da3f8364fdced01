package disclosure

import (
	"maps"
	"slices"
)

// What is shown cuts the people into regions: two atoms are in the same region when the same shown cells hold
// them. Whoever adds and subtracts what is shown gets numbers about whole regions, never about less. So nothing
// can be computed about fewer people than the floor when every region that is shown at all reaches it.

// cover is a set of atoms that is, or was, shown.
type cover struct {
	atoms []string
	cells []int // open cells of the table that show it now
	past  bool  // told before
}

// region is a set of atoms with the covers that hold them.
type region struct {
	atoms []string
	in    []int // covers, ascending
}

// gather puts together what is open in a layer and what was told before.
func (d *decision) gather(l *layer, past [][]string) []cover {
	byKey := map[string]*cover{}
	add := func(atoms []string) *cover {
		key := setKey(atoms)
		if byKey[key] == nil {
			byKey[key] = &cover{atoms: atoms}
		}
		return byKey[key]
	}
	for i, c := range d.table.Cells {
		if l.open[i] {
			set := add(c.Atoms)
			set.cells = append(set.cells, i)
		}
	}
	for _, atoms := range past {
		add(atoms).past = true
	}
	all := make([]cover, 0, len(byKey))
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		all = append(all, *byKey[key])
	}
	return all
}

// regions cuts along covers.
func regions(covers []cover) []region {
	in := map[string][]int{}
	for i, c := range covers {
		for _, atom := range c.atoms {
			in[atom] = append(in[atom], i)
		}
	}
	byPattern := map[string]*region{}
	for _, atom := range slices.Sorted(maps.Keys(in)) {
		key := pattern(in[atom])
		if byPattern[key] == nil {
			byPattern[key] = &region{in: in[atom]}
		}
		byPattern[key].atoms = append(byPattern[key].atoms, atom)
	}
	all := make([]region, 0, len(byPattern))
	for _, key := range slices.Sorted(maps.Keys(byPattern)) {
		all = append(all, *byPattern[key])
	}
	return all
}

func pattern(in []int) string {
	key := make([]byte, 0, 2*len(in))
	for _, i := range in {
		key = append(key, byte(i>>8), byte(i))
	}
	return string(key)
}

// family is what is held together: sets of atoms that were or may be shown, and the floor for their regions.
type family struct {
	floor int
	past  [][]string
	size  func(region) (least, most int)
}

// families lists what a layer is held together with. Cells are held with everything that the release ever told,
// by their people; between two tables the lower of their floors counts. A measure is held with itself, by its own n.
func (d *decision) families(l *layer) []family {
	own := family{floor: d.floor, size: d.knowledge(l).bounds}
	for _, s := range d.past.byName[d.table.Name+"/"+l.name] {
		own.past = append(own.past, s.Atoms)
	}
	if l != d.count {
		return []family{own}
	}
	floors := []int{d.floor}
	for _, s := range d.past.sets {
		floors = append(floors, min(s.floor, d.floor))
	}
	slices.Sort(floors)
	var all []family
	for _, floor := range slices.Compact(floors) {
		f := family{floor: floor, size: func(r region) (int, int) { return d.people(r), d.people(r) }}
		for _, s := range d.past.sets {
			if s.floor >= floor {
				f.past = append(f.past, s.atoms)
			}
		}
		all = append(all, f)
	}
	return append(all, own)
}

// closeRegion finds a region that may be of some people without reaching the floor, and closes the smallest cell
// that keeps it apart from a neighbour. False when there is none, or nothing left to close.
func (d *decision) closeRegion(l *layer, families []family) bool {
	for _, f := range families {
		covers := d.gather(l, f.past)
		cut := regions(covers)
		for _, r := range cut {
			if least, most := f.size(r); least >= f.floor || most <= 0 {
				continue
			}
			if d.closeBeside(l, r, cut, covers) {
				return true
			}
		}
	}
	return false
}

// people counts a region by its atoms.
func (d *decision) people(r region) int {
	n := 0
	for _, atom := range r.atoms {
		n += d.size(atom)
	}
	return n
}

// closeBeside closes the smallest open cell whose closing joins r with another region, or takes it out of all
// that is shown. Where no single cell does, it closes the smallest that holds r, then any; at last also a cell
// beside r that was told before, under a lower floor: that takes nothing back, but is not told again.
func (d *decision) closeBeside(l *layer, r region, cut []region, covers []cover) bool {
	var border, fresh []int
	for _, other := range append(slices.Clone(cut), region{}) {
		if apart := difference(r.in, other.in); len(apart) == 1 {
			border = append(border, apart[0])
		}
	}
	for i, c := range covers {
		if !c.past {
			fresh = append(fresh, i)
		}
	}
	isPast := func(i int) bool { return covers[i].past }
	for _, candidates := range [][]int{
		slices.DeleteFunc(slices.Clone(border), isPast), slices.DeleteFunc(slices.Clone(r.in), isPast), fresh, border, r.in,
	} {
		if at, ok := d.smallest(l, candidates, covers); ok {
			for _, cell := range covers[at].cells {
				l.open[cell] = false
			}
			return true
		}
	}
	return false
}

// smallest picks the cover to close among those that show something now.
func (d *decision) smallest(l *layer, candidates []int, covers []cover) (int, bool) {
	best := -1
	for _, i := range candidates {
		open := slices.ContainsFunc(covers[i].cells, func(cell int) bool { return l.open[cell] })
		if open && (best < 0 || d.before(l, covers[i].cells[0], covers[best].cells[0])) {
			best = i
		}
	}
	return best, best >= 0
}

// difference is what is in one of two ascending lists only.
func difference(a, b []int) []int {
	var only []int
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			only, a = append(only, a[0]), a[1:]
		case len(a) == 0 || b[0] < a[0]:
			only, b = append(only, b[0]), b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
	return only
}
