package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// passkeys implements identity.Passkeys.
type passkeys struct{ db *DB }

const selectPasskeys = "SELECT id, person_id, credential, name, doc, counter, created_at, used_at FROM passkeys WHERE tenant_id = ? AND "

// Passkeys implements identity.Passkeys.
func (x passkeys) Passkeys(ctx context.Context, t tenant.ID, person string) ([]identity.Passkey, error) {
	return x.list(ctx, t, "person_id = ?", person)
}

// Passkey implements identity.Passkeys.
func (x passkeys) Passkey(ctx context.Context, t tenant.ID, credential []byte) (identity.Passkey, error) {
	all, err := x.list(ctx, t, "credential = ?", credential)
	if err == nil && len(all) == 0 {
		return identity.Passkey{}, fault.Missing("passkey")
	}
	if err != nil {
		return identity.Passkey{}, err
	}
	return all[0], nil
}

func (x passkeys) list(ctx context.Context, t tenant.ID, where string, what any) (all []identity.Passkey, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, selectPasskeys+where+" ORDER BY created_at, id", []any{t.String(), what}, func(scan func(...any) error) error {
			var k identity.Passkey
			var created, used stamp
			err := scan(&k.ID, &k.Person, &k.Credential, &k.Name, &k.Doc, &k.Counter, &created, &used)
			k.Created, k.Used = created.Time, used.optional()
			all = append(all, k)
			return err
		})
	})
	return all, err
}
