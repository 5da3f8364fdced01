package stat

import (
	"math"
	"slices"
)

// Scale says what the distance between two ratings means.
type Scale string

// The scales.
const (
	Nominal    Scale = "nominal"  // another category
	Ordinal    Scale = "ordinal"  // so many ratings lie between
	OfInterval Scale = "interval" // the square of the difference
)

// Krippendorff is the alpha of ratings of which some may be missing: 1 less the disagreement seen over that of
// chance. A subject with one rating alone counts for nothing.
//
// Source: Krippendorff 2011, "Computing Krippendorff's alpha-reliability", part C.
func (r Ratings) Krippendorff(scale Scale) Number {
	paired := Ratings{}
	for _, row := range r {
		given := slices.DeleteFunc(slices.Clone(row), math.IsNaN)
		if len(given) > 1 {
			paired = append(paired, given)
		}
	}
	if len(paired) == 0 {
		return unknown(TooFewRaters)
	}
	values := paired.Values()
	if len(values) < 2 {
		return unknown(NoVariance)
	}
	margin := make([]float64, len(values))
	n, counts := 0.0, paired.Counts(values)
	for _, row := range counts {
		for j, c := range row {
			margin[j] += c
			n += c
		}
	}
	far := scale.distances(values, margin)
	seen, chance := 0.0, 0.0
	for u, row := range counts {
		for i := range row {
			for j := range i {
				seen += row[i] * row[j] * far[i][j] / float64(len(paired[u])-1)
			}
		}
	}
	for i := range margin {
		for j := range i {
			chance += margin[i] * margin[j] * far[i][j]
		}
	}
	return known(1 - (n-1)*seen/chance)
}

// distances are the squared differences between values that were given so often.
func (s Scale) distances(values, given []float64) [][]float64 {
	return distances(len(values), func(i, j int) float64 {
		low, high := min(i, j), max(i, j)
		switch s {
		case Nominal:
			if i == j {
				return 0
			}
			return 1
		case Ordinal:
			between := -(given[low] + given[high]) / 2
			for _, g := range given[low : high+1] {
				between += g
			}
			return between * between
		default:
			return (values[i] - values[j]) * (values[i] - values[j])
		}
	})
}
