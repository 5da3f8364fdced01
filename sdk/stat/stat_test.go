package stat_test

import (
	"errors"
	"math"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/stat"
)

// Newcombe 1998, table I, method 3; the last line is the dose of 24 cycles of 16 workshops.
func TestProportionGivesThePrintedDigits(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		hits, n   int
		low, high float64
		within    float64
	}{
		{81, 263, .255289, .366210, 1e-6},
		{15, 148, .062386, .160487, 1e-6},
		{0, 20, 0, .161125, 1e-6},
		{1, 29, .006113, .171755, 1e-6},
		{341, 384, .853, .916, 5e-4},
	} {
		got, err := stat.Proportion(tc.hits, tc.n)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.Low-tc.low) > tc.within || math.Abs(got.High-tc.high) > tc.within {
			t.Errorf("%d of %d: [%.6f, %.6f], want [%g, %g]", tc.hits, tc.n, got.Low, got.High, tc.low, tc.high)
		}
	}
}

func TestProportionSaysWhenThereIsNoShare(t *testing.T) {
	t.Parallel()
	for _, tc := range [][2]int{{0, 0}, {3, 2}, {-1, 2}} {
		if _, err := stat.Proportion(tc[0], tc[1]); !errors.Is(err, stat.ErrNothingCounted) {
			t.Errorf("%d of %d: %v, want ErrNothingCounted", tc[0], tc[1], err)
		}
	}
}
