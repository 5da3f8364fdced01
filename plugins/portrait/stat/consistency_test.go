package stat_test

import (
	"errors"
	"math"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
)

const tolerance = 1e-6

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s = %.9f, want %.9f", what, got, want)
	}
}

// With a gap, either the person leaves or the pairs that have both answers stay. R: cov(use = "complete.obs") and
// cov(use = "pairwise.complete.obs").
func TestConsistencyNamesTheRuleByWhichAnswersEnter(t *testing.T) {
	t.Parallel()
	gap := math.NaN()
	answers := [][]float64{{1, 2, 2}, {2, 2, 3}, {3, 4, gap}, {4, 5, 5}, {gap, 1, gap}}
	for rule, want := range map[stat.Rule]struct {
		n     int
		alpha float64
		whole bool
	}{
		stat.CompleteCases: {3, 0.985074626866, true},
		stat.Pairwise:      {4, 1.02127659574, false},
	} {
		c, err := stat.NewConsistency(answers, rule)
		if err != nil {
			t.Fatal(err)
		}
		near(t, string(rule), c.Alpha.Value, want.alpha)
		if c.N != want.n || c.Rule != rule || c.Alpha.Bounded() != want.whole {
			t.Errorf("%s: %+v", rule, c)
		}
	}
}

func TestConsistencySaysWhyItCannot(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		rows [][]float64
		want stat.Reason
	}{
		{"nobody", nil, stat.TooFewPeople},
		{"one person", [][]float64{{1, 2}}, stat.TooFewPeople},
		{"one item", [][]float64{{1}, {2}}, stat.TooFewItems},
		{"equal totals", [][]float64{{1, 3}, {3, 1}, {2, 2}}, stat.NoVariance},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if _, err := stat.NewConsistency(tc.rows, stat.CompleteCases); !errors.Is(err, tc.want) {
				t.Errorf("error %v, want %v", err, tc.want)
			}
		})
	}
}

func TestConsistencyKeepsGoingWhenOneItemIsConstant(t *testing.T) {
	t.Parallel()
	c, err := stat.NewConsistency([][]float64{{1, 2, 3}, {2, 3, 3}, {4, 3, 3}, {3, 4, 3}}, stat.CompleteCases)
	if err != nil {
		t.Fatal(err)
	}
	if c.Standardised.Reason != stat.NoVariance || c.MeanR.Reason != stat.NoVariance {
		t.Errorf("standardised %+v, mean r %+v: want no-variance for both", c.Standardised, c.MeanR)
	}
	if c.Items[2].RestR.Reason != stat.NoVariance || !c.Items[0].RestR.OK() {
		t.Errorf("items %+v: want no-variance for the constant item alone", c.Items)
	}
}

func TestConsistencyWithTwoItemsHasNoneWithoutOne(t *testing.T) {
	t.Parallel()
	c, err := stat.NewConsistency([][]float64{{1, 2}, {2, 3}, {4, 4}}, stat.CompleteCases)
	if err != nil {
		t.Fatal(err)
	}
	if c.Items[0].AlphaWithout.Reason != stat.TooFewItems {
		t.Errorf("alpha without one of two items = %+v, want too-few-items", c.Items[0].AlphaWithout)
	}
}
