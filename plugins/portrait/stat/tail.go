package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// normal is the standard normal distribution; tail is what lies beyond each end of an interval.
var normal = distuv.UnitNormal

const tail = (1 - Confidence) / 2

// z is the normal quantile of an interval, 1.959964.
func z() float64 { return normal.Quantile(1 - tail) }

// The tails are computed as such, not as 1 minus the rest, so that small ones keep their digits.
// Source: Abramowitz and Stegun 1964, 26.5 and 26.6 (incomplete beta), 26.4 (incomplete gamma).

// upperF is the probability of an F above x.
func upperF(x, d1, d2 float64) float64 {
	if x <= 0 {
		return 1
	}
	return mathext.RegIncBeta(d2/2, d1/2, d2/(d2+d1*x))
}

// bothT is the probability of a t at least as far from 0 as t.
func bothT(t, freedom float64) float64 {
	return mathext.RegIncBeta(freedom/2, 0.5, freedom/(freedom+t*t))
}

// upperChi2 is the probability of a chi-squared above x.
func upperChi2(x, freedom float64) float64 {
	if x <= 0 {
		return 1
	}
	return mathext.GammaIncRegComp(freedom/2, x/2)
}

// bothZ is the probability of a normal at least as far from 0 as x.
func bothZ(x float64) float64 { return math.Erfc(math.Abs(x) / math.Sqrt2) }
