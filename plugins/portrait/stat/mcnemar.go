package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// McNemar is the change of a yes/no item: only people who answered otherwise the second time tell something.
type McNemar struct {
	Gained    int    `json:"gained" doc:"No, then yes."`
	Lost      int    `json:"lost" doc:"Yes, then no."`
	Corrected Test   `json:"corrected" doc:"Chi-squared with continuity correction."`
	Plain     Test   `json:"plain" doc:"Without."`
	Exact     Number `json:"p_exact" doc:"Binomial, two-sided."`
}

// NewMcNemar compares those who changed to yes with those who changed to no; neither is negative.
//
// Sources: McNemar 1947; Edwards 1948 (correction).
func NewMcNemar(gained, lost int) McNemar {
	m := McNemar{Gained: gained, Lost: lost}
	n, off := float64(gained+lost), math.Abs(float64(gained-lost))
	if n == 0 {
		none := unknown(NoChange)
		m.Corrected, m.Plain, m.Exact = Test{Statistic: none, Freedom: 1, P: none}, Test{Statistic: none, Freedom: 1, P: none}, none
		return m
	}
	chi := func(d float64) Test {
		x := d * d / n
		return Test{Statistic: known(x), Freedom: 1, P: known(upperChi2(x, 1))}
	}
	m.Corrected, m.Plain = chi(math.Max(0, off-1)), chi(off)
	m.Exact = known(math.Min(1, 2*distuv.Binomial{N: n, P: 0.5}.CDF(float64(min(gained, lost)))))
	return m
}
