package piloufilou_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/piloufilou"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/moduletest"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// town is an organisation with the programme on, in memory.
type town struct {
	*testing.T
	*moduletest.Harness
	mu  sync.Mutex
	now time.Time
}

func newTown(t *testing.T, change ...func(*moduletest.Options)) *town {
	t.Helper()
	w := &town{T: t, now: time.Date(2026, 9, 14, 12, 0, 0, 0, time.UTC)}
	o := moduletest.Options{Clock: w.clock, Units: []sdk.Unit{
		{ID: "ville", Path: "/ville/", Name: "La Ville", Class: "territory"},
		{ID: "lilas", Path: "/ville/lilas/", Name: "Les Lilas", Class: "site"},
		{ID: "relais", Path: "/ville/relais/", Name: "Le Relais", Class: "office"},
	}}
	for _, c := range change {
		c(&o)
	}
	w.Harness = moduletest.New(t, piloufilou.New(), o)
	return w
}

func (w *town) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *town) sleep(days int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.AddDate(0, 0, days)
}

// try is a write by hand, as the core does it: the hook, then the commit.
func (w *town) try(collection string, verb store.Verb, id string, doc any) (store.Record, error) {
	w.Helper()
	change := moduletest.Change{Collection: collection, Verb: verb, ID: id}
	var err error
	if doc != nil {
		if change.New, err = json.Marshal(doc); err != nil {
			w.Fatal(err)
		}
	}
	if verb != store.Create {
		old, err := w.Store().Get(w.Context(), collection, id)
		if err != nil {
			return store.Record{}, err
		}
		change.Old, change.Rev = old.Doc, old.Rev
	}
	text, err := w.Before(w.Context(), change)
	if err != nil {
		return store.Record{}, err
	}
	receipt, err := w.Store().Commit(w.Context(), store.Commit{Mutations: []store.Mutation{{
		Verb: verb, Collection: collection, ID: id, Rev: change.Rev, Doc: text,
	}}})
	if err != nil {
		return store.Record{}, err
	}
	return receipt.Records[0], nil
}

// put creates a record by hand.
func (w *town) put(collection string, doc any) string {
	w.Helper()
	r, err := w.try(collection, store.Create, "", doc)
	if err != nil {
		w.Fatalf("%s: %v", collection, err)
	}
	return r.ID
}

type m = map[string]any

func (w *town) post(address string, body, answer any) {
	w.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		w.Fatal(err)
	}
	w.Into(w.T, http.MethodPost, address, string(text), answer)
}

// refused sends what must fail with that code, and returns the pointers.
func (w *town) refused(method, address string, body any, code string) []string {
	w.Helper()
	text := ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			w.Fatal(err)
		}
		text = string(b)
	}
	answer := w.Do(method, address, text)
	var p struct {
		Code   string        `json:"code"`
		Errors []fault.Field `json:"errors"`
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || p.Code != code {
		w.Errorf("%s %s %s: %d %s, want %s", method, address, text, answer.Code, answer.Body, code)
	}
	pointers := make([]string, len(p.Errors))
	for i, e := range p.Errors {
		pointers[i] = e.Pointer
	}
	return pointers
}

// edition adopts the sample and starts an edition.
func (w *town) edition() string {
	w.Helper()
	var p struct{ ID string }
	w.post("/samples/deux-marionnettes:adopt", m{}, &p)
	return w.put("editions", m{"title": "Édition 2026-2027", "unit": "ville", "programme": p.ID, "begins_on": "2026-09-01", "ends_on": "2027-07-31"})
}

// facilitator registers somebody who followed the training and is certified.
func (w *town) facilitator(name string) string {
	w.Helper()
	id := w.put("facilitators", m{"name": name, "email": strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@ville.example", "unit": "lilas"})
	training := w.put("trainings", m{"title": "Marionnettes", "unit": "ville", "meetings": []m{{"on": "2026-09-01", "minutes": 360}, {"on": "2026-09-02", "minutes": 360}}})
	w.post("/trainings/"+training+":attend", m{"lines": []m{{"facilitator": id, "minutes": 600}}}, nil)
	w.post("/trainings/"+training+":certify", m{"facilitators": []string{id}}, nil)
	return id
}

// cycle prepares a cycle from that day on.
func (w *town) cycle(edition, facilitator, first string, more m) string {
	w.Helper()
	doc := m{"edition": edition, "unit": "lilas", "group": "Les Grands", "ages": "36-59", "children": 8, "facilitator": facilitator, "first_on": first, "at": "10:00"}
	for k, v := range more {
		doc[k] = v
	}
	return w.put("cycles", doc)
}

// opened is a cycle whose workshops can be logged.
func (w *town) opened(first string) string {
	w.Helper()
	id := w.cycle(w.edition(), w.facilitator("Ines Robin"), first, nil)
	w.post("/cycles/"+id+":open", nil, nil)
	return id
}

// entry is a log of that workshop, held on that day: 35 of 40 minutes, 6 of 8 engaged.
func entry(number int, on string) m {
	return m{
		"number": number, "held_on": on, "minutes": 35, "components": []string{"rituel", "scene", "parole", "calme"},
		"present": 8, "engaged": 6, "drifted": 2, "responsiveness": 3, "quality": 3,
	}
}

type wayOut struct {
	Cycle     struct{ Doc cycle.Cycle }
	Workshops []struct{ Doc cycle.Session }
}

func (w *town) states(id string) string {
	w.Helper()
	page, err := w.Store().List(w.Context(), "workshops", store.Query{Filter: fmt.Sprintf("cycle = %q", id), Order: "number", Size: 60})
	if err != nil {
		w.Fatal(err)
	}
	states := ""
	for _, r := range page.Records {
		var one cycle.Session
		if err := json.Unmarshal(r.Doc, &one); err != nil {
			w.Fatal(err)
		}
		states += string(one.State[:1])
	}
	return states
}
