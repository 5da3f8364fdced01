package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Pin implements api.Installer. The version is put to the test before it stays: where it cannot serve the organisation, the
// one before goes on.
func (m *modules) Pin(ctx context.Context, p api.Pin) error {
	m.installing.Lock()
	defer m.installing.Unlock()
	t, err := m.tenants.BySlug(ctx, p.Tenant)
	if err != nil {
		return err
	}
	state, err := m.stateOn(ctx, t, p.Name)
	if err != nil {
		return err
	}
	if p.Version == "" {
		return m.pin(ctx, t, state, "")
	}
	release, err := m.release(ctx, p)
	if err != nil {
		return err
	}
	if !release.OfferedTo(t.ID) {
		return fault.New(fault.Conflict, "module-not-offered", "%s %s is not offered to %s: ribambelle module offer does that.", release.Name, release.Version, t.Slug)
	}
	if err := m.suits(ctx, t, state, release); err != nil {
		return err
	}
	before := state.Pin
	err = m.pin(ctx, t, state, p.Version)
	if err == nil {
		err = m.serves(ctx, t, release)
	}
	if err == nil {
		err = m.suits(ctx, t, state, release) // what was written while one took over from the other
	}
	if err != nil {
		if back := m.pin(context.WithoutCancel(ctx), t, state, before); back != nil {
			return fmt.Errorf("%w; going back to the version before failed: %w", err, back)
		}
	}
	return err
}

// stateOn is a module as an organisation has it on.
func (m *modules) stateOn(ctx context.Context, t tenant.Tenant, name string) (tenant.Module, error) {
	states, err := m.tenants.Modules(ctx, t.ID)
	if err != nil {
		return tenant.Module{}, err
	}
	i := slices.IndexFunc(states, func(s tenant.Module) bool { return s.Name == name && s.On })
	if i < 0 {
		return tenant.Module{}, fault.New(fault.Conflict, "module-not-on", "%s is not on in %s: no version of it serves there.", name, t.Slug)
	}
	return states[i], nil
}

// release finds an installed release of a module.
func (m *modules) release(ctx context.Context, p api.Pin) (module.Release, error) {
	releases, err := m.db.Catalog().Releases(ctx)
	if err != nil {
		return module.Release{}, err
	}
	i := slices.IndexFunc(releases, func(r module.Release) bool { return r.Name == p.Name && r.Version == p.Version })
	if i < 0 {
		return module.Release{}, fault.New(fault.NotFound, "release-not-found", "There is no release %s of a module %s here.", p.Version, p.Name)
	}
	return releases[i], nil
}

// suits refuses a release to which an organisation has not agreed, or that cannot read what it has stored.
func (m *modules) suits(ctx context.Context, t tenant.Tenant, state tenant.Module, r module.Release) error {
	lacks, err := r.Lacks(state.Consented)
	if err != nil {
		return err
	}
	if len(lacks) > 0 {
		return fault.New(fault.Conflict, "consent-needed", "%s %s asks for %q, and no administrator of %s has agreed to that yet.", r.Name, r.Version, lacks[0].Name, t.Slug)
	}
	declared, err := r.Declares()
	if err != nil {
		return fmt.Errorf("reading the declaration of %s %s: %w", r.Name, r.Version, err)
	}
	beyond, err := m.records().Beyond(ctx, t.ID, tablesOf(declared))
	if err != nil {
		return err
	}
	if len(beyond) == 0 {
		return nil
	}
	var names []string
	for _, table := range beyond {
		names = append(names, table.Schema.Collection)
	}
	return fault.New(fault.Conflict, "records-newer",
		"%s %s cannot read what %s has stored by a newer version (%s): an organisation goes back only before its records are brought to a new schema.", r.Name, r.Version, t.Slug, strings.Join(names, ", "))
}

// pin notes the version at which an organisation stays, with its entry in the log, and lets that count.
func (m *modules) pin(ctx context.Context, t tenant.Tenant, state tenant.Module, version string) error {
	state.Pin = version
	entry := &audit.Entry{
		Tenant: t.ID, Principal: "operator", Action: "core:module.pin",
		Resource: "module/" + state.Name + "@" + version, Unit: tenant.Root, Outcome: audit.Done, Count: 1,
	}
	err := m.db.Book().Change(ctx, t.ID, entry, func(ctx context.Context, tx audit.Tx) error {
		return tx.Tenants(t.Version).PutModule(ctx, state)
	})
	if err != nil {
		return fmt.Errorf("noting the version of %s for %s: %w", state.Name, t.Slug, err)
	}
	return m.refresh(ctx)
}

// serves wakes what an organisation was given, and says why where that is not the release.
func (m *modules) serves(ctx context.Context, t tenant.Tenant, r module.Release) error {
	err := m.host.Wake(ctx, r.Name, t.ID)
	now, _ := m.host.Module(r.Name, t.ID)
	if err == nil && now.Release.Version == r.Version && now.State == module.Ready {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("%s %s is %s (%s)", r.Name, now.Release.Version, now.State, now.Trouble)
	}
	return fault.New(fault.Unavailable, "module-not-starting", "%s %s does not start for %s: the version before goes on. %s", r.Name, r.Version, t.Slug, now.Trouble).Because(err)
}
