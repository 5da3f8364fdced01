package stat_test

import (
	"errors"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
)

// The differences of R's sleep data: the interval is the one that t.test prints.
func TestMeanInterval(t *testing.T) {
	t.Parallel()
	x := []float64{-1.2, -2.4, -1.3, -1.3, 0, -1.0, -1.8, -0.8, -4.6, -1.4}
	got, err := stat.MeanInterval(x)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "low", got.Low, -2.4598858)
	near(t, "high", got.High, -0.7001142)
}

// With one person a site, the clustered interval is the ordinary one.
func TestClusteredIntervalOfSinglePeopleIsTheOrdinaryOne(t *testing.T) {
	t.Parallel()
	x := []float64{-1.2, -2.4, -1.3, -1.3, 0, -1.0, -1.8, -0.8, -4.6, -1.4}
	var sites [][]float64
	for _, v := range x {
		sites = append(sites, []float64{v})
	}
	got, err := stat.ClusteredInterval(sites)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "low", got.Low, -2.4598858)
	near(t, "high", got.High, -0.7001142)
}

// Two sites whose people agree among themselves: 2 independent things, not 6.
func TestClusteredIntervalIsWiderWhereColleaguesAgree(t *testing.T) {
	t.Parallel()
	sites := [][]float64{{1, 1, 1.2}, {3, 3, 2.8}}
	clustered, err := stat.ClusteredInterval(sites)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := stat.MeanInterval([]float64{1, 1, 1.2, 3, 3, 2.8})
	if err != nil {
		t.Fatal(err)
	}
	if clustered.High-clustered.Low <= plain.High-plain.Low {
		t.Errorf("clustered %+v is not wider than plain %+v", clustered, plain)
	}
}

func TestDescriptionsSayWhyTheyCannot(t *testing.T) {
	t.Parallel()
	_, mean := stat.Mean(nil)
	_, sd := stat.SD([]float64{3})
	_, interval := stat.MeanInterval([]float64{3, 3})
	_, sites := stat.ClusteredInterval([][]float64{{1, 2}, {}})
	_, flat := stat.ClusteredInterval([][]float64{{2, 2}, {2}})
	for _, tc := range []struct {
		name string
		got  error
		want stat.Reason
	}{
		{"mean of nobody", mean, stat.NoAnswer},
		{"SD of one", sd, stat.TooFewPeople},
		{"interval of equals", interval, stat.NoVariance},
		{"one site", sites, stat.TooFewSites},
		{"equal everywhere", flat, stat.NoVariance},
	} {
		if !errors.Is(tc.got, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, tc.got, tc.want)
		}
	}
	if got, err := stat.SD([]float64{0.1, 0.1, 0.1}); err != nil || got != 0 {
		t.Errorf("SD of equal values = %v, %v, want exactly 0", got, err)
	}
}
