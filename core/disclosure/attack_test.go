package disclosure_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ribambelle/ribambelle/core/disclosure"
)

// attacker knows how many work at each site and sees what is told. Each mean with its n is an equation over the
// sites' sums; whatever follows from these equations, the attacker can compute.
type attacker struct {
	sites []string
	rows  [][]float64 // reduced; the last column is the sum
}

func (a *attacker) see(t disclosure.Table, r disclosure.Released) {
	for i, c := range r.Cells {
		figure, told := c.Values["warmth"]
		if !told {
			continue
		}
		row := a.indicator(t.Cells[i].Atoms)
		a.add(append(row, *figure.Value*float64(figure.N)))
	}
}

func (a *attacker) indicator(atoms []string) []float64 {
	row := make([]float64, len(a.sites))
	for _, atom := range atoms {
		row[slices.Index(a.sites, atom)] = 1
	}
	return row
}

// add reduces an equation by those known and keeps what is new in it.
func (a *attacker) add(row []float64) {
	row = a.reduce(row)
	lead := slices.IndexFunc(row[:len(a.sites)], func(x float64) bool { return math.Abs(x) > 1e-9 })
	if lead < 0 {
		return
	}
	scale := row[lead]
	for i := range row {
		row[i] /= scale
	}
	a.rows = append(a.rows, row)
}

func (a *attacker) reduce(row []float64) []float64 {
	row = slices.Clone(row)
	for _, known := range a.rows {
		lead := slices.IndexFunc(known[:len(a.sites)], func(x float64) bool { return math.Abs(x) > 1e-9 })
		factor := row[lead]
		for i := range row {
			row[i] -= factor * known[i]
		}
	}
	return row
}

// solve computes the sum over some sites, when it follows from what was seen.
func (a *attacker) solve(atoms []string) (float64, bool) {
	rest := a.reduce(append(a.indicator(atoms), 0))
	for _, x := range rest[:len(a.sites)] {
		if math.Abs(x) > 1e-9 {
			return 0, false
		}
	}
	return -rest[len(a.sites)], true
}

// hits counts the sets of sites, of some people but fewer than the floor, whose sum the attacker computes right.
func (a *attacker) hits(t disclosure.Table, sums map[string]float64) int {
	hits := 0
	for mask := 1; mask < 1<<len(a.sites); mask++ {
		var atoms []string
		people, truth := 0, 0.0
		for i, site := range a.sites {
			if mask>>i&1 == 1 {
				atoms, people, truth = append(atoms, site), people+t.Atoms[site], truth+sums[site]
			}
		}
		if people == 0 || people >= disclosure.FloorScore {
			continue
		}
		if sum, solved := a.solve(atoms); solved && math.Abs(sum-truth) < 1e-6 {
			hits++
		}
	}
	return hits
}

// scenario is a network of sites with true sums, grouped twice in different ways.
func scenario(r *rand.Rand) ([]disclosure.Table, map[string]float64, []string) {
	sums, sizes := map[string]float64{}, map[string]int{}
	var sites []string
	for i := range 3 + r.IntN(5) {
		site := fmt.Sprintf("s%d", i)
		sites = append(sites, site)
		sizes[site] = []int{1, 2, 3, 4, 5, 6, 8, 12}[r.IntN(8)]
		sums[site] = float64(sizes[site]) * (1 + 4*r.Float64())
	}
	cell := func(key, parent string, atoms ...string) disclosure.Cell {
		n, sum := 0, 0.0
		for _, a := range atoms {
			n, sum = n+sizes[a], sum+sums[a]
		}
		return disclosure.Cell{Key: key, Parent: parent, Atoms: atoms, N: n, Values: measure(n, sum/float64(n))}
	}
	var tables []disclosure.Table
	for i, name := range []string{"scores", "regrouped"} {
		t := disclosure.Table{Release: "wave/1", Name: name, Atoms: sizes, Cells: []disclosure.Cell{cell("network", "", sites...)}}
		cut := 1 + r.IntN(len(sites)-1)
		t.Cells = append(t.Cells, cell("left", "network", sites[:cut]...), cell("right", "network", sites[cut:]...))
		for j, site := range sites {
			if i == 0 {
				t.Cells = append(t.Cells, cell(site, []string{"left", "right"}[min(1, max(0, j-cut+1))], site))
			}
		}
		tables = append(tables, t)
	}
	return tables, sums, sites
}

// TestRecomputation lets an attacker solve for hidden means in 500 networks: with a rule off, where it must
// succeed, then with all on, where it must not, ever.
func TestRecomputation(t *testing.T) {
	t.Parallel()
	gates := map[string]func(*disclosure.Gate) *disclosure.Gate{
		"remainder rule off": (*disclosure.Gate).WithoutRemainder,
		"ledger off":         (*disclosure.Gate).WithoutLedger,
		"all on":             func(g *disclosure.Gate) *disclosure.Gate { return g },
	}
	const networks = 500
	for name, make := range gates {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(3, 14))
			hits, shown := 0, 0
			for range networks {
				tables, sums, sites := scenario(r)
				a := &attacker{sites: sites}
				g := make(gate())
				for _, table := range tables {
					released := publish(t, g, table)
					shown += len(told(released))
					a.see(table, released)
				}
				hits += a.hits(tables[0], sums)
			}
			t.Logf("%d networks, %d cells shown, %d groups under the floor computed", networks, shown, hits)
			if leaks := name == "all on"; leaks != (hits == 0) {
				t.Errorf("%d groups under the floor computed", hits)
			}
			if shown < networks {
				t.Error("hardly anything is shown: the attack proves nothing")
			}
		})
	}
}
