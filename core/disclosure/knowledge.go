package disclosure

import (
	"cmp"
	"slices"
)

// knowledge is what the table itself says about one layer's n: exact for each cell, shown or not, and from
// these, bounds for any set of atoms. A measure's n may be smaller than the number of people, by those who left
// the question out.
type knowledge struct {
	cells []knownCell // largest first
	exact map[string]int
	atoms map[string]int // people: the most that an atom can count
}

type knownCell struct {
	atoms map[string]bool
	n     int
}

func (d *decision) knowledge(l *layer) knowledge {
	k := knowledge{exact: map[string]int{}, atoms: d.table.Atoms}
	for i, c := range d.table.Cells {
		if _, has := c.Values[l.name]; !has && l != d.count {
			continue
		}
		if len(c.Atoms) == 1 {
			k.exact[c.Atoms[0]] = l.n[i]
		}
		k.cells = append(k.cells, knownCell{set(c.Atoms), l.n[i]})
	}
	slices.SortStableFunc(k.cells, func(a, b knownCell) int { return cmp.Compare(len(b.atoms), len(a.atoms)) })
	return k
}

// bounds returns the least and the most that a region can count.
func (k knowledge) bounds(r region) (least, most int) {
	sum := 0
	for _, atom := range r.atoms {
		n, known := k.exact[atom]
		if !known {
			return k.estimate(set(r.atoms))
		}
		sum += n
	}
	return sum, sum
}

// estimate bounds a set by the cells within it, and by the cells around it less what else they hold.
func (k knowledge) estimate(atoms map[string]bool) (least, most int) {
	least, most = k.within(atoms)
	for _, c := range k.cells {
		if !subset(atoms, c.atoms) {
			continue
		}
		rest := map[string]bool{}
		for atom := range c.atoms {
			if !atoms[atom] {
				rest[atom] = true
			}
		}
		restLeast, restMost := k.within(rest)
		least, most = max(least, c.n-restMost), min(most, c.n-restLeast)
	}
	return least, max(least, most)
}

// within bounds a set by disjoint cells inside it, the largest first; what they leave counts from nobody to all.
func (k knowledge) within(atoms map[string]bool) (least, most int) {
	left := make(map[string]bool, len(atoms))
	for atom := range atoms {
		left[atom] = true
	}
	for _, c := range k.cells {
		if len(c.atoms) <= len(left) && subset(c.atoms, left) {
			least, most = least+c.n, most+c.n
			for atom := range c.atoms {
				delete(left, atom)
			}
		}
	}
	for atom := range left {
		most += k.atoms[atom]
	}
	return least, most
}

func subset(small, large map[string]bool) bool {
	if len(small) > len(large) {
		return false
	}
	for atom := range small {
		if !large[atom] {
			return false
		}
	}
	return true
}
