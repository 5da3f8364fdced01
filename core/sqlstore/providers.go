package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// providers implements identity.Providers.
type providers struct{ db *DB }

const (
	selectProviders = "SELECT doc, rev FROM providers WHERE tenant_id = ? ORDER BY id"
	selectLinked    = "SELECT person_id FROM linked_accounts WHERE tenant_id = ? AND issuer = ? AND subject = ?"
	selectLinks     = "SELECT id, issuer, subject, created_at FROM linked_accounts WHERE tenant_id = ? AND person_id = ? ORDER BY created_at, id"
)

// Providers implements identity.Providers.
func (x providers) Providers(ctx context.Context, t tenant.ID) (all []identity.Provider, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, selectProviders, []any{t.String()}, func(scan func(...any) error) error {
			var doc document[identity.Provider]
			var rev int64
			err := scan(&doc, &rev)
			doc.value.Rev = rev
			all = append(all, doc.value)
			return err
		})
	})
	return all, err
}

// Linked implements identity.Providers.
func (x providers) Linked(ctx context.Context, t tenant.ID, issuer, subject string) (identity.Person, error) {
	var person string
	err := x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		found, err := s.row(ctx, selectLinked, []any{t.String(), issuer, subject}, []any{&person})
		if err == nil && !found {
			return fault.Missing("link")
		}
		return err
	})
	if err != nil {
		return identity.Person{}, err
	}
	return roll(x).Person(ctx, t, person)
}

// Links implements identity.Providers.
func (x providers) Links(ctx context.Context, t tenant.ID, person string) (all []identity.Link, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, selectLinks, []any{t.String(), person}, func(scan func(...any) error) error {
			l := identity.Link{Person: person}
			var created stamp
			err := scan(&l.ID, &l.Issuer, &l.Subject, &created)
			l.Created = created.Time
			all = append(all, l)
			return err
		})
	})
	return all, err
}
