package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// stays implements identity.Stays.
type stays struct{ db *DB }

// Stays implements identity.Stays.
func (x stays) Stays(ctx context.Context, home tenant.ID, person string) (all []identity.Stay, err error) {
	text, args := "SELECT tenant_id, person_id FROM stays WHERE home_id = ?", []any{home.String()}
	if person != "" {
		text, args = text+" AND person_id = ?", append(args, person)
	}
	err = x.db.readGlobal(ctx, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, text+" ORDER BY tenant_id, person_id", args, func(scan func(...any) error) error {
			one, host := identity.Stay{Home: home}, ""
			err := scan(&host, &one.Person)
			one.Host = tenant.Trusted(host)
			all = append(all, one)
			return err
		})
	})
	return all, err
}

// stay notes that somebody of another organisation holds a role in this one.
func (c *change) stay(ctx context.Context, g identity.Grant) error {
	if g.Home.IsZero() {
		return nil
	}
	_, err := c.exec(ctx, "INSERT INTO stays (tenant_id, person_id, home_id) VALUES (?, ?, ?) ON CONFLICT (tenant_id, person_id) DO NOTHING",
		c.id(), g.Principal, g.Home.String())
	return err
}

// endStays forgets who holds nothing here any more.
func (c *change) endStays(ctx context.Context) error {
	_, err := c.exec(ctx, `DELETE FROM stays WHERE tenant_id = ? AND person_id NOT IN
		(SELECT principal_id FROM grants WHERE tenant_id = ?)`, c.id(), c.id())
	return err
}
