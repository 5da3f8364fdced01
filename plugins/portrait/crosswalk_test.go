package portrait_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func TestAFrameworkIsReadThroughAQuestionnaire(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var took struct{ Adopted int }
	h.do(coordinator, "POST", "/crosswalks:adopt", nil, &took)
	if took.Adopted != 0 {
		t.Errorf("%d are taken without their questionnaire", took.Adopted)
	}
	h.do(coordinator, "POST", "/samples/nos-pratiques:adopt", nil, nil)
	h.do(coordinator, "POST", "/crosswalks:adopt", nil, &took)
	again := took
	h.do(coordinator, "POST", "/crosswalks:adopt", nil, &again)
	if took.Adopted != 2 || again.Adopted != 0 {
		t.Errorf("taken %d, then %d", took.Adopted, again.Adopted)
	}
	for _, record := range h.kept("crosswalks") {
		if _, err := h.write("crosswalks", store.Update, record.ID, string(record.Doc)); err != nil {
			t.Errorf("one of ours is refused: %v", err)
		}
		var told struct {
			Entries []struct{ Items, Dimensions []struct{ Key string } }
			Gaps    []string
		}
		h.do(coordinator, "GET", "/crosswalks/"+record.ID+":coverage", nil, &told)
		switch {
		case strings.Contains(string(record.Doc), "charte-nationale"):
			if len(told.Entries) != 10 || !cmp.Equal(told.Gaps, []string{"7", "9", "10"}) || told.Entries[5].Items[0].Key != "dehors" {
				t.Errorf("charter %+v", told)
			}
		case len(told.Entries) != 3 || len(told.Gaps) != 0 || len(told.Entries[0].Dimensions) != 2:
			t.Errorf("referential %+v", told)
		}
	}
}

func TestACrosswalkIsCheckedOnWrite(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.do(coordinator, "POST", "/samples/nos-pratiques:adopt", nil, nil)
	h.do(coordinator, "POST", "/questionnaires:import", importing(attitudeYAML, false), nil)
	between := `{"title":{"fr":"X"},"questionnaire":{"code":"nos-pratiques","version":"1.0.0"},
		"framework":{"code":"attitude","title":{"fr":"A"},"questionnaire":{"code":"attitude","version":"1.0.0"}},"lines":[{"item":"repondre","entries":["rating"]}]}`
	made, err := h.write("crosswalks", store.Create, "", between)
	if err != nil {
		t.Fatal(err)
	}
	var told struct{ Gaps []string }
	h.do(coordinator, "GET", "/crosswalks/"+made.ID+":coverage", nil, &told)
	if !cmp.Equal(told.Gaps, []string{"complaints"}) {
		t.Errorf("gaps %v, want the item that nothing speaks of", told.Gaps)
	}
	for name, tc := range map[string][3]string{
		"no such questionnaire": {`"1.0.0"},`, `"9.0.0"},`, "/questionnaire"},
		"no such other one":     {`"code":"attitude","version"`, `"code":"none","version"`, "/framework/questionnaire"},
		"no such item":          {`"item":"repondre"`, `"item":"none"`, "/lines/0/item"},
		"no such dimension":     {`"item":"repondre"`, `"dimension":"none"`, "/lines/0/dimension"},
		"neither":               {`"item":"repondre",`, ``, "/lines/0"},
		"no such entry":         {`["rating"]`, `["rating","none"]`, "/lines/0/entries/1"},
	} {
		_, err := h.write("crosswalks", store.Create, "", strings.Replace(between, tc[0], tc[1], 1))
		if f := fault.From(err); err == nil || len(f.Fields) == 0 || f.Fields[0].Pointer != tc[2] {
			t.Errorf("%s: %v, want it at %s", name, err, tc[2])
		}
	}
}
