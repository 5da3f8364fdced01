package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/widget"
)

// keyWriter implements audit.KeyWriter.
type keyWriter struct{ *change }

// Put implements audit.KeyWriter. Without a token the key keeps the one it has.
func (w keyWriter) Put(ctx context.Context, k identity.Key, tokenHash []byte) error {
	row := &keyRow{
		Hash: tokenHash, ID: k.ID, Tenant: w.id(), Name: k.Name, Hint: k.Hint, Scopes: document[[]string]{k.Scopes},
		Expires: stamp{k.Expires}, Used: stampOf(k.Used), Revoked: stampOf(k.Revoked),
	}
	w.touched = true
	if tokenHash == nil {
		result, err := w.NewUpdate().Model(row).ExcludeColumn("token_hash", "id", "tenant_id").
			Where("id = ?", k.ID).Where("tenant_id = ?", w.id()).Exec(ctx)
		return touchedOne(result, err, "key")
	}
	insert := w.NewInsert().Model(row).On("CONFLICT (id) DO UPDATE").Where("?TableAlias.tenant_id = EXCLUDED.tenant_id")
	for _, column := range []string{"token_hash", "name", "hint", "scopes", "expires_at", "used_at", "revoked_at"} {
		insert = insert.Set(column + " = EXCLUDED." + column)
	}
	_, err := insert.Exec(ctx)
	return err
}

// Use implements audit.KeyWriter. A key that was revoked meanwhile stays so.
func (w keyWriter) Use(ctx context.Context, id string) error {
	_, err := w.exec(ctx, "UPDATE service_keys SET used_at = ? WHERE tenant_id = ? AND id = ?", stamp{w.now}, w.id(), id)
	return err
}

// PutEmbed implements audit.KeyWriter. The public text and the time of making stay what they were.
func (w keyWriter) PutEmbed(ctx context.Context, k widget.Key) error {
	row := &embedRow{
		Tenant: w.id(), ID: k.ID, Public: k.Public, Name: k.Name, Modules: document[[]string]{k.Modules},
		Origins: document[[]string]{k.Origins}, Created: stamp{k.Created}, Revoked: stampOf(k.Revoked),
	}
	insert := w.NewInsert().Model(row).On("CONFLICT (tenant_id, id) DO UPDATE")
	for _, column := range []string{"name", "modules", "origins", "revoked_at"} {
		insert = insert.Set(column + " = EXCLUDED." + column)
	}
	_, err := insert.Exec(ctx)
	return err
}
