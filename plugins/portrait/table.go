package portrait

import (
	"math"
	"slices"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
)

// Keys of the cells of results that are not a site's or a group's.
const (
	networkKey = "network"
	aloneKey   = "alone" // people who work alone outside all groups: counted, never shown
)

func siteKey(unit string) string { return "site:" + unit }

func groupKey(group string) string { return "group:" + group }

// tableNames are the tables of a wave's results, in order.
func tableNames() []string { return []string{"scores", "items", "reliability"} }

func releaseOf(waveID string) string { return "wave/" + waveID }

// report makes the tables of one wave's results.
type report struct {
	waveID string
	wave   wave.Wave
	sheets sheets
	q      questionnaire.Questionnaire
}

// figures are the numbers of all answers by atom, made once: each enters the network's figures, and its site's.
type figures struct {
	scores  map[string][]questionnaire.Scores
	numbers map[string][][]float64 // by person, in the order of the items
}

func (r report) figures() *figures {
	f := &figures{scores: map[string][]questionnaire.Scores{}, numbers: map[string][][]float64{}}
	for atom, all := range r.sheets {
		for _, s := range all {
			f.scores[atom] = append(f.scores[atom], r.q.Score(s))
			f.numbers[atom] = append(f.numbers[atom], r.q.Numbers(s))
		}
	}
	return f
}

// of picks the things of some atoms, atom by atom.
func of[T any](all map[string][]T, atoms []string) [][]T {
	out := make([][]T, 0, len(atoms))
	for _, a := range atoms {
		out = append(out, all[a])
	}
	return out
}

// tables are the scores of dimensions, the means of items and the consistency of dimensions.
func (r report) tables() []sdk.Table {
	made := r.figures()
	scores, items := r.table("scores"), r.table("items")
	for i := range scores.Cells {
		atoms := scores.Cells[i].Atoms
		scores.Cells[i].Values = r.scores(of(made.scores, atoms))
		items.Cells[i].Values = r.items(of(made.numbers, atoms))
	}
	reliability := r.table("reliability")
	reliability.Cells = reliability.Cells[:1]
	reliability.Cells[0].Values = r.reliability(slices.Concat(of(made.numbers, reliability.Cells[0].Atoms)...))
	return []sdk.Table{scores, items, reliability}
}

// table makes a table's cells without values: the network, then its groups, then its sites.
func (r report) table(name string) sdk.Table {
	t := sdk.Table{
		Release: releaseOf(r.waveID), Name: name, Floor: r.wave.Floor, Atoms: map[string]int{},
		Final: r.wave.Anonymity != wave.Named,
	}
	network := sdk.Cell{Key: networkKey}
	var groups, sites []sdk.Cell
	for _, a := range r.wave.Atoms() {
		n := len(r.sheets[a.Key])
		t.Atoms[a.Key] = n
		network.Atoms, network.N = append(network.Atoms, a.Key), network.N+n
		switch {
		case a.Group != "":
			groups = joined(groups, groupKey(a.Group), a.Key, n)
		case a.Pool:
			sites = append(sites, sdk.Cell{Key: aloneKey, Parent: networkKey, Atoms: []string{a.Key}, N: n, Never: true})
		default:
			sites = append(sites, sdk.Cell{Key: siteKey(a.Key), Parent: networkKey, Atoms: []string{a.Key}, N: n})
		}
	}
	t.Cells = slices.Concat([]sdk.Cell{network}, groups, sites)
	return t
}

// joined adds an atom to the group's cell.
func joined(groups []sdk.Cell, key, atom string, n int) []sdk.Cell {
	i := slices.IndexFunc(groups, func(c sdk.Cell) bool { return c.Key == key })
	if i < 0 {
		return append(groups, sdk.Cell{Key: key, Parent: networkKey, Atoms: []string{atom}, N: n})
	}
	groups[i].Atoms, groups[i].N = append(groups[i].Atoms, atom), groups[i].N+n
	return groups
}

// scores are the figures of the dimensions, and of the whole where it has weights.
func (r report) scores(scored [][]questionnaire.Scores) map[string]sdk.Figure {
	figures := map[string]sdk.Figure{}
	take := func(key string, percent func(float64) float64) {
		figures[key] = described(spread(scored, func(s questionnaire.Scores) (float64, bool) {
			v, ok := s[key]
			return v, ok
		}), percent)
	}
	for _, d := range r.q.Dimensions {
		take(d.Key, func(v float64) float64 { return r.q.Percent(d, v) })
	}
	if r.q.Weighted() {
		take(questionnaire.Overall, func(v float64) float64 { return v })
	}
	return figures
}

// items are the figures of single items, reversed ones turned round.
func (r report) items(numbers [][][]float64) map[string]sdk.Figure {
	figures, at := map[string]sdk.Figure{}, 0
	for _, d := range r.q.Dimensions {
		for _, it := range d.Items {
			values := spread(numbers, func(row []float64) (float64, bool) { return row[at], !math.IsNaN(row[at]) })
			figures[it.Key] = described(values, func(v float64) float64 { return r.q.Percent(d, v) })
			at++
		}
	}
	return figures
}

// spread picks a number from each thing that has one, atom by atom; the last element counts those without.
func spread[T any](atoms [][]T, pick func(T) (float64, bool)) sample {
	s := sample{atoms: make([][]float64, len(atoms))}
	for i, things := range atoms {
		for _, one := range things {
			v, ok := pick(one)
			if !ok {
				s.missing++
				continue
			}
			s.atoms[i] = append(s.atoms[i], v)
		}
	}
	return s
}

// sample is numbers by atom, and how many people have none.
type sample struct {
	atoms   [][]float64
	missing int
}

// described is a mean with its companions. The interval takes people as independent within one site, and
// sites as independent where there are several.
func described(s sample, percent func(float64) float64) sdk.Figure {
	all := slices.Concat(s.atoms...)
	mean, err := stat.Mean(all)
	if err != nil {
		return sdk.Figure{Reason: reason(err)}
	}
	f := sdk.Figure{N: len(all), Value: &mean, More: map[string]float64{
		"score100": percent(mean), "missing": float64(s.missing),
	}}
	if sd, err := stat.SD(all); err == nil {
		f.More["sd"] = sd
	}
	interval, err := stat.ClusteredInterval(s.atoms)
	if len(s.atoms) == 1 {
		interval, err = stat.MeanInterval(all)
	}
	if err == nil {
		f.More["low"], f.More["high"] = interval.Low, interval.High
	}
	return f
}
