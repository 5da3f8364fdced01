package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// providerWriter implements identity.ProviderWriter.
type providerWriter struct{ *change }

const (
	insertProvider = "INSERT INTO providers (tenant_id, id, doc, rev) VALUES (?, ?, ?, 1)"
	updateProvider = "UPDATE providers SET doc = ?, rev = rev + 1 WHERE tenant_id = ? AND id = ? AND rev = ?"
	insertLink     = `INSERT INTO linked_accounts (tenant_id, id, issuer, subject, person_id, created_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`
	dropLinks   = "DELETE FROM linked_accounts WHERE tenant_id = ? AND person_id = ?"
	dropSourced = "DELETE FROM sessions WHERE tenant_id = ? AND provider = ?"
)

// Put implements identity.ProviderWriter.
func (w providerWriter) Put(ctx context.Context, p identity.Provider) (identity.Provider, error) {
	read := p.Rev
	p.Rev++
	if read == 0 {
		_, err := w.exec(ctx, insertProvider, w.id(), p.ID, document[identity.Provider]{p})
		return p, err
	}
	n, err := w.exec(ctx, updateProvider, document[identity.Provider]{p}, w.id(), p.ID, read)
	if err == nil && n == 0 {
		err = errMoved
	}
	return p, err
}

// Remove implements identity.ProviderWriter.
func (w providerWriter) Remove(ctx context.Context, id string) error {
	n, err := w.exec(ctx, "DELETE FROM providers WHERE tenant_id = ? AND id = ?", w.id(), id)
	if err == nil && n == 0 {
		return fault.Missing("provider")
	}
	if err != nil {
		return err
	}
	_, err = w.exec(ctx, dropSourced, w.id(), id)
	return err
}

// Link implements identity.ProviderWriter.
func (w providerWriter) Link(ctx context.Context, l identity.Link) error {
	n, err := w.exec(ctx, insertLink, w.id(), l.ID, l.Issuer, l.Subject, l.Person, stamp{w.now})
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "account-linked", "This account opens somebody's access already.")
	}
	return err
}

// Unlink implements identity.ProviderWriter.
func (w providerWriter) Unlink(ctx context.Context, person, id string) error {
	n, err := w.exec(ctx, dropLinks+" AND id = ?", w.id(), person, id)
	if err == nil && n == 0 {
		return fault.Missing("link")
	}
	return err
}

// End implements identity.ProviderWriter. A sid is of one session there; without it all of the subject's end.
func (w providerWriter) End(ctx context.Context, s identity.Source) error {
	column, value := "subject", s.Subject
	if s.Sid != "" {
		column, value = "sid", s.Sid
	}
	text, args := dropSourced+" AND "+column+" = ?", []any{w.id(), s.Provider, value}
	if s.Sid != "" && s.Subject != "" {
		text, args = text+" AND subject = ?", append(args, s.Subject)
	}
	_, err := w.exec(ctx, text, args...)
	return err
}
