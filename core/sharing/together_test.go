package sharing_test

import (
	"encoding/json"
	"testing"

	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/sdk"
)

func report(version string, cells ...sdk.ReleasedCell) sharing.Report {
	return sharing.Report{
		Header: map[string]json.RawMessage{"questionnaire": json.RawMessage(`{"version":"` + version + `"}`)},
		Tables: map[string]sdk.Released{"scores": {Name: "scores", Cells: cells}},
	}
}

func cell(n int, value float64) sdk.ReleasedCell {
	return sdk.ReleasedCell{Key: "network", N: n, Values: map[string]sdk.Figure{
		"care": {N: n, Value: &value, More: map[string]float64{"score100": value * 25}}, "space": {N: n, Value: &value},
	}}
}

func TestFiguresTogetherTellNothingThatOneWithholds(t *testing.T) {
	t.Parallel()
	how := &sdk.Together{Cell: "network", Tables: []string{"scores"}, Same: []string{"/questionnaire/version"}}
	two, three := report("1", cell(10, 2)), report("1", cell(30, 4))
	whole := sharing.Together([]sharing.Report{two, three}, how)["scores"]
	if f := whole["care"]; f.N != 40 || f.Value == nil || *f.Value != 3.5 || f.More["score100"] != 87.5 || len(whole) != 2 {
		t.Errorf("together: %+v", whole)
	}
	hidden := report("1", sdk.ReleasedCell{Key: "network", Masked: true})
	if made := sharing.Together([]sharing.Report{two, three, hidden}, how)["scores"]; len(made) != 0 {
		t.Errorf("with one that is masked: %+v", made)
	}
	part := cell(8, 3)
	delete(part.Values, "care")
	if made := sharing.Together([]sharing.Report{two, three, report("1", part)}, how)["scores"]; len(made) != 1 || made["space"].N != 48 {
		t.Errorf("with one that withholds a figure: %+v", made)
	}
	for what, reports := range map[string][]sharing.Report{"one alone": {two}, "of different versions": {two, report("2", cell(9, 3))}} {
		if made := sharing.Together(reports, how); made != nil {
			t.Errorf("%s: %+v", what, made)
		}
	}
	if sharing.Together([]sharing.Report{two, three}, nil) != nil {
		t.Error("what cannot be put together was")
	}
}

func TestOnlyWhatIsSharedIsTold(t *testing.T) {
	t.Parallel()
	var answer map[string]json.RawMessage
	err := json.Unmarshal([]byte(`{"wave":{"title":"T0"},"names":{"site:1":"Lilas"},"tables":{"scores":{"id":"x","cells":[{"key":"network","n":9},{"key":"site:1","n":7}]}}}`), &answer)
	if err != nil {
		t.Fatal(err)
	}
	told, err := sharing.Told(answer, sdk.Shareable{Header: []string{"wave"}, Cells: []string{"network"}})
	if cells := told.Tables["scores"].Cells; err != nil || len(told.Header) != 1 || len(cells) != 1 || cells[0].N != 9 || told.Tables["scores"].ID != "" {
		t.Errorf("told %+v, %v", told, err)
	}
	if all, err := sharing.Told(answer, sdk.Shareable{}); err != nil || len(all.Header) != 0 || len(all.Tables["scores"].Cells) != 2 {
		t.Errorf("all cells: %+v, %v", all, err)
	}
}
