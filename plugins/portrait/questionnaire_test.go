package portrait_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/portrait"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

const attitudeYAML = `code: attitude
version: 1.0.0
licence: public data
languages: [en]
title: {en: Attitude}
scales:
  - {key: note, kind: rating, min: 0, max: 100}
dimensions:
  - key: attitude
    title: {en: Attitude}
    items:
      - {key: rating, scale: note, text: {en: Rating}}
      - {key: complaints, scale: note, text: {en: Complaints}}
`

func importing(text string, dry bool) map[string]any {
	return map[string]any{"yaml": text, "dry_run": dry}
}

func TestAQuestionnaireIsImportedPublishedAndThenStays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var made struct {
		ID  string
		Doc struct{ Status string }
	}
	h.do(coordinator, "POST", "/questionnaires:import", importing(attitudeYAML, true), nil)
	if n := len(h.kept("questionnaires")); n != 0 {
		t.Fatalf("a dry run kept %d questionnaires", n)
	}
	h.do(coordinator, "POST", "/questionnaires:import", importing(attitudeYAML, false), &made)
	if made.Doc.Status != "draft" || made.ID == "" {
		t.Errorf("imported %+v", made)
	}
	again, err := json.Marshal(importing(attitudeYAML, false))
	if err != nil {
		t.Fatal(err)
	}
	h.refused(coordinator, "POST", "/questionnaires:import", string(again), "questionnaire-version-taken")
	wave := fmt.Sprintf(`{"title":"x","questionnaire_id":%q,"unit":"ville"}`, made.ID)
	draft, err := h.write("waves", store.Create, "", wave)
	if err != nil {
		t.Fatal(err)
	}
	h.refused(coordinator, "POST", "/waves/"+draft.ID+":open", "", "questionnaire-not-published")
	h.do(coordinator, "POST", "/questionnaires/"+made.ID+":publish", nil, nil)
	h.refused(coordinator, "POST", "/questionnaires/"+made.ID+":publish", "", "questionnaire-published")
	record, err := h.store.Get(context.Background(), "questionnaires", made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.write("questionnaires", store.Update, made.ID, string(record.Doc)); fault.From(err).Code != "questionnaire-published" {
		t.Errorf("writing over a published version: %v", err)
	}
	h.do(coordinator, "POST", "/waves/"+draft.ID+":open", nil, nil)
}

func TestAnImportWithAMistakeIsRefusedWhole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	text := strings.Replace(attitudeYAML, "max: 100", "max: 0", 1)
	text = strings.Replace(text, "licence", "license", 1)
	body, err := json.Marshal(importing(text, false))
	if err != nil {
		t.Fatal(err)
	}
	english := coordinator
	english.Language = "en"
	for place, as := range map[string]wire.Caller{"ligne 3, colonne 1 : il n’y a pas de champ": coordinator, "line 3, column 1: there is no field": english} {
		f := h.refused(as, "POST", "/questionnaires:import", string(body), "questionnaire-invalid")
		if len(f.Fields) != 3 || f.Fields[1].Pointer != "/license" || !strings.HasPrefix(f.Fields[1].Message, place) {
			t.Errorf("fields %v, want %q, and the scale that runs nowhere", f.Fields, place)
		}
	}
	if n := len(h.kept("questionnaires")); n != 0 {
		t.Errorf("%d questionnaires are kept", n)
	}
}

func TestADraftWrittenByHandIsChecked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc := `{"code":"x1","version":"1.0.0","title":{"fr":"X"},"licence":"CC0","languages":["fr"],"scales":[{"key":"s","kind":"rating","min":0,"max":9}],
		"dimensions":[{"key":"d","title":{"fr":"D"},"items":[{"key":"i","scale":"S","text":{"fr":"I"}}]}]}`
	_, err := h.write("questionnaires", store.Create, "", doc)
	if f := fault.From(err); f.Code != "questionnaire-invalid" || f.Fields[0].Pointer != "/dimensions/0/items/0/scale" {
		t.Errorf("unknown scale: %v", err)
	}
	if _, err := h.write("questionnaires", store.Create, "", strings.Replace(doc, `"scale":"S"`, `"scale":"s"`, 1)); err != nil {
		t.Errorf("a sound draft: %v", err)
	}
	published := strings.Replace(strings.Replace(doc, `"scale":"S"`, `"scale":"s"`, 1), `"code":"x1"`, `"code":"x2","status":"published"`, 1)
	if _, err := h.write("questionnaires", store.Create, "", published); fault.From(err).Code != "questionnaire-not-published" {
		t.Errorf("publishing by hand: %v", err)
	}
}

func TestSamplesAreListedAndTakenOverOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var list struct {
		Samples []struct {
			Code, Licence string
			Items         int
		}
	}
	h.do(coordinator, "GET", "/samples", nil, &list)
	if len(list.Samples) != 1 || list.Samples[0].Items != 32 {
		t.Errorf("samples %+v", list)
	}
	h.do(coordinator, "POST", "/samples/nos-pratiques:adopt", nil, nil)
	h.refused(coordinator, "POST", "/samples/nos-pratiques:adopt", "", "questionnaire-version-taken")
	h.refused(coordinator, "POST", "/samples/none:adopt", "", "sample-not-found")
}

const treeYAML = `code: arbre
version: 1.0.0
licence: tous droits réservés
licensed: true
languages: [fr]
title: {fr: Arbre}
scales:
  - {key: note, kind: rating, min: 0, max: 4}
dimensions:
  - {key: tout, title: {fr: Tout}}
  - key: un
    parent: tout
    title: {fr: Un}
    items:
      - {key: a, scale: note, domains: [parents], cps: [S1]}
  - key: deux
    parent: tout
    title: {fr: Deux}
    items:
      - {key: b, scale: note, text: {fr: B}, evidence: {fr: Qu’avez-vous vu ?}}
`

func TestATreeOfDimensionsIsToldInItsOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var made struct{ ID string }
	h.do(coordinator, "POST", "/questionnaires:import", importing(treeYAML, false), &made)
	_, file, err := h.try(coordinator, "GET", "/questionnaires/"+made.ID+":write", "")
	if err != nil {
		t.Fatal(err)
	}
	again := strings.Replace(string(file), "version: 1.0.0", "version: 1.1.0", 1)
	h.do(coordinator, "POST", "/questionnaires:import", importing(again, false), nil)
	h.do(coordinator, "POST", "/questionnaires/"+made.ID+":publish", nil, nil)
	draft, err := h.write("waves", store.Create, "", fmt.Sprintf(`{"title":"x","questionnaire_id":%q,"unit":"ville"}`, made.ID))
	if err != nil {
		t.Fatal(err)
	}
	h.do(coordinator, "POST", "/waves/"+draft.ID+":open", nil, nil)
	code := h.code(draft.ID, "c0")
	for range 6 {
		h.do(visitor, "POST", "/answers:submit", map[string]any{"code": code, "values": map[string]int{"a": 1, "b": 2}}, nil)
	}
	h.do(coordinator, "POST", "/waves/"+draft.ID+":close", nil, nil)
	var got struct {
		Header struct {
			Questionnaire struct {
				Licensed   bool
				Dimensions []struct {
					Key, Parent string
					Max         int
					Items       []struct{ Text map[string]string }
				}
			}
		}
		Releases []string
	}
	h.do(coordinator, "GET", "/waves/"+draft.ID+":results", nil, &got)
	all := got.Header.Questionnaire.Dimensions
	if !got.Header.Questionnaire.Licensed || len(all) != 3 || all[0].Key != "tout" || all[0].Max != 100 || all[2].Parent != "tout" {
		t.Errorf("heading %+v", got.Header.Questionnaire)
	}
	if text := all[1].Items[0].Text["fr"]; text != "Énoncé 1 : voir le manuel" {
		t.Errorf("a statement without text is called %q", text)
	}
	var scores sdk.Released
	if err := json.Unmarshal(h.released[got.Releases[0]], &scores); err != nil {
		t.Fatal(err)
	}
	if f := scores.Cells[0].Values["tout"]; f.Value == nil || *f.Value != 37.5 || f.More["score100"] != 37.5 {
		t.Errorf("the whole is %+v, want the mean of 25 and 50", f)
	}
}

func TestAWorkbookIsImportedLikeAText(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var made struct{ ID string }
	h.do(coordinator, "POST", "/questionnaires:import", importing(treeYAML, false), &made)
	_, file, err := h.try(coordinator, "GET", "/questionnaires/"+made.ID+":write?format=xlsform", "")
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Doc struct{ Dimensions []any }
	}
	body, err := json.Marshal(map[string]any{"xlsform": file, "dry_run": true})
	if err != nil {
		t.Fatal(err)
	}
	h.refused(coordinator, "POST", "/questionnaires:import", string(body), "questionnaire-version-taken")
	if _, err := h.write("questionnaires", store.Delete, made.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.do(coordinator, "POST", "/questionnaires:import", map[string]any{"xlsform": file}, &read)
	if len(read.Doc.Dimensions) != 3 {
		t.Errorf("read %+v", read)
	}
	for _, wrong := range []string{`{}`, `{"yaml":"code: x","xlsform":"UEsD"}`} {
		h.refused(coordinator, "POST", "/questionnaires:import", wrong, "invalid-input")
	}
	f := h.refused(coordinator, "POST", "/questionnaires:import", `{"xlsform":"UEsD"}`, "questionnaire-invalid")
	if len(f.Fields) != 1 || !strings.Contains(f.Fields[0].Message, "classeur") {
		t.Errorf("fields %v", f.Fields)
	}
}

func TestProtectedTextsAreNotPublishedForOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, text := range []string{treeYAML, attitudeYAML} {
		var made struct{ ID string }
		h.do(coordinator, "POST", "/questionnaires:import", importing(text, false), &made)
		h.do(coordinator, "POST", "/questionnaires/"+made.ID+":publish", nil, nil)
	}
	m, err := portrait.New().Manifest()
	if err != nil {
		t.Fatal(err)
	}
	page, err := h.store.List(context.Background(), "questionnaires", store.Query{Filter: m.Publishes[0].Filter})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Records) != 1 || !strings.Contains(string(page.Records[0].Doc), "attitude") {
		t.Errorf("may be published: %v", page.Records)
	}
}

func TestADraftMayLackWhatAPublishedVersionMayNot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc := `{"code":"x1","version":"1.0.0","title":{"fr":""},"licence":"","languages":["fr"],"scales":[],"dimensions":[{"key":"d","title":{"fr":"D"}}]}`
	made, err := h.write("questionnaires", store.Create, "", doc)
	if err != nil {
		t.Fatal(err)
	}
	f := h.refused(coordinator, "POST", "/questionnaires/"+made.ID+":publish", "", "questionnaire-invalid")
	if len(f.Fields) != 4 {
		t.Errorf("fields %v, want licence, title, scales and items", f.Fields)
	}
}

func TestADraftIsCheckedAndCompared(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var older struct {
		ID  string
		Doc map[string]any
	}
	h.do(coordinator, "POST", "/samples/nos-pratiques:adopt", nil, &older)
	older.Doc["version"], older.Doc["status"], older.Doc["licence"] = "1.1.0", "draft", ""
	text, err := json.Marshal(older.Doc)
	if err != nil {
		t.Fatal(err)
	}
	newer, err := h.write("questionnaires", store.Create, "", strings.Replace(string(text), "hauteur de l’enfant", "hauteur des enfants", 1))
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Problems []struct{ Pointer, Message string }
	}
	h.do(coordinator, "GET", "/questionnaires/"+newer.ID+":check", nil, &told)
	if len(told.Problems) != 1 || told.Problems[0].Pointer != "/licence" || !strings.Contains(told.Problems[0].Message, "licence") {
		t.Errorf("lacks %+v", told)
	}
	var changed struct {
		Changes    []struct{ Kind, Key string }
		Comparable []string
	}
	h.do(coordinator, "GET", "/questionnaires/"+newer.ID+":difference?with="+older.ID, nil, &changed)
	if len(changed.Changes) != 1 || changed.Changes[0].Kind != "reworded" || changed.Changes[0].Key != "hauteur" || len(changed.Comparable) != 4 {
		t.Errorf("changes %+v", changed)
	}
	h.refused(coordinator, "GET", "/questionnaires/"+newer.ID+":difference?with=none", "", "invalid-input")
}
