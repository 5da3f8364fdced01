package wave

import "slices"

// pool begins the atom of people who work alone.
const pool = "pool:"

// Atom is the smallest group of people that answers, codes and counts know of: a site's team, or the people
// who work alone (at home, or the only one of a site) taken together, so that nothing that is kept says who
// among them answered. It is fixed at opening.
type Atom struct {
	Key       string // a unit id, or "pool:" and the reporting group, if any
	Pool      bool
	Group     string
	Headcount int
	Units     []string
}

func atomOf(s Site) string {
	if s.Home || s.Headcount <= 1 {
		return pool + s.Group
	}
	return s.UnitID
}

// Atoms lists the atoms of an opened wave in the order of its sites.
func (w Wave) Atoms() []Atom {
	var atoms []Atom
	for _, s := range w.Sites {
		i := slices.IndexFunc(atoms, func(a Atom) bool { return a.Key == s.Atom })
		if i < 0 {
			i = len(atoms)
			atoms = append(atoms, Atom{Key: s.Atom, Pool: s.Atom != s.UnitID, Group: s.Group})
		}
		a := &atoms[i]
		a.Headcount += s.Headcount
		a.Units = append(a.Units, s.UnitID)
	}
	return atoms
}

// Atom finds an atom by its key.
func (w Wave) Atom(key string) (Atom, bool) {
	atoms := w.Atoms()
	i := slices.IndexFunc(atoms, func(a Atom) bool { return a.Key == key })
	if i < 0 {
		return Atom{}, false
	}
	return atoms[i], true
}

// Cap is how many answers an atom may give. Slips admit one each, so the headcount holds; a poster can be
// photographed, so its cap leaves room for forgotten colleagues and stops a flood.
func (w Wave) Cap(a Atom) int {
	if w.Access == Slips || w.Anonymity == Named {
		return a.Headcount
	}
	return max(a.Headcount+5, a.Headcount*3/2)
}

// Spare is how many lost slips an atom may have replaced: a fifth of its people, two at least. With Cap it
// bounds what a slip that was found again can do.
func (a Atom) Spare() int { return max(2, a.Headcount/5) }
