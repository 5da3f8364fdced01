package fidelity_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/fidelity"
)

// What a programme lead sees of 24 cycles of 16 workshops.
func TestDoseOfAnEdition(t *testing.T) {
	t.Parallel()
	f := fidelity.Tally{Planned: 384, Held: 341, Skipped: 19}.Figures()
	for what, pair := range map[string][2]float64{
		"percent": {*f.Workshops.Percent, 88.8}, "low": {*f.Workshops.Low, 85.3}, "high": {*f.Workshops.High, 91.6},
	} {
		if math.Abs(pair[0]-pair[1]) > 0.05 {
			t.Errorf("%s %.3f, want %.1f", what, pair[0], pair[1])
		}
	}
	if f.ToCome != 24 || f.Skipped != 19 {
		t.Errorf("%d to come, %d skipped", f.ToCome, f.Skipped)
	}
}

// Nothing counted is no figure, never a zero that looks like one.
func TestWhatWasNotCountedIsAbsent(t *testing.T) {
	t.Parallel()
	f := fidelity.Tally{}.Figures()
	if f.Workshops.Percent != nil || f.Workshops.Low != nil || f.Adherence.Percent != nil || f.Quality != nil || f.Children.Engaged.Percent != nil {
		t.Errorf("%+v", f)
	}
}

func TestTheFiveDimensionsOfOneWorkshop(t *testing.T) {
	t.Parallel()
	f := fidelity.Tally{
		Planned: 16, Held: 1, MinutesPlanned: 560, MinutesHeld: 35, CoreListed: 6, CoreDone: 5,
		Quality: fidelity.Ratings{N: 1, Sum: 3}, Responsiveness: fidelity.Ratings{N: 1, Sum: 4},
		Present: 8, Counted: 8, Engaged: 6, Drifted: 2, Adapted: 1, Unplanned: 1,
	}.Figures()
	got := []float64{*f.Adherence.Percent, *f.Children.Engaged.Percent, *f.Children.Drifted.Percent, *f.Adapted.Percent, f.Quality.Value, f.Responsiveness.Value}
	if diff := cmp.Diff([]float64{500. / 6, 75, 25, 100, 3, 4}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTalliesAddUp(t *testing.T) {
	t.Parallel()
	a := fidelity.Tally{Planned: 16, Held: 10, MinutesHeld: 300, Quality: fidelity.Ratings{N: 4, Sum: 12}, Late: 1}
	b := fidelity.Tally{Planned: 15, Held: 15, MinutesHeld: 500, Quality: fidelity.Ratings{N: 1, Sum: 4}, Supervisions: 2}
	want := fidelity.Tally{Planned: 31, Held: 25, MinutesHeld: 800, Quality: fidelity.Ratings{N: 5, Sum: 16}, Late: 1, Supervisions: 2}
	if diff := cmp.Diff(want, a.Add(b)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(a.Add(b), b.Add(a)); diff != "" {
		t.Error(diff)
	}
}
