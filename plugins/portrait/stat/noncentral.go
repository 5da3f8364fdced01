package stat

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// noncentralT is the probability that a noncentral t with so many degrees of freedom and shift is at most x.
//
// It is the mean of Φ(x·s - shift) over the distribution of s, the root of chi-squared over its degrees of freedom.
// Source: Johnson, Kotz and Balakrishnan 1995, chapter 31 (definition); by Gauss-Legendre integration, because the
// series of Lenth 1989 (AS 243) begins with exp(-shift²/2), which is nothing from a shift of 38 on.
func noncentralT(x, freedom, shift float64) float64 {
	if x < 0 {
		return 1 - noncentralT(-x, freedom, -shift)
	}
	lgamma, _ := math.Lgamma(freedom / 2)
	constant := math.Ln2 + freedom/2*math.Log(freedom/2) - lgamma
	integrand := func(s float64) float64 {
		density := constant + (freedom-1)*math.Log(s) - freedom*s*s/2
		return normal.CDF(x*s-shift) * math.Exp(density)
	}
	wide := 10 / math.Sqrt(2*freedom)
	low, high := math.Max(0, 1-wide), 1+wide
	sum, from := 0.0, low
	for _, to := range seams(x, shift, low, high) {
		sum += quad.Fixed(integrand, from, to, 64, quad.Legendre{}, 0)
		from = to
	}
	return math.Max(0, math.Min(1, sum))
}

// seams cut the range of s where Φ turns from 0 to 1 around shift/x, and in between.
func seams(x, shift, low, high float64) []float64 {
	const parts = 8
	cuts := []float64{low}
	if x > 0 {
		for _, at := range []float64{shift/x - 9/x, shift / x, shift/x + 9/x} {
			if at > cuts[len(cuts)-1] && at < high {
				cuts = append(cuts, at)
			}
		}
	}
	cuts = append(cuts, high)
	var all []float64
	for i := range len(cuts) - 1 {
		for part := range parts {
			all = append(all, cuts[i]+(cuts[i+1]-cuts[i])*float64(part+1)/parts)
		}
	}
	return all
}

// shifts are the two shifts under which a t at least as high, and one at least as low, has the probability of an
// interval's tail.
// Source: Steiger and Fouladi 1997 (inversion of the noncentral distribution).
func shifts(t, freedom float64) Interval {
	return Interval{Low: shiftAt(t, freedom, 1-tail), High: shiftAt(t, freedom, tail)}
}

// shiftAt finds the shift whose distribution has probability p up to t: the greater the shift, the less.
func shiftAt(t, freedom, p float64) float64 {
	low, high := t-2, t+2
	for step := 2.0; noncentralT(t, freedom, low) < p; step *= 2 {
		low -= step
	}
	for step := 2.0; noncentralT(t, freedom, high) > p; step *= 2 {
		high += step
	}
	for high-low > 1e-10*math.Max(1, math.Abs(t)) {
		middle := (low + high) / 2
		if noncentralT(t, freedom, middle) > p {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}
