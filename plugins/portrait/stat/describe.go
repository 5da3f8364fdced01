package stat

import (
	"math"

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
	t := distuv.StudentsT{Sigma: 1, Nu: float64(freedom)}.Quantile((1 + Confidence) / 2)
	return Interval{Low: mean - t*standardError, High: mean + t*standardError}
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
