package stat

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Rule says which answers enter the consistency of a scale where some are missing.
type Rule string

// The rules.
const (
	CompleteCases Rule = "complete-cases" // people who answered all items
	Pairwise      Rule = "pairwise"       // for each two items, the people who answered both
)

// Consistency is how well the items of one scale go together.
type Consistency struct {
	Rule         Rule              `json:"rule"`
	N            int               `json:"n" doc:"People who enter."`
	Alpha        Estimate          `json:"alpha" doc:"Cronbach's alpha, raw: from covariances; Feldt's interval."`
	Standardised Number            `json:"standardised" doc:"Alpha from correlations."`
	MeanR        Number            `json:"mean_r" doc:"Mean correlation between two items."`
	Items        []ItemConsistency `json:"items"`
}

// ItemConsistency is one item's part in a scale.
type ItemConsistency struct {
	AlphaWithout Number `json:"alpha_without" doc:"Alpha of the scale without this item."`
	RestR        Number `json:"rest_r" doc:"Correlation of the item with the sum of the others."`
}

// NewConsistency measures rows of answers, one row a person, one column an item, reversed items already turned
// round, NaN where an answer is missing. Pairwise covariances rest on different people, so alpha has no interval.
//
// Sources: Cronbach 1951 (alpha); Feldt, Woodruff and Salih 1987 (interval): (1-ρ)/(1-α̂) follows F with
// n-1 and (n-1)(k-1) degrees of freedom.
func NewConsistency(rows [][]float64, rule Rule) (Consistency, error) {
	c := Consistency{Rule: rule}
	entering := slices.DeleteFunc(slices.Clone(rows), func(row []float64) bool { return !rule.admits(row) })
	c.N = len(entering)
	if c.N < 2 {
		return c, TooFewPeople
	}
	if len(entering[0]) < 2 {
		return c, TooFewItems
	}
	s, err := newSpreads(entering)
	if err != nil {
		return c, err
	}
	alpha := s.alpha()
	if !alpha.OK() {
		return c, alpha.Reason
	}
	c.Alpha = unbounded(alpha.Value, MixedPeople)
	if rule == CompleteCases {
		c.Alpha = estimate(alpha.Value, Feldt(alpha.Value, c.N, len(s)))
	}
	c.MeanR = s.meanCorrelation()
	c.Standardised = standardised(c.MeanR, len(s))
	for i := range s {
		c.Items = append(c.Items, ItemConsistency{AlphaWithout: s.without(i).alpha(), RestR: s.restCorrelation(i)})
	}
	return c, nil
}

func (r Rule) admits(row []float64) bool {
	given := 0
	for _, v := range row {
		if !math.IsNaN(v) {
			given++
		}
	}
	if r == Pairwise {
		return given >= 2
	}
	return given == len(row)
}

// Feldt is the interval of an alpha of so many items that so many people answered; both are at least 2.
func Feldt(alpha float64, people, items int) Interval {
	f := distuv.F{D1: float64(people - 1), D2: float64((people - 1) * (items - 1))}
	return Interval{Low: 1 - (1-alpha)*f.Quantile(1-tail), High: 1 - (1-alpha)*f.Quantile(tail)}
}

// spreads are the covariances of the items of a scale.
type spreads [][]float64

// newSpreads takes each covariance over the people who answered both items. Items that are the same for all have
// a covariance of exactly 0.
func newSpreads(rows [][]float64) (spreads, error) {
	items := len(rows[0])
	s := make(spreads, items)
	for i := range s {
		s[i] = make([]float64, items)
	}
	for i := range items {
		for j := range i + 1 {
			x, y := both(rows, i, j)
			if len(x) < 2 {
				return nil, TooFewPeople
			}
			if !constant(x) && !constant(y) {
				s[i][j] = stat.Covariance(x, y, nil)
				s[j][i] = s[i][j]
			}
		}
	}
	return s, nil
}

// both are the values of two columns in the rows that have both.
func both(rows [][]float64, i, j int) (x, y []float64) {
	for _, row := range rows {
		if !math.IsNaN(row[i]) && !math.IsNaN(row[j]) {
			x, y = append(x, row[i]), append(y, row[j])
		}
	}
	return x, y
}

// own and total are the sum of the items' variances, and the variance of their sum.
func (s spreads) own() float64 {
	sum := 0.0
	for i := range s {
		sum += s[i][i]
	}
	return sum
}

func (s spreads) total() float64 {
	sum := 0.0
	for i := range s {
		for _, v := range s[i] {
			sum += v
		}
	}
	return sum
}

// flat reports whether the sum of the items does not vary, but for rounding.
func (s spreads) flat() bool { return s.total() <= 1e-12*s.own() }

func (s spreads) alpha() Number {
	if len(s) < 2 {
		return unknown(TooFewItems)
	}
	if s.flat() {
		return unknown(NoVariance)
	}
	k := float64(len(s))
	return known(k / (k - 1) * (1 - s.own()/s.total()))
}

func (s spreads) meanCorrelation() Number {
	sum, pairs := 0.0, 0.0
	for i := range s {
		for j := range i {
			if s[i][i] == 0 || s[j][j] == 0 {
				return unknown(NoVariance)
			}
			sum, pairs = sum+s[i][j]/math.Sqrt(s[i][i]*s[j][j]), pairs+1
		}
	}
	return known(sum / pairs)
}

func (s spreads) restCorrelation(i int) Number {
	rest := s.without(i)
	if s[i][i] == 0 || rest.flat() {
		return unknown(NoVariance)
	}
	shared := -s[i][i]
	for _, v := range s[i] {
		shared += v
	}
	return known(shared / math.Sqrt(s[i][i]*rest.total()))
}

func (s spreads) without(drop int) spreads {
	rest := make(spreads, 0, len(s)-1)
	for i := range s {
		if i != drop {
			rest = append(rest, slices.Delete(slices.Clone(s[i]), drop, drop+1))
		}
	}
	return rest
}

func standardised(meanR Number, items int) Number {
	if !meanR.OK() {
		return meanR
	}
	k := float64(items)
	return ratio(k*meanR.Value, 1+(k-1)*meanR.Value)
}
