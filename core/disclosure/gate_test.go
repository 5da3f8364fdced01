package disclosure_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/disclosure"
	"github.com/ribambelle/ribambelle/core/tenant"
)

var lyon = tenant.Trusted("0198a000-0000-7000-8000-000000000001")

// ledger keeps releases in memory, as storage does.
type ledger struct {
	mu   sync.Mutex
	kept map[string][]disclosure.Shown
}

func (l *ledger) Past(_ context.Context, t tenant.ID, release string) ([]disclosure.Shown, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.kept[t.String()+release]), nil
}

func (l *ledger) Remember(_ context.Context, t tenant.ID, release string, shown []disclosure.Shown) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == nil {
		l.kept = map[string][]disclosure.Shown{}
	}
	key := t.String() + release
	for _, s := range shown {
		same := func(k disclosure.Shown) bool { return k.Name == s.Name && k.N == s.N && slices.Equal(k.Atoms, s.Atoms) }
		if !slices.ContainsFunc(l.kept[key], same) {
			l.kept[key] = append(l.kept[key], s)
		}
	}
	return nil
}

func gate() *disclosure.Gate { return disclosure.New(disclosure.Config{Ledger: &ledger{}}) }

// network makes the table of a network and its sites, named a, b, c…, with the mean of one measure.
func network(sizes ...int) disclosure.Table {
	t := disclosure.Table{Release: "wave/1", Name: "scores", Atoms: map[string]int{}}
	total := disclosure.Cell{Key: "network"}
	for i, n := range sizes {
		site := string(rune('a' + i))
		t.Atoms[site] = n
		total.Atoms = append(total.Atoms, site)
		total.N += n
		t.Cells = append(t.Cells, disclosure.Cell{
			Key: site, Parent: "network", Atoms: []string{site}, N: n, Values: measure(n, float64(n)),
		})
	}
	total.Values = measure(total.N, 3.5)
	t.Cells = append(t.Cells, total)
	return t
}

func measure(n int, value float64) map[string]disclosure.Figure {
	return map[string]disclosure.Figure{"warmth": {N: n, Value: &value}}
}

func publish(t *testing.T, g *disclosure.Gate, table disclosure.Table) disclosure.Released {
	t.Helper()
	r, err := g.Publish(t.Context(), lyon, table)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// told lists the keys of the cells that are shown.
func told(r disclosure.Released) []string {
	var keys []string
	for _, c := range r.Cells {
		if !c.Masked {
			keys = append(keys, c.Key)
		}
	}
	return keys
}

// TestRemainderRule has the field's own example first: sites of 12, 9, 5, 3 and 1.
func TestRemainderRule(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		sizes []int
		want  []string
	}{
		"3 and 1 are too few together, 5 joins them": {[]int{12, 9, 5, 3, 1}, []string{"a", "b", "network"}},
		"4 and 3 reach the floor, 5 stays":           {[]int{12, 9, 5, 4, 3}, []string{"a", "b", "c", "network"}},
		"nobody is hidden":                           {[]int{12, 9, 5}, []string{"a", "b", "c", "network"}},
		"nobody answered at one":                     {[]int{12, 9, 0}, []string{"a", "b", "network"}},
		"ties go by key":                             {[]int{6, 6, 6, 2}, []string{"b", "c", "network"}},
		"the total would be the hidden one":          {[]int{6, 4}, []string{"network"}},
		"one site and its total":                     {[]int{7}, []string{"a", "network"}},
		"a network that is too small":                {[]int{2, 2}, nil},
		"all hidden together reach it":               {[]int{3, 2}, []string{"network"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := told(publish(t, gate(), network(c.sizes...)))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("shown (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMaskedCellsTellNothing(t *testing.T) {
	t.Parallel()
	table := network(12, 9, 8, 3, 2)
	table.Cells[2].Never = true
	for _, c := range publish(t, gate(), table).Cells {
		want := disclosure.ReleasedCell{Key: c.Key, Parent: c.Parent, Masked: true}
		if c.Masked && !cmp.Equal(want, c) {
			t.Errorf("a masked cell tells %+v", c)
		}
		if c.Key == "c" && !c.Masked {
			t.Error("a cell that must never be one of its own is shown")
		}
	}
}

// TestFloors: a tenant raises the floor of a kind, and never lowers it.
func TestFloors(t *testing.T) {
	t.Parallel()
	cases := []struct {
		kind  disclosure.Kind
		floor int
		want  int
	}{
		{"", 0, 5},
		{disclosure.Scores, 3, 5},
		{disclosure.Scores, 7, 7},
		{disclosure.Distributions, 0, 8},
		{disclosure.Distributions, 5, 8},
		{disclosure.Texts, 0, 10},
		{disclosure.Texts, 12, 12},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s %d", c.kind, c.floor), func(t *testing.T) {
			t.Parallel()
			table := network(c.want, c.want, c.want-1, c.want-1)
			table.Kind, table.Floor = c.kind, c.floor
			r := publish(t, gate(), table)
			if r.Floor != c.want || !cmp.Equal(told(r), []string{"a", "b", "network"}) {
				t.Errorf("floor %d, shown %v; want %d and a, b, network", r.Floor, told(r), c.want)
			}
		})
	}
}

// TestEachMeasureByItsOwnN: at site c, 8 answered and 3 of them this question. The remainder rule then hides
// the measure, not the site, of the next smallest too.
func TestEachMeasureByItsOwnN(t *testing.T) {
	t.Parallel()
	table := network(12, 9, 8)
	table.Cells[2].Values = measure(3, 1)
	table.Cells[3].Values = measure(24, 2)
	r := publish(t, gate(), table)
	got := map[string][]string{}
	for _, c := range r.Cells {
		if c.Masked {
			t.Errorf("%s is masked", c.Key)
		}
		got[c.Key] = c.Hidden
	}
	want := map[string][]string{"a": nil, "b": {"warmth"}, "c": {"warmth"}, "network": nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hidden figures (-want +got):\n%s", diff)
	}
	if _, there := r.Cells[2].Values["warmth"]; there {
		t.Error("a hidden figure is there")
	}
}

// TestNestedLevels: the group g holds a site of 3 beside sites of 12 and 6; another group has 4 people in all.
func TestNestedLevels(t *testing.T) {
	t.Parallel()
	cell := func(key, parent string, n int, atoms ...string) disclosure.Cell {
		return disclosure.Cell{Key: key, Parent: parent, Atoms: atoms, N: n, Values: measure(n, 1)}
	}
	table := disclosure.Table{
		Release: "wave/1", Name: "scores", Atoms: map[string]int{"a": 12, "b": 6, "c": 3, "d": 4, "e": 20, "f": 0},
		Cells: []disclosure.Cell{
			cell("network", "", 45, "a", "b", "c", "d", "e", "f"),
			cell("g", "network", 21, "a", "b", "c"), cell("h", "network", 4, "d"), cell("i", "network", 20, "e", "f"),
			cell("a", "g", 12, "a"), cell("b", "g", 6, "b"), cell("c", "g", 3, "c"),
			cell("e", "i", 20, "e"), cell("f", "i", 0, "f"),
		},
	}
	// h has 4, so i (20, the smaller of its siblings) is hidden too; within g, c has 3, so b joins it. Then e, the
	// only people of i, must go as well, or h would be the network less g and e.
	want := []string{"network", "g", "a"}
	if diff := cmp.Diff(want, told(publish(t, gate(), table))); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
}

// TestPublishAgain tells the same under the same id, and a late answer tells nothing about itself.
func TestPublishAgain(t *testing.T) {
	t.Parallel()
	g := gate()
	first := publish(t, g, network(12, 9, 5, 4, 3))
	if diff := cmp.Diff(first, publish(t, g, network(12, 9, 5, 4, 3))); diff != "" {
		t.Errorf("published again (-first +again):\n%s", diff)
	}
	late := publish(t, g, network(13, 9, 5, 4, 3))
	if got := told(late); slices.Contains(got, "a") || slices.Contains(got, "network") {
		t.Errorf("one late answer can be computed: %v are shown", got)
	}
	many := publish(t, g, network(17, 9, 5, 4, 3))
	if got := told(many); !slices.Contains(got, "network") {
		t.Errorf("five late answers may be told, shown %v", got)
	}
	elsewhere := network(13, 9, 5, 4, 3)
	elsewhere.Release = "wave/2"
	if got := told(publish(t, g, elsewhere)); !slices.Contains(got, "a") {
		t.Errorf("another release is held against this one: %v", got)
	}
}

// TestTablesAreHeldTogether: a second table groups the sites otherwise; the difference of two groups is one site.
func TestTablesAreHeldTogether(t *testing.T) {
	t.Parallel()
	g := gate()
	publish(t, g, network(12, 9, 5, 4, 3))
	other := network(12, 9, 5, 4, 3)
	other.Name = "reliability"
	other.Cells = []disclosure.Cell{
		{Key: "most", Atoms: []string{"a", "b", "c", "d"}, N: 30, Values: measure(30, 0.8)},
		{Key: "half", Atoms: []string{"a", "d", "e"}, N: 19, Values: measure(19, 0.7)},
	}
	// network less most is e (3 people); half with the sites that are shown leaves d and e together (7).
	if diff := cmp.Diff([]string{"half"}, told(publish(t, g, other))); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
}
