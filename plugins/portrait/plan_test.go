package portrait_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/portrait"
	"github.com/ribambelle/ribambelle/plugins/portrait/plan"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/moduletest"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// workplace is a town with two sites, a clock, and the module at work in it.
type workplace struct {
	*testing.T
	*moduletest.Harness
	now time.Time
}

func newWorkplace(t *testing.T) *workplace {
	w := &workplace{T: t, now: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)}
	w.Harness = moduletest.New(t, portrait.New(), moduletest.Options{
		ID: "p-director", Clock: func() time.Time { return w.now },
		People: []sdk.Person{{ID: "p-adviser", Name: "Awa Diallo"}},
		Units: []sdk.Unit{
			{ID: "ville", Path: "/ville/", Name: "Ville", Class: "territory"},
			{ID: "lilas", Path: "/ville/lilas/", Name: "Les Lilas", Class: "site", Headcount: 18},
			{ID: "pont", Path: "/ville/pont/", Name: "Le Petit Pont", Class: "site", Headcount: 12},
		},
	})
	return w
}

// send wants a status, and reads the answer into out.
func (w *workplace) send(h *moduletest.Harness, status int, method, path string, body, out any) []byte {
	w.Helper()
	text := ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			w.Fatal(err)
		}
		text = string(b)
	}
	got := h.Do(method, path, text)
	if got.Code != status {
		w.Fatalf("%s %s: %d, want %d\n%s", method, path, got.Code, status, got.Body)
	}
	if out != nil {
		if err := json.Unmarshal(got.Body.Bytes(), out); err != nil {
			w.Fatal(err)
		}
	}
	return got.Body.Bytes()
}

type planned struct {
	ID  string    `json:"id"`
	Doc plan.Plan `json:"doc"`
}

type action struct {
	ID  string      `json:"id"`
	Doc plan.Action `json:"doc"`
}

type board struct {
	Plan      planned
	Validator string
	Newer     int
	Tally     plan.Tally
	Actions   []action
	Remarks   []struct{ Name, Text, Action, On string }
	Next      string
}

// write is what the core does with a write to a hooked collection that comes from outside.
func (w *workplace) write(collection string, verb store.Verb, id string, doc any) (store.Record, error) {
	change := moduletest.Change{Collection: collection, Verb: verb, ID: id}
	if verb != store.Create {
		old, err := w.Store().Get(w.Context(), collection, id)
		if err != nil {
			w.Fatal(err)
		}
		change.Old, change.Rev = old.Doc, old.Rev
	}
	if verb != store.Delete {
		change.New = json.RawMessage(text(doc))
	}
	judged, err := w.Before(w.Context(), change)
	if err != nil {
		return store.Record{}, err
	}
	receipt, err := w.Store().Commit(w.Context(), store.Commit{Mutations: []store.Mutation{{Verb: verb, Collection: collection, ID: id, Rev: change.Rev, Doc: judged}}})
	if err != nil {
		w.Fatal(err)
	}
	return receipt.Records[0], nil
}

// begin makes a plan at a site.
func (w *workplace) begin(unit string) planned {
	made, err := w.write("plans", store.Create, "", map[string]any{"title": "Plan 2026", "unit": unit})
	if err != nil {
		w.Fatal(err)
	}
	return w.board(made.ID).Plan
}

// add adds an action to a plan.
func (w *workplace) add(of planned, title string, more map[string]any) action {
	doc := map[string]any{
		"plan": of.ID, "title": title, "objective": "Plus de calme", "owner": "team", "due": "2026-06-30", "measure": "Moins de pleurs au coucher",
		"steps": []map[string]any{{"text": "En parler"}, {"text": "Essayer"}},
	}
	maps.Copy(doc, more)
	made, err := w.write("plan_actions", store.Create, "", doc)
	if err != nil {
		w.Fatal(err)
	}
	return w.read(made)
}

func (w *workplace) read(r store.Record) (a action) {
	if err := json.Unmarshal(r.Doc, &a.Doc); err != nil {
		w.Fatal(err)
	}
	a.ID = r.ID
	return a
}

// change writes an action, and reads what became of it.
func (w *workplace) change(a *action) error {
	made, err := w.write("plan_actions", store.Update, a.ID, a.Doc)
	if err == nil {
		*a = w.read(made)
	}
	return err
}

func (w *workplace) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// fails wants a write to be refused with a code.
func (w *workplace) fails(err error, code string) {
	w.Helper()
	if got := fault.From(err).Code; err == nil || got != code {
		w.Errorf("got %v, want %s", err, code)
	}
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (w *workplace) board(id string) (b board) {
	w.send(w.Harness, 200, "GET", "/plans/"+id+":board", nil, &b)
	return b
}

func wants(t *testing.T, got []byte, code string) {
	t.Helper()
	var problem struct{ Code string }
	if err := json.Unmarshal(got, &problem); err != nil || problem.Code != code {
		t.Errorf("got %s, want %s", got, code)
	}
}

func TestATeamsPlanFromTheVoteToItsReview(t *testing.T) {
	t.Parallel()
	w := newWorkplace(t)
	p := w.begin("lilas")
	if p.Doc.Status != plan.Draft || p.Doc.Place != "Les Lilas" || p.Doc.From != "2026-04-01" || p.Doc.Until != "2027-04-01" {
		t.Errorf("a new plan is %+v", p.Doc)
	}
	_, err := w.write("plans", store.Create, "", map[string]any{"title": "Encore", "unit": "lilas"})
	w.fails(err, "plan-there")
	wants(t, w.send(w.Harness, 409, "POST", "/plans/"+p.ID+":adopt", nil, nil), "plan-empty")

	calm := w.add(p, "Coin calme", map[string]any{"dimension": "amenagement", "priority": 1, "tools": []map[string]any{{"id": "t1", "title": "Dix minutes au sol"}}})
	talk := w.add(p, "Dire avant de faire", map[string]any{"due": "2026-05-01"})
	vague := w.add(p, "Sortir plus", map[string]any{"measure": "", "owner": "director"})
	refused := w.send(w.Harness, 422, "POST", "/plans/"+p.ID+":adopt", nil, nil)
	if wants(t, refused, "plan-not-ready"); !strings.Contains(string(refused), `"/actions/2/measure"`) {
		t.Errorf("the refusal does not say what is missing: %s", refused)
	}
	vague.Doc.Measure = "Une sortie par semaine"
	w.must(w.change(&vague))

	vote := map[string]any{"on": "2026-04-01", "present": 9, "in_favour": map[string]int{calm.ID: 9, talk.ID: 7, vague.ID: 10}}
	w.send(w.Harness, 422, "POST", "/plans/"+p.ID+":vote", vote, nil)
	vote["in_favour"] = map[string]int{calm.ID: 9, talk.ID: 7, vague.ID: 0}
	w.send(w.Harness, 200, "POST", "/plans/"+p.ID+":vote", vote, nil)
	w.send(w.Harness, 200, "POST", "/plans/"+p.ID+":adopt", nil, &p)
	if p.Doc.Status != plan.UnderWay || p.Doc.AdoptedOn != "2026-04-01" || p.Doc.Present != 9 {
		t.Errorf("an adopted plan is %+v", p.Doc)
	}

	w.now = w.now.AddDate(0, 1, 7) // 8 May: one action is overdue
	adviser := w.As("person", "p-adviser")
	w.send(adviser, 200, "POST", "/plans/"+p.ID+":validate", map[string]any{"note": "Bon départ."}, nil)
	w.send(adviser, 201, "POST", "/plans/"+p.ID+":remark", map[string]any{"action": calm.ID, "text": "Avez-vous pensé au bruit ?"}, nil)
	w.send(adviser, 422, "POST", "/plans/"+p.ID+":remark", map[string]any{"action": "nowhere", "text": "?"}, nil)
	b := w.board(p.ID)
	calm = b.Actions[0]
	if calm.Doc.Votes == nil || *calm.Doc.Votes != 9 || b.Validator != "Awa Diallo" || len(b.Remarks) != 1 || b.Remarks[0].Name != "Awa Diallo" || b.Remarks[0].On != "2026-05-08" {
		t.Errorf("the board is %+v", b)
	}
	if want := (plan.Tally{Actions: 3, Todo: 3, Steps: 6, Overdue: 1, NextDue: "2026-06-30"}); b.Tally != want {
		t.Errorf("counted %+v, want %+v", b.Tally, want)
	}

	w.work(p, b)
}

// work follows the actions of an adopted plan, carries on what is open, and closes it.
func (w *workplace) work(p planned, b board) {
	t := w.T
	calm, talk, outing := b.Actions[0], b.Actions[1], b.Actions[2]
	calm.Doc.Steps[0].DoneOn, calm.Doc.Steps[1].DoneOn, calm.Doc.Status, calm.Doc.Proof = "2026-05-02", "2026-05-08", plan.Done, "Photo du coin"
	w.must(w.change(&calm))
	if calm.Doc.DoneOn != "2026-05-08" || calm.Doc.StepsDone != 2 || len(calm.Doc.History) != 1 {
		t.Errorf("a done action is %+v", calm.Doc)
	}
	outing.Doc.Status = plan.Dropped
	w.fails(w.change(&outing), "invalid-input")
	outing.Doc.Reason = "Travaux dans la rue"
	w.must(w.change(&outing))
	talk.Doc.Due, talk.Doc.Votes = "2026-09-30", nil
	w.must(w.change(&talk))
	if h := talk.Doc.History; len(h) != 1 || h[0].Due != "2026-05-01" || talk.Doc.Votes == nil {
		t.Errorf("a due date that moved leaves %+v, votes %v", h, talk.Doc.Votes)
	}
	_, err := w.write("plan_actions", store.Delete, talk.ID, nil)
	w.fails(err, "action-kept")
	wants(t, w.send(w.Harness, 409, "POST", "/plans/"+p.ID+":close", map[string]any{"review": "Bien"}, nil), "plan-has-open-actions")

	w.now = w.now.AddDate(1, 0, 0)
	var next planned
	w.send(w.Harness, 201, "POST", "/plans/"+p.ID+":carry-over", map[string]any{"title": "Plan 2027"}, &next)
	b = w.board(next.ID)
	if len(b.Actions) != 1 || b.Actions[0].Doc.Origin != talk.ID || b.Actions[0].Doc.Since != talk.Doc.Since || len(b.Actions[0].Doc.History) != 2 || b.Actions[0].Doc.Votes != nil {
		t.Fatalf("carried over %+v", b.Actions)
	}
	w.send(w.Harness, 200, "POST", "/plans/"+p.ID+":close", map[string]any{
		"review": "Les couchers sont plus calmes.", "signed": []map[string]any{{"owner": "director", "on": "2027-05-08"}, {"owner": "team", "on": "2027-05-08"}},
	}, &p)
	b = w.board(p.ID)
	if want := (plan.Tally{Actions: 3, Done: 1, Dropped: 1, Carried: 1, Steps: 6, StepsDone: 2, LatestDone: "2026-05-08"}); b.Tally != want || b.Next != next.ID || p.Doc.ClosedOn != "2027-05-08" {
		t.Errorf("the closed plan counts %+v, next %q", b.Tally, b.Next)
	}
	calm.Doc.Title = "Autre"
	w.fails(w.change(&calm), "plan-closed")
	w.followed(next)
}

// followed looks at the town: one site has a plan, the other none.
func (w *workplace) followed(next planned) {
	var all struct {
		Sites []struct {
			Place, Plan, Status string
			Tally               plan.Tally
		}
		Tally plan.Tally
	}
	w.send(w.Harness, 200, "GET", "/units/ville/plans:follow-up", nil, &all)
	if len(all.Sites) != 2 || all.Sites[1].Place != "Le Petit Pont" || all.Sites[1].Plan != "" || all.Sites[0].Plan != next.ID || all.Tally.Actions != 1 || all.Tally.Overdue != 1 {
		w.Errorf("the town follows %+v", all)
	}
}

// What operations write is not written by hand.
func TestAPlansLifeIsNotForged(t *testing.T) {
	t.Parallel()
	w := newWorkplace(t)
	p := w.begin("lilas")
	for field, value := range map[string]any{
		"status": "under-way", "voted_on": "2026-04-01", "present": 3, "adopted_on": "2026-04-01", "validated_on": "2026-04-01", "validated_by": "p-director",
		"validated_note": "Parfait", "reminded": "2026-04-01", "follows": "p0", "review": "Bien", "closed_on": "2026-04-01", "unit": "pont", "signed": []map[string]any{{"owner": "team", "on": "2026-04-01"}},
	} {
		var doc map[string]any
		if err := json.Unmarshal([]byte(text(p.Doc)), &doc); err != nil {
			t.Fatal(err)
		}
		doc[field] = value
		if _, err := w.write("plans", store.Update, p.ID, doc); err == nil {
			t.Errorf("%s was written by hand", field)
		}
		if doc["unit"] = "pont"; field == "unit" {
			continue
		}
		if _, err := w.write("plans", store.Create, "", doc); err == nil {
			t.Errorf("%s was written by hand into a new plan", field)
		}
	}
	a := w.add(p, "Coin calme", map[string]any{"votes": 9, "since": "2020-01-01", "done_on": "2026-03-01", "origin": "x", "steps_done": 2, "history": []map[string]any{{"on": "2026-01-01", "status": "done"}}})
	if a.Doc.Votes != nil || a.Doc.Since != "2026-04-01" || a.Doc.DoneOn != "" || a.Doc.Origin != "" || a.Doc.StepsDone != 0 || a.Doc.History != nil || a.Doc.Unit != "lilas" {
		t.Errorf("an action was forged: %+v", a.Doc)
	}
	a.Doc.Status = plan.Done
	w.fails(w.change(&a), "plan-not-adopted")
	_, err := w.write("plans", store.Create, "", map[string]any{"title": "Ville", "unit": "ville"})
	w.fails(err, "invalid-input")
	_, err = w.write("plan_actions", store.Create, "", map[string]any{"title": "x", "plan": "nowhere"})
	w.fails(err, "invalid-input")
	_, err = w.write("plan_actions", store.Create, "", map[string]any{"title": "x", "plan": p.ID, "unit": "pont"})
	w.fails(err, "invalid-input")
	_, err = w.write("plans", store.Delete, p.ID, nil)
	w.fails(err, "plan-kept")
}

// A place is told once a week what is due, by the function of those who lead it.
func TestAPlansDatesAreToldToWhoeverLeadsThePlace(t *testing.T) {
	t.Parallel()
	w := newWorkplace(t)
	remind := func() []sdk.Notice {
		before := len(w.Store().Outbox().Notices)
		w.must(w.Harness.Run(t.Context(), "plan-reminder", nil))
		return w.Store().Outbox().Notices[before:]
	}
	p := w.begin("lilas")
	w.add(p, "Coin calme", map[string]any{"due": "2026-04-10"})
	w.add(p, "Dire avant de faire", map[string]any{"due": "2026-04-12"})
	w.add(p, "Sortir plus", map[string]any{"due": "2026-12-01"})
	if told := remind(); len(told) != 0 {
		t.Errorf("a plan in preparation reminds: %v", told)
	}
	w.send(w.Harness, 200, "POST", "/plans/"+p.ID+":adopt", nil, nil)
	w.now = w.now.AddDate(0, 0, 10) // 11 April: one is late, one is due tomorrow
	told := remind()
	if len(told) != 1 || told[0].To != "" || told[0].Roles[0] != sdk.Director || told[0].Units[0] != "lilas" ||
		w.Told(told[0], "fr") != "Les Lilas : Plan 2026\nDans le plan « Plan 2026 » : 1 action en retard, 1 action à finir d’ici deux semaines. Terminez, repoussez, ou abandonnez en disant pourquoi." {
		t.Fatalf("told %+v", told)
	}
	w.now = w.now.AddDate(0, 0, 6)
	if told := remind(); len(told) != 0 {
		t.Errorf("told again within the week: %v", told)
	}
	w.now = w.now.AddDate(0, 0, 1)
	if told := remind(); len(told) != 1 || !strings.Contains(w.Told(told[0], "en"), "2 actions late") {
		t.Errorf("a week later: %v", told)
	}
}
