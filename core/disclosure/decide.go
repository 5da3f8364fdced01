package disclosure

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/foresight"
)

// layer is one kind of number over the cells, with what may be told of it. The count of people is a layer,
// and so is each measure.
type layer struct {
	name string
	n    []int // by cell
	open []bool
}

// decision is what may be told of a table.
type decision struct {
	table    Table
	floor    int
	past     history
	off      defences
	count    *layer
	measures []*layer
	groups   [][]int // siblings, as cells
}

// decide applies the rules: first to the cells as such, then within those to each measure by its own n.
func (g *Gate) decide(t Table, past []Shown) *decision {
	least, _ := t.Kind.least()
	d := &decision{table: t, floor: max(t.Floor, least), past: remembered(past), off: g.off, groups: siblings(t)}
	d.count = &layer{n: make([]int, len(t.Cells)), open: make([]bool, len(t.Cells))}
	for i, c := range t.Cells {
		d.count.n[i] = c.N
		d.count.open[i] = c.N >= d.floor && !c.Never && !d.moved(c)
	}
	d.protect(d.count)
	for _, name := range measures(t) {
		m := &layer{name: name, n: make([]int, len(t.Cells)), open: make([]bool, len(t.Cells))}
		for i, c := range t.Cells {
			m.n[i] = c.Values[name].N
			m.open[i] = d.count.open[i] && m.n[i] >= d.floor && !d.drifted(c, m)
		}
		d.protect(m)
		d.measures = append(d.measures, m)
	}
	return d
}

func measures(t Table) []string {
	names := map[string]bool{}
	for _, c := range t.Cells {
		for name := range c.Values {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// siblings groups the cells by parent, in order of parents' keys.
func siblings(t Table) [][]int {
	byParent := map[string][]int{}
	for i, c := range t.Cells {
		byParent[c.Parent] = append(byParent[c.Parent], i)
	}
	var groups [][]int
	for _, parent := range slices.Sorted(maps.Keys(byParent)) {
		groups = append(groups, byParent[parent])
	}
	return groups
}

// protect closes cells until what is open gives nothing away about fewer people than the floor. Each step
// closes at least one, so it ends.
func (d *decision) protect(l *layer) {
	if d.off.remainder {
		return
	}
	families := d.families(l)
	for d.closeSibling(l) || d.closeRegion(l, families) {
	}
}

// closeSibling applies the remainder rule: hidden siblings together reach the floor, or the smallest one that
// is still open is hidden too. It holds whether or not the parent is shown.
func (d *decision) closeSibling(l *layer) bool {
	size := func(i int) int { return l.n[i] }
	shown := func(i int) bool { return l.open[i] }
	before := func(i, j int) bool { return d.before(l, i, j) }
	for _, group := range d.groups {
		if next := foresight.Next(d.floor, group, size, shown, before); next >= 0 {
			l.open[next] = false
			return true
		}
	}
	return false
}

// before orders cells for hiding: the smaller first, then by key.
func (d *decision) before(l *layer, i, j int) bool {
	return cmp.Or(cmp.Compare(l.n[i], l.n[j]), strings.Compare(d.table.Cells[i].Key, d.table.Cells[j].Key)) < 0
}

// shown lists what is told, for the ledger, with the gate's own notes: floors and sizes at that time.
func (d *decision) shown() []Shown {
	var all []Shown
	covered := map[string]bool{}
	for i, c := range d.table.Cells {
		atoms := slices.Sorted(slices.Values(c.Atoms))
		for _, l := range append([]*layer{d.count}, d.measures...) {
			if _, has := c.Values[l.name]; l.open[i] && (has || l == d.count) {
				all = append(all, Shown{Name: d.table.Name + "/" + l.name, Atoms: atoms, N: l.n[i]})
			}
		}
		if d.count.open[i] {
			all = append(all, Shown{Name: noteFloor, Atoms: atoms, N: d.floor})
			maps.Copy(covered, set(atoms))
		}
	}
	for _, atom := range slices.Sorted(maps.Keys(covered)) {
		all = append(all, Shown{Name: noteSize, Atoms: []string{atom}, N: d.table.Atoms[atom]})
	}
	return all
}
