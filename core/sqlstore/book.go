package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// book implements audit.Book. On SQLite do runs in the writer: while it runs, nobody else's does.
type book struct{ db *DB }

// Change implements audit.Book.
func (b book) Change(ctx context.Context, t tenant.ID, entry *audit.Entry, do func(ctx context.Context, tx audit.Tx) error) error {
	defer b.db.memory.forget(t)
	return b.db.write(ctx, t, 1, func(ctx context.Context, s *session) error {
		c := &change{session: s}
		if err := do(ctx, c); err != nil {
			return err
		}
		if err := c.bump(ctx); err != nil {
			return err
		}
		if entry == nil {
			return nil
		}
		return s.append(ctx, []audit.Entry{*entry})
	})
}

// change implements audit.Tx: one transaction over what the core itself keeps.
type change struct {
	*session
	touched bool // grants, modules, settings or units: the tenant's version goes up
}

// Tenants implements audit.Tx.
func (c *change) Tenants(read int64) audit.TenantWriter { return tenantWriter{c, read} }

// Units implements audit.Tx.
func (c *change) Units() audit.UnitWriter { return unitWriter{c} }

// People implements audit.Tx.
func (c *change) People() audit.PersonWriter { return personWriter{c} }

// Access implements audit.Tx.
func (c *change) Access() audit.AccessWriter { return accessWriter{c} }

// Keys implements audit.Tx.
func (c *change) Keys() audit.KeyWriter { return keyWriter{c} }

func (c *change) bump(ctx context.Context) error {
	if !c.touched {
		return nil
	}
	_, err := c.exec(ctx, "UPDATE tenants SET version = version + 1 WHERE id = ?", c.tenant.String())
	return err
}

// id is the tenant as columns hold it.
func (c *change) id() string { return c.tenant.String() }
