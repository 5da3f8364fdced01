package sqlstore

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/widget"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// embeds implements widget.Keys.
type embeds struct{ db *DB }

type embedRow struct {
	bun.BaseModel `bun:"table:embed_keys"`
	Tenant        string             `bun:"tenant_id,pk"`
	ID            string             `bun:"id,pk"`
	Public        string             `bun:"public"`
	Name          string             `bun:"name"`
	Modules       document[[]string] `bun:"modules"`
	Origins       document[[]string] `bun:"origins"`
	Created       stamp              `bun:"created_at"`
	Revoked       stamp              `bun:"revoked_at"`
}

func (r *embedRow) key() widget.Key {
	return widget.Key{
		ID: r.ID, Public: r.Public, Name: r.Name, Modules: r.Modules.value, Origins: r.Origins.value,
		Created: r.Created.Time, Revoked: r.Revoked.optional(),
	}
}

// Keys implements widget.Keys.
func (x embeds) Keys(ctx context.Context, t tenant.ID) (all []widget.Key, err error) {
	var found []embedRow
	err = roll(x).list(ctx, t, &found, "name", "id")
	for i := range found {
		all = append(all, found[i].key())
	}
	return all, err
}

// Key implements widget.Keys.
func (x embeds) Key(ctx context.Context, t tenant.ID, public string) (key widget.Key, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		var found []embedRow
		err := s.NewSelect().Model(&found).Where("tenant_id = ?", t.String()).Where("public = ?", public).
			Where("revoked_at IS NULL").Scan(ctx)
		if err == nil && len(found) == 0 {
			return fault.Missing("embed-key")
		}
		for i := range found {
			key = found[i].key()
		}
		return err
	})
	return key, err
}
