package portrait_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// prepared is a draft of a wave over the whole town, with the sample questionnaire.
func prepared(h *house, more string) string {
	h.t.Helper()
	var adopted struct{ ID string }
	if kept := h.kept("questionnaires"); len(kept) > 0 {
		adopted.ID = kept[0].ID
	} else {
		h.do(coordinator, "POST", "/samples/nos-pratiques:adopt", nil, &adopted)
	}
	doc := fmt.Sprintf(`{"title":"Portrait de mars","questionnaire_id":%q,"unit":"ville"%s}`, adopted.ID, more)
	made, err := h.write("waves", store.Create, "", doc)
	if err != nil {
		h.t.Fatal(err)
	}
	return made.ID
}

// grouped adopts every proposal of the preview.
func grouped(h *house, id string) {
	h.t.Helper()
	var p struct {
		Proposals []struct {
			Key, Name string
			Sites     []string
		}
	}
	h.do(coordinator, "GET", "/waves/"+id+":preview", nil, &p)
	w := h.wave(id)
	for _, o := range p.Proposals {
		w.Groups = append(w.Groups, wave.Group{Key: o.Key, Name: o.Name})
		for _, unit := range o.Sites {
			w.Site(unit).Group = o.Key
		}
	}
	doc, err := json.Marshal(w)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.write("waves", store.Update, id, string(doc)); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) wave(id string) wave.Wave {
	h.t.Helper()
	record, err := h.store.Get(context.Background(), "waves", id)
	if err != nil {
		h.t.Fatal(err)
	}
	var w wave.Wave
	if err := json.Unmarshal(record.Doc, &w); err != nil {
		h.t.Fatal(err)
	}
	return w
}

func TestADraftIsFilledInFromTheOrganisation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.config = json.RawMessage(`{"floor":6,"days":10,"access":"slips","purpose":{"fr":"Pour la ville."}}`)
	w := h.wave(prepared(h, ""))
	if w.Floor != 6 || w.ClosesOn != "2026-03-12" || w.Access != wave.Slips || w.Anonymity != wave.Anonymous || w.Purpose["fr"] != "Pour la ville." {
		t.Errorf("draft %+v", w)
	}
	if len(w.Sites) != 14 || w.Site("h0") == nil || !w.Site("h0").Home || w.Site("h0").Headcount != 1 || w.Site("relais") != nil {
		t.Errorf("sites %+v, want five nurseries and nine homes, not the empty relay", w.Sites)
	}
}

func TestThoseWhomARelayDeclaresAreInvitedOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.unit("rpe", "/ville/rpe/", "office", 11)
	for i := range 9 {
		h.unit(fmt.Sprintf("r%d", i), fmt.Sprintf("/ville/rpe/r%d/", i), "home", 0)
	}
	h.unit("r9", "/ville/rpe/r9/", "home", 2)
	w := h.wave(prepared(h, ""))
	if w.Site("rpe").Headcount != 11 || w.Site("r0") != nil || w.Invited() != 18+12+9+4+3+9+11+2 {
		t.Errorf("%d people invited at %+v, want the relay's eleven with its homes in them, and the home that says two", w.Invited(), w.Sites)
	}
	doc := fmt.Sprintf(`{"title":"x","questionnaire_id":%q,"unit":"ville","sites":[{"unit_id":"rpe","headcount":2},{"unit_id":"r0"}]}`, w.QuestionnaireID)
	made, err := h.write("waves", store.Create, "", doc)
	if err != nil {
		t.Fatal(err)
	}
	if asked := h.wave(made.ID); asked.Invited() != 3 || !asked.Site("r0").Home {
		t.Errorf("%+v, want a home that is asked by itself to count one", asked.Sites)
	}
}

func TestTheNoticeToStaffIsTheOneOfTheOpening(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.config = json.RawMessage(`{"notice":{"fr":"Salle de pause, lundi 14 h.","en":"Break room, Monday 2 pm."}}`)
	id := opened(h, "")
	h.config = json.RawMessage(`{"notice":{"fr":"Tout autre chose."}}`)
	if notice := h.wave(id).Notice; notice["fr"] != "Salle de pause, lundi 14 h." || notice["en"] != "Break room, Monday 2 pm." {
		t.Errorf("notice %v, want that of the opening", notice)
	}
}

func TestWhatADraftRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := prepared(h, "")
	questionnaire := h.wave(id).QuestionnaireID
	for name, tc := range map[string]struct{ doc, pointer string }{
		"unit":          {`{"title":"x","questionnaire_id":"Q","unit":"nowhere"}`, "/unit"},
		"questionnaire": {`{"title":"x","questionnaire_id":"none","unit":"ville"}`, "/questionnaire_id"},
		"floor":         {`{"title":"x","questionnaire_id":"Q","unit":"ville","floor":4}`, "/floor"},
		"foreign site":  {`{"title":"x","questionnaire_id":"Q","unit":"ville","sites":[{"unit_id":"zz"}]}`, "/sites/0/unit_id"},
		"a name":        {`{"title":"x","questionnaire_id":"Q","unit":"ville","anonymity":"named"}`, "/anonymity"},
		"a language":    {`{"title":"x","questionnaire_id":"Q","unit":"ville","notice":{"de":"Hallo"}}`, "/notice/de"},
	} {
		_, err := h.write("waves", store.Create, "", strings.ReplaceAll(tc.doc, `"Q"`, fmt.Sprintf("%q", questionnaire)))
		if err == nil || len(fault.From(err).Fields) == 0 || fault.From(err).Fields[0].Pointer != tc.pointer {
			t.Errorf("%s: %v, want a refusal at %s", name, err, tc.pointer)
		}
	}
}

func TestNamesAndHomesAreNeverTakenFromTheRequest(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.wave(prepared(h, `,"sites":[{"unit_id":"h0","name":"Crèche","home":false,"headcount":1},{"unit_id":"c0","name":"=1","path":"/x/"}]`))
	if s := w.Site("h0"); !s.Home || s.Name != "Lieu h0" {
		t.Errorf("site %+v", s)
	}
	if s := w.Site("c0"); s.Name != "Lieu c0" || s.Path != "/ville/c0/" || s.Headcount != 18 {
		t.Errorf("site %+v", s)
	}
}

func TestPreviewProposesGroupsThatShowEverybody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := prepared(h, "")
	grouped(h, id)
	var p struct {
		Sites     []struct{ Showable bool }
		Proposals []any
	}
	h.do(coordinator, "GET", "/waves/"+id+":preview", nil, &p)
	if len(p.Proposals) != 0 || len(p.Sites) != 14 {
		t.Errorf("preview after the proposals %+v", p)
	}
	for i, s := range p.Sites {
		if !s.Showable {
			t.Errorf("site %d is not showable", i)
		}
	}
}

func TestAnOpenWaveIsOutOfReachOfHands(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := prepared(h, "")
	h.do(coordinator, "POST", "/waves/"+id+":open", nil, nil)
	w := h.wave(id)
	w.Anonymity = wave.Named
	doc, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.write("waves", store.Update, id, string(doc)); fault.From(err).Code != "anonymity-fixed" {
		t.Errorf("naming people after opening: %v", err)
	}
	if _, err := h.write("waves", store.Delete, id, ""); fault.From(err).Code != "wave-kept" {
		t.Errorf("deleting an open wave: %v", err)
	}
	h.refused(coordinator, "POST", "/waves/"+id+":open", "", "wave-not-draft")
}

func TestALastDayOnWhichItIsClosedIsPutOff(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.closed = []wire.Closure{{From: "2026-03-30", To: "2026-04-03"}, {From: "2026-04-06", To: "2026-04-06"}}
	id := prepared(h, `,"closes_on":"2026-03-31"`)
	if w := h.wave(id); w.ClosesOn != "2026-04-07" {
		t.Errorf("the draft ends on %s, want the first open weekday", w.ClosesOn)
	}
	h.closed = append(h.closed, wire.Closure{From: "2026-04-13", To: "2026-04-13"})
	h.do(coordinator, "POST", "/waves/"+id+":open", nil, nil)
	h.do(coordinator, "POST", "/waves/"+id+":extend", map[string]string{"closes_on": "2026-04-13"}, nil)
	if w := h.wave(id); w.ClosesOn != "2026-04-14" {
		t.Errorf("the portrait is extended to %s, want the next open day", w.ClosesOn)
	}
}

func TestTheLastDayEndsOneMinuteBeforeMidnightAndNeverEarly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := prepared(h, `,"closes_on":"2026-03-31"`)
	h.do(coordinator, "POST", "/waves/"+id+":open", nil, nil)
	job := h.store.Outbox().Jobs[0]
	if want := "2026-03-31T21:59:00Z"; job.At.UTC().Format(time.RFC3339) != want {
		t.Fatalf("job at %s, want %s", job.At.UTC(), want)
	}
	h.do(coordinator, "POST", "/waves/"+id+":extend", map[string]string{"closes_on": "2026-04-02"}, nil)
	h.now = job.At
	h.run(job)
	if h.wave(id).Status != wave.Open {
		t.Fatal("the job of the day that was moved closed the wave")
	}
	last := h.store.Outbox().Jobs[len(h.store.Outbox().Jobs)-1]
	h.now = last.At
	h.refused(visitor, "POST", "/answers:start", fmt.Sprintf(`{"code":%q}`, h.code(id, "c0")), "wave-closed")
	h.run(last)
	h.run(last)
	if w := h.wave(id); w.Status != wave.Closed || w.ClosedOn != "2026-04-02" {
		t.Errorf("wave %s on %s, want closed on 2026-04-02", w.Status, w.ClosedOn)
	}
	events := h.store.Outbox().Events
	if len(events) != 2 || events[1].Type != "portrait.wave.closed" || events[1].Subject != id {
		t.Errorf("events %+v", events)
	}
	if counted := h.store.Outbox().Tallies; len(counted) != 1 || counted[0].Collection != "answers" || counted[0].Subject != id {
		t.Errorf("the audit is to count %+v, want the answers of the wave, once", counted)
	}
}

func TestALateSiteAndForgottenColleagues(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := prepared(h, `,"sites":[{"unit_id":"c0"},{"unit_id":"c1"}]`)
	h.do(coordinator, "POST", "/waves/"+id+":open", nil, nil)
	h.do(coordinator, "POST", "/waves/"+id+":add-site", map[string]any{"unit_id": "c2"}, nil)
	if h.code(id, "c2") == "" {
		t.Error("the late site has no code")
	}
	h.do(coordinator, "POST", "/waves/"+id+":raise-headcount", map[string]any{"unit_id": "c2", "headcount": 11}, nil)
	w := h.wave(id)
	if n := w.Site("c2").Headcount; n != 11 {
		t.Errorf("headcount %d, want 11", n)
	}
	h.refused(coordinator, "POST", "/waves/"+id+":add-site", `{"unit_id":"c2"}`, "wave-site-there")
	h.refused(coordinator, "POST", "/waves/"+id+":add-site", `{"unit_id":"ville"}`, "invalid-input")
	h.refused(coordinator, "POST", "/waves/"+id+":raise-headcount", `{"unit_id":"c2","headcount":3}`, "wave-headcount-lower")
}

// code reads a poster's code.
func (h *house) code(id, unit string) string {
	h.t.Helper()
	var list struct {
		Sites []struct {
			UnitID string `json:"unit_id"`
			Code   string
		}
	}
	h.do(coordinator, "GET", "/waves/"+id+":access", nil, &list)
	for _, s := range list.Sites {
		if s.UnitID == unit {
			return s.Code
		}
	}
	return ""
}
