package stat

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Mean returns the arithmetic mean.
func Mean(x []float64) (float64, error) {
	if len(x) == 0 {
		return 0, NoAnswer
	}
	return stat.Mean(x, nil), nil
}

// SD returns the standard deviation with n-1 in the denominator. Equal values give 0, which is a result;
// a single value gives a reason.
func SD(x []float64) (float64, error) {
	switch {
	case len(x) == 0:
		return 0, NoAnswer
	case len(x) < 2:
		return 0, TooFewPeople
	case constant(x):
		return 0, nil
	}
	return stat.StdDev(x, nil), nil
}

// MeanInterval returns the t interval of the mean of independent people.
func MeanInterval(x []float64) (Interval, error) {
	if len(x) < 2 {
		return Interval{}, TooFewPeople
	}
	if constant(x) {
		return Interval{}, NoVariance
	}
	mean, sd := stat.MeanStdDev(x, nil)
	return around(mean, stat.StdErr(sd, float64(len(x))), len(x)-1), nil
}

// ClusteredInterval returns the interval of the mean of people who work at several sites: colleagues resemble
// each other, so the sites are what is independent. The standard error is the linearised (Taylor) one with
// the factor C/(C-1), the quantile is t with C-1 degrees of freedom, C being the number of sites with anybody.
//
// Source: Cameron and Miller, "A practitioner's guide to cluster-robust inference", 2015, section II.
func ClusteredInterval(sites [][]float64) (Interval, error) {
	var all []float64
	count := 0.0
	for _, x := range sites {
		all = append(all, x...)
		if len(x) > 0 {
			count++
		}
	}
	if count < 2 {
		return Interval{}, TooFewSites
	}
	mean := stat.Mean(all, nil)
	squares := 0.0
	for _, x := range sites {
		residual := 0.0
		for _, v := range x {
			residual += v - mean
		}
		squares += residual * residual
	}
	if squares == 0 {
		return Interval{}, NoVariance
	}
	n := float64(len(all))
	return around(mean, math.Sqrt(squares*count/(count-1))/n, int(count)-1), nil
}

func around(mean, standardError float64, freedom int) Interval {
	t := distuv.StudentsT{Sigma: 1, Nu: float64(freedom)}.Quantile(1 - tail)
	return Interval{Low: mean - t*standardError, High: mean + t*standardError}
}

// Description is what there is to say of some values.
type Description struct {
	N         int      `json:"n"`
	Mean      Estimate `json:"mean" doc:"With the t interval of independent people."`
	SD        Number   `json:"sd"`
	Quantiles []Number `json:"quantiles"`
}

// NewDescription describes values, with the quantiles at these shares from 0 to 1.
func NewDescription(x, at []float64) Description {
	d := Description{N: len(x), Quantiles: make([]Number, len(at))}
	for i, p := range at {
		d.Quantiles[i] = number(Quantile(x, p))
	}
	d.SD = number(SD(x))
	mean := number(Mean(x))
	if !mean.OK() {
		d.Mean = inestimable(mean.Reason)
		return d
	}
	interval, err := MeanInterval(x)
	if err != nil {
		d.Mean = unbounded(mean.Value, reasonOf(err))
		return d
	}
	d.Mean = estimate(mean.Value, interval)
	return d
}

// Quantile returns the value below which the share p of the values lies, between two of them by interpolation.
//
// Source: Hyndman and Fan 1996, definition 7.
func Quantile(x []float64, p float64) (float64, error) {
	if len(x) == 0 {
		return 0, NoAnswer
	}
	sorted := slices.Sorted(slices.Values(x))
	place := p * float64(len(x)-1)
	below := int(math.Floor(place))
	if below >= len(x)-1 {
		return sorted[len(x)-1], nil
	}
	return sorted[below] + (place-float64(below))*(sorted[below+1]-sorted[below]), nil
}

func number(v float64, err error) Number {
	if err != nil {
		return unknown(reasonOf(err))
	}
	return known(v)
}

// reasonOf is the reason that an error of this package is.
func reasonOf(err error) Reason {
	var r Reason
	errors.As(err, &r)
	return r
}

// constant reports whether all values are the same. It compares values rather than a computed variance,
// whose rounding would turn "no variance" into a very small one.
func constant(x []float64) bool {
	for _, v := range x {
		if v != x[0] {
			return false
		}
	}
	return true
}
