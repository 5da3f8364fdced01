// Package stat holds the one interval that every module prints: that of a share of a count.
//
// Goals: figures that a researcher recomputes to six digits, each with its source; nothing but the standard
// library. Non-goals: what one module alone computes (it keeps that itself), formatting, who may see a figure.
//
// All functions are pure and may run concurrently.
package stat

import (
	"errors"
	"math"
)

// Confidence is the level of every interval of this package.
const Confidence = 0.95

// ErrNothingCounted is returned where there is no share: nothing out of nothing, or more than there is.
var ErrNothingCounted = errors.New("there is nothing to take a share of")

// Interval is a two-sided interval at Confidence.
type Interval struct {
	Low, High float64
}

// Proportion returns the Wilson score interval of hits out of n, without continuity correction.
//
// Source: Newcombe, "Two-sided confidence intervals for the single proportion", 1998, method 3.
func Proportion(hits, n int) (Interval, error) {
	if n < 1 || hits < 0 || hits > n {
		return Interval{}, ErrNothingCounted
	}
	z := math.Sqrt2 * math.Erfinv(Confidence)
	total, share := float64(n), float64(hits)/float64(n)
	centre := share + z*z/(2*total)
	spread := z * math.Sqrt(share*(1-share)/total+z*z/(4*total*total))
	scale := 1 + z*z/total
	return Interval{
		Low:  math.Max(0, (centre-spread)/scale),
		High: math.Min(1, (centre+spread)/scale),
	}, nil
}
