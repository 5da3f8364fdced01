package stat

import (
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Consistency is how well the items of one scale go together among the people who answered all of them.
type Consistency struct {
	N            int      // people
	Alpha        float64  // Cronbach's alpha, raw: from covariances
	Interval     Interval // Feldt's interval of Alpha
	Standardised Figure   // alpha from correlations
	MeanR        Figure   // mean correlation between two items
	Items        []ItemConsistency
}

// ItemConsistency is one item's part in a scale.
type ItemConsistency struct {
	AlphaWithout Figure // alpha of the scale without this item
	RestR        Figure // correlation of the item with the sum of the others
}

// NewConsistency measures rows of complete answers, one row a person, one column an item, reversed items
// already turned round. It never leaves a row out: choosing complete cases is the caller's, who says so.
//
// Sources: Cronbach 1951 (alpha); Feldt, Woodruff and Salih 1987 (interval): (1-ρ)/(1-α̂) follows F with
// n-1 and (n-1)(k-1) degrees of freedom.
func NewConsistency(rows [][]float64) (Consistency, error) {
	if len(rows) < 2 {
		return Consistency{}, TooFewPeople
	}
	items := columns(rows)
	if len(items) < 2 {
		return Consistency{}, TooFewItems
	}
	alpha := rawAlpha(items)
	if !alpha.OK() {
		return Consistency{}, alpha.Reason
	}
	c := Consistency{N: len(rows), Alpha: alpha.Value, Interval: feldt(alpha.Value, len(rows), len(items))}
	c.MeanR = meanCorrelation(items)
	c.Standardised = standardised(c.MeanR, len(items))
	for i := range items {
		rest := without(items, i)
		c.Items = append(c.Items, ItemConsistency{
			AlphaWithout: rawAlpha(rest),
			RestR:        correlation(items[i], sums(rest)),
		})
	}
	return c, nil
}

func rawAlpha(items [][]float64) Figure {
	if len(items) < 2 {
		return unknown(TooFewItems)
	}
	total := sums(items)
	if constant(total) {
		return unknown(NoVariance)
	}
	k, own := float64(len(items)), 0.0
	for _, x := range items {
		own += stat.Variance(x, nil)
	}
	return known(k / (k - 1) * (1 - own/stat.Variance(total, nil)))
}

func feldt(alpha float64, people, items int) Interval {
	f := distuv.F{D1: float64(people - 1), D2: float64((people - 1) * (items - 1))}
	tail := (1 - Confidence) / 2
	return Interval{Low: 1 - (1-alpha)*f.Quantile(1-tail), High: 1 - (1-alpha)*f.Quantile(tail)}
}

func meanCorrelation(items [][]float64) Figure {
	sum, pairs := 0.0, 0.0
	for i := range items {
		for j := range i {
			r := correlation(items[i], items[j])
			if !r.OK() {
				return r
			}
			sum, pairs = sum+r.Value, pairs+1
		}
	}
	return known(sum / pairs)
}

func standardised(meanR Figure, items int) Figure {
	if !meanR.OK() {
		return meanR
	}
	k := float64(items)
	spread := 1 + (k-1)*meanR.Value
	if spread == 0 {
		return unknown(NoVariance)
	}
	return known(k * meanR.Value / spread)
}

func correlation(x, y []float64) Figure {
	if constant(x) || constant(y) {
		return unknown(NoVariance)
	}
	return known(stat.Correlation(x, y, nil))
}

func columns(rows [][]float64) [][]float64 {
	items := make([][]float64, len(rows[0]))
	for _, row := range rows {
		for i, v := range row {
			items[i] = append(items[i], v)
		}
	}
	return items
}

func sums(items [][]float64) []float64 {
	total := make([]float64, len(items[0]))
	for _, x := range items {
		for i, v := range x {
			total[i] += v
		}
	}
	return total
}

func without(items [][]float64, drop int) [][]float64 {
	rest := make([][]float64, 0, len(items)-1)
	rest = append(rest, items[:drop]...)
	return append(rest, items[drop+1:]...)
}
