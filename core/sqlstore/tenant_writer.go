package sqlstore

import (
	"context"
	"errors"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// tenantWriter implements audit.TenantWriter.
type tenantWriter struct {
	*change
	read int64 // the version at which what is written was read
}

var (
	errSlugTaken   = fault.New(fault.Conflict, "slug-taken", "Another organisation has this address.")
	errOtherTenant = errors.New("sqlstore: a transaction of one tenant was asked to write another")
)

// Put implements audit.TenantWriter. The version is the store's own: it starts at 1 and only goes up.
func (w tenantWriter) Put(ctx context.Context, t tenant.Tenant) error {
	if t.ID != w.tenant {
		return errOtherTenant
	}
	if err := w.unmoved(ctx); err != nil {
		return err
	}
	row := &tenantRow{
		ID: t.ID.String(), Slug: t.Slug, Name: t.Name, Country: t.Country, Wording: t.Wording,
		Languages: document[[]string]{t.Languages}, Template: t.Template, Zone: t.Zone,
		Officer: document[tenant.Contact]{t.Officer}, Hosting: t.Hosting,
		Settings: document[tenant.Settings]{t.Settings}, Managed: document[[]string]{t.Managed}, Version: 0,
		Created: stamp{t.Created}, Suspended: stampOf(t.Standing.Suspended), Reason: t.Standing.Reason, Ends: stampOf(t.Standing.Ends),
	}
	if row.Created.IsZero() {
		row.Created = stamp{w.now}
	}
	insert := w.NewInsert().Model(row).On("CONFLICT (id) DO UPDATE")
	for _, column := range []string{"slug", "name", "country", "wording", "languages", "template", "zone", "officer", "hosting", "settings", "managed", "suspended_at", "suspended_why", "ends_at"} {
		insert = insert.Set(column + " = EXCLUDED." + column)
	}
	if _, err := insert.Exec(ctx); err != nil {
		if _, taken := violated(err); taken {
			return errSlugTaken.Because(err)
		}
		return err
	}
	w.touched = true
	return nil
}

// unmoved refuses to write over what somebody else wrote since it was read, and holds the tenant still until the commit.
func (w tenantWriter) unmoved(ctx context.Context) error {
	if w.read == 0 {
		return nil
	}
	still, err := w.exec(ctx, "UPDATE tenants SET version = version WHERE id = ? AND version = ?", w.id(), w.read)
	if err == nil && still == 0 {
		return errMoved
	}
	return err
}

// PutModule implements audit.TenantWriter.
func (w tenantWriter) PutModule(ctx context.Context, m tenant.Module) error {
	if err := w.unmoved(ctx); err != nil {
		return err
	}
	row := &moduleRow{Tenant: w.id(), Name: m.Name, On: m.On, Config: string(m.Config), Since: stamp{m.Since}, Managed: document[[]string]{m.Managed}, Consented: document[[]string]{m.Consented}, Pin: m.Pin}
	if row.Config == "" {
		row.Config = "{}"
	}
	w.touched = true
	_, err := w.NewInsert().Model(row).On("CONFLICT (tenant_id, name) DO UPDATE").
		Set("is_on = EXCLUDED.is_on").Set("config = EXCLUDED.config").Set("since = EXCLUDED.since").
		Set("managed = EXCLUDED.managed").Set("consented = EXCLUDED.consented").Set("pin = EXCLUDED.pin").Exec(ctx)
	return err
}

// RemoveModule implements audit.TenantWriter.
func (w tenantWriter) RemoveModule(ctx context.Context, name string) error {
	tables, err := w.collections(ctx)
	if err != nil {
		return err
	}
	id := w.id()
	for _, table := range tables {
		if table.module != name {
			continue
		}
		if _, err := w.exec(ctx, "DELETE FROM "+table.name+" WHERE tenant_id = ?", id); err != nil {
			return err
		}
		if _, err := w.exec(ctx, "DELETE FROM changes WHERE tenant_id = ? AND tbl = ?", id, table.name); err != nil {
			return err
		}
	}
	begins := name + "/"
	for _, step := range []struct {
		text string
		args []any
	}{
		{"DELETE FROM outbox WHERE tenant_id = ? AND (consumer = ? OR kind IN ('mail', 'notice') AND name = ?)", []any{id, name, name}},
		{"DELETE FROM notices WHERE tenant_id = ? AND module = ?", []any{id, name}},
		{"DELETE FROM notice_choices WHERE tenant_id = ? AND module = ?", []any{id, name}},
		{"DELETE FROM publications WHERE tenant_id = ? AND substr(release, 1, ?) = ?", []any{id, len(begins), begins}},
		{"UPDATE entries SET salt = NULL WHERE tenant_id = ? AND substr(resource, 1, ?) = ?", []any{id, len(begins), begins}},
		{"DELETE FROM tenant_modules WHERE tenant_id = ? AND name = ?", []any{id, name}},
	} {
		if _, err := w.exec(ctx, step.text, step.args...); err != nil {
			return err
		}
	}
	w.touched = true
	return nil
}
