package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/ribambelle/ribambelle/core/disclosure"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// ledger implements disclosure.Ledger.
type ledger struct{ db *DB }

// Past implements disclosure.Ledger.
func (l ledger) Past(ctx context.Context, t tenant.ID, release string) (all []disclosure.Shown, err error) {
	err = l.db.read(ctx, t, func(ctx context.Context, s *session) error {
		text := "SELECT name, atoms, n FROM publications WHERE tenant_id = ? AND release = ? ORDER BY name, digest"
		return s.each(ctx, text, []any{t.String(), release}, func(scan func(...any) error) error {
			var shown disclosure.Shown
			var atoms document[[]string]
			err := scan(&shown.Name, &atoms, &shown.N)
			shown.Atoms = atoms.value
			all = append(all, shown)
			return err
		})
	})
	return all, err
}

const insertShown = `INSERT INTO publications (tenant_id, release, digest, name, atoms, n) VALUES (?, ?, ?, ?, ?, ?)
	ON CONFLICT (tenant_id, release, digest) DO NOTHING`

// Remember implements disclosure.Ledger.
func (l ledger) Remember(ctx context.Context, t tenant.ID, release string, shown []disclosure.Shown) error {
	return l.db.write(ctx, t, len(shown), func(ctx context.Context, s *session) error {
		for _, one := range shown {
			text, err := json.Marshal(one)
			if err != nil {
				return fmt.Errorf("naming a published figure: %w", err)
			}
			digest := sha256.Sum256(text)
			_, err = s.exec(ctx, insertShown, t.String(), release, digest[:], one.Name, document[[]string]{one.Atoms}, one.N)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
