package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// factors implements identity.Factors.
type factors struct{ db *DB }

const (
	selectFactor = `SELECT secret, confirmed_at, step, (SELECT count(*) FROM recovery_codes c WHERE c.tenant_id = f.tenant_id
		AND c.person_id = f.person_id) FROM factors f WHERE tenant_id = ? AND person_id = ?`
	selectProtected = "SELECT person_id FROM factors WHERE tenant_id = ? AND confirmed_at IS NOT NULL ORDER BY person_id"
)

// Factor implements identity.Factors.
func (x factors) Factor(ctx context.Context, t tenant.ID, person string) (f identity.Factor, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		var confirmed stamp
		_, err := s.row(ctx, selectFactor, []any{t.String(), person}, []any{&f.Secret, &confirmed, &f.Step, &f.Codes})
		f.Confirmed = confirmed.optional()
		return err
	})
	return f, err
}

// Protected implements identity.Factors.
func (x factors) Protected(ctx context.Context, t tenant.ID) (people []string, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		people = nil
		return s.each(ctx, selectProtected, []any{t.String()}, func(scan func(...any) error) error {
			var person string
			err := scan(&person)
			people = append(people, person)
			return err
		})
	})
	return people, err
}
