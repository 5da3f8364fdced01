package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/store/memstore"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// What is about people in the made up organisation. Where these words are found and should not be, something leaks.
const (
	canaryAddress = "canari.jaune@exemple.invalid"
	canaryText    = "canari-jaune"
	canarySecret  = "the secret of a module, 32 bytes"
	canaryPerson  = "0198c0de-0000-7000-8000-00000000cafe"
)

// today is the clock of the made up organisation, so that what is asked twice can be answered alike.
var today = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// world is an organisation that a module is called for.
type world struct {
	units  []wire.Unit
	store  *memstore.Store
	config json.RawMessage
	ids    map[string][]string // of the records in it, by collection
	// weather is what is wrong with the core just now.
	weather atomic.Pointer[weather]
	public  atomic.Int64 // tables that passed the gate
}

// turn changes the weather until what it returns is called. Calls that nobody waits for any more may still be in it.
func (w *world) turn(to weather) (back func()) {
	w.weather.Store(&to)
	return func() { w.weather.Store(nil) }
}

func (w *world) now() weather {
	if is := w.weather.Load(); is != nil {
		return *is
	}
	return weather{}
}

// weather is a host condition. The zero value is fair.
type weather struct {
	before func(ctx context.Context) error // each back-call: waits, or refuses
	page   func(store.Page) store.Page     // each page of records
	record func(store.Record) store.Record // each record
	ids    int                             // how many ids come with a call; 0 is some, -1 none
	units  bool                            // there are none
}

// bare leaves a world without records.
const bare = true

// newWorld fills an organisation with records made from the schemas.
func newWorld(m sdk.Manifest, without ...bool) (*world, error) {
	w := &world{ids: map[string][]string{}, units: []wire.Unit{
		{ID: "0198c0de-0000-7000-8000-0000000000a1", Key: "rive-gauche", Path: "/rive-gauche/", Name: "Rive gauche", Kind: "territory", Class: "territory"},
		{ID: "0198c0de-0000-7000-8000-0000000000b1", Key: "les-lilas", Path: "/rive-gauche/les-lilas/", Parent: "0198c0de-0000-7000-8000-0000000000a1", Name: "Les Lilas", Kind: "creche", Class: "site", Headcount: 12},
	}}
	paths := map[string]string{}
	for _, u := range w.units {
		paths[u.ID] = u.Path
	}
	m.Collections = slices.DeleteFunc(slices.Clone(m.Collections), func(s store.Schema) bool { // what is wrong with them is told by their checks
		_, err := store.ParseSchema(s.Collection, s.JSON, s)
		return err != nil
	})
	var err error
	n := 0 // ids are the same in every world, so that what was staged in one can be committed in another
	w.store, err = memstore.New(memstore.Config{
		Collections: m.Collections, Units: paths, Owner: canaryPerson, Clock: func() time.Time { return today },
		IDs: func() string { n++; return fmt.Sprintf("0198c0de-0000-7000-8000-%012x", 0xd0c0000+n) },
	})
	if err != nil {
		return nil, err
	}
	for _, s := range m.Collections {
		for n := 0; n < samplesOfEach && len(without) == 0; n++ {
			w.add(s, n)
		}
	}
	if len(m.Config) > 0 {
		w.config = defaults(m.Config)
	}
	return w, nil
}

// samplesOfEach is how many records of each collection there are, where samples of it can be made.
const samplesOfEach = 3

func (w *world) add(s store.Schema, n int) {
	made, err := w.store.Commit(context.Background(), store.Commit{Mutations: []store.Mutation{{
		Verb: store.Create, Collection: s.Collection, Doc: w.document(s, n),
	}}})
	if err == nil { // what no sample can be made of stays empty
		w.ids[s.Collection] = append(w.ids[s.Collection], made.Records[0].ID)
	}
}

// document is a document of a collection: everything in it that its schema names.
func (w *world) document(s store.Schema, n int) json.RawMessage {
	doc, ok := sampled(s.JSON, n).(map[string]any)
	if !ok {
		return nil
	}
	for _, f := range s.Fields {
		switch {
		case f.Unit:
			doc[f.Name] = w.units[len(w.units)-1].ID
		case f.Owner:
			doc[f.Name] = canaryPerson
		case f.File != "":
			delete(doc, f.Name)
		case f.Personal && doc[f.Name] == plainText(n) && roomFor(s, f.Name, canaryText):
			doc[f.Name] = canaryText
		}
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return nil
	}
	return text
}

// roomFor reports whether a field takes a text of that length.
func roomFor(s store.Schema, field, text string) bool {
	var whole schema
	if json.Unmarshal(s.JSON, &whole) != nil || whole.Properties[field] == nil {
		return false
	}
	most := whole.Properties[field].MaxLength
	return most == nil || *most >= len(text)
}

// call is a call for somebody in it.
func (w *world) call(internal bool) wire.Call {
	view := sky{w.store, w}
	c := wire.Call{
		Caller: wire.Caller{
			Kind: "person", ID: canaryPerson, Language: "fr", Zone: "Europe/Paris", Wording: "fr-FR", Country: "FR",
			Config: w.config, Now: today, Pages: "https://exemple.invalid/p/ville/module",
			Operations: "https://exemple.invalid/t/ville/module", Secret: []byte(canarySecret),
		},
		Store: view, Host: view,
	}
	if w.now().ids >= 0 {
		c.IDs = newIDs(8)
	}
	if internal {
		c.Internal = view
	}
	return c
}

// sky is the core of the world in its weather: the store and what else may be asked.
type sky struct {
	store.Store
	world *world
}

var (
	_ wire.Host   = sky{}
	_ store.Store = sky{}
)

func (s sky) fair(ctx context.Context) error {
	if before := s.world.now().before; before != nil {
		return before(ctx)
	}
	return nil
}

func (s sky) changed(r store.Record) store.Record {
	if record := s.world.now().record; record != nil {
		return record(r)
	}
	return r
}

// Get implements store.Store.
func (s sky) Get(ctx context.Context, collection, id string) (store.Record, error) {
	if err := s.fair(ctx); err != nil {
		return store.Record{}, err
	}
	r, err := s.Store.Get(ctx, collection, id)
	return s.changed(r), err
}

// List implements store.Store.
func (s sky) List(ctx context.Context, collection string, q store.Query) (store.Page, error) {
	if err := s.fair(ctx); err != nil {
		return store.Page{}, err
	}
	turn := s.world.now().page
	if turn != nil {
		q.Token = ""
	}
	page, err := s.Store.List(ctx, collection, q)
	if err != nil {
		return store.Page{}, err
	}
	for i, r := range page.Records {
		page.Records[i] = s.changed(r)
	}
	if turn != nil {
		page = turn(page)
	}
	return page, nil
}

// Aggregate implements store.Store.
func (s sky) Aggregate(ctx context.Context, collection string, a store.Aggregation) ([]store.Group, error) {
	if err := s.fair(ctx); err != nil {
		return nil, err
	}
	return s.Store.Aggregate(ctx, collection, a)
}

// Commit implements store.Store.
func (s sky) Commit(ctx context.Context, c store.Commit) (store.Receipt, error) {
	if err := s.fair(ctx); err != nil {
		return store.Receipt{}, err
	}
	return s.Store.Commit(ctx, c)
}

// Units implements wire.Host.
func (s sky) Units(ctx context.Context, q wire.UnitQuery) ([]wire.Unit, error) {
	if err := s.fair(ctx); err != nil {
		return nil, err
	}
	if s.world.now().units {
		return nil, nil
	}
	found := slices.DeleteFunc(slices.Clone(s.world.units), func(u wire.Unit) bool {
		return u.ID != q.ID && (q.ID != "" || !strings.HasPrefix(u.Path, q.Path))
	})
	if q.ID != "" && len(found) == 0 {
		return nil, fault.Missing("unit")
	}
	return found, nil
}

// Closures implements wire.Host: a fortnight somewhere in what was asked for.
func (s sky) Closures(ctx context.Context, q wire.ClosureQuery) ([]wire.Closure, error) {
	if err := s.fair(ctx); err != nil {
		return nil, err
	}
	if q.Unit != "" {
		if units, err := s.Units(ctx, wire.UnitQuery{ID: q.Unit}); err != nil || len(units) == 0 {
			return nil, err
		}
	}
	from, err := time.Parse(time.DateOnly, q.From)
	if err != nil {
		return nil, fault.InvalidField("/from", "must be a day such as 2027-08-02").Because(err)
	}
	from = from.AddDate(0, 0, 7)
	return []wire.Closure{{From: from.Format(time.DateOnly), To: from.AddDate(0, 0, 13).Format(time.DateOnly), Name: map[string]string{"fr": "Fermeture", "en": "Closing"}}}, nil
}

// floor is the least n of a figure that this gate tells.
const floor = 5

// Publish implements wire.Host.
func (s sky) Publish(ctx context.Context, text json.RawMessage) (json.RawMessage, error) {
	if err := s.fair(ctx); err != nil {
		return nil, err
	}
	var t sdk.Table
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, fault.New(fault.Invalid, "table-not-readable", "The table is not readable.").Because(err)
	}
	if t.Final && len(t.Cells) == 0 {
		return nil, fault.Missing("publication")
	}
	s.world.public.Add(1)
	told := sdk.Released{ID: uuid.NewSHA1(uuid.NameSpaceURL, text).String(), Release: t.Release, Name: t.Name, Floor: floor}
	for _, c := range t.Cells {
		one := sdk.ReleasedCell{Key: c.Key, Parent: c.Parent, Masked: c.Never || c.N < floor}
		if !one.Masked {
			one.N, one.Values = c.N, c.Values
		}
		told.Cells = append(told.Cells, one)
	}
	return json.Marshal(told)
}

// Mail implements wire.Host.
func (s sky) Mail(ctx context.Context, _ wire.Mail) error { return s.fair(ctx) }

// Attest implements wire.Host.
func (s sky) Attest(ctx context.Context, q wire.Statement) (wire.Statement, error) {
	if err := s.fair(ctx); err != nil {
		return wire.Statement{}, err
	}
	if q.Note != "" {
		text, _, _ := strings.Cut(q.Note, "\n— ")
		return wire.Statement{Text: text + "\n", Note: q.Note, Key: "conformance+00000000+AA=="}, nil
	}
	return wire.Statement{Text: q.Text, Note: q.Text + "\n— conformance AAAAAA==\n", Key: "conformance+00000000+AA=="}, nil
}

// Fetch implements wire.Host.
func (s sky) Fetch(ctx context.Context, _ wire.Outgoing) (wire.Incoming, error) {
	if err := s.fair(ctx); err != nil {
		return wire.Incoming{}, err
	}
	return wire.Incoming{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte("{}")}, nil
}

// People implements wire.Host: there is one person.
func (s sky) People(ctx context.Context, ids []string) ([]wire.Person, error) {
	if err := s.fair(ctx); err != nil || !slices.Contains(ids, canaryPerson) {
		return nil, err
	}
	return []wire.Person{{ID: canaryPerson, Name: "Camille Roy"}}, nil
}

// NewIDs implements wire.Host.
func (s sky) NewIDs(ctx context.Context, n int) ([]string, error) {
	if err := s.fair(ctx); err != nil {
		return nil, err
	}
	return newIDs(n), nil
}

func newIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = uuid.Must(uuid.NewV7()).String()
	}
	return ids
}

// plainText is what a text without a rule holds in sample n.
func plainText(n int) string { return fmt.Sprintf("Texte %d", n) }
