package stat

import (
	"cmp"
	"math"
	"slices"
)

// Holm adjusts the probabilities of several tests so that the chance of one false find among them keeps its level.
//
// Source: Holm 1979.
func Holm(p []float64) []float64 {
	adjusted, least := make([]float64, len(p)), 0.0
	for place, i := range ascending(p) {
		least = math.Max(least, math.Min(1, p[i]*float64(len(p)-place)))
		adjusted[i] = least
	}
	return adjusted
}

// BenjaminiHochberg adjusts them so that the share of false finds among all finds keeps its level.
//
// Source: Benjamini and Hochberg 1995.
func BenjaminiHochberg(p []float64) []float64 {
	adjusted, most := make([]float64, len(p)), 1.0
	order := ascending(p)
	for place, i := range slices.Backward(order) {
		most = math.Min(most, p[i]*float64(len(p))/float64(place+1))
		adjusted[i] = most
	}
	return adjusted
}

func ascending(p []float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	return order
}
