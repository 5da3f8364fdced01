package sdk

import (
	"context"
	"encoding/json"
	"sync"
	"time"
	_ "time/tzdata" // a module sees no file of the system, those of time zones included

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Caller is who asks, and where they are. It never says which organisation that is, except in the addresses
// that people are to be given.
type Caller struct {
	PrincipalKind string // "person", "service", "visitor", "module"
	PrincipalID   string // empty for visitors
	Language      string // "fr", "en"
	Zone          *time.Location
	Wording       string          // BCP 47: "fr-CA"
	Country       string          // ISO 3166-1: "CA"
	Config        json.RawMessage // the organisation's configuration of this module
	Today         string          // civil date in Zone: "2026-03-01"
	Now           time.Time       // the core's clock, UTC
	Pages         string          // where people find the public pages: Pages + "/answer"
	Operations    string          // where operations are reached from outside: Operations + "/feeds/…"
	Again         bool            // Rules.Retry: the first run's commit met a conflict, and this is the second
}

// Call returns who calls. Outside a call it is the zero Caller in UTC.
func Call(ctx context.Context) Caller {
	if current := callOf(ctx); current != nil {
		return current.caller
	}
	return Caller{Zone: time.UTC}
}

// Config returns the organisation's configuration of this module; the zero T where none was set.
func Config[T any](ctx context.Context) (T, error) {
	var value T
	text := Call(ctx).Config
	if len(text) == 0 {
		return value, nil
	}
	if err := json.Unmarshal(text, &value); err != nil {
		return value, fault.New(fault.Internal, "configuration-not-readable", "The module's configuration does not fit its type.").Because(err)
	}
	return value, nil
}

// Store returns the caller's view: what they may see and change, at once and one by one. Use collections
// where you can; their changes are staged.
func Store(ctx context.Context) store.Store {
	if current := callOf(ctx); current != nil {
		return current.store
	}
	return nowhere{}
}

// Internal returns the view that also reaches the module's internal and anonymous collections. Without
// Rules.Internal it refuses everything.
func Internal(ctx context.Context) store.Store {
	if current := callOf(ctx); current != nil && current.internal != nil {
		return current.internal
	}
	return nowhere{}
}

type callKey struct{}

// call is the state of one call, carried by its context.
type call struct {
	caller   Caller
	secret   []byte
	store    store.Store
	internal store.Store // nil unless declared
	host     wire.Host
	tx       *Transaction
	reads    map[key]store.Record

	mu    sync.Mutex
	fault *fault.Error
}

// key names a record within a call.
type key struct{ collection, id string }

func callOf(ctx context.Context) *call {
	current, _ := ctx.Value(callKey{}).(*call)
	return current
}

// begin puts a call into a context.
func begin(ctx context.Context, w wire.Call, z *zones) (context.Context, *call) {
	zone := z.of(w.Caller.Zone)
	current := &call{
		caller: Caller{
			PrincipalKind: w.Caller.Kind, PrincipalID: w.Caller.ID, Language: w.Caller.Language, Zone: zone,
			Wording: w.Caller.Wording, Country: w.Caller.Country, Config: w.Caller.Config,
			Today: w.Caller.Now.In(zone).Format(time.DateOnly), Now: w.Caller.Now,
			Pages: w.Caller.Pages, Operations: w.Caller.Operations, Again: w.Caller.Again,
		},
		secret: w.Caller.Secret,
		store:  w.Store, internal: w.Internal, host: w.Host,
		tx:    &Transaction{host: w.Host, ids: w.IDs},
		reads: make(map[key]store.Record, len(w.Reads)),
	}
	for _, r := range w.Reads {
		current.reads[key{r.Collection, r.Record.ID}] = r.Record
	}
	return context.WithValue(ctx, callKey{}, current), current
}

// zones keeps the time zones that were read: reading one is reading a file.
type zones struct{ known sync.Map } // name to *time.Location

func (z *zones) of(name string) *time.Location {
	if known, ok := z.known.Load(name); ok {
		return known.(*time.Location) //nolint:forcetypeassert // nothing else is put there
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	z.known.Store(name, zone)
	return zone
}

// fail keeps the fault that the operation ends with.
func (c *call) fail(f *fault.Error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault = f
}

func (c *call) failed() *fault.Error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fault
}

// view is the store through which a collection of that kind is reached.
func (c *call) view(kind store.Kind) store.Store {
	if kind == store.Ordinary {
		return c.store
	}
	return c.internal
}

// get looks among what is staged, what was sent along, then asks.
func (c *call) get(ctx context.Context, kind store.Kind, collection, id string) (store.Record, error) {
	if staged, ok := c.tx.look(collection, id); ok {
		if staged.Doc == nil {
			return store.Record{}, fault.Missing("record")
		}
		return staged, nil
	}
	if sent, ok := c.reads[key{collection, id}]; ok {
		return sent, nil
	}
	return c.view(kind).Get(ctx, collection, id)
}

// list lays what is staged over what is stored.
func (c *call) list(ctx context.Context, kind store.Kind, collection string, q store.Query) (store.Page, error) {
	page, err := c.view(kind).List(ctx, collection, q)
	if err != nil {
		return store.Page{}, err
	}
	kept := page.Records[:0]
	for _, record := range page.Records {
		staged, ok := c.tx.look(collection, record.ID)
		switch {
		case !ok:
			kept = append(kept, record)
		case staged.Doc != nil:
			kept = append(kept, staged)
		}
	}
	page.Records = kept
	return page, nil
}

func errNoCall() error {
	return fault.New(fault.Internal, "outside-a-call", "Collections, units and the gate are reached through a call's context.")
}

// nowhere is the store outside a call: it refuses.
type nowhere struct{}

func (nowhere) Get(context.Context, string, string) (store.Record, error) {
	return store.Record{}, errNoCall()
}

func (nowhere) List(context.Context, string, store.Query) (store.Page, error) {
	return store.Page{}, errNoCall()
}

func (nowhere) Aggregate(context.Context, string, store.Aggregation) ([]store.Group, error) {
	return nil, errNoCall()
}

func (nowhere) Commit(context.Context, store.Commit) (store.Receipt, error) {
	return store.Receipt{}, errNoCall()
}

func (nowhere) Watch(context.Context, string, string, func(store.Change) error) error {
	return errNoCall()
}
