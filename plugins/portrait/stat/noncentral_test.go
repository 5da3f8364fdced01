package stat

import (
	"math"
	"testing"
)

// The values are R's pt(x, freedom, shift).
func TestTheNoncentralTDistribution(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ x, freedom, shift, want float64 }{
		{2.5, 4, 1, 0.848112399755},
		{-1.2, 1, 0.7, 0.0838226411498},
		{0, 7, 0.4, 0.34457825839},
		{5, 2, 3, 0.689490596212},
		{3, 200, -1, 0.999961329243},
	} {
		if got := noncentralT(tc.x, tc.freedom, tc.shift); math.Abs(got-tc.want) > 1e-9 {
			t.Errorf("P(t ≤ %g; %g, %g) = %.12f, want %.12f", tc.x, tc.freedom, tc.shift, got, tc.want)
		}
	}
}

// With a shift of 0 it is Student's; a large shift, where series fail, stays exact: a t of 95 with 999 degrees of
// freedom has the interval around which both tails are what they should be.
func TestTheNoncentralTDistributionAtItsEdges(t *testing.T) {
	t.Parallel()
	for _, x := range []float64{-3, 0.1, 1, 40} {
		if got, want := 2*(1-noncentralT(math.Abs(x), 9, 0)), bothT(x, 9); math.Abs(got-want) > 1e-10 {
			t.Errorf("two tails of %g: %.12f, want %.12f", x, got, want)
		}
	}
	i := shifts(95, 999)
	if !(i.Low < 95 && 95 < i.High) || i.High-i.Low > 12 {
		t.Errorf("shifts of a t of 95: %+v", i)
	}
	for shift, want := range map[float64]float64{i.Low: 1 - tail, i.High: tail} {
		if got := noncentralT(95, 999, shift); math.Abs(got-want) > 1e-8 {
			t.Errorf("P(t ≤ 95; 999, %g) = %.10f, want %.10f", shift, got, want)
		}
	}
}
