package stat

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	share "github.com/ribambelle/ribambelle/sdk/stat"
)

// Ratings are what raters said of subjects, a row a subject, a column a rater, NaN where one did not rate.
type Ratings [][]float64

// Complete are the subjects that all raters rated.
func (r Ratings) Complete() Ratings {
	return slices.DeleteFunc(slices.Clone(r), func(row []float64) bool { return slices.ContainsFunc(row, math.IsNaN) })
}

// Values are the different ratings given, ascending.
func (r Ratings) Values() []float64 {
	all := slices.DeleteFunc(slices.Concat(r...), math.IsNaN)
	slices.Sort(all)
	return slices.Compact(all)
}

// Counts says of each subject how many raters gave each of the values.
func (r Ratings) Counts(values []float64) [][]float64 {
	counts := make([][]float64, len(r))
	for i, row := range r {
		counts[i] = make([]float64, len(values))
		for _, v := range row {
			if j, found := slices.BinarySearch(values, v); found {
				counts[i][j]++
			}
		}
	}
	return counts
}

// Cross is the table of two raters: how many subjects got the one's and the other's value.
func (r Ratings) Cross(first, second int, values []float64) [][]float64 {
	table := make([][]float64, len(values))
	for i := range table {
		table[i] = make([]float64, len(values))
	}
	for _, row := range r {
		i, known := slices.BinarySearch(values, row[first])
		j, both := slices.BinarySearch(values, row[second])
		if known && both {
			table[i][j]++
		}
	}
	return table
}

// Within is the share of pairs of ratings of one subject that are at most so far apart. Of two raters, whose
// pairs are independent, it has Wilson's interval.
func (r Ratings) Within(most float64) Estimate {
	hits, pairs := 0, 0
	for _, row := range r {
		for i := range row {
			for j := range i {
				if math.IsNaN(row[i]) || math.IsNaN(row[j]) {
					continue
				}
				pairs++
				if math.Abs(row[i]-row[j]) <= most*(1+1e-12) {
					hits++
				}
			}
		}
	}
	if pairs == 0 {
		return inestimable(NoAnswer)
	}
	value := float64(hits) / float64(pairs)
	if len(r[0]) > 2 {
		return unbounded(value, OnlyTwoRaters)
	}
	i, err := share.Proportion(hits, pairs)
	if err != nil {
		return unbounded(value, NoAnswer)
	}
	return estimate(value, Interval(i))
}

// Conger is kappa of several raters who are the same for all subjects: chance is each pair of raters' own.
//
// Source: Conger 1980, "exact" kappa. The ratings are complete.
func (r Ratings) Conger() Number {
	if len(r) == 0 {
		return unknown(NoAnswer)
	}
	if len(r[0]) < 2 {
		return unknown(TooFewRaters)
	}
	values := r.Values()
	f, err := NewFleiss(r.Counts(values))
	if err != nil {
		return unknown(NoVariance)
	}
	chance, raters := f.Chance, float64(len(r[0]))
	for _, v := range values {
		shares := make([]float64, len(r[0]))
		for _, row := range r {
			for j, rating := range row {
				if rating == v {
					shares[j] += 1 / float64(len(r))
				}
			}
		}
		chance -= stat.Variance(shares, nil) / raters
	}
	return ratio(f.Observed-chance, 1-chance)
}

// Light is the mean of Cohen's kappa over all pairs of raters. The ratings are complete.
//
// Source: Light 1971.
func (r Ratings) Light() Number {
	if len(r) == 0 {
		return unknown(NoAnswer)
	}
	if len(r[0]) < 2 {
		return unknown(TooFewRaters)
	}
	values, sum, pairs := r.Values(), 0.0, 0.0
	for i := range r[0] {
		for j := range i {
			k, err := NewKappa(r.Cross(i, j, values), nil)
			if err != nil {
				return unknown(NoVariance)
			}
			sum, pairs = sum+k.Kappa.Value, pairs+1
		}
	}
	return known(sum / pairs)
}
