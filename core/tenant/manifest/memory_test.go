package manifest_test

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// memory keeps organisations: tenant.Directory, tenant.Tree and audit.Book. A failed change leaves nothing.
type memory struct {
	orgs    map[tenant.ID]*org
	entries []audit.Entry
}

type org struct {
	tenant  tenant.Tenant
	units   map[string]tenant.Unit
	modules map[string]tenant.Module
}

func newMemory() *memory { return &memory{orgs: map[tenant.ID]*org{}} }

func (m *memory) All(context.Context) ([]tenant.Tenant, error) {
	var all []tenant.Tenant
	for _, o := range m.orgs {
		all = append(all, o.tenant)
	}
	slices.SortFunc(all, func(a, b tenant.Tenant) int { return cmp.Compare(a.Slug, b.Slug) })
	return all, nil
}

func (m *memory) BySlug(_ context.Context, slug string) (tenant.Tenant, error) {
	for _, o := range m.orgs {
		if o.tenant.Slug == slug {
			return o.tenant, nil
		}
	}
	return tenant.Tenant{}, fault.Missing("tenant")
}

func (m *memory) ByID(_ context.Context, id tenant.ID) (tenant.Tenant, error) {
	if o := m.orgs[id]; o != nil {
		return o.tenant, nil
	}
	return tenant.Tenant{}, fault.Missing("tenant")
}

func (m *memory) Modules(_ context.Context, id tenant.ID) ([]tenant.Module, error) {
	return slices.SortedFunc(maps.Values(m.orgs[id].modules), func(a, b tenant.Module) int { return cmp.Compare(a.Name, b.Name) }), nil
}

func (m *memory) Unit(_ context.Context, t tenant.ID, id string) (tenant.Unit, error) {
	if u, ok := m.orgs[t].units[id]; ok {
		return u, nil
	}
	return tenant.Unit{}, fault.Missing("unit")
}

func (m *memory) Units(_ context.Context, t tenant.ID, path string) ([]tenant.Unit, error) {
	var all []tenant.Unit
	for _, u := range m.orgs[t].units {
		if tenant.Within(u.Path, path) {
			all = append(all, u)
		}
	}
	slices.SortFunc(all, func(a, b tenant.Unit) int { return cmp.Compare(a.Path, b.Path) })
	return all, nil
}

func (m *memory) Way(ctx context.Context, t tenant.ID, path string) ([]tenant.Unit, error) {
	all, err := m.Units(ctx, t, tenant.Root)
	return slices.DeleteFunc(all, func(u tenant.Unit) bool { return !tenant.Within(path, u.Path) }), err
}

func (m *memory) Particular(ctx context.Context, t tenant.ID) ([]tenant.Unit, error) {
	all, err := m.Units(ctx, t, tenant.Root)
	return slices.DeleteFunc(all, func(u tenant.Unit) bool { return u.Local.IsZero() }), err
}

func (m *memory) Change(ctx context.Context, t tenant.ID, e *audit.Entry, do func(context.Context, audit.Tx) error) error {
	working := &org{units: map[string]tenant.Unit{}, modules: map[string]tenant.Module{}}
	if o := m.orgs[t]; o != nil {
		working = &org{o.tenant, maps.Clone(o.units), maps.Clone(o.modules)}
	}
	tx := &change{org: working}
	if err := do(ctx, tx); err != nil {
		return err
	}
	m.entries = append(m.entries, *e)
	m.orgs[t] = working
	return nil
}

// change is one transaction.
type change struct {
	*org
}

func (c *change) Tenants(int64) audit.TenantWriter { return tenants{c} }
func (c *change) Units() audit.UnitWriter          { return units{c} }
func (c *change) People() audit.PersonWriter       { panic("the files of organisations make no accounts") }

func (c *change) Keys() audit.KeyWriter { panic("the files of organisations open no portal") }

func (c *change) Access() audit.AccessWriter { panic("the files of organisations give no rights") }

type tenants struct{ *change }

func (w tenants) Put(_ context.Context, t tenant.Tenant) error { w.tenant = t; return nil }
func (w tenants) PutModule(_ context.Context, m tenant.Module) error {
	w.modules[m.Name] = m
	return nil
}

func (w tenants) RemoveModule(_ context.Context, name string) error {
	delete(w.modules, name)
	return nil
}

func (w tenants) Privacy() privacy.Writer { panic("the files of organisations hold nothing") }

func (w tenants) Requests() tenant.RequestWriter {
	panic("the files of organisations ask for no modules")
}

type units struct{ *change }

func (w units) Closures() tenant.ClosureWriter {
	panic("the files of organisations close nothing")
}

func (w units) Unit(_ context.Context, id string) (tenant.Unit, error) {
	if u, ok := w.units[id]; ok {
		return u, nil
	}
	return tenant.Unit{}, fault.Missing("unit")
}

func (w units) Put(_ context.Context, u tenant.Unit) (tenant.Unit, error) {
	old, exists := w.units[u.ID]
	if exists != (u.Rev > 0) || u.Rev != old.Rev {
		return u, fault.New(fault.Conflict, "revision-moved", "It was changed in the meantime.")
	}
	above := tenant.Root
	if exists {
		u.Parent = old.Parent
	}
	if u.Parent != "" {
		above = w.units[u.Parent].Path
	}
	u.Path, u.Rev = tenant.Join(above, u.Key), u.Rev+1
	w.units[u.ID] = u
	return u, nil
}

func (w units) Move(_ context.Context, id, parent string) (tenant.Unit, error) {
	u, above := w.units[id], tenant.Root
	if parent != "" {
		above = w.units[parent].Path
	}
	if tenant.Within(above, u.Path) {
		return u, fault.New(fault.Invalid, "unit-cycle", "A unit cannot be moved under itself.")
	}
	former, path := u.Path, tenant.Join(above, u.Key)
	for other, v := range w.units {
		if rest, below := strings.CutPrefix(v.Path, former); below {
			v.Path = path + rest
			w.units[other] = v
		}
	}
	u = w.units[id]
	u.Parent, u.Rev = parent, u.Rev+1
	w.units[id] = u
	return u, nil
}

func (w units) Remove(_ context.Context, id string) error {
	for _, u := range w.units {
		if u.Parent == id {
			return fault.New(fault.Conflict, "unit-not-empty", "This unit has units under it.")
		}
	}
	delete(w.units, id)
	return nil
}
