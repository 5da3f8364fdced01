package record_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/authz/rego"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/store/storetest"
)

var cluster pgtest.Cluster

func TestMain(m *testing.M) { cluster.Main(m) }

// town is a tenant with three units.
type town struct {
	id                  tenant.ID
	north, inner, south tenant.Unit
}

// world is a database with two towns, the module "test" and its collections, and a keeper over all of it.
type world struct {
	*testing.T
	db     *sqlstore.DB
	keeper *record.Keeper
	a, b   town
	hook   hook
	clock  *clock
	sealer record.Sealer
}

// clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// hook is a before-hook that a test sets.
type hook struct {
	mu     sync.Mutex
	before func(context.Context, record.Change) ([]byte, error)
	guards map[string][]string // of "module/collection" in any tenant
	only   tenant.ID           // if set
}

func (h *hook) Guards(_ context.Context, t tenant.ID, module, collection string) ([]string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.only.String() != (tenant.ID{}).String() && h.only != t {
		return nil, nil
	}
	return h.guards[module+"/"+collection], nil
}

func (h *hook) set(before func(context.Context, record.Change) ([]byte, error)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.before = before
}

func (h *hook) Wake(context.Context, record.Caller, string) error { return nil }

func (h *hook) Before(ctx context.Context, _ record.Caller, c record.Change) (json.RawMessage, error) {
	h.mu.Lock()
	before := h.before
	h.mu.Unlock()
	if before == nil {
		return nil, nil
	}
	return before(ctx, c)
}

func sqlite(t *testing.T) sqlstore.Config { return config(pgtest.SQLite(t)) }

func config(d pgtest.Database) sqlstore.Config {
	return sqlstore.Config{DSN: d.Running, AdminDSN: d.Admin, Connections: 8}
}

// tables are those of the suite, one with a before-hook, and one that is about people.
func tables(t *testing.T) []record.Table {
	t.Helper()
	var all []record.Table
	for _, s := range storetest.Schemas() {
		all = append(all, record.Table{Module: "test", Schema: s})
	}
	for _, s := range []store.Schema{
		parse(t, "guarded", store.Schema{Hooked: true}, `"title":{"type":"string"}`),
		parse(t, "albums", store.Schema{}, `"site":{"type":"string","x-rb":{"unit":true}},"cover":{"type":"string","x-rb":{"file":"image"}}`),
		parse(t, "contacts", store.Schema{}, `"person":{"type":"string","x-rb":{"subject":"person","index":true}},
			"phone":{"type":"string","x-rb":{"personal":true,"subject":"person"}},"note":{"type":"string"},
			"site":{"type":"string","x-rb":{"unit":true}}`),
		parse(t, "letters", store.Schema{}, `"to":{"type":"string","x-rb":{"subject":"to"}},
			"body":{"type":"string","x-rb":{"personal":true,"subject":"to"}}`, "to", "body"),
	} {
		all = append(all, record.Table{Module: "test", Schema: s})
	}
	all = append(all, keeping(t)...)
	return append(all, record.Table{Module: "other", Schema: parse(t, "things", store.Schema{}, `"title":{"type":"string"}`)})
}

func parse(t *testing.T, name string, rest store.Schema, properties string, required ...string) store.Schema {
	t.Helper()
	text := `{"type":"object","additionalProperties":false,"properties":{` + properties + `}`
	if len(required) > 0 {
		text += `,"required":["` + required[0] + `","` + required[1] + `"]`
	}
	s, err := store.ParseSchema(name, []byte(text+"}"), rest)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newWorld(t *testing.T, config sqlstore.Config, change ...func(*record.Config)) *world {
	t.Helper()
	w := &world{T: t, clock: &clock{now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}, sealer: newSealer(t)}
	config.Clock = w.clock.Now
	db, err := sqlstore.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w.db = db
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Installer().Install(t.Context(), tables(t)); err != nil {
		t.Fatal(err)
	}
	w.a, w.b = w.found("aubervilliers"), w.found("bordeaux")
	w.keeper = record.New(w.config(change...))
	return w
}

func (w *world) config(change ...func(*record.Config)) record.Config {
	w.Helper()
	authorizer, err := rego.New(rego.Config{Policies: policies{}, Clock: w.clock.Now, Timeout: 10 * time.Second})
	if err != nil {
		w.Fatal(err)
	}
	all := tables(w.T)
	c := record.Config{
		Rows: w.db.Rows(), Authorizer: authorizer, Tree: w.db.Tree(), Log: w.db.Log(), Hooks: &w.hook, Clock: w.clock.Now, Sealer: w.sealer,
		Salts: w.db.Entries(), Installed: func(tenant.ID) []record.Table { return all },
		Tables: func(_ tenant.ID, module string) ([]record.Table, bool) {
			var own []record.Table
			for _, t := range all {
				if t.Module == module {
					own = append(own, t)
				}
			}
			return own, len(own) > 0
		},
	}
	for _, do := range change {
		do(&c)
	}
	return c
}

// found founds a town.
func (w *world) found(slug string) town {
	w.Helper()
	t := town{id: tenant.Trusted(uuid.NewString())}
	entry := &audit.Entry{Tenant: t.id, Principal: "person:1", Action: "core:test", Outcome: audit.Done}
	err := w.db.Book().Change(w.Context(), t.id, entry, func(ctx context.Context, tx audit.Tx) (err error) {
		err = tx.Tenants(0).Put(ctx, tenant.Tenant{ID: t.id, Slug: slug, Name: slug, Country: "FR", Wording: "fr-FR", Languages: []string{"fr"}, Zone: "Europe/Paris"})
		unit := func(key, parent string) (u tenant.Unit) {
			if err == nil {
				u, err = tx.Units().Put(ctx, tenant.Unit{ID: uuid.NewString(), Key: key, Parent: parent, Name: key, Kind: "territory"})
			}
			return u
		}
		t.north = unit("north", "")
		t.inner = unit("inner", t.north.ID)
		t.south = unit("south", "")
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return t
}

// policies are the same for every tenant: educators do not see phones, and visits that are done stay as they are.
type policies struct{}

func (policies) Policy(_ context.Context, _ tenant.ID, version int64) (authz.Policy, error) {
	p := authz.Policy{Version: version, Roles: map[string][]string{}, Modules: []authz.ModulePolicy{{Module: "test", Rego: `package rb.module.test

mask contains "phone" if "core:educator" in {g.role | some g in input.principal.grants}
`}}}
	for _, collection := range []string{"test:visits", "test:signatures", "test:guarded", "test:contacts", "test:letters", "test:albums", "test:leavers", "test:surveys", "other:things"} {
		p.Roles[collection+".read"] = []string{identity.Coordinator, identity.Director, identity.Educator}
		p.Roles[collection+".create"] = []string{identity.Coordinator, identity.Director}
		p.Roles[collection+".update"] = []string{identity.Coordinator, identity.Director}
		p.Roles[collection+".delete"] = []string{identity.Coordinator}
	}
	p.Roles["test:contacts.update"] = append(p.Roles["test:contacts.update"], identity.Educator)
	p.Roles["test:visit.finish"] = []string{identity.Educator}
	return p, nil
}

// as is somebody with a role on a subtree of a town.
func (t town) as(role, path string) record.Caller {
	return record.Caller{
		Tenant: t.id, Version: 1, Module: "test", Request: "req-1",
		Principal: identity.Principal{
			Kind: identity.Human, ID: role + "@" + path, Home: t.id,
			Grants: []identity.Grant{{Role: role, Path: path}},
		},
	}
}

func (t town) coordinator() record.Caller { return t.as(identity.Coordinator, "/") }

// itself is the module acting for a visitor.
func (t town) itself() record.Caller {
	return record.Caller{
		Tenant: t.id, Version: 1, Module: "test", Mode: record.AsModule, Request: "req-2",
		Principal: identity.Principal{Kind: identity.Visitor},
	}
}

func (w *world) create(c record.Caller, collection, doc string) store.Record {
	w.Helper()
	r, err := w.commit(c, store.Mutation{Verb: store.Create, Collection: collection, Doc: []byte(doc)})
	if err != nil {
		w.Fatalf("creating %s: %v", doc, err)
	}
	return r.Records[0]
}

func (w *world) commit(c record.Caller, mutations ...store.Mutation) (store.Receipt, error) {
	return w.keeper.View(c).Commit(w.Context(), store.Commit{Mutations: mutations})
}

// entries are the tenant's audit entries about records, oldest first.
func (w *world) entries(t town) []audit.Entry {
	w.Helper()
	all, _, err := w.db.Entries().Entries(w.Context(), t.id, audit.Query{Action: "test:", Size: 500})
	if err != nil {
		w.Fatal(err)
	}
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all
}

// unitChange is a unit about to be changed.
type unitChange struct{ unit tenant.Unit }

// change changes a unit of a town.
func (w *world) change(t town, do func(*unitChange), unit tenant.Unit) {
	w.Helper()
	c := &unitChange{unit}
	do(c)
	entry := &audit.Entry{Tenant: t.id, Principal: "person:1", Action: "core:unit.update", Outcome: audit.Done}
	err := w.db.Book().Change(w.Context(), t.id, entry, func(ctx context.Context, tx audit.Tx) error {
		_, err := tx.Units().Put(ctx, c.unit)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
}
