package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Proportion returns the Wilson score interval of hits out of n, without continuity correction.
//
// Source: Newcombe, "Two-sided confidence intervals for the single proportion", 1998, method 3.
func Proportion(hits, n int) (Interval, error) {
	if n < 1 || hits < 0 || hits > n {
		return Interval{}, TooFewPeople
	}
	z := distuv.UnitNormal.Quantile((1 + Confidence) / 2)
	total, share := float64(n), float64(hits)/float64(n)
	centre := share + z*z/(2*total)
	spread := z * math.Sqrt(share*(1-share)/total+z*z/(4*total*total))
	scale := 1 + z*z/total
	return Interval{
		Low:  math.Max(0, (centre-spread)/scale),
		High: math.Min(1, (centre+spread)/scale),
	}, nil
}
