// Package moduletest serves a module in a test, without a process, a database or a network: requests come
// from an HTTP recorder, records lie in a memory store, and what the core would do around an operation is done
// here: records sent along, the commit before the answer, published numbers put in, problems written.
//
// Goals: an author tests operations, hooks, jobs and listeners as the platform runs them, in milliseconds.
// Non-goals: rights (everything is allowed), the whole of the disclosure gate (a floor only), speed, several
// tenants: take a second harness for that. A Harness may be used concurrently.
package moduletest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/route"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/store/memstore"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Options say who calls, and where. The zero value is a person in Paris who speaks French.
type Options struct {
	Kind     string           // default "person"
	ID       string           // default a fixed id; empty for "visitor"
	Language string           // default "fr"
	Zone     string           // default "Europe/Paris"
	Wording  string           // default "fr-FR"
	Country  string           // default "FR"
	Config   any              // the module's configuration, written as JSON
	Units    []sdk.Unit       // the organisation's tree
	Closures []sdk.Closure    // when all of its units are closed
	Clock    func() time.Time // default time.Now
	People   []sdk.Person     // whom sdk.People knows
	Outside  http.Handler     // answers what sdk.Fetch sends to any host that the manifest asks for; default: none can be reached
	Floor    int              // cells with a smaller n are masked by the gate; default 5
}

// Harness is a module at work in a test.
type Harness struct {
	Manifest sdk.Manifest
	options  Options
	module   wire.Module
	routes   route.Table[sdk.OperationDeclaration]
	store    *memstore.Store

	mu    sync.Mutex
	mails []sdk.Message
}

// New connects a module. A declaration that is wrong fails the test with everything that is.
func New(t testing.TB, m *sdk.Module, o Options) *Harness {
	t.Helper()
	end, err := sdk.Connect(m)
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := m.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	h := &Harness{Manifest: manifest, options: o.withDefaults(), module: end}
	units := map[string]string{}
	for _, u := range o.Units {
		units[u.ID] = u.Path
	}
	h.store, err = memstore.New(memstore.Config{Collections: manifest.Collections, Units: units, Owner: h.options.ID, Clock: h.options.Clock})
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range manifest.Operations {
		if h.routes, err = h.routes.With(op.Method, op.Path, op); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// As is the same module over the same records, called by somebody else: "person" with their id, "visitor" with none.
func (h *Harness) As(kind, id string) *Harness {
	o := h.options
	o.Kind, o.ID = kind, id
	return &Harness{Manifest: h.Manifest, options: o.withDefaults(), module: h.module, routes: h.routes, store: h.store}
}

func (o Options) withDefaults() Options {
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	fill(&o.Kind, "person")
	if o.Kind != "visitor" {
		fill(&o.ID, "0198c0de-0000-7000-8000-00000000cafe")
	}
	fill(&o.Language, "fr")
	fill(&o.Zone, "Europe/Paris")
	fill(&o.Wording, "fr-FR")
	fill(&o.Country, "FR")
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Floor == 0 {
		o.Floor = 5
	}
	return o
}

// Store is where the records lie: for tests to fill and to look at, past every hook.
func (h *Harness) Store() *memstore.Store { return h.store }

// Mails are the messages that the module queued, those of commits last.
func (h *Harness) Mails() []sdk.Message {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append(slices.Clone(h.mails), h.store.Outbox().Mails...)
}

// Told is a notice as its reader sees it: the subject, and the text below. A notice of a kind that the manifest does not declare fails.
func (h *Harness) Told(n sdk.Notice, language string) string {
	for _, k := range h.Manifest.Notices {
		if k.Name == n.Kind {
			subject, text := k.Told(n)
			return subject.In(language) + "\n" + text.In(language)
		}
	}
	return fmt.Sprintf("the manifest declares no notice %q", n.Kind)
}

// Do sends one request: Do("POST", "/visits:plan", `{"on":"2026-03-01"}`).
func (h *Harness) Do(method, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Into is Do for an answer that must be a success: it is decoded into answer, unless that is nil.
func (h *Harness) Into(t testing.TB, method, target, body string, answer any) {
	t.Helper()
	w := h.Do(method, target, body)
	if w.Code >= http.StatusBadRequest {
		t.Fatalf("%s %s = %d %s", method, target, w.Code, w.Body)
	}
	if answer == nil {
		return
	}
	if err := json.Unmarshal(w.Body.Bytes(), answer); err != nil {
		t.Fatalf("%s %s: %v in %s", method, target, err, w.Body)
	}
}

// Change is a write to a hooked collection.
type Change = wire.Change

// Before shows a write to the collection's before-hook and returns the document to write. A guard is asked by the name of
// another module's collection: "portrait/waves".
func (h *Harness) Before(ctx context.Context, c Change) (json.RawMessage, error) {
	call, _ := h.call(true)
	doc, err := h.module.Before(ctx, call, c)
	if err == nil && doc == nil {
		doc = c.New
	}
	return doc, err
}

// Run runs a job and commits what it stages.
func (h *Harness) Run(ctx context.Context, job string, data json.RawMessage) error {
	call, _ := h.call(true)
	call.Caller.Kind, call.Caller.ID = "module", h.Manifest.Name
	staged, err := h.module.Run(ctx, call, wire.Job{ID: uuid.NewString(), Name: job, Data: data})
	if err != nil {
		return err
	}
	_, err = h.store.Commit(ctx, staged)
	return err
}

// Hear delivers an event and commits what the module stages.
func (h *Harness) Hear(ctx context.Context, e store.Event) error {
	call, _ := h.call(true)
	call.Caller.Kind, call.Caller.ID = "module", h.Manifest.Name
	sender, _, _ := strings.Cut(e.Type, ".")
	staged, err := h.module.Hear(ctx, call, wire.Event{ID: uuid.NewString(), Module: sender, At: h.options.Clock().UTC(), Event: e})
	if err != nil {
		return err
	}
	_, err = h.store.Commit(ctx, staged)
	return err
}

// address is that of the platform in a test.
const address = "https://ribambelle.test"

// config is the module's configuration, if the test has one.
func (h *Harness) config() json.RawMessage {
	text, err := json.Marshal(h.options.Config)
	if err != nil || h.options.Config == nil {
		return nil
	}
	return text
}

// call is a call of the harness's caller.
func (h *Harness) call(internal bool) (wire.Call, *gate) {
	g := &gate{harness: h}
	c := wire.Call{
		Caller: wire.Caller{
			Kind: h.options.Kind, ID: h.options.ID, Language: h.options.Language, Zone: h.options.Zone,
			Wording: h.options.Wording, Country: h.options.Country, Config: h.config(), Now: h.options.Clock().UTC(),
			Pages: address + "/p/ville/" + h.Manifest.Name, Operations: address + "/t/ville/" + h.Manifest.Name,
			Secret: []byte("the secret of a test, 32 bytes ."),
		},
		Store: ordinary{h.store, h.Manifest}, Host: g,
	}
	if internal {
		c.Internal = h.store
	}
	return c, g
}

// String names the module.
func (h *Harness) String() string { return fmt.Sprintf("%s %s", h.Manifest.Name, h.Manifest.Version) }
