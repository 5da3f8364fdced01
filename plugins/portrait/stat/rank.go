package stat

import (
	"cmp"
	"slices"
)

// ranks gives each value its place from 1 up, equal ones the mean of theirs; ties is the sum of t³-t over the
// groups of t equal values.
func ranks(x []float64) (places []float64, ties float64) {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(x[i], x[j]) })
	places = make([]float64, len(x))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && x[order[to]] == x[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			places[i] = float64(from+to+1) / 2
		}
		t := float64(to - from)
		ties += t*t*t - t
		from = to
	}
	return places, ties
}
