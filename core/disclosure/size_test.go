package disclosure_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/ribambelle/ribambelle/core/disclosure"
)

// large makes a network of groups of sites with many measures, one site in eight below the floor.
func large(groups, perGroup, measures int) disclosure.Table {
	r := rand.New(rand.NewPCG(9, 9))
	t := disclosure.Table{Release: "wave/1", Name: "scores", Atoms: map[string]int{}}
	total := disclosure.Cell{Key: "network", Values: map[string]disclosure.Figure{}}
	value := 3.0
	for g := range groups {
		group := disclosure.Cell{Key: fmt.Sprintf("g%03d", g), Parent: "network", Values: map[string]disclosure.Figure{}}
		for s := range perGroup {
			site := fmt.Sprintf("s%03d-%03d", g, s)
			n := 5 + r.IntN(20)
			if r.IntN(8) == 0 {
				n = r.IntN(5)
			}
			t.Atoms[site] = n
			cell := disclosure.Cell{Key: site, Parent: group.Key, Atoms: []string{site}, N: n, Values: map[string]disclosure.Figure{}}
			for m := range measures {
				name := fmt.Sprintf("m%02d", m)
				answered := max(0, n-r.IntN(3))
				cell.Values[name] = disclosure.Figure{N: answered, Value: &value}
				group.Values[name] = disclosure.Figure{N: group.Values[name].N + answered, Value: &value}
				total.Values[name] = disclosure.Figure{N: total.Values[name].N + answered, Value: &value}
			}
			t.Cells = append(t.Cells, cell)
			group.Atoms, group.N = append(group.Atoms, site), group.N+n
			total.Atoms, total.N = append(total.Atoms, site), total.N+n
		}
		t.Cells = append(t.Cells, group)
	}
	t.Cells = append(t.Cells, total)
	return t
}

// BenchmarkPublish is a national network: 1,000 sites in 100 groups, 20 measures, told before.
func BenchmarkPublish(b *testing.B) {
	table := large(100, 10, 20)
	g := disclosure.New(disclosure.Config{Ledger: &forgetful{}})
	for b.Loop() {
		if _, err := g.Publish(b.Context(), lyon, table); err != nil {
			b.Fatal(err)
		}
	}
}
