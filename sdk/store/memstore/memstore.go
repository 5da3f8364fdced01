// Package memstore is a store.Store in memory, for the tests of a module's author.
//
// It answers as the platform does, and passes the same suite (storetest): filters, orders, pages, search,
// aggregates, commits with preconditions, watches. It knows no rights, so it is one caller's view who may do
// everything; two stores stand for two tenants. Nothing is kept when the program ends.
//
// Goals: the platform's answers, faults and pointers included, without a database.
// Non-goals: rights, masks, hooks, speed on large sets. All methods may be called concurrently.
package memstore

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Config describes a store. The zero value of everything but Collections works.
type Config struct {
	Collections []store.Schema
	Units       map[string]string // unit id to path; default: any id is a unit right under the root
	Owner       string            // principal who owns what is created; default none
	Clock       func() time.Time  // default time.Now
	IDs         func() string     // ids of new records; default UUIDv7, and v4 in anonymous collections
}

// Store keeps collections in memory.
type Store struct {
	config Config

	mu      sync.Mutex
	tables  map[string]*table
	changes []change
	grown   chan struct{} // closed and replaced at each commit
	outbox  Outbox
}

// Outbox gathers what commits ask for beside their records, for tests to look at.
type Outbox struct {
	Events  []store.Event
	Jobs    []store.Job
	Tallies []store.Tally
	Mails   []store.Mail
	Notices []store.Notice
}

var _ store.Store = (*Store)(nil)

// table is one collection and its records.
type table struct {
	schema store.Schema
	check  checker
	rows   map[string]row
}

// row is a record with its document decoded.
type row struct {
	store.Record
	fields map[string]any
	words  string
}

// New makes an empty store; a collection whose schema cannot be compiled is invalid.
func New(c Config) (*Store, error) {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	s := &Store{config: c, tables: map[string]*table{}, grown: make(chan struct{})}
	for _, schema := range c.Collections {
		parsed, err := store.ParseSchema(schema.Collection, schema.JSON, schema)
		if err != nil {
			return nil, err
		}
		check, err := compile(parsed)
		if err != nil {
			return nil, err
		}
		s.tables[schema.Collection] = &table{schema: parsed, check: check, rows: map[string]row{}}
	}
	return s, nil
}

// Outbox returns what commits have asked for so far.
func (s *Store) Outbox() Outbox {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Outbox{
		slices.Clone(s.outbox.Events), slices.Clone(s.outbox.Jobs), slices.Clone(s.outbox.Tallies), slices.Clone(s.outbox.Mails), slices.Clone(s.outbox.Notices),
	}
}

// Get implements store.Store.
func (s *Store) Get(_ context.Context, collection, id string) (store.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.table(collection)
	if err != nil {
		return store.Record{}, err
	}
	r, ok := t.rows[id]
	if !ok {
		return store.Record{}, fault.Missing("record")
	}
	return r.copied(), nil
}

func (s *Store) table(collection string) (*table, error) {
	if t, ok := s.tables[collection]; ok {
		return t, nil
	}
	return nil, fault.Missing("collection")
}

func (s *Store) newID(kind store.Kind) string {
	switch {
	case s.config.IDs != nil:
		return s.config.IDs()
	case kind == store.Anonymous:
		return uuid.NewString()
	}
	return uuid.Must(uuid.NewV7()).String()
}

func (s *Store) unitPath(id string) (string, bool) {
	if s.config.Units == nil {
		return "/" + id + "/", true
	}
	path, ok := s.config.Units[id]
	return path, ok
}

// copied is the record as it leaves the store: the caller may write on it.
func (r row) copied() store.Record {
	c := r.Record
	c.Doc = slices.Clone(c.Doc)
	return c
}
