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
	"time"

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
	made    sync.Map // digest of a release to []record.Table, its collections
	records func() *record.Keeper
	files   record.Files
	brief   bool   // for one command
	renewed func() // hears that declarations and policies have changed

	installing sync.Mutex

	upgraded chan struct{} // somebody may have to convert records
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
	var known []module.Release // whose programs need not be read; one that is to run is verified when it starts
	if m.brief {
		if known, err = m.db.Catalog().Releases(ctx); err != nil {
			return fmt.Errorf("reading the catalogue of modules: %w", err)
		}
	}
	var installing errgroup.Group
	installing.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range files {
		if f.IsDir() || strings.HasPrefix(f.Name(), ".") {
			continue
		}
		path := filepath.Join(folder, f.Name())
		if slices.ContainsFunc(known, func(r module.Release) bool { return r.Path == path && olderThan(f, r.Installed) }) {
			continue
		}
		installing.Go(func() error {
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

// olderThan reports whether a file was there, as it is, before some time.
func olderThan(f os.DirEntry, at time.Time) bool {
	info, err := f.Info()
	return err == nil && info.ModTime().Before(at)
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

// holders lists, by module, the organisations that have it on.
func (m *modules) holders(ctx context.Context) (map[string][]module.Holder, error) {
	all, err := m.tenants.All(ctx)
	if err != nil {
		return nil, err
	}
	holders := map[string][]module.Holder{}
	for _, t := range all {
		states, err := m.tenants.Modules(ctx, t.ID)
		if err != nil {
			return nil, err
		}
		for _, s := range states {
			if s.On {
				holders[s.Name] = append(holders[s.Name], module.Holder{Tenant: t.ID, Slug: t.Slug, Consented: s.Consented, Pin: s.Pin})
			}
		}
	}
	return holders, nil
}

// agreed lists the grants to which an organisation has agreed that has a module on.
func (m *modules) agreed(ctx context.Context, id tenant.ID, name string) ([]string, error) {
	states, err := m.tenants.Modules(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading to what the tenant has agreed: %w", err)
	}
	for _, s := range states {
		if s.Name == name && s.On {
			return s.Consented, nil
		}
	}
	return nil, nil
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

// refresh makes the tables and indexes that the releases need which are to run, starts those, and lets their declarations
// count as soon as they serve. What older releases alone needed goes last, and their records are converted.
func (m *modules) refresh(ctx context.Context) error {
	next, err := m.host.Chosen(ctx)
	if err != nil {
		return err
	}
	var needed []record.Table
	for _, manifest := range next {
		needed = append(needed, tablesOf(manifest)...)
	}
	if err := m.db.Installer().Install(ctx, needed); err != nil {
		return fmt.Errorf("making the tables of the modules: %w", err)
	}
	if err := m.host.Start(ctx); err != nil {
		return err
	}
	m.renewed()
	var used []record.Table // a new release that does not start leaves the old one
	for _, d := range m.host.AtWork() {
		used = append(used, m.tablesOf(d)...)
	}
	if err := m.db.Installer().Install(ctx, used); err != nil {
		return fmt.Errorf("making the tables of the modules: %w", err)
	}
	if err := m.db.Installer().Prune(ctx, used); err != nil {
		return fmt.Errorf("dropping indexes that no module needs: %w", err)
	}
	select {
	case m.upgraded <- struct{}{}:
	default:
	}
	return nil
}

func tablesOf(m sdk.Manifest) []record.Table {
	all := make([]record.Table, 0, len(m.Collections))
	for _, s := range m.Collections {
		all = append(all, record.Table{Module: m.Name, Schema: s})
	}
	return all
}

// tablesOf makes the tables of a release once: every request asks for some.
func (m *modules) tablesOf(d module.Declaration) []record.Table {
	if made, known := m.made.Load(d.Digest); known {
		return made.([]record.Table) //nolint:forcetypeassert // nothing else is put there
	}
	made := tablesOf(d.Manifest)
	m.made.Store(d.Digest, made)
	return made
}

// tables are the collections of a module in the release that serves a tenant.
func (m *modules) tables(t tenant.ID, name string) ([]record.Table, bool) {
	d, found := m.host.Declaration(name, t)
	if !found {
		return nil, false
	}
	return m.tablesOf(d), true
}

// allTables are those in which a tenant may have records: of the releases that serve it, and collections that only others
// declare, from when those served it.
func (m *modules) allTables(t tenant.ID) []record.Table {
	var all []record.Table
	known := map[string]bool{}
	add := func(more []record.Table) {
		for _, table := range more {
			if !known[table.Name()] {
				known[table.Name()] = true
				all = append(all, table)
			}
		}
	}
	for _, d := range m.host.Declarations(t) {
		add(m.tablesOf(d))
	}
	for _, d := range m.host.AtWork() {
		add(m.tablesOf(d))
	}
	return all
}

// manifests are what the modules declare that serve a tenant, whether or not it has them on.
func (m *modules) manifests(t tenant.ID) []sdk.Manifest {
	var all []sdk.Manifest
	for _, d := range m.host.Declarations(t) {
		all = append(all, d.Manifest)
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

// Guards implements record.Hooker. One in quarantine is among them: what it would have refused is not let through.
func (m *modules) Guards(ctx context.Context, t tenant.ID, owner, collection string) ([]string, error) {
	of := owner + "/" + collection
	names := m.host.Guards(t, of)
	if len(names) == 0 {
		return nil, nil
	}
	states, err := m.tenants.Modules(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("reading the tenant's modules: %w", err)
	}
	var guards []string
	for _, name := range names {
		granted, err := m.host.Granted(ctx, t, name, sdk.GrantHook+of)
		if err != nil {
			return nil, err
		}
		if granted && on(states, name) {
			guards = append(guards, name)
		}
	}
	return guards, nil
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
