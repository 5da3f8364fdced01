package portrait

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
)

// attitude is R's data set of that name: 30 people, 7 items from 0 to 100.
const attitude = `43 51 30 39 61 92 45|63 64 51 54 63 73 47|71 70 68 69 76 86 48|61 63 45 47 54 84 35|81 78 56 66 71 83 47|43 55 49 44 54 49 34|58 67 42 56 66 68 35|71 75 50 55 70 66 41|72 82 72 67 71 83 31|67 61 45 47 62 80 41|64 53 53 58 58 67 34|67 60 47 39 59 74 41|69 62 57 42 55 63 25|68 83 83 45 59 77 35|77 77 54 72 79 77 46|81 90 50 72 60 54 36|74 85 64 69 79 79 63|65 60 65 75 55 80 60|65 70 46 57 75 85 46|50 58 68 54 64 78 52|50 40 33 34 43 64 33|64 61 52 62 66 80 41|53 66 52 50 63 80 37|40 37 42 58 50 57 49|63 54 42 48 66 75 33|66 77 66 63 88 76 72|78 75 58 74 80 78 49|48 57 44 45 51 83 38|85 85 71 71 77 74 55|82 82 39 59 64 78 39`

var attitudeItems = []string{"rating", "complaints", "privileges", "learning", "raises", "critical", "advance"}

func attitudeQuestionnaire() questionnaire.Questionnaire {
	q := questionnaire.Questionnaire{
		Code: "attitude", Version: "1.0.0", Title: questionnaire.Text{"en": "Attitude"}, Licence: "data", Languages: []string{"en"},
		Status: questionnaire.Published, Scales: []questionnaire.Scale{{Key: "s", Kind: questionnaire.Rating, Min: 0, Max: 100}},
		Dimensions: []questionnaire.Dimension{{Key: "attitude", Title: questionnaire.Text{"en": "Attitude"}}},
	}
	for _, key := range attitudeItems {
		q.Dimensions[0].Items = append(q.Dimensions[0].Items, questionnaire.Item{Key: key, Scale: "s", Text: questionnaire.Text{"en": key}})
	}
	return q
}

func attitudeSheets(t *testing.T) []questionnaire.Sheet {
	t.Helper()
	var all []questionnaire.Sheet
	for line := range strings.SplitSeq(attitude, "|") {
		s := questionnaire.Sheet{}
		for i, field := range strings.Fields(line) {
			v, err := strconv.ParseFloat(field, 64)
			if err != nil {
				t.Fatal(err)
			}
			s[attitudeItems[i]] = v
		}
		all = append(all, s)
	}
	return all
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 1e-6 {
		t.Errorf("%s = %.9f, want %.9f", what, got, want)
	}
}

func TestAttitudeGoesThroughTheReport(t *testing.T) {
	t.Parallel()
	q := attitudeQuestionnaire()
	if problems := q.Check(); len(problems) > 0 {
		t.Fatal(problems)
	}
	w := wave.Wave{Status: wave.Closed, Floor: 5, Questionnaire: &q, Sites: []wave.Site{
		{UnitID: "a", Atom: "a", Headcount: 20}, {UnitID: "b", Atom: "b", Headcount: 20},
	}}
	answers := attitudeSheets(t)
	r := report{waveID: "w", wave: w, q: q, sheets: sheets{"a": answers[:18], "b": answers[18:]}}
	tables := r.tables()
	network := tables[0].Cells[0].Values["attitude"]
	near(t, "mean", *network.Value, 60.438095)
	near(t, "sd", network.More["sd"], 8.249789)
	near(t, "score100", network.More["score100"], 60.438095)
	alpha := tables[2].Cells[0].Values["attitude"]
	if alpha.N != 30 || len(tables[2].Cells) != 1 {
		t.Errorf("reliability of %d people in %d cells", alpha.N, len(tables[2].Cells))
	}
	near(t, "alpha", *alpha.Value, 0.84314277)
	for name, want := range map[string]float64{
		"standardised": 0.83908380, "mean_r": 0.42690664, "low": 0.739376, "high": 0.915773,
		"without:critical": .863872, "rest:critical": .265034, "without:raises": .795387, "rest:raises": .786276,
	} {
		near(t, name, alpha.More[name], want)
	}
}

// Whatever people left out, every number of a report can be written as JSON: none is NaN or infinite.
func TestReportsOfFewAndEqualAnswersSayWhy(t *testing.T) {
	t.Parallel()
	q := attitudeQuestionnaire()
	same := questionnaire.Sheet{}
	for _, key := range attitudeItems {
		same[key] = 50.
	}
	for _, tc := range []struct {
		name    string
		answers []questionnaire.Sheet
		reason  stat.Reason
	}{
		{"nobody", nil, stat.TooFewPeople},
		{"one", []questionnaire.Sheet{same}, stat.TooFewPeople},
		{"equals", []questionnaire.Sheet{same, same, same}, stat.NoVariance},
		{"incomplete", []questionnaire.Sheet{{"rating": 3.}, {"rating": 4.}}, stat.TooFewPeople},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := wave.Wave{Floor: 5, Questionnaire: &q, Sites: []wave.Site{{UnitID: "a", Atom: "a", Headcount: 9}}}
			tables := report{waveID: "w", wave: w, q: q, sheets: sheets{"a": tc.answers}}.tables()
			if _, err := json.Marshal(tables); err != nil {
				t.Fatal(err)
			}
			alpha := tables[2].Cells[0].Values["attitude"]
			if alpha.Value != nil || alpha.Reason != string(tc.reason) {
				t.Errorf("alpha %+v, want none because of %s", alpha, tc.reason)
			}
		})
	}
}

func TestCellsOfAReport(t *testing.T) {
	t.Parallel()
	q := attitudeQuestionnaire()
	w := wave.Wave{
		Floor: 6, Questionnaire: &q, Groups: []wave.Group{{Key: "g", Name: "G"}},
		Sites: []wave.Site{
			{UnitID: "a", Atom: "a", Headcount: 9},
			{UnitID: "b", Atom: "b", Group: "g", Headcount: 4},
			{UnitID: "h1", Atom: "pool:g", Group: "g", Headcount: 1},
			{UnitID: "h2", Atom: "pool:g", Group: "g", Headcount: 1},
			{UnitID: "h3", Atom: "pool:", Headcount: 1},
		},
	}
	one := []questionnaire.Sheet{{"rating": 1.}}
	table := report{waveID: "w", wave: w, q: q, sheets: sheets{"a": one, "b": one, "pool:g": one, "pool:": one}}.table("scores")
	want := sdk.Table{
		Release: "wave/w", Name: "scores", Floor: 6, Final: true, Atoms: map[string]int{"a": 1, "b": 1, "pool:g": 1, "pool:": 1},
		Cells: []sdk.Cell{
			{Key: "network", Atoms: []string{"a", "b", "pool:g", "pool:"}, N: 4},
			{Key: "group:g", Parent: "network", Atoms: []string{"b", "pool:g"}, N: 2},
			{Key: "site:a", Parent: "network", Atoms: []string{"a"}, N: 1},
			{Key: "alone", Parent: "network", Atoms: []string{"pool:"}, N: 1, Never: true},
		},
	}
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	for unit, key := range map[string]string{"a": "site:a", "b": "group:g", "h1": "group:g", "h3": ""} {
		if got := cellOf(*w.Site(unit)); got != key {
			t.Errorf("%s is told by %q, want %q", unit, got, key)
		}
	}
}

func TestMissingScoresAreCountedBesideTheMean(t *testing.T) {
	t.Parallel()
	q := attitudeQuestionnaire()
	answers := attitudeSheets(t)[:6]
	answers[0] = questionnaire.Sheet{"rating": 10.}
	scored := make([]questionnaire.Scores, len(answers))
	for i, s := range answers {
		scored[i] = q.Score(s)
	}
	f := report{q: q}.scores([][]questionnaire.Scores{scored})["attitude"]
	if f.N != 5 || f.More["missing"] != 1 {
		t.Errorf("n %d, missing %v; want 5 and 1", f.N, f.More["missing"])
	}
}

func TestProgressTellsNothingAboutOnePerson(t *testing.T) {
	t.Parallel()
	w := wave.Wave{
		Floor: 5, Groups: []wave.Group{{Key: "r", Name: "Relais"}},
		Sites: []wave.Site{{UnitID: "a", Atom: "a", Name: "Lilas", Headcount: 9}, {UnitID: "h", Atom: "pool:", Headcount: 1}},
	}
	for range 6 {
		w.Sites = append(w.Sites, wave.Site{UnitID: "x", Atom: "pool:r", Group: "r", Headcount: 1})
	}
	got := told(w, counts{"a": 7, "pool:": 1, "pool:r": 4})
	want := progress{Invited: 15, Answered: 11, LeftOut: 1, Sites: []progressLine{
		{UnitID: "a", Name: "Lilas", Headcount: 9, Answered: 7},
		{Name: "Relais", Alone: true, Headcount: 6, Answered: 4},
	}}
	got.Rate = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
}

func TestTheResponseRateHasItsInterval(t *testing.T) {
	t.Parallel()
	r := rateOf(141, 186)
	for what, pair := range map[string][2]float64{"rate": {r.Percent, 75.8}, "low": {r.Low, 69.2}, "high": {r.High, 81.4}} {
		if math.Abs(pair[0]-pair[1]) > 0.05 {
			t.Errorf("%s %.3f, want %.1f", what, pair[0], pair[1])
		}
	}
	if r := rateOf(9, 6); r != nil {
		t.Errorf("a rate of 9 in 6: %+v", r)
	}
}
