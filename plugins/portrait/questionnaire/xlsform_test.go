package questionnaire_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
)

// workbook writes sheets, each a list of rows with its name before them.
func workbook(t *testing.T, sheets map[string][][]any) []byte {
	t.Helper()
	book := excelize.NewFile()
	for name, rows := range sheets {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := book.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func sheets() map[string][][]any {
	return map[string][][]any{
		"settings": {{"form_title", "form_title::English (en)", "form_id", "version", "default_language", "rb:licence"}, {"Outil", "Tool", "outil", "2.0.1", "Français (fr)", "CC0"}},
		"choices": {
			{"list_name", "name", "label::Français (fr)", "label::en"},
			{"accord", 1, "Non", "No"},
			{"accord", 2},
			{"accord", 3, "Oui", "Yes"},
			{"accord", "na", "sans objet", "Not applicable"},
		},
		"survey": {
			{"type", "name", "label::Français (fr)", "label::en", "hint::fr", "hint::en", "constraint", "rb:reversed", "rb:domains", "rb:weight"},
			{"note", "debut", "Bonjour", "Hello"},
			{"begin_group", "tout", "Tout", "All", "", "", "", "", "", 2},
			{"begin group", "un", "Un", "One"},
			{"note", "aide", "Aide", "Help"},
			{"select_one accord", "a", "A ?", "A?", "Par exemple", "For example", "", "yes", "parents interactions"},
			{"end group"},
			{"begin_group", "deux", "Deux", "Two"},
			{"integer", "b", "B ?", "B?", "", "", ". >= 0 and . <= 10"},
			{"end_group"},
			{"end_group"},
		},
	}
}

func TestAnXLSFormIsRead(t *testing.T) {
	t.Parallel()
	q, problems := questionnaire.ReadXLSForm(workbook(t, sheets()))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if q.Code != "outil" || q.Version != "2.0.1" || q.Title["en"] != "Tool" || q.Intro["fr"] != "Bonjour" || !cmp.Equal(q.Languages, []string{"fr", "en"}) {
		t.Errorf("read %+v", q)
	}
	s, _ := q.Scale("accord")
	if s.Kind != questionnaire.Likert || s.Min != 1 || s.Max != 3 || len(s.Anchors) != 2 || !s.NotApplicable {
		t.Errorf("scale %+v", s)
	}
	one, two := q.Dimensions[1], q.Dimensions[2]
	if *q.Dimensions[0].Weight != 2 || one.Parent != "tout" || one.Help["en"] != "Help" || !one.Items[0].Reversed || len(one.Items[0].Domains) != 2 || one.Items[0].Help["fr"] != "Par exemple" {
		t.Errorf("dimension %+v", one)
	}
	if low, high := q.Range(two); low != 0 || high != 10 {
		t.Errorf("a number of %d to %d", low, high)
	}
}

func TestWhatAnXLSFormSaysBeyondTheSubsetIsRefusedByName(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(map[string][][]any)
		want   string
	}{
		"a column":          {func(s map[string][][]any) { put(s["survey"], 0, 10, "relevant"); put(s["survey"], 5, 10, "${b} > 1") }, `sheet survey, row 6, column K: what the column "relevant" says here is not taken over`},
		"a type":            {func(s map[string][][]any) { s["survey"][8][0] = "select_multiple accord" }, `sheet survey, row 9, column A: the type "select_multiple" is not taken over`},
		"a sheet":           {func(s map[string][][]any) { s["entities"] = [][]any{{"x"}, {"y"}} }, "sheet entities, row 1, column A: the sheet is not taken over"},
		"an unknown list":   {func(s map[string][][]any) { s["survey"][5][0] = "select_one ailleurs" }, `sheet survey, row 6, column A: there is no scale "ailleurs"`},
		"a missing wording": {func(s map[string][][]any) { s["survey"][5][3] = "" }, `sheet survey, row 6, column C: has no wording in "en"`},
		"a key":             {func(s map[string][][]any) { s["survey"][5][1] = "A1" }, "sheet survey, row 6, column B: must be lower-case letters"},
		"an open group":     {func(s map[string][][]any) { s["survey"] = s["survey"][:10] }, "sheet survey, row 3, column A: the group is not ended"},
		"a constraint":      {func(s map[string][][]any) { s["survey"][8][6] = ". != 3" }, "sheet survey, row 9, column G: a number needs a constraint with both ends"},
		"a gap":             {func(s map[string][][]any) { s["choices"] = append(s["choices"][:2], s["choices"][3:]...) }, "sheet choices, row 2, column A: the list has no row for the value 2"},
		"other words":       {func(s map[string][][]any) { s["choices"][4][2] = "Passe" }, `sheet choices, row 5, column B: this answer is always called "Sans objet"`},
		"a late note":       {func(s map[string][][]any) { s["survey"][4], s["survey"][5] = s["survey"][5], s["survey"][4] }, "sheet survey, row 6, column A: one note may stand before"},
		"no settings":       {func(s map[string][][]any) { delete(s, "settings") }, "sheet settings, row 1, column A: the sheet must have a row"},
	} {
		all := sheets()
		tc.change(all)
		if _, problems := questionnaire.ReadXLSForm(workbook(t, all)); !strings.Contains(fmt.Sprint(problems), tc.want) {
			t.Errorf("%s: problems %v, want %s", name, problems, tc.want)
		}
	}
}

func put(rows [][]any, row, column int, text string) {
	for len(rows[row]) <= column {
		rows[row] = append(rows[row], nil)
	}
	rows[row][column] = text
}

func TestHostileWorkbooksAreRefused(t *testing.T) {
	t.Parallel()
	bomb := excelize.NewFile()
	stream, err := bomb.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		if err := stream.SetRow(fmt.Sprintf("A%d", i+1), []any{strings.Repeat("a", 16000)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.Flush(); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := bomb.Write(&file); err != nil {
		t.Fatal(err)
	}
	if file.Len() > questionnaire.MaxWorkbook/2 {
		t.Fatalf("no bomb: %d bytes", file.Len())
	}
	far := sheets()
	far["survey"] = append(far["survey"], make([][]any, 3000)...)
	far["survey"] = append(far["survey"], []any{"note"})
	wide := sheets()
	put(wide["survey"], 3, 300, "x")
	whole := workbook(t, sheets())
	for name, text := range map[string][]byte{
		"bomb": file.Bytes(), "half": whole[:len(whole)/2], "empty": nil, "text": []byte("code: x"),
		"far": workbook(t, far), "wide": workbook(t, wide), "large": make([]byte, questionnaire.MaxWorkbook+1),
	} {
		if _, problems := questionnaire.ReadXLSForm(text); len(problems) == 0 {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestAnXLSFormThatIsWrittenReadsAsItWas(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../questionnaires/nos-pratiques.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sample, problems := questionnaire.Read(text)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	tree := nested()
	tree.Scales = append(tree.Scales,
		questionnaire.Scale{Key: "note", Kind: questionnaire.Rating, Min: -5, Max: 500},
		questionnaire.Scale{Key: "rubrique", Kind: questionnaire.Rubric, Min: 1, Max: 7, NotObserved: true, Anchors: []questionnaire.Anchor{{Value: 1, FR: "=1+1"}, {Value: 7, FR: "haut"}}},
	)
	tree.Dimensions[2].Items[0].Scale, tree.Dimensions[2].Items[0].Evidence = "note", questionnaire.Text{"fr": "Vu ?\nEntendu ?"}
	for _, q := range []questionnaire.Questionnaire{sample, tree} {
		file, err := q.WriteXLSForm()
		if err != nil {
			t.Fatal(err)
		}
		read, problems := questionnaire.ReadXLSForm(file)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		byKey := func(all []questionnaire.Scale) map[string]questionnaire.Scale { // a bare range comes where it is first asked
			made := map[string]questionnaire.Scale{}
			for _, s := range all {
				made[s.Key] = s
			}
			return made
		}
		if diff := cmp.Diff(byKey(q.Scales), byKey(read.Scales)); diff != "" {
			t.Errorf("%s (-was +read):\n%s", q.Code, diff)
		}
		q.Scales, read.Scales = nil, nil
		if diff := cmp.Diff(q, read); diff != "" {
			t.Errorf("%s (-was +read):\n%s", q.Code, diff)
		}
	}
}
