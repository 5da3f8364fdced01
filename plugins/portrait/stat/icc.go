package stat

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// ICC are the six intraclass correlations of subjects that all the same number of raters rated, on numbers.
type ICC struct {
	Subjects int       `json:"subjects"`
	Raters   int       `json:"raters"`
	MS       Squares   `json:"mean_squares"`
	Forms    []ICCForm `json:"forms" doc:"ICC(1,1), (2,1), (3,1), (1,k), (2,k), (3,k), in this order."`
}

// Squares are the mean squares of the two-way table.
type Squares struct {
	Subjects float64 `json:"subjects"`
	Raters   float64 `json:"raters"`
	Residual float64 `json:"residual"`
	Within   float64 `json:"within" doc:"Of subjects: raters and residual together."`
}

// ICCForm is one of the six: by model (1: each subject has raters of its own; 2: raters stand for others;
// 3: these raters only) and by whether one rating is judged or the mean of k.
type ICCForm struct {
	Name string   `json:"name"`
	ICC  Estimate `json:"icc"`
	F    Test     `json:"f"`
}

// Test is a statistic with its degrees of freedom and probability.
type Test struct {
	Statistic Number  `json:"statistic"`
	Freedom   float64 `json:"df"`
	Freedom2  float64 `json:"df2,omitempty" doc:"Of the denominator."`
	P         Number  `json:"p"`
}

// NewICC measures complete ratings, a row a subject, a column a rater.
//
// Sources: Shrout and Fleiss 1979 (forms, intervals, Satterthwaite's degrees of freedom of the second model).
func NewICC(rows [][]float64) (ICC, error) {
	if len(rows) < 2 {
		return ICC{}, TooFewPeople
	}
	if len(rows[0]) < 2 {
		return ICC{}, TooFewRaters
	}
	t := newTwoWay(rows)
	if t.Subjects+t.Within == 0 {
		return ICC{}, NoVariance
	}
	return ICC{Subjects: len(rows), Raters: len(rows[0]), MS: t.Squares, Forms: t.forms()}, nil
}

// twoWay are the mean squares of n subjects by k raters.
type twoWay struct {
	Squares
	n, k float64
}

func newTwoWay(rows [][]float64) twoWay {
	n, k := float64(len(rows)), float64(len(rows[0]))
	raters := make([]float64, len(rows[0]))
	means := make([]float64, len(rows))
	for i, row := range rows {
		means[i] = stat.Mean(row, nil)
		for j, v := range row {
			raters[j] += v / n
		}
	}
	grand := stat.Mean(means, nil)
	var between, within, among, residual float64
	for i, row := range rows {
		between += k * (means[i] - grand) * (means[i] - grand)
		for j, v := range row {
			within += (v - means[i]) * (v - means[i])
			rest := v - means[i] - raters[j] + grand
			residual += rest * rest
		}
	}
	for _, m := range raters {
		among += n * (m - grand) * (m - grand)
	}
	dust := 1e-24 * (between + within + n*k*grand*grand) // what rounding leaves of nothing
	clean := func(sum, freedom float64) float64 {
		if sum <= dust {
			return 0
		}
		return sum / freedom
	}
	return twoWay{n: n, k: k, Squares: Squares{
		Subjects: clean(between, n-1), Raters: clean(among, k-1),
		Residual: clean(residual, (n-1)*(k-1)), Within: clean(within, n*(k-1)),
	}}
}

func (t twoWay) forms() []ICCForm {
	b, w, e := t.Subjects, t.Within, t.Residual
	f1 := test(ratio(b, w), t.n-1, t.n*(t.k-1))
	f3 := test(ratio(b, e), t.n-1, (t.n-1)*(t.k-1))
	one := bounded(ratio(b-w, b+(t.k-1)*w), f1.Statistic, func() Interval { return t.single(f1) })
	two := ratio(b-e, b+(t.k-1)*e+t.k*(t.Raters-e)/t.n)
	second := bounded(two, f3.Statistic, func() Interval { return t.second(two.Value) })
	three := bounded(ratio(b-e, b+(t.k-1)*e), f3.Statistic, func() Interval { return t.single(f3) })
	mean2 := bounded(ratio(b-e, b+(t.Raters-e)/t.n), f3.Statistic, func() Interval {
		i := t.second(two.Value)
		return Interval{Low: t.stepped(i.Low), High: t.stepped(i.High)}
	})
	return []ICCForm{
		{"ICC(1,1)", one, f1},
		{"ICC(2,1)", second, f3},
		{"ICC(3,1)", three, f3},
		{"ICC(1,k)", bounded(ratio(b-w, b), f1.Statistic, func() Interval { return t.mean(f1) }), f1},
		{"ICC(2,k)", mean2, f3},
		{"ICC(3,k)", bounded(ratio(b-e, b), f3.Statistic, func() Interval { return t.mean(f3) }), f3},
	}
}

// test is an F with its upper tail.
func test(f Number, d1, d2 float64) Test {
	t := Test{Statistic: f, Freedom: d1, Freedom2: d2, P: f}
	if f.OK() {
		t.P = known(upperF(f.Value, d1, d2))
	}
	return t
}

// bounded puts an interval around a value where its F exists.
func bounded(value, f Number, interval func() Interval) Estimate {
	switch {
	case !value.OK():
		return inestimable(value.Reason)
	case !f.OK():
		return unbounded(value.Value, f.Reason)
	}
	return estimate(value.Value, interval())
}

// limits are F divided by its upper and multiplied by its reversed quantile.
func limits(f Test) (low, high float64) {
	low = f.Statistic.Value / distuv.F{D1: f.Freedom, D2: f.Freedom2}.Quantile(1-tail)
	high = f.Statistic.Value * distuv.F{D1: f.Freedom2, D2: f.Freedom}.Quantile(1-tail)
	return low, high
}

func (t twoWay) single(f Test) Interval {
	low, high := limits(f)
	return Interval{Low: (low - 1) / (low + t.k - 1), High: (high - 1) / (high + t.k - 1)}
}

func (t twoWay) mean(f Test) Interval {
	low, high := limits(f)
	return Interval{Low: 1 - 1/low, High: 1 - 1/high}
}

// second is the interval of ICC(2,1).
func (t twoWay) second(icc float64) Interval {
	n, k, b, e := t.n, t.k, t.Subjects, t.Residual
	fj := t.Raters / e
	spread := n*(1+(k-1)*icc) - k*icc
	up := k*icc*fj + spread
	v := (k - 1) * (n - 1) * up * up / ((n-1)*k*k*icc*icc*fj*fj + spread*spread)
	if !(v > 1e-6) { // the model fits these ratings so badly that it has no degrees of freedom
		return Interval{Low: math.NaN(), High: math.NaN()}
	}
	upper := distuv.F{D1: n - 1, D2: v}.Quantile(1 - tail)
	lower := distuv.F{D1: v, D2: n - 1}.Quantile(1 - tail)
	rest := k*t.Raters + (k*n-k-n)*e
	return Interval{
		Low:  n * (b - upper*e) / (upper*rest + n*b),
		High: n * (lower*b - e) / (rest + n*lower*b),
	}
}

// stepped is the reliability of the mean of k ratings (Spearman-Brown).
func (t twoWay) stepped(single float64) float64 { return t.k * single / (1 + (t.k-1)*single) }
