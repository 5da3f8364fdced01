package sqlstore_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

var sameTenant = cmp.Comparer(func(a, b tenant.ID) bool { return a == b })

func TestDirectory(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		want := tenant.Tenant{
			ID: tenantA, Slug: "cpe-rive-sud", Name: "CPE « Rive-Sud »", Country: "CA", Wording: "fr-CA", Languages: []string{"fr", "en"},
			Template: "network", Zone: "America/Montreal", Officer: tenant.Contact{Name: "É. Roy", Email: "vie-privee@example.org"},
			Hosting: "Canada (Beauharnois)", Managed: []string{"/name"},
			Settings: tenant.Settings{Words: map[string]string{"site": "installation"}, Roles: map[string][]string{"portrait:wave.open": {"core:coordinator"}}},
			Created:  w.clock.Now(),
		}
		before, err := w.Directory().ByID(t.Context(), tenantA)
		if err != nil {
			t.Fatal(err)
		}
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error {
			if err := tx.Tenants(0).Put(ctx, want); err != nil {
				return err
			}
			return tx.Tenants(0).PutModule(ctx, tenant.Module{Name: "portrait", On: true, Config: []byte(`{"floor":8}`), Since: w.clock.Now(), Managed: []string{"/floor"}, Consented: []string{"mail"}})
		})
		got, err := w.Directory().BySlug(t.Context(), "cpe-rive-sud")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, sameTenant, cmpopts.IgnoreFields(tenant.Tenant{}, "Version")); diff != "" {
			t.Errorf("tenant (-want +got):\n%s", diff)
		}
		if got.Version <= before.Version {
			t.Errorf("version %d after %d", got.Version, before.Version)
		}
		modules, err := w.Directory().Modules(t.Context(), tenantA)
		wantModules := []tenant.Module{{Name: "portrait", On: true, Config: []byte(`{"floor":8}`), Since: w.clock.Now(), Managed: []string{"/floor"}, Consented: []string{"mail"}}}
		if diff := cmp.Diff(wantModules, modules); err != nil || diff != "" {
			t.Errorf("modules: %v\n%s", err, diff)
		}
		if others, err := w.Directory().Modules(t.Context(), tenantB); err != nil || len(others) != 0 {
			t.Errorf("the other tenant's modules: %v, %v", others, err)
		}
		if all, err := w.Directory().All(t.Context()); err != nil || len(all) != 2 || all[0].Slug != "bordeaux" {
			t.Errorf("all: %v, %v", all, err)
		}
		if _, err := w.Directory().BySlug(t.Context(), "nobody"); !is(err, fault.NotFound) {
			t.Errorf("an unknown slug: %v", err)
		}
	})
}

func TestTenantWritesAreItsOwn(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		err := w.try(tenantB, func(ctx context.Context, tx audit.Tx) error {
			return tx.Tenants(0).Put(ctx, tenant.Tenant{ID: tenantB, Slug: "aubervilliers"})
		})
		if !is(err, fault.Conflict) || fault.From(err).Code != "slug-taken" {
			t.Errorf("a slug twice: %v", err)
		}
		err = w.try(tenantB, func(ctx context.Context, tx audit.Tx) error {
			return tx.Tenants(0).Put(ctx, tenant.Tenant{ID: tenantA, Slug: "stolen"})
		})
		if err == nil {
			t.Error("a tenant wrote another")
		}
		if a, err := w.Directory().ByID(t.Context(), tenantA); err != nil || a.Slug != "aubervilliers" {
			t.Errorf("afterwards: %v, %v", a, err)
		}
	})
}

// Of writes that were made up from one reading, the first counts, however close together they come.
func TestOneOfManyWritesOfOneReading(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		read, err := w.Directory().ByID(t.Context(), tenantA)
		if err != nil {
			t.Fatal(err)
		}
		for what, write := range map[string]func(ctx context.Context, to audit.TenantWriter, i int) error{
			"settings": func(ctx context.Context, to audit.TenantWriter, i int) error {
				changed := read
				changed.Name = strconv.Itoa(i)
				return to.Put(ctx, changed)
			},
			"a module": func(ctx context.Context, to audit.TenantWriter, i int) error {
				return to.PutModule(ctx, tenant.Module{Name: "visits", On: true, Config: fmt.Appendf(nil, `{"days":%d}`, i), Since: w.clock.Now()})
			},
		} {
			var written, refused atomic.Int32
			var all sync.WaitGroup
			for i := range 8 {
				all.Go(func() {
					err := w.try(tenantA, func(ctx context.Context, tx audit.Tx) error { return write(ctx, tx.Tenants(read.Version), i) })
					switch {
					case err == nil:
						written.Add(1)
					case fault.From(err).Code == store.CodeChanged:
						refused.Add(1)
					default:
						t.Errorf("%s: %v", what, err)
					}
				})
			}
			all.Wait()
			if written.Load() != 1 || refused.Load() != 7 {
				t.Errorf("%s: %d written and %d refused, want 1 and 7", what, written.Load(), refused.Load())
			}
			if read, err = w.Directory().ByID(t.Context(), tenantA); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// unit puts a unit in a tenant's tree.
func (w *world) unit(id tenantID, u tenant.Unit) (made tenant.Unit) {
	w.t.Helper()
	w.change(id, func(ctx context.Context, tx audit.Tx) (err error) {
		made, err = tx.Units().Put(ctx, u)
		return err
	})
	return made
}

func TestTree(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		closed := w.clock.Now()
		north := w.unit(tenantA, tenant.Unit{Key: "nord", Name: "Nord", Kind: "territory"})
		town := w.unit(tenantA, tenant.Unit{Key: "ville", Name: "Ville", Kind: "territory", Parent: north.ID})
		site := w.unit(tenantA, tenant.Unit{
			Key: "les-lilas", Name: "Les Lilas", Kind: "micro-creche", Parent: town.ID, Headcount: 4,
			Places: 12, Address: "1 rue des Lilas", Code: "93001", Priority: true, Closed: &closed, Managed: []string{"/name"},
		})
		south := w.unit(tenantA, tenant.Unit{Key: "sud", Kind: "territory"})
		other := w.unit(tenantB, tenant.Unit{Key: "nord", Kind: "territory"})
		if site.Path != "/nord/ville/les-lilas/" || site.Rev != 1 || other.Path != "/nord/" {
			t.Errorf("paths: %+v, %+v", site, other)
		}
		if got, err := w.Tree().Unit(t.Context(), tenantA, site.ID); err != nil || cmp.Diff(site, got) != "" {
			t.Errorf("unit: %v\n%s", err, cmp.Diff(site, got))
		}
		for what, try := range map[string]struct {
			kind fault.Kind
			do   func(ctx context.Context, x audit.UnitWriter) error
		}{
			"a key twice": {fault.Conflict, func(ctx context.Context, x audit.UnitWriter) error {
				_, err := x.Put(ctx, tenant.Unit{Key: "sud"})
				return err
			}},
			"an old revision": {fault.Conflict, func(ctx context.Context, x audit.UnitWriter) error {
				_, err := x.Put(ctx, tenant.Unit{ID: site.ID, Key: "les-lilas", Rev: 7})
				return err
			}},
			"under itself": {fault.Invalid, func(ctx context.Context, x audit.UnitWriter) error {
				_, err := x.Move(ctx, north.ID, site.ID)
				return err
			}},
			"under another tenant's": {fault.NotFound, func(ctx context.Context, x audit.UnitWriter) error {
				_, err := x.Move(ctx, site.ID, other.ID)
				return err
			}},
			"another tenant's":  {fault.NotFound, func(ctx context.Context, x audit.UnitWriter) error { return x.Remove(ctx, other.ID) }},
			"one with children": {fault.Conflict, func(ctx context.Context, x audit.UnitWriter) error { return x.Remove(ctx, town.ID) }},
		} {
			err := w.try(tenantA, func(ctx context.Context, tx audit.Tx) error { return try.do(ctx, tx.Units()) })
			if !is(err, try.kind) {
				t.Errorf("%s: got %v, want %s", what, err, try.kind)
			}
		}
		w.moveWithRecords(t, town, south, site)
	})
}

// moveWithRecords moves a town under the south and looks at what lay under it.
func (w *world) moveWithRecords(t *testing.T, town, south, site tenant.Unit) {
	for id, unit := range map[string]string{"in": site.Path, "beside": "/nord/", "alike": "/nord/ville-neuve/"} {
		for _, owner := range []tenantID{tenantA, tenantB} {
			one := write(visits(), store.Create, id, `{}`)
			one.Unit = unit
			if _, err := w.Rows().Apply(t.Context(), owner, record.Batch{Writes: []record.Write{one}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	before, _ := w.Directory().ByID(t.Context(), tenantA)
	w.change(tenantA, func(ctx context.Context, tx audit.Tx) error {
		_, err := tx.Units().Move(ctx, town.ID, south.ID)
		return err
	})
	if now, err := w.Directory().ByID(t.Context(), tenantA); err != nil || now.Version != before.Version+1 {
		t.Errorf("version %d after %d, %v", now.Version, before.Version, err)
	}
	if u, err := w.Tree().Unit(t.Context(), tenantA, site.ID); err != nil || u.Path != "/sud/ville/les-lilas/" {
		t.Errorf("the site is at %q, %v", u.Path, err)
	}
	if all, err := w.Tree().Units(t.Context(), tenantA, "/sud/"); err != nil || len(all) != 3 {
		t.Errorf("under the south: %v, %v", all, err)
	}
	for owner, want := range map[tenantID]map[string]string{
		tenantA: {"in": "/sud/ville/les-lilas/", "beside": "/nord/", "alike": "/nord/ville-neuve/"},
		tenantB: {"in": "/nord/ville/les-lilas/", "beside": "/nord/", "alike": "/nord/ville-neuve/"},
	} {
		got := map[string]string{}
		for _, r := range w.scan(owner, visits(), record.Selection{}).Records {
			got[r.ID] = r.Unit
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("records of %s (-want +got):\n%s", owner, diff)
		}
	}
	err := w.try(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.Units().Remove(ctx, site.ID) })
	if !is(err, fault.Conflict) {
		t.Errorf("removing a unit with records: %v", err)
	}
	w.change(tenantA, func(ctx context.Context, tx audit.Tx) error {
		u, err := tx.Units().Unit(ctx, town.ID)
		if err != nil {
			return err
		}
		u.Key, u.Name = "cite", "Cité"
		_, err = tx.Units().Put(ctx, u)
		return err
	})
	if u, err := w.Tree().Unit(t.Context(), tenantA, site.ID); err != nil || u.Path != "/sud/cite/les-lilas/" {
		t.Errorf("after a new key the site is at %q, %v", u.Path, err)
	}
}

func TestChangeIsAllOrNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		err := w.try(tenantA, func(ctx context.Context, tx audit.Tx) error {
			if _, err := tx.Units().Put(ctx, tenant.Unit{Key: "nord"}); err != nil {
				return err
			}
			return fault.New(fault.Denied, "no", "No.")
		})
		if !is(err, fault.Denied) {
			t.Errorf("got %v", err)
		}
		err = w.try(tenantA, func(context.Context, audit.Tx) error { panic("a bug") })
		if err == nil {
			t.Error("a panic passed")
		}
		if units, err := w.Tree().Units(t.Context(), tenantA, "/"); err != nil || len(units) != 0 {
			t.Errorf("units %v, %v", units, err)
		}
		if entries, _, err := w.Entries().Entries(t.Context(), tenantA, audit.Query{}); err != nil || len(entries) != 1 {
			t.Errorf("%d entries, %v: a change that failed left one", len(entries), err)
		}
		w.clock.advance(time.Second)
		w.unit(tenantA, tenant.Unit{Key: "nord"})
	})
}
