package stat_test

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
)

const tolerance = 1e-6

// attitude is R's data set of that name (Chatterjee and Price): 30 departments, 7 items from 0 to 100.
const attitude = `43 51 30 39 61 92 45|63 64 51 54 63 73 47|71 70 68 69 76 86 48|61 63 45 47 54 84 35|81 78 56 66 71 83 47|43 55 49 44 54 49 34|58 67 42 56 66 68 35|71 75 50 55 70 66 41|72 82 72 67 71 83 31|67 61 45 47 62 80 41|64 53 53 58 58 67 34|67 60 47 39 59 74 41|69 62 57 42 55 63 25|68 83 83 45 59 77 35|77 77 54 72 79 77 46|81 90 50 72 60 54 36|74 85 64 69 79 79 63|65 60 65 75 55 80 60|65 70 46 57 75 85 46|50 58 68 54 64 78 52|50 40 33 34 43 64 33|64 61 52 62 66 80 41|53 66 52 50 63 80 37|40 37 42 58 50 57 49|63 54 42 48 66 75 33|66 77 66 63 88 76 72|78 75 58 74 80 78 49|48 57 44 45 51 83 38|85 85 71 71 77 74 55|82 82 39 59 64 78 39`

func rows(t *testing.T, text string) [][]float64 {
	t.Helper()
	var out [][]float64
	for line := range strings.SplitSeq(text, "|") {
		var row []float64
		for field := range strings.FieldsSeq(line) {
			v, err := strconv.ParseFloat(field, 64)
			if err != nil {
				t.Fatal(err)
			}
			row = append(row, v)
		}
		out = append(out, row)
	}
	return out
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s = %.9f, want %.9f", what, got, want)
	}
}

func TestConsistencyGivesThePrintedDigits(t *testing.T) {
	t.Parallel()
	c, err := stat.NewConsistency(rows(t, attitude))
	if err != nil {
		t.Fatal(err)
	}
	if c.N != 30 {
		t.Errorf("N = %d, want 30", c.N)
	}
	near(t, "alpha", c.Alpha, 0.84314277)
	near(t, "standardised", c.Standardised.Value, 0.83908380)
	near(t, "mean r", c.MeanR.Value, 0.42690664)
	near(t, "low", c.Interval.Low, 0.739376)
	near(t, "high", c.Interval.High, 0.915773)
	without := []float64{.809760, .796917, .827848, .803031, .795387, .863872, .840465}
	rest := []float64{.671262, .742110, .560711, .714445, .786276, .265034, .460811}
	for i, item := range c.Items {
		near(t, "alpha without item "+strconv.Itoa(i), item.AlphaWithout.Value, without[i])
		near(t, "item-rest r "+strconv.Itoa(i), item.RestR.Value, rest[i])
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
			if _, err := stat.NewConsistency(tc.rows); !errors.Is(err, tc.want) {
				t.Errorf("error %v, want %v", err, tc.want)
			}
		})
	}
}

func TestConsistencyKeepsGoingWhenOneItemIsConstant(t *testing.T) {
	t.Parallel()
	c, err := stat.NewConsistency([][]float64{{1, 2, 3}, {2, 3, 3}, {4, 3, 3}, {3, 4, 3}})
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
	c, err := stat.NewConsistency([][]float64{{1, 2}, {2, 3}, {4, 4}})
	if err != nil {
		t.Fatal(err)
	}
	if c.Items[0].AlphaWithout.Reason != stat.TooFewItems {
		t.Errorf("alpha without one of two items = %+v, want too-few-items", c.Items[0].AlphaWithout)
	}
}
