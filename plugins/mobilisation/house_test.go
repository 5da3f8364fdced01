package mobilisation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/mobilisation"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/challenge"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/moduletest"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// house is an organisation with mobilisation on, and a clock. Rights are the core's and are not in it.
type house struct {
	*testing.T
	*moduletest.Harness

	mu  sync.Mutex
	now time.Time
}

// config is what the organisation has set; solving is made easy.
var config = mobilisation.Config{Organisation: "Le Mouvement", Postal: "1 rue de l’École, 79000 Niort · contact@mouvement.example", Effort: 1000}

func newHouse(t *testing.T) *house { return newHouseWith(t, config) }

func newHouseWith(t *testing.T, c mobilisation.Config) *house {
	t.Helper()
	h := &house{T: t, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	h.Harness = moduletest.New(t, mobilisation.New(), moduletest.Options{Config: c, Clock: h.clock})
	return h
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// ask sends a request; its answer is a success, or has the code that is wanted.
func (h *house) ask(method, path string, body any, code string) []byte {
	h.Helper()
	text := ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			h.Fatal(err)
		}
		text = string(b)
	}
	w := h.Do(method, path, text)
	var p struct{ Code string }
	_ = json.Unmarshal(w.Body.Bytes(), &p)
	if got := p.Code; w.Code >= http.StatusBadRequest && got != code || w.Code < http.StatusBadRequest && code != "" {
		h.Fatalf("%s %s: %d %s, want %q", method, path, w.Code, w.Body, code)
	}
	return w.Body.Bytes()
}

func (h *house) read(method, path string, body, into any) {
	h.Helper()
	if err := json.Unmarshal(h.ask(method, path, body, ""), into); err != nil {
		h.Fatalf("%s %s: %v", method, path, err)
	}
}

// write is what the core does with a write to a hooked collection that comes from outside.
func (h *house) write(collection string, verb store.Verb, id string, doc any) (store.Record, error) {
	h.Helper()
	change := moduletest.Change{Collection: collection, Verb: verb, ID: id}
	var err error
	if doc != nil {
		if change.New, err = json.Marshal(doc); err != nil {
			h.Fatal(err)
		}
	}
	if verb != store.Create {
		old, err := h.Store().Get(h.Context(), collection, id)
		if err != nil {
			return old, err
		}
		change.Old, change.Rev = old.Doc, old.Rev
	}
	changed, err := h.Before(h.Context(), change)
	if err != nil {
		return store.Record{}, err
	}
	receipt, err := h.Store().Commit(context.Background(), store.Commit{Mutations: []store.Mutation{
		{Verb: verb, Collection: collection, ID: id, Rev: change.Rev, Doc: changed},
	}})
	if err != nil {
		return store.Record{}, err
	}
	return receipt.Records[0], nil
}

func (h *house) put(collection string, doc any) string {
	h.Helper()
	made, err := h.write(collection, store.Create, "", doc)
	if err != nil {
		h.Fatalf("writing to %s: %v", collection, err)
	}
	return made.ID
}

type doc map[string]any

func (h *house) doc(collection, id string) doc {
	h.Helper()
	r, err := h.Store().Get(h.Context(), collection, id)
	if err != nil {
		h.Fatal(err)
	}
	var d doc
	if err := json.Unmarshal(r.Doc, &d); err != nil {
		h.Fatal(err)
	}
	return d
}

func (h *house) all(collection string) []doc {
	h.Helper()
	page, err := h.Store().List(h.Context(), collection, store.Query{Size: 1000})
	if err != nil {
		h.Fatal(err)
	}
	var all []doc
	for _, r := range page.Records {
		var d doc
		if err := json.Unmarshal(r.Doc, &d); err != nil {
			h.Fatal(err)
		}
		all = append(all, d)
	}
	return all
}

func text(fr string) map[string]string { return map[string]string{"fr": fr, "en": fr + " (en)"} }

// movement writes the page, with two axes and two families.
func (h *house) movement() string {
	h.Helper()
	return h.put("movements", doc{
		"name": text("Le Mouvement"), "public": true,
		"axes":     []doc{{"key": "reconnaissance", "title": text("Reconnaissance")}, {"key": "conditions", "title": text("Conditions")}},
		"families": []doc{{"key": "enfant", "title": text("L’enfant")}, {"key": "parents", "title": text("Les parents")}},
	})
}

// petition opens one.
func (h *house) petition(more doc) string {
	h.Helper()
	id := h.draft(more)
	h.ask("POST", "/petitions/"+id+":open", nil, "")
	return id
}

func (h *house) draft(more doc) string {
	h.Helper()
	if len(h.all("movements")) == 0 {
		h.movement()
	}
	p := doc{"title": text("Quatre demandes"), "text": text("Nous demandons."), "target": text("Le ministre"), "axes": []string{"conditions"}, "goal": 10000}
	for name, value := range more {
		p[name] = value
	}
	return h.put("petitions", p)
}

// solve gets a challenge and solves it.
func (h *house) solve(purpose string) string {
	h.Helper()
	var c challenge.Challenge
	h.read("GET", "/challenge?for="+purpose, nil, &c)
	s, err := c.Solve()
	if err != nil {
		h.Fatal(err)
	}
	sent, err := s.Send()
	if err != nil {
		h.Fatal(err)
	}
	return sent
}

// form is what the page of a petition sends.
func (h *house) form(id, email string, more doc) doc {
	h.Helper()
	var p struct {
		Sign, News map[string]struct{ Version string }
	}
	h.read("GET", "/public/petitions/"+id, nil, &p)
	f := doc{
		"name": "Maya Diallo", "email": email, "language": "fr", "page": "https://ville.example/petition?from=mail#x",
		"sign": doc{"agreed": true, "version": p.Sign["fr"].Version}, "news": doc{"agreed": false}, "solution": h.solve("petition/" + id),
	}
	if more["news"] == true {
		f["news"] = doc{"agreed": true, "version": p.News["fr"].Version}
		delete(more, "news")
	}
	for name, value := range more {
		f[name] = value
	}
	return f
}

func (h *house) sign(id, email string, more doc) {
	h.Helper()
	h.ask("POST", "/petitions/"+id+":sign", h.form(id, email, more), "")
}

var linkForm = regexp.MustCompile(`https://ribambelle\.test/p/ville/mobilisation/link#(\S+)`)

// links are the tokens in the last message to an address: the one that confirms, the one that undoes.
func (h *house) links(to string) (confirm, undo string) {
	h.Helper()
	mails := h.mailsTo(to)
	if len(mails) == 0 {
		h.Fatalf("nothing was sent to %s", to)
	}
	found := linkForm.FindAllStringSubmatch(mails[len(mails)-1].Text, -1)
	if len(found) != 2 {
		h.Fatalf("%d links in %s", len(found), mails[len(mails)-1].Text)
	}
	return found[0][1], found[1][1]
}

func (h *house) mailsTo(to string) []sdk.Message {
	var all []sdk.Message
	for _, m := range h.Mails() {
		if m.To == to {
			all = append(all, m)
		}
	}
	return all
}

func (h *house) follow(token, code string) {
	h.Helper()
	h.ask("POST", "/links:follow", doc{"token": token}, code)
}

func (h *house) confirmed(id string) int {
	h.Helper()
	var p struct{ Confirmed int }
	h.read("GET", "/public/petitions/"+id, nil, &p)
	return p.Confirmed
}

// fields are the pointers of a refusal.
func (h *house) fields(answer []byte) string {
	h.Helper()
	var p struct{ Errors []struct{ Pointer string } }
	if err := json.Unmarshal(answer, &p); err != nil {
		h.Fatal(err)
	}
	var all []string
	for _, e := range p.Errors {
		all = append(all, e.Pointer)
	}
	return strings.Join(all, " ")
}

func (h *house) run(job string) {
	h.Helper()
	if err := h.Harness.Run(h.Context(), job, nil); err != nil {
		h.Fatal(fmt.Errorf("job %s: %w", job, err))
	}
}
