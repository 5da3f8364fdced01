package portrait_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/plugins/portrait"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/store/memstore"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// house is an organisation with the portrait on: a store in memory, a tree of units, a clock, and a gate that
// knows the floor. Rights are the core's and are not in it.
type house struct {
	t      *testing.T
	module wire.Module
	store  *memstore.Store
	units  []wire.Unit
	closed []wire.Closure // when all of them are
	config json.RawMessage

	mu       sync.Mutex
	now      time.Time
	released map[string]json.RawMessage
	final    map[string]json.RawMessage // final tables, by release and name
	made     int                        // tables published, not recalled
}

// coordinator, visitor and educator are who calls.
var (
	coordinator = wire.Caller{Kind: "person", ID: "p-coordinator", Language: "fr", Zone: "Europe/Paris", Wording: "fr-FR", Country: "FR"}
	visitor     = wire.Caller{Kind: "visitor", Language: "fr", Zone: "Europe/Paris", Wording: "fr-FR", Country: "FR"}
)

// naming makes a module as no organisation gets it: waves labelled so carry names.
func naming() portrait.Option {
	return portrait.Naming(func(w wave.Wave) bool { return w.Label == "named" })
}

func newHouse(t *testing.T, options ...portrait.Option) *house {
	t.Helper()
	m := portrait.New(options...)
	manifest, err := m.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	end, err := sdk.Connect(m)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, module: end, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), released: map[string]json.RawMessage{}, final: map[string]json.RawMessage{}}
	h.unit("ville", "/ville/", "territory", 0)
	paths := map[string]string{}
	for i, n := range []int{18, 12, 9, 4, 3} {
		h.unit(fmt.Sprintf("c%d", i), fmt.Sprintf("/ville/c%d/", i), "site", n)
	}
	h.unit("relais", "/ville/relais/", "office", 0)
	for i := range 9 {
		h.unit(fmt.Sprintf("h%d", i), fmt.Sprintf("/ville/relais/h%d/", i), "home", 0)
	}
	for _, u := range h.units {
		paths[u.ID] = u.Path
	}
	h.store, err = memstore.New(memstore.Config{Collections: manifest.Collections, Units: paths, Clock: func() time.Time { return h.now }})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) unit(id, path, class string, headcount int) {
	h.units = append(h.units, wire.Unit{ID: id, Key: id, Path: path, Name: "Lieu " + id, Kind: class, Class: class, Headcount: headcount})
}

func (h *house) call(as wire.Caller) wire.Call {
	as.Now, as.Config = h.now, h.config
	return wire.Call{Caller: as, Store: h.store, Internal: h.store, Host: h}
}

// try sends a request and commits what it staged, as the core does; a failed commit is tried once more.
func (h *house) try(as wire.Caller, method, path, body string) (int, []byte, error) {
	for attempt := 0; ; attempt++ {
		c := h.call(as)
		c.Request = wire.Request{Method: method, Path: path, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)}
		c.Request.Path, c.Request.Query, _ = strings.Cut(path, "?")
		answer, err := h.module.Call(context.Background(), c)
		if err != nil {
			return 0, nil, err
		}
		if answer.Status >= 400 {
			return answer.Status, answer.Body, fmt.Errorf("%d %s", answer.Status, answer.Body)
		}
		_, err = h.store.Commit(context.Background(), answer.Staged)
		if err == nil {
			return answer.Status, answer.Body, nil
		}
		if attempt == 1 {
			return 0, nil, err
		}
	}
}

// do is try for what must succeed; the answer is read into out.
func (h *house) do(as wire.Caller, method, path string, body, out any) {
	h.t.Helper()
	text := ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			h.t.Fatal(err)
		}
		text = string(b)
	}
	_, answer, err := h.try(as, method, path, text)
	if err != nil {
		h.t.Fatalf("%s %s: %v", method, path, err)
	}
	if out != nil {
		if err := json.Unmarshal(answer, out); err != nil {
			h.t.Fatalf("%s %s: %v in %s", method, path, err, answer)
		}
	}
}

// refused is for what must fail with that code.
func (h *house) refused(as wire.Caller, method, path, body, code string) *fault.Error {
	h.t.Helper()
	_, answer, err := h.try(as, method, path, body)
	if err == nil {
		h.t.Errorf("%s %s %s: accepted with %s, want %s", method, path, body, answer, code)
		return &fault.Error{}
	}
	f := fault.From(err)
	if f.Code != code {
		h.t.Errorf("%s %s %s: %v, want %s", method, path, body, err, code)
	}
	return f
}

// write is what the core does with a write to a hooked collection that comes from outside.
func (h *house) write(collection string, verb store.Verb, id, doc string) (store.Record, error) {
	change := wire.Change{Collection: collection, Verb: verb, ID: id}
	if doc != "" {
		change.New = json.RawMessage(doc)
	}
	if verb != store.Create {
		old, err := h.store.Get(context.Background(), collection, id)
		if err != nil {
			return store.Record{}, err
		}
		change.Old, change.Rev = old.Doc, old.Rev
	}
	changed, err := h.module.Before(context.Background(), h.call(coordinator), change)
	if err != nil {
		return store.Record{}, err
	}
	if changed == nil {
		changed = change.New
	}
	receipt, err := h.store.Commit(context.Background(), store.Commit{Mutations: []store.Mutation{
		{Verb: verb, Collection: collection, ID: id, Rev: change.Rev, Doc: changed},
	}})
	if err != nil {
		return store.Record{}, err
	}
	return receipt.Records[0], nil
}

func (h *house) run(job store.Job) {
	h.t.Helper()
	staged, err := h.module.Run(context.Background(), h.call(wire.Caller{Kind: "module", ID: "portrait", Zone: "Europe/Paris"}), wire.Job{Name: job.Name, Data: job.Data})
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.store.Commit(context.Background(), staged); err != nil {
		h.t.Fatal(err)
	}
}

// Units implements wire.Host.
func (h *house) Units(_ context.Context, q wire.UnitQuery) ([]wire.Unit, error) {
	var found []wire.Unit
	for _, u := range h.units {
		if q.ID == u.ID || q.ID == "" && strings.HasPrefix(u.Path, q.Path) {
			found = append(found, u)
		}
	}
	if q.ID != "" && len(found) == 0 {
		return nil, fault.Missing("unit")
	}
	return found, nil
}

// Closures implements wire.Host.
func (h *house) Closures(context.Context, wire.ClosureQuery) ([]wire.Closure, error) {
	return h.closed, nil
}

// Publish implements wire.Host with a gate that knows the floor and nothing more.
func (h *house) Publish(_ context.Context, text json.RawMessage) (json.RawMessage, error) {
	var t sdk.Table
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if t.Final && len(t.Cells) == 0 {
		told, ok := h.final[t.Release+"/"+t.Name]
		if !ok {
			return nil, fault.Missing("publication")
		}
		return told, nil
	}
	h.made++
	r := sdk.Released{ID: "release-" + strconv.Itoa(len(h.released)), Release: t.Release, Name: t.Name, Floor: t.Floor}
	for _, c := range t.Cells {
		if c.N < t.Floor || c.Never {
			r.Cells = append(r.Cells, sdk.ReleasedCell{Key: c.Key, Parent: c.Parent, Masked: true})
			continue
		}
		r.Cells = append(r.Cells, sdk.ReleasedCell{Key: c.Key, Parent: c.Parent, N: c.N, Values: c.Values})
	}
	answer, err := json.Marshal(r)
	h.released[r.ID] = answer
	if t.Final {
		h.final[t.Release+"/"+t.Name] = answer
	}
	return answer, err
}

// Mail implements wire.Host.
func (h *house) Mail(context.Context, wire.Mail) error {
	return errors.New("the portrait sends no mail")
}

// Fetch implements wire.Host.
func (*house) Fetch(context.Context, wire.Outgoing) (wire.Incoming, error) {
	return wire.Incoming{}, nil
}

// People implements wire.Host.
func (*house) People(context.Context, []string) ([]wire.Person, error) { return nil, nil }

// Attest implements wire.Host.
func (h *house) Attest(context.Context, wire.Statement) (wire.Statement, error) {
	return wire.Statement{}, errors.New("the portrait signs nothing")
}

// NewIDs implements wire.Host.
func (h *house) NewIDs(_ context.Context, n int) ([]string, error) {
	ids := make([]string, n)
	for i := range ids {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, err
		}
		ids[i] = id.String()
	}
	return ids, nil
}
