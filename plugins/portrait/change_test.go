package portrait_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// compared is what the change of two waves tells.
type compared struct {
	Header struct {
		Wave, First struct{ ID, Label string }
		Chain       []struct{ Label string }
		Apart       []struct{ Key, Name, Why string }
		Finds       map[string]string
		Names       map[string]string
		Method      struct{ Design, Interval string }
	}
	Releases []string
}

func (h *house) change(path string) (compared, map[string]sdk.Figure) {
	h.t.Helper()
	var got compared
	h.do(coordinator, "GET", path, nil, &got)
	var table sdk.Released
	if err := json.Unmarshal(h.released[got.Releases[0]], &table); err != nil {
		h.t.Fatal(err)
	}
	return got, table.Cells[0].Values
}

// team is how a site answers: so many people, of whom the first ones give every statement one point more than base;
// reversed statements are answered the other way round, so that a score is what was meant.
type team struct{ people, base, higher int }

// held is a closed wave in which the teams answer; nobody else does.
func held(h *house, more string, teams map[string]team) string {
	h.t.Helper()
	id := opened(h, more)
	items := h.wave(id).Questionnaire.Items()
	for _, unit := range slices.Sorted(maps.Keys(teams)) {
		code := h.code(id, unit)
		for person := range teams[unit].people {
			meant := teams[unit].base
			if person < teams[unit].higher {
				meant++
			}
			values := map[string]int{}
			for _, it := range items {
				values[it.Key] = meant
				if it.Reversed {
					values[it.Key] = 4 - meant
				}
			}
			h.do(visitor, "POST", "/answers:submit", map[string]any{"code": code, "values": values}, nil)
		}
	}
	h.do(coordinator, "POST", "/waves/"+id+":close", nil, nil)
	return id
}

// town is a house with eight more nurseries of six people.
func town(t *testing.T) *house {
	h := newHouse(t)
	for i := range 8 {
		h.unit(fmt.Sprintf("d%d", i), fmt.Sprintf("/ville/d%d/", i), "site", 6)
	}
	return h
}

// teams are those of the eight nurseries, five people each, with so many who answer higher; and others.
func teams(base int, higher []int, others map[string]team) map[string]team {
	all := maps.Clone(others)
	if all == nil {
		all = map[string]team{}
	}
	for i, n := range higher {
		all[fmt.Sprintf("d%d", i)] = team{5, base, n}
	}
	return all
}

// Each nursery stood at 50 and rose by 5 points of 100 for each person of five who answers higher: by 5, 10, 15, 5, 10,
// 15, 10, 10. By hand: mean 10, squares 100, SD √(100/7) = 3.779645, standard error 1.336306, t = 7.483315 with df 7,
// whose 97.5 % quantile is 2.364624: 10 ± 3.159862.
func TestChangeIsThatOfTheMeansOfSitesShownInBoth(t *testing.T) {
	t.Parallel()
	h := town(t)
	first := held(h, "", teams(2, []int{0, 0, 0, 0, 0, 0, 0, 0}, map[string]team{"c0": {9, 1, 0}, "c1": {6, 3, 0}, "c2": {3, 0, 0}}))
	second := held(h, `,"follows":"`+first+`"`, teams(2, []int{1, 2, 3, 1, 2, 3, 2, 2}, map[string]team{"c1": {3, 0, 0}, "c2": {6, 4, 0}}))
	got, figures := h.change("/waves/" + second + ":change")
	f := figures["interactions"]
	if f.Value == nil {
		t.Fatalf("no change: %+v", figures)
	}
	changes := []float64{5, 10, 15, 5, 10, 15, 10, 10}
	again := stat.NewPaired(slices.Repeat([]float64{50}, 8), plus(50, changes))
	ranked := stat.NewWilcoxon(slices.Repeat([]float64{50}, 8), plus(50, changes))
	for name, want := range map[string]float64{
		"low": 10 - 3.159862, "high": 10 + 3.159862, "sd": 3.779645, "t": 7.483315, "df": 7, "first": 50, "second": 60,
		"sites": 8, "n_first": 40, "p": again.T.P.Value, "g_z": again.Sizes.GZ.Value, "g_z_low": again.Sizes.GZ.Low,
		"g_z_high": again.Sizes.GZ.High, "d_z": again.Sizes.DZ.Value, "wilcoxon_p": ranked.Normal.Value,
		"pseudo_median": 10, "p_holm": math.Min(1, again.T.P.Value*float64(len(figures))),
	} {
		if v, told := f.More[name]; !told || math.Abs(v-want) > 1e-6 {
			t.Errorf("%s is %v, want %v", name, v, want)
		}
	}
	if math.Abs(*f.Value-10) > 1e-9 || f.N != 40 || f.More["design_effect"] < 1 {
		t.Errorf("interactions %+v", f)
	}
	if got.Header.Finds["interactions"] != "rose" || got.Header.Method.Design != "change-observed" || got.Header.First.ID != first || len(got.Releases) != 1 {
		t.Errorf("heading %+v", got.Header)
	}
	apart := map[string]string{}
	for _, a := range got.Header.Apart {
		apart[a.Key] = a.Why
	}
	if diff := cmp.Diff(map[string]string{"site:c0": "masked", "site:c1": "masked", "site:c2": "masked", "site:c3": "masked", "site:c4": "masked"}, apart); diff != "" {
		t.Errorf("apart (-want +got):\n%s", diff)
	}
	for _, path := range []string{second + ":change?with=" + first, first + ":change?with=" + second} {
		if _, same := h.change("/waves/" + path); cmp.Diff(figures, same, rounded) != "" {
			t.Errorf("%s tells another change", path)
		}
	}
}

// rounded leaves out what the order of answers, which is none, moves in the last digits.
var rounded = cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })

func plus(base float64, all []float64) []float64 {
	sums := slices.Clone(all)
	for i := range sums {
		sums[i] += base
	}
	return sums
}

// What people of a site that is masked in one wave say moves the whole portrait's mean, and nothing of the change:
// whoever knows all that is told cannot compute it.
func TestAMaskedSiteMovesNothingOfTheChange(t *testing.T) {
	t.Parallel()
	whole, changes := []float64{}, []map[string]sdk.Figure{}
	for _, base := range []int{0, 1, 3, 4} {
		h := town(t)
		first := held(h, "", teams(2, []int{0, 1, 0, 1, 0, 1, 0}, map[string]team{"c1": {4, base, 0}, "c2": {9, 2, 0}}))
		second := held(h, `,"follows":"`+first+`"`, teams(2, []int{1, 2, 3, 1, 2, 3, 2}, map[string]team{"c1": {9, 2, 0}, "c2": {4, base, 0}}))
		_, figures := h.change("/waves/" + second + ":change")
		changes = append(changes, figures)
		var results compared
		h.do(coordinator, "GET", "/waves/"+second+":results", nil, &results)
		var scores sdk.Released
		if err := json.Unmarshal(h.released[results.Releases[0]], &scores); err != nil {
			t.Fatal(err)
		}
		whole = append(whole, *scores.Cells[0].Values["interactions"].Value)
	}
	for i := 1; i < len(changes); i++ {
		if whole[i] == whole[0] {
			t.Errorf("the whole does not move: the masked site's answers do not count at all")
		}
		if diff := cmp.Diff(changes[0], changes[i], rounded); diff != "" {
			t.Errorf("the change tells of a masked site (-without +with):\n%s", diff)
		}
	}
}

// Every nursery is higher each time: the ranks are 1, 2, 3, eight times. By hand: 12/(8·3·4)·(8²+0+8²) = 16.
func TestThreeWavesAreComparedTogether(t *testing.T) {
	t.Parallel()
	h := town(t)
	first := held(h, "", teams(1, []int{0, 1, 0, 1, 0, 1, 0, 1}, nil))
	second := held(h, `,"follows":"`+first+`"`, teams(2, []int{0, 1, 2, 3, 0, 1, 2, 3}, nil))
	third := held(h, `,"follows":"`+second+`"`, teams(3, []int{0, 1, 2, 3, 0, 1, 2, 3}, nil))
	got, _ := h.change("/waves/" + third + ":change")
	if len(got.Releases) != 2 || len(got.Header.Chain) != 3 || got.Header.Chain[2].Label != "T2" || got.Header.First.Label != "T1" {
		t.Fatalf("heading %+v", got)
	}
	var chain sdk.Released
	if err := json.Unmarshal(h.released[got.Releases[1]], &chain); err != nil {
		t.Fatal(err)
	}
	f := chain.Cells[0].Values["interactions"]
	if f.Value == nil || math.Abs(*f.Value-16) > 1e-9 || f.More["df"] != 2 || f.More["sites"] != 8 || f.More["w"] != 1 {
		t.Errorf("interactions over three waves: %+v", f)
	}
}

func TestFewSitesAreNotConcludedFrom(t *testing.T) {
	t.Parallel()
	h := town(t)
	first := held(h, "", teams(1, []int{0, 1, 2, 3, 0}, nil))
	second := held(h, `,"follows":"`+first+`"`, teams(3, []int{0, 1, 2, 4, 1}, nil))
	got, figures := h.change("/waves/" + second + ":change")
	if _, tested := figures["interactions"].More["wilcoxon_p"]; tested || got.Header.Finds["interactions"] != "too-few-sites" {
		t.Errorf("five sites: %+v, %+v", got.Header.Finds, figures["interactions"])
	}
}

func TestOnlyWhatAskedTheSameIsCompared(t *testing.T) {
	t.Parallel()
	h, elsewhere := town(t), town(t)
	open := opened(h, "")
	for _, follows := range []string{open, "nothing"} {
		doc := fmt.Sprintf(`{"title":"x","questionnaire_id":%q,"unit":"ville","follows":%q}`, h.wave(open).QuestionnaireID, follows)
		if _, err := h.write("waves", store.Create, "", doc); len(fault.From(err).Fields) != 1 || fault.From(err).Fields[0].Pointer != "/follows" {
			t.Errorf("follows %s: %v, want a refusal at /follows", follows, err)
		}
	}
	first := held(h, "", map[string]team{"d0": {6, 2, 0}})
	h.refused(coordinator, "GET", "/waves/"+first+":change", "", "wave-follows-none")
	h.refused(coordinator, "GET", "/waves/"+first+":change?with="+first, "", "waves-incomparable")
	h.refused(coordinator, "GET", "/waves/"+first+":change?with="+open, "", "wave-not-closed")
	h.refused(coordinator, "GET", "/waves/"+first+":change?with="+held(elsewhere, "", nil), "", "record-not-found")
	apart := held(h, `,"follows":"`+first+`"`, map[string]team{"d1": {6, 2, 0}})
	h.refused(coordinator, "GET", "/waves/"+apart+":change", "", "waves-without-place")
	if label := h.wave(apart).Label; label != "T1" {
		t.Errorf("the wave after T0 is labelled %s", label)
	}
}
