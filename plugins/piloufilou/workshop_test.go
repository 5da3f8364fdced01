package piloufilou_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/moduletest"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func TestSeveralWorkshopsAreLoggedInOneGo(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	id := w.opened("2026-08-31")
	var out wayOut
	third := entry(3, "2026-09-14")
	third["components"] = []string{"rituel", "scene", "parole", "essai", "corps"}
	third["adaptations"] = []m{{"what": "Scène raccourcie", "why": "groupe fatigué"}}
	third["notes"] = "Deux enfants sont partis jouer, puis revenus."
	w.post("/cycles/"+id+":log", m{"workshops": []m{entry(1, "2026-08-31"), entry(2, "2026-09-07"), third}}, &out)
	if got := w.states(id); got != "hhh"+strings.Repeat("p", 13) {
		t.Errorf("states %s", got)
	}
	got := out.Workshops[2].Doc
	if got.CoreDone != 5 || got.CoreListed != 6 || got.Minutes != 35 || got.Engaged != 6 || got.Drifted != 2 || got.Adapted != 1 || got.Notes == "" {
		t.Errorf("the third: %+v", got)
	}
}

// One mistake keeps the whole log out, and each mistake has its place.
func TestALogIsKeptWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	id := w.opened("2026-08-31")
	wrong := entry(2, "2026-12-01")
	wrong["engaged"] = 9
	at := w.refused("POST", "/cycles/"+id+":log", m{"workshops": []m{entry(1, "2026-08-31"), wrong, entry(1, "2026-08-31"), entry(40, "2026-08-31")}}, "log-invalid")
	want := []string{"/workshops/1/held_on", "/workshops/1/engaged", "/workshops/2/number", "/workshops/3/number"}
	if !slices.Equal(at, want) {
		t.Errorf("points at %v, want %v", at, want)
	}
	if got := w.states(id); strings.Contains(got, "h") {
		t.Errorf("states %s", got)
	}
	if at := w.refused("POST", "/cycles/"+id+":log", m{"workshops": []m{{"number": 1, "held_on": "2026-08-31", "minutes": 0, "components": []string{}, "present": 8}}}, "invalid-input"); !slices.Equal(at, []string{"/workshops/0/minutes"}) {
		t.Errorf("no minutes points at %v", at)
	}
}

// A name passes only when a person has looked; the control is a note without one.
func TestNotesAreGuardedAgainstFirstNames(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	id := w.opened("2026-08-31")
	log := func(notes string, checked bool) m {
		e := entry(1, "2026-08-31")
		e["notes"], e["names_checked"] = notes, checked
		e["adaptations"] = []m{{"what": "Une marionnette pour Emma", "why": "elle avait peur"}}
		return m{"workshops": []m{e}}
	}
	at := w.refused("POST", "/cycles/"+id+":log", log("Léo a ri avec Piko aux Lilas.", false), "name-suspected")
	if !slices.Equal(at, []string{"/workshops/0/notes", "/workshops/0/adaptations/0/what"}) {
		t.Errorf("points at %v", at)
	}
	if strings.Contains(w.states(id), "h") {
		t.Error("the log was kept")
	}
	var checked struct {
		Texts []struct {
			Found []struct {
				Word string
				Sure bool
			}
			Proposal string
		}
	}
	w.post("/names:check", m{"cycle": id, "texts": []string{"Léo a ri avec Piko aux Lilas.", "Rien à dire."}}, &checked)
	if checked.Texts[0].Proposal != "un enfant a ri avec Piko aux Lilas." || len(checked.Texts[1].Found) != 0 || checked.Texts[1].Proposal != "" {
		t.Errorf("%+v", checked)
	}
	w.post("/cycles/"+id+":log", log("Léo, le stagiaire, a joué.", true), nil)
	w.refused("POST", "/cycles/"+id+":skip", m{"number": 2, "reason": "other", "note": "Emma absente"}, "name-suspected")
	w.refused("POST", "/cycles/"+id+":stop", m{"reason": "Emma est partie"}, "name-suspected")
}

func TestSkippingNeedsAReason(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	id := w.opened("2026-08-31")
	w.refused("POST", "/cycles/"+id+":skip", m{"number": 1}, "invalid-input")
	w.refused("POST", "/cycles/"+id+":skip", m{"number": 1, "reason": "stopped"}, "invalid-input")
	w.post("/cycles/"+id+":skip", m{"number": 1, "reason": "illness"}, nil)
	w.post("/cycles/"+id+":log", m{"workshops": []m{entry(2, "2026-09-07")}}, nil)
	w.refused("POST", "/cycles/"+id+":skip", m{"number": 2, "reason": "illness"}, "workshop-held")
	w.post("/cycles/"+id+":clear", m{"number": 2}, nil)
	if got := w.states(id); got != "sp"+strings.Repeat("p", 14) {
		t.Errorf("states %s", got)
	}
}

func TestACycleEndsWithItsLastWorkshopAndOpensAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	id := w.opened("2026-08-31")
	w.sleep(200)
	var all []m
	for n := 1; n <= 15; n++ {
		all = append(all, entry(n, "2026-09-07"))
	}
	for _, e := range all {
		e["components"] = []string{"rituel"}
	}
	w.post("/cycles/"+id+":log", m{"workshops": all}, nil)
	var out wayOut
	w.post("/cycles/"+id+":skip", m{"number": 16, "reason": "closure"}, &out)
	if out.Cycle.Doc.Status != cycle.Done {
		t.Errorf("the cycle is %s", out.Cycle.Doc.Status)
	}
	out = wayOut{}
	w.post("/cycles/"+id+":clear", m{"number": 16}, &out)
	if out.Cycle.Doc.Status != cycle.Open || out.Cycle.Doc.EndedOn != "" {
		t.Errorf("the cycle is %s", out.Cycle.Doc.Status)
	}
	w.post("/cycles/"+id+":stop", m{"reason": "La section ferme ses portes."}, nil)
	if got := w.states(id); got != strings.Repeat("h", 15)+"s" {
		t.Errorf("states %s", got)
	}
	w.refused("POST", "/cycles/"+id+":log", m{"workshops": []m{entry(16, "2026-09-07")}}, "cycle-not-open")
}

func TestNoWorkshopIsPlannedWhileTheSiteIsClosed(t *testing.T) {
	t.Parallel()
	w := newTown(t, func(o *moduletest.Options) {
		o.Closures = []sdk.Closure{{From: "2026-10-19", To: "2026-10-30", Name: sdk.Text{"fr": "Toussaint"}}, {From: "2027-08-02", To: "2027-08-20", Name: sdk.Text{"fr": "Été"}}}
	})
	id := w.cycle(w.edition(), w.facilitator("Ines Robin"), "2026-10-05", nil)
	var out struct {
		Dates  []string
		Closed []struct {
			From string
			Name sdk.Text
		}
	}
	w.Into(w.T, "GET", "/cycles/"+id+":dates", "", &out)
	if strings.Join(out.Dates[:4], " ") != "2026-10-05 2026-10-12 2026-11-02 2026-11-09" {
		t.Errorf("dates %v", out.Dates)
	}
	if len(out.Closed) != 1 || out.Closed[0].From != "2026-10-19" || out.Closed[0].Name["fr"] != "Toussaint" {
		t.Errorf("closed until the last workshop: %+v", out.Closed)
	}
	w.post("/cycles/"+id+":open", nil, nil)
	page, err := w.Store().List(w.Context(), "workshops", store.Query{Filter: fmt.Sprintf("cycle = %q", id), Order: "number", Size: 60})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range page.Records {
		var one cycle.Session
		if err := json.Unmarshal(r.Doc, &one); err != nil || one.PlannedOn != out.Dates[i] {
			t.Errorf("workshop %d is planned on %s, %v: want %s as was shown", i+1, one.PlannedOn, err, out.Dates[i])
		}
	}
}

func TestMovingOneWorkshopOrTheRest(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	id := w.opened("2026-09-21")
	var out wayOut
	w.post("/cycles/"+id+":move", m{"number": 2, "on": "2026-09-30", "at": "15:30"}, &out)
	if got := out.Workshops[1].Doc; got.PlannedOn != "2026-09-30" || got.At != "15:30" || out.Workshops[2].Doc.PlannedOn != "2026-10-05" {
		t.Errorf("%+v", got)
	}
	w.post("/cycles/"+id+":move", m{"number": 3, "on": "2026-11-09", "following": true}, &out)
	if out.Workshops[2].Doc.PlannedOn != "2026-11-09" || out.Workshops[15].Doc.PlannedOn != "2027-02-08" {
		t.Errorf("%s, %s", out.Workshops[2].Doc.PlannedOn, out.Workshops[15].Doc.PlannedOn)
	}
}

func TestWhatACycleRefuses(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	edition, person := w.edition(), w.facilitator("Ines Robin")
	base := func(change m) m {
		doc := m{"edition": edition, "unit": "lilas", "group": "g", "ages": "mixed", "children": 8, "facilitator": person, "first_on": "2026-09-21"}
		for k, v := range change {
			doc[k] = v
		}
		return doc
	}
	for name, tc := range map[string]struct {
		doc     m
		pointer string
	}{
		"edition":     {base(m{"edition": "none"}), "/edition"},
		"unit":        {base(m{"unit": "none"}), "/unit"},
		"territory":   {base(m{"unit": "ville"}), "/unit"},
		"facilitator": {base(m{"facilitator": "none"}), "/facilitator"},
		"partner":     {base(m{"partner": person}), "/partner"},
		"opened":      {base(m{"status": "open"}), "/status"},
		"period":      {base(m{"closed": []m{{"from": "2026-12-02", "to": "2026-12-01"}}}), "/closed/0/to"},
	} {
		_, err := w.try("cycles", store.Create, "", tc.doc)
		if err == nil || len(fault.From(err).Fields) == 0 || fault.From(err).Fields[0].Pointer != tc.pointer {
			t.Errorf("%s: %v, want %s", name, err, tc.pointer)
		}
	}
}

func TestSupervision(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	id := w.opened("2026-08-31")
	doc := m{"cycle": id, "on": "2026-09-10", "mode": "visit", "minutes": 60, "workshop": 2, "quality": 3, "strengths": "Le rythme laisse parler chacun.", "change": "Finir par le calme."}
	w.put("supervisions", doc)
	for name, tc := range map[string]struct {
		field, value, pointer string
	}{
		"a name": {"strengths", "Tiago écoute bien.", "/strengths"}, "the future": {"on", "2026-12-01", "/on"}, "no cycle": {"cycle", "none", "/cycle"},
	} {
		other := m{}
		for k, v := range doc {
			other[k] = v
		}
		other[tc.field] = tc.value
		_, err := w.try("supervisions", store.Create, "", other)
		if err == nil || fault.From(err).Fields[0].Pointer != tc.pointer {
			t.Errorf("%s: %v", name, err)
		}
	}
}
