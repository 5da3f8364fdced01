package sqlstore

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// directory implements tenant.Directory.
type directory struct{ db *DB }

type tenantRow struct {
	bun.BaseModel `bun:"table:tenants"`
	ID            string                    `bun:"id,pk"`
	Slug          string                    `bun:"slug"`
	Name          string                    `bun:"name"`
	Country       string                    `bun:"country"`
	Wording       string                    `bun:"wording"`
	Languages     document[[]string]        `bun:"languages"`
	Template      string                    `bun:"template"`
	Zone          string                    `bun:"zone"`
	Officer       document[tenant.Contact]  `bun:"officer"`
	Hosting       string                    `bun:"hosting"`
	Settings      document[tenant.Settings] `bun:"settings"`
	Managed       document[[]string]        `bun:"managed"`
	Version       int64                     `bun:"version"`
	Created       stamp                     `bun:"created_at"`
	Suspended     stamp                     `bun:"suspended_at"`
	Reason        string                    `bun:"suspended_why"`
	Ends          stamp                     `bun:"ends_at"`
}

func (r *tenantRow) tenant() tenant.Tenant {
	return tenant.Tenant{
		ID: tenant.Trusted(r.ID), Slug: r.Slug, Name: r.Name, Country: r.Country, Wording: r.Wording,
		Languages: r.Languages.value, Template: r.Template, Zone: r.Zone, Officer: r.Officer.value,
		Hosting: r.Hosting, Settings: r.Settings.value, Managed: r.Managed.value, Version: r.Version,
		Created: r.Created.Time, Standing: tenant.Standing{Suspended: r.Suspended.optional(), Reason: r.Reason, Ends: r.Ends.optional()},
	}
}

type moduleRow struct {
	bun.BaseModel `bun:"table:tenant_modules"`
	Tenant        string             `bun:"tenant_id,pk"`
	Name          string             `bun:"name,pk"`
	On            bool               `bun:"is_on"`
	Config        string             `bun:"config"`
	Since         stamp              `bun:"since"`
	Managed       document[[]string] `bun:"managed"`
	Consented     document[[]string] `bun:"consented"`
	Pin           string             `bun:"pin"`
}

// BySlug implements tenant.Directory.
func (d directory) BySlug(ctx context.Context, slug string) (tenant.Tenant, error) {
	return d.one(ctx, "slug = ?", slug)
}

// ByID implements tenant.Directory.
func (d directory) ByID(ctx context.Context, id tenant.ID) (tenant.Tenant, error) {
	return d.one(ctx, "id = ?", id.String())
}

func (d directory) one(ctx context.Context, where, value string) (tenant.Tenant, error) {
	found, err := d.list(ctx, where, value)
	if err != nil {
		return tenant.Tenant{}, err
	}
	if len(found) == 0 {
		return tenant.Tenant{}, fault.Missing("tenant")
	}
	return found[0], nil
}

// All implements tenant.Directory.
func (d directory) All(ctx context.Context) ([]tenant.Tenant, error) { return d.list(ctx, "1 = 1") }

func (d directory) list(ctx context.Context, where string, args ...any) (all []tenant.Tenant, err error) {
	err = d.db.readGlobal(ctx, func(ctx context.Context, s *session) error {
		var found []tenantRow
		err := s.NewSelect().Model(&found).Where(where, args...).Order("slug").Scan(ctx)
		for i := range found {
			all = append(all, found[i].tenant())
		}
		return err
	})
	return all, err
}

// withHosts finds the organisations with host names of their own, without reading all the others.
const withHosts = `CAST(settings AS TEXT) LIKE '%"hosts"%'`

// HostNames tells which organisation each host name stands for, by slug; one that two say is the older's.
func (db *DB) HostNames(ctx context.Context) (map[string]string, error) {
	all, err := directory{db}.list(ctx, withHosts)
	slices.SortStableFunc(all, func(a, b tenant.Tenant) int { return a.Created.Compare(b.Created) })
	names := map[string]string{}
	for _, t := range all {
		for _, host := range t.Settings.Hosts {
			if names[host] == "" {
				names[host] = t.Slug
			}
		}
	}
	return names, err
}

// Modules implements tenant.Directory.
func (d directory) Modules(ctx context.Context, id tenant.ID) (all []tenant.Module, err error) {
	err = d.db.read(ctx, id, func(ctx context.Context, s *session) error {
		var found []moduleRow
		err := s.NewSelect().Model(&found).Where("tenant_id = ?", id.String()).Order("name").Scan(ctx)
		for _, r := range found {
			all = append(all, tenant.Module{Name: r.Name, On: r.On, Config: []byte(r.Config), Since: r.Since.Time, Managed: r.Managed.value, Consented: r.Consented.value, Pin: r.Pin})
		}
		return err
	})
	return all, err
}

// Version returns the tenant's version now: it is what caches compare.
func (d directory) Version(ctx context.Context, id tenant.ID) (int64, error) {
	return d.db.memory.version(id, func() (int64, error) { return d.readVersion(ctx, id) })
}

func (d directory) readVersion(ctx context.Context, id tenant.ID) (version int64, err error) {
	err = d.db.readGlobal(ctx, func(ctx context.Context, s *session) error {
		found, err := s.row(ctx, "SELECT version FROM tenants WHERE id = ?", []any{id.String()}, []any{&version})
		if err == nil && !found {
			return fault.Missing("tenant")
		}
		return err
	})
	return version, err
}
