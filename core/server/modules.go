package server

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// modules joins the module host to the keeper of records and to the outbox.
type modules struct {
	host    *module.Host
	db      *sqlstore.DB
	tenants tenant.Directory
	known   atomic.Pointer[known]
	records func() *record.Keeper
	files   record.Files
	renewed func() // hears that declarations and policies have changed

	installing sync.Mutex

	upgraded chan struct{} // somebody may have to convert records
}

// known is the collections of all installed modules.
type known struct {
	all []record.Table
	of  map[string][]record.Table // by module
}

// start installs the programs that lie in folder, makes their tables and starts them.
func (m *modules) start(ctx context.Context, folder string) error {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	files, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		return fault.New(fault.Invalid, "plugins-unreadable", "cannot read the modules in %s: %v", folder, err)
	}
	var installing errgroup.Group
	installing.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range files {
		if f.IsDir() || strings.HasPrefix(f.Name(), ".") {
			continue
		}
		installing.Go(func() error {
			path := filepath.Join(folder, f.Name())
			if _, err := m.host.Install(ctx, path, module.Terms{Bundled: true}); err != nil {
				return fmt.Errorf("installing %s: %w", path, err)
			}
			return nil
		})
	}
	if err := installing.Wait(); err != nil {
		return err
	}
	return m.refresh(ctx)
}

// Install implements api.Installer. Installs wait for each other: each looks at what is there.
func (m *modules) Install(ctx context.Context, path string, terms module.Terms) (module.Release, error) {
	m.installing.Lock()
	defer m.installing.Unlock()
	release, err := m.host.Install(ctx, path, terms)
	if err != nil {
		return module.Release{}, err
	}
	return release, m.refresh(ctx)
}

// Settle implements api.Installer.
func (m *modules) Settle(ctx context.Context) error {
	m.installing.Lock()
	defer m.installing.Unlock()
	return m.refresh(ctx)
}

// lacking lists the organisations that have a module on and have not agreed to all that it asks for.
func (m *modules) lacking(ctx context.Context, name string, asks []sdk.Grant) (slugs []string, err error) {
	all, err := m.tenants.All(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		states, err := m.tenants.Modules(ctx, t.ID)
		if err != nil {
			return nil, err
		}
		for _, s := range states {
			if s.Name == name && s.On && slices.ContainsFunc(asks, func(g sdk.Grant) bool { return !slices.Contains(s.Consented, g.Name) }) {
				slugs = append(slugs, t.Slug)
			}
		}
	}
	return slugs, nil
}

// Versions implements api.Installer.
func (m *modules) Versions(ctx context.Context) (map[string][]string, error) {
	releases, err := m.db.Catalog().Releases(ctx)
	versions := map[string][]string{}
	for _, r := range releases {
		versions[r.Name] = append(versions[r.Name], r.Version)
	}
	return versions, err
}

// refresh makes the tables and indexes that the newest releases need, starts those, and lets their declarations
// count as soon as they serve. What older releases alone needed goes last, and their records are converted.
func (m *modules) refresh(ctx context.Context) error {
	next, err := m.host.Newest(ctx)
	if err != nil {
		return err
	}
	if err := m.db.Installer().Install(ctx, tablesOf(next)); err != nil {
		return fmt.Errorf("making the tables of the modules: %w", err)
	}
	if err := m.host.Start(ctx); err != nil {
		return err
	}
	all := tablesOf(m.manifests()) // a new release that does not start leaves the old one
	now := &known{all: all, of: map[string][]record.Table{}}
	for _, t := range all {
		now.of[t.Module] = append(now.of[t.Module], t)
	}
	m.known.Store(now)
	m.renewed()
	if err := m.db.Installer().Install(ctx, all); err != nil {
		return fmt.Errorf("making the tables of the modules: %w", err)
	}
	if err := m.db.Installer().Prune(ctx, all); err != nil {
		return fmt.Errorf("dropping indexes that no module needs: %w", err)
	}
	select {
	case m.upgraded <- struct{}{}:
	default:
	}
	return nil
}

func tablesOf(manifests []sdk.Manifest) (all []record.Table) {
	for _, m := range manifests {
		for _, s := range m.Collections {
			all = append(all, record.Table{Module: m.Name, Schema: s})
		}
	}
	return all
}

func (m *modules) allTables() []record.Table {
	if k := m.known.Load(); k != nil {
		return k.all
	}
	return nil
}

func (m *modules) tables(name string) ([]record.Table, bool) {
	k := m.known.Load()
	if k == nil {
		return nil, false
	}
	own, found := k.of[name]
	return own, found
}

func (m *modules) manifests() []sdk.Manifest {
	var all []sdk.Manifest
	for _, i := range m.host.Modules() {
		all = append(all, i.Manifest)
	}
	return all
}

// Wake implements record.Hooker.
func (m *modules) Wake(ctx context.Context, c record.Caller, name string) error {
	return m.host.Wake(ctx, name, c.Tenant)
}

// Before implements record.Hooker.
func (m *modules) Before(ctx context.Context, c record.Caller, change record.Change) (json.RawMessage, error) {
	call, err := m.callFor(ctx, c.Tenant, change.Module)
	if err != nil {
		return nil, err
	}
	call.Principal, call.Request = c.Principal, c.Request
	return m.host.Before(ctx, call, wireChange(change))
}

// callFor begins a call of a tenant's module that does not come from a request.
func (m *modules) callFor(ctx context.Context, id tenant.ID, name string) (module.Call, error) {
	t, err := m.tenants.ByID(ctx, id)
	if err != nil {
		return module.Call{}, fmt.Errorf("reading the tenant: %w", err)
	}
	states, err := m.tenants.Modules(ctx, id)
	if err != nil {
		return module.Call{}, fmt.Errorf("reading the tenant's modules: %w", err)
	}
	i := slices.IndexFunc(states, func(s tenant.Module) bool { return s.Name == name && s.On })
	if i < 0 {
		return module.Call{}, fault.New(fault.NotFound, "module-off", "The module %s is off.", name)
	}
	return module.Call{Tenant: t, Module: name, Config: states[i].Config}, nil
}
