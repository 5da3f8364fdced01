package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// What becomes of a module's records when its last release is removed.
const (
	keepData   = "keep"
	exportData = "export"
)

// Remove implements api.Installer. Records are written out before any is deleted, and deleted before the release is: what
// fails in between can be done again.
func (m *modules) Remove(ctx context.Context, r api.Removal) (api.Removed, error) {
	m.installing.Lock()
	defer m.installing.Unlock()
	last, err := m.removable(ctx, r)
	if err != nil {
		return api.Removed{}, err
	}
	var done api.Removed
	if last && r.Data != keepData {
		if done, err = m.takeOut(ctx, r); err != nil {
			return done, err
		}
	}
	if err := m.host.Remove(ctx, r.Name, r.Version); err != nil {
		return done, err
	}
	if err := m.refresh(ctx); err != nil {
		return done, err
	}
	if last && r.Data != keepData {
		err = m.db.Installer().Drop(ctx, r.Name)
	}
	return done, err
}

// removable refuses what would surprise somebody, and says whether the release is its module's last.
func (m *modules) removable(ctx context.Context, r api.Removal) (last bool, err error) {
	releases, err := m.db.Catalog().Releases(ctx)
	if err != nil {
		return false, err
	}
	releases = slices.DeleteFunc(releases, func(one module.Release) bool { return one.Name != r.Name })
	i := slices.IndexFunc(releases, func(one module.Release) bool { return one.Version == r.Version })
	if i < 0 {
		return false, fault.New(fault.NotFound, "release-not-found", "There is no release %s of a module %s here.", r.Version, r.Name)
	}
	if last = len(releases) == 1; !last && r.Data != keepData {
		return false, fault.New(fault.Conflict, "releases-left", "Other releases of %s are installed, and its records are theirs too: say --records keep.", r.Name)
	}
	if path := releases[i].Path; m.host.Bundled(releases[i]) {
		if _, err := os.Stat(path); err == nil {
			return false, fault.New(fault.Conflict, "module-bundled", "%s came with the server, and would come back at the next start: take %s away first.", r.Name, path)
		}
	}
	if !last {
		return false, nil
	}
	having, err := m.having(ctx, r.Name)
	if err == nil && len(having) > 0 {
		err = fault.New(fault.Conflict, "module-on", "%s is on in %s: turn it off there first.", r.Name, strings.Join(having, ", "))
	}
	return true, err
}

// having lists the organisations that have a module on.
func (m *modules) having(ctx context.Context, name string) (slugs []string, err error) {
	all, err := m.tenants.All(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		states, err := m.tenants.Modules(ctx, t.ID)
		if err != nil {
			return nil, err
		}
		if on(states, name) {
			slugs = append(slugs, t.Slug)
		}
	}
	return slugs, nil
}

// knowing lists the organisations that ever had a module on.
func (m *modules) knowing(ctx context.Context, name string) ([]tenant.Tenant, error) {
	all, err := m.tenants.All(ctx)
	if err != nil {
		return nil, err
	}
	var knowing []tenant.Tenant
	for _, t := range all {
		states, err := m.tenants.Modules(ctx, t.ID)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(states, func(s tenant.Module) bool { return s.Name == name }) {
			knowing = append(knowing, t)
		}
	}
	return knowing, nil
}

// takeOut writes a module's records out where that is asked for, and deletes them.
func (m *modules) takeOut(ctx context.Context, r api.Removal) (done api.Removed, err error) {
	all, err := m.knowing(ctx, r.Name)
	if err != nil {
		return done, err
	}
	tables := func(t tenant.ID) []record.Table {
		return slices.DeleteFunc(m.allTables(t), func(table record.Table) bool { return table.Module != r.Name })
	}
	for _, t := range all { // before anything of anybody goes
		held, err := m.records().HeldIn(ctx, t.ID, tables(t.ID))
		if err != nil {
			return done, err
		}
		if len(held) > 0 {
			return done, record.UnderHold(t.Slug + ": " + strings.Join(held, "; "))
		}
	}
	if r.Data == exportData {
		if !filepath.IsAbs(r.Folder) {
			return done, fault.InvalidField("/folder", "an absolute path of a folder that is new or empty is needed for an export")
		}
		if err := emptyFolder(r.Folder); err != nil {
			return done, err
		}
		for _, t := range all {
			n, err := m.writeOut(ctx, t, tables(t.ID), r.Folder)
			if err != nil {
				return done, fmt.Errorf("writing out the records of %s: %w", t.Slug, err)
			}
			done.Exported += n
		}
	}
	for _, t := range all {
		if err := m.purge(ctx, t, r.Name, tables(t.ID)); err != nil {
			return done, fmt.Errorf("deleting the records of %s: %w", t.Slug, err)
		}
		done.Purged = append(done.Purged, t.Slug)
	}
	return done, nil
}

// writeOut writes a tenant's records, a file for each collection, a line for each record.
func (m *modules) writeOut(ctx context.Context, t tenant.Tenant, tables []record.Table, folder string) (n int, err error) {
	for _, table := range tables {
		path := filepath.Join(folder, t.Slug, table.Schema.Collection+".ndjson")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return n, err
		}
		err := parcel.Create(path, func(w io.Writer) error {
			lines := json.NewEncoder(w)
			return m.records().Walk(ctx, t.ID, table, func(r store.Record) error {
				n++
				return lines.Encode(r)
			})
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// purge deletes what a tenant has of a module, with its entry in the log; then the files that records held.
func (m *modules) purge(ctx context.Context, t tenant.Tenant, name string, tables []record.Table) error {
	var files []string
	for _, table := range tables {
		ids, err := m.records().Attached(ctx, t.ID, table)
		if err != nil {
			return err
		}
		files = append(files, ids...)
	}
	entry := &audit.Entry{
		Tenant: t.ID, Principal: "operator", Action: "core:module.purge", Resource: "module/" + name,
		Unit: tenant.Root, Outcome: audit.Done, Count: 1,
	}
	err := m.db.Book().Change(ctx, t.ID, entry, func(ctx context.Context, tx audit.Tx) error {
		return tx.Tenants(0).RemoveModule(ctx, name)
	})
	for _, id := range files {
		if err == nil {
			err = m.files.Remove(ctx, t.ID, id)
		}
	}
	return err
}
