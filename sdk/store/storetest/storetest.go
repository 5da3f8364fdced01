// Package storetest is the suite that every store.Store passes: the memory store, the core's view over each
// database, and the gRPC pair. What it asks is the contract of package store, fault kinds and pointers included.
//
// Goals: the same answer from every engine, concurrency included; two tenants, where the store has tenants.
// Non-goals: rights, masks, hooks, speed. Run may be called by several tests at once.
package storetest

import (
	"encoding/json"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Harness is a store under test, empty, with the collections of Schemas.
type Harness struct {
	Store    store.Store // of somebody who may do everything with ordinary collections
	Internal store.Store // of the module itself: reaches internal and anonymous collections; nil: Store does
	Other    store.Store // the same as Store, of another tenant; nil where there are none

	North Unit // right under the root
	Inner Unit // under North
	South Unit // right under the root, beside North
}

// Unit is a unit of the tenant of Store.
type Unit struct{ ID, Path string }

// Schemas returns the collections that the suite works on.
func Schemas() []store.Schema {
	return []store.Schema{
		mustParse("visits", store.Schema{Indexes: [][]string{{"status", "starts"}}}, `{"type":"object","additionalProperties":false,
			"required":["title"],"properties":{
			"site":{"type":"string","x-rb":{"unit":true}},
			"title":{"type":"string","minLength":1,"maxLength":80,"x-rb":{"searchable":true}},
			"status":{"type":"string","enum":["draft","open","done"],"x-rb":{"index":true}},
			"places":{"type":"integer","minimum":0,"x-rb":{"index":true}},
			"score":{"type":"number"},
			"starts":{"type":"string","format":"date"},
			"opens":{"type":"string","format":"date-time"},
			"urgent":{"type":"boolean"},
			"code":{"type":"string","x-rb":{"unique":true}},
			"host":{"type":"string","x-rb":{"subject":"host"}},
			"phone":{"type":"string","x-rb":{"personal":true,"subject":"host"}},
			"tags":{"type":"array","items":{"type":"string"},"x-rb":{"searchable":true}}}}`),
		mustParse("signatures", store.Schema{}, `{"type":"object","additionalProperties":false,
			"required":["title"],"properties":{
			"title":{"type":"string"},
			"email":{"type":"string","maxLength":80,"x-rb":{"sensitive":true,"unique":true,"subject":"email"}},
			"union":{"type":"string","enum":["yes","no"],"x-rb":{"sensitive":true,"index":true,"personal":true,"subject":"email"}},
			"age":{"type":"integer","x-rb":{"sensitive":true,"index":true}},
			"score":{"type":"number","x-rb":{"sensitive":true}},
			"opinion":{"type":"string","x-rb":{"sensitive":true}},
			"more":{"type":"object","x-rb":{"sensitive":true}}}}`),
		mustParse("tokens", store.Schema{Kind: store.Internal}, `{"type":"object","additionalProperties":false,
			"required":["hash"],"properties":{"hash":{"type":"string","x-rb":{"unique":true}}}}`),
		mustParse("answers", store.Schema{Kind: store.Anonymous}, `{"type":"object","additionalProperties":false,
			"required":["value"],"properties":{"site":{"type":"string","x-rb":{"unit":true}},"value":{"type":"number"}}}`),
	}
}

// mustParse panics on an unsound schema: those of this package are constants.
func mustParse(collection string, rest store.Schema, text string) store.Schema {
	s, err := store.ParseSchema(collection, []byte(text), rest)
	if err != nil {
		panic(err)
	}
	return s
}

// Run runs the suite. open is called once for each part, and gives empty collections each time.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	t.Helper()
	for _, part := range []struct {
		name string
		run  func(s *suite)
	}{
		{"Records", (*suite).records},
		{"BadDocuments", (*suite).badDocuments},
		{"Preconditions", (*suite).preconditions},
		{"Atomicity", (*suite).atomicity},
		{"Filters", (*suite).filters},
		{"BadQueries", (*suite).badQueries},
		{"Order", (*suite).order},
		{"Pages", (*suite).pages},
		{"Search", (*suite).search},
		{"Units", (*suite).units},
		{"Aggregates", (*suite).aggregates},
		{"BadAggregates", (*suite).badAggregates},
		{"Unique", (*suite).unique},
		{"Sealed", (*suite).sealed},
		{"SealedQueries", (*suite).sealedQueries},
		{"Races", (*suite).races},
		{"Watch", (*suite).watch},
		{"Anonymity", (*suite).anonymity},
		{"Tenants", (*suite).tenants},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			if h.Internal == nil {
				h.Internal = h.Store
			}
			part.run(&suite{t, h})
		})
	}
}

type suite struct {
	*testing.T
	Harness
}

// doc is a document to be written as JSON.
type doc map[string]any

func (d doc) text() json.RawMessage {
	text, err := json.Marshal(d)
	if err != nil {
		panic(err) // a value of this package
	}
	return text
}

func (s *suite) commit(st store.Store, mutations ...store.Mutation) []store.Record {
	s.Helper()
	r, err := st.Commit(s.Context(), store.Commit{Mutations: mutations})
	if err != nil {
		s.Fatalf("commit: %v", err)
	}
	if len(r.Records) != len(mutations) {
		s.Fatalf("a receipt of %d records for %d mutations", len(r.Records), len(mutations))
	}
	return r.Records
}

func (s *suite) create(collection string, docs ...doc) []store.Record {
	s.Helper()
	var ms []store.Mutation
	for _, d := range docs {
		ms = append(ms, store.Mutation{Verb: store.Create, Collection: collection, Doc: d.text()})
	}
	return s.commit(s.Store, ms...)
}

func (s *suite) wantKind(what string, err error, kind fault.Kind) {
	s.Helper()
	if err == nil || fault.KindOf(err) != kind {
		s.Errorf("%s: got %v, want %s", what, err, kind)
	}
}

func (s *suite) wantPointer(what string, err error, pointer string) {
	s.Helper()
	s.wantKind(what, err, fault.Invalid)
	if err == nil {
		return
	}
	for _, f := range fault.From(err).Fields {
		if f.Pointer == pointer {
			return
		}
	}
	s.Errorf("%s: no pointer %q in %v", what, pointer, fault.From(err).Fields)
}

// titles lists the titles of what a query finds.
func (s *suite) titles(q store.Query) []string {
	s.Helper()
	p, err := s.Store.List(s.Context(), "visits", q)
	if err != nil {
		s.Fatalf("list %+v: %v", q, err)
	}
	return titlesOf(s.T, p.Records)
}

func titlesOf(t *testing.T, records []store.Record) []string {
	t.Helper()
	titles := []string{}
	for _, r := range records {
		var d struct{ Title string }
		if err := json.Unmarshal(r.Doc, &d); err != nil {
			t.Fatalf("reading %s: %v", r.Doc, err)
		}
		titles = append(titles, d.Title)
	}
	return titles
}
