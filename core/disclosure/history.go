package disclosure

import (
	"cmp"
	"slices"
	"strings"
)

// Notes are entries of the ledger that were not shown to anybody: what the gate needs to know later.
const (
	noteSize  = "#size"  // how many an atom had when a cell with it was shown
	noteFloor = "#floor" // the floor under which a set of atoms was shown
)

// history is what a release has told so far.
type history struct {
	sets   []pastSet          // every set of atoms about which something was told
	byName map[string][]Shown // by table and measure, the smallest n first
	sizes  map[string][]int   // by atom: every size that it had when it was shown
}

// pastSet is a set of atoms and the highest floor under which something about it was told.
type pastSet struct {
	atoms []string
	floor int
}

func remembered(past []Shown) history {
	h := history{byName: map[string][]Shown{}, sizes: map[string][]int{}}
	at := map[string]int{}
	for _, s := range past {
		switch {
		case s.Name == noteSize && len(s.Atoms) == 1:
			h.sizes[s.Atoms[0]] = append(h.sizes[s.Atoms[0]], s.N)
		case s.Name == noteFloor:
			key := setKey(s.Atoms)
			if _, known := at[key]; !known {
				at[key] = len(h.sets)
				h.sets = append(h.sets, pastSet{atoms: s.Atoms})
			}
			h.sets[at[key]].floor = max(h.sets[at[key]].floor, s.N)
		default:
			h.byName[s.Name] = append(h.byName[s.Name], s)
		}
	}
	for _, told := range h.byName {
		slices.SortFunc(told, func(a, b Shown) int { return cmp.Compare(a.N, b.N) })
	}
	return h
}

// size is how many an atom had at least, in all that was told and is to be told.
func (d *decision) size(atom string) int {
	sizes := d.past.sizes[atom]
	if n, now := d.table.Atoms[atom]; now {
		sizes = append(slices.Clone(sizes), n)
	}
	if len(sizes) == 0 {
		return 0
	}
	return slices.Min(sizes)
}

// moved reports whether an atom of the cell has gained or lost fewer people than the floor since it was last
// told: the two publications would differ by those few.
func (d *decision) moved(c Cell) bool {
	return slices.ContainsFunc(c.Atoms, func(atom string) bool {
		return slices.ContainsFunc(d.past.sizes[atom], func(then int) bool { return few(d.table.Atoms[atom]-then, d.floor) })
	})
}

// drifted reports whether the measure was told, of the cell or of a part or a whole of it, on a number of people
// that differs by fewer than the floor.
func (d *decision) drifted(c Cell, m *layer) bool {
	told, n := d.past.byName[d.table.Name+"/"+m.name], c.Values[m.name].N
	from, _ := slices.BinarySearchFunc(told, n-d.floor, func(s Shown, n int) int { return cmp.Compare(s.N, n) })
	mine := set(c.Atoms)
	for _, s := range told[from:] {
		if s.N >= n+d.floor {
			break
		}
		if few(n-s.N, d.floor) && nested(mine, s.Atoms) {
			return true
		}
	}
	return false
}

// few reports whether a difference is of some people, but not of enough.
func few(difference, floor int) bool {
	return difference != 0 && difference < floor && -difference < floor
}

// nested reports whether one of the two sets of atoms holds the other.
func nested(a map[string]bool, b []string) bool {
	shared := 0
	for _, atom := range b {
		if a[atom] {
			shared++
		}
	}
	return shared == len(b) || shared == len(a)
}

func setKey(atoms []string) string {
	return strings.Join(slices.Sorted(slices.Values(atoms)), "\x00")
}
