package disclosure_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ribambelle/ribambelle/core/disclosure"
)

// figure is one number that somebody outside has seen.
type figure struct {
	name  string
	atoms []string
	n     int
	floor int
	sizes map[string]int // of all atoms when it was seen
}

// holds reports whether all people of small are among those of f. Answers are only ever added.
func (f figure) holds(small figure) bool {
	return !slices.ContainsFunc(small.atoms, func(a string) bool {
		return !slices.Contains(f.atoms, a) || small.sizes[a] > f.sizes[a]
	})
}

func (f figure) people() int {
	n := 0
	for _, a := range f.atoms {
		n += f.sizes[a]
	}
	return n
}

// seen lists what a release tells.
func seen(t disclosure.Table, r disclosure.Released) []figure {
	var all []figure
	for i, c := range r.Cells {
		if c.Masked {
			continue
		}
		atoms := slices.Sorted(slices.Values(t.Cells[i].Atoms))
		all = append(all, figure{t.Name + "/", atoms, c.N, r.Floor, t.Atoms})
		for name, f := range c.Values {
			all = append(all, figure{t.Name + "/" + name, atoms, f.N, r.Floor, t.Atoms})
		}
	}
	return all
}

// TestNoDifferencing publishes random tables of one release one after the other: other groupings, other kinds,
// other floors, late answers in between. Of any two figures shown, one within the other, the difference is nobody
// or at least the floor of people; and so it is by the n of a same measure.
func TestNoDifferencing(t *testing.T) {
	t.Parallel()
	shownFigures, pairs := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		g := gate()
		sizes := randomSizes(rt)
		var all []figure
		for range rapid.IntRange(1, 4).Draw(rt, "tables") {
			sizes = lateAnswers(rt, sizes)
			table := randomTable(rt, sizes)
			r, err := g.Publish(t.Context(), lyon, table)
			if err != nil {
				rt.Fatal(err)
			}
			all = append(all, seen(table, r)...)
		}
		shownFigures += len(all)
		for _, small := range all {
			for _, large := range all {
				if large.holds(small) {
					pairs++
					compare(rt, small, large)
				}
			}
		}
	})
	t.Logf("%d figures shown, %d pairs compared", shownFigures, pairs)
	if shownFigures == 0 || pairs < 1000 {
		t.Error("hardly anything was shown: the property says nothing")
	}
}

func compare(rt *rapid.T, small, large figure) {
	floor := min(small.floor, large.floor)
	if d := large.people() - small.people(); d != 0 && d < floor {
		rt.Fatalf("%s of %v and %s of %v differ by %d people, the floor is %d", small.name, small.atoms, large.name, large.atoms, d, floor)
	}
	if d := large.n - small.n; small.name == large.name && d != 0 && d < floor && -d < floor {
		rt.Fatalf("%s of %v (%d) and of %v (%d) differ by fewer than %d", small.name, small.atoms, small.n, large.atoms, large.n, floor)
	}
}

func randomSizes(rt *rapid.T) map[string]int {
	sizes := map[string]int{}
	for i := range rapid.IntRange(1, 9).Draw(rt, "sites") {
		sizes[fmt.Sprintf("s%d", i)] = rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 30}).Draw(rt, "n")
	}
	return sizes
}

// lateAnswers adds a few answers at one site now and then.
func lateAnswers(rt *rapid.T, sizes map[string]int) map[string]int {
	later := map[string]int{}
	for i := range len(sizes) {
		site := fmt.Sprintf("s%d", i)
		later[site] = sizes[site] + rapid.SampledFrom([]int{0, 0, 0, 0, 0, 0, 1, 6}).Draw(rt, "late")
	}
	return later
}

// randomTable makes a network, groups and sites, or a free grouping that overlaps.
func randomTable(rt *rapid.T, sizes map[string]int) disclosure.Table {
	t := disclosure.Table{
		Release: "wave/1", Atoms: sizes,
		Name:  rapid.SampledFrom([]string{"scores", "scores", "reliability"}).Draw(rt, "name"),
		Floor: rapid.SampledFrom([]int{0, 0, 6, 9}).Draw(rt, "floor"),
		Kind:  rapid.SampledFrom([]disclosure.Kind{"", "", disclosure.Distributions}).Draw(rt, "kind"),
	}
	groups := map[string][]string{}
	overlap := rapid.IntRange(0, 3).Draw(rt, "overlap") == 0
	total := &disclosure.Cell{Key: "network"}
	missing := map[string]int{}
	for i := range len(sizes) {
		site := fmt.Sprintf("s%d", i)
		missing[site] = rapid.IntRange(0, min(2, sizes[site])).Draw(rt, "missing")
		total.Atoms = append(total.Atoms, site)
		for _, group := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"g0", "g1", "g2"}), 1, 2, rapid.ID).Draw(rt, "groups") {
			if overlap || groups["of "+site] == nil {
				groups[group] = append(groups[group], site)
				groups["of "+site] = []string{group}
			}
		}
		if !overlap {
			t.Cells = append(t.Cells, randomCell(rt, site, groups["of "+site][0], []string{site}, sizes, missing))
		}
	}
	for _, group := range []string{"g0", "g1", "g2"} {
		if groups[group] != nil {
			t.Cells = append(t.Cells, randomCell(rt, group, "network", groups[group], sizes, missing))
		}
	}
	t.Cells = append(t.Cells, randomCell(rt, "network", "", total.Atoms, sizes, missing))
	return t
}

func randomCell(rt *rapid.T, key, parent string, atoms []string, sizes, missing map[string]int) disclosure.Cell {
	n, answered := 0, 0
	for _, a := range atoms {
		n, answered = n+sizes[a], answered+sizes[a]-missing[a]
	}
	c := disclosure.Cell{Key: key, Parent: parent, Atoms: atoms, N: n, Values: measure(answered, 1)}
	c.Values["joy"] = disclosure.Figure{N: n, Reason: "zero variance"}
	c.Never = len(atoms) == 1 && rapid.IntRange(0, 5).Draw(rt, "never") == 0
	return c
}
