package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// personWriter implements audit.PersonWriter.
type personWriter struct{ *change }

var errLoginTaken = fault.New(fault.Conflict, "login-taken", "Somebody in this organisation has this login or e-mail address.")

// Put implements audit.PersonWriter: Rev 0 creates, another replaces at that revision. The password stays.
func (w personWriter) Put(ctx context.Context, p identity.Person) (identity.Person, error) {
	if p.ID == "" {
		p.ID = newID()
	}
	if p.Created.IsZero() {
		p.Created = w.now
	}
	former := p.Rev
	p.Tenant, p.Rev = w.tenant, p.Rev+1
	row := &personRow{
		Tenant: w.id(), ID: p.ID, Name: p.Name, Email: p.Email, Login: p.Login, External: p.External, Language: p.Language,
		Suspended: p.Suspended, Created: stamp{p.Created}, Rev: p.Rev,
	}
	if former == 0 {
		_, err := w.NewInsert().Model(row).Exec(ctx)
		return p, loggedIn(err)
	}
	result, err := w.NewUpdate().Model(row).ExcludeColumn("password", "created_at").WherePK().Where("rev = ?", former).Exec(ctx)
	if err != nil {
		return identity.Person{}, loggedIn(err)
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		return identity.Person{}, w.absent(ctx, p.ID)
	}
	return p, err
}

// absent says why no row of a person was touched.
func (w personWriter) absent(ctx context.Context, id string) error {
	var one int
	found, err := w.row(ctx, "SELECT 1 FROM people WHERE tenant_id = ? AND id = ?", []any{w.id(), id}, []any{&one})
	switch {
	case err != nil:
		return err
	case found:
		return errMoved
	}
	return fault.Missing("person")
}

func loggedIn(err error) error {
	if _, taken := violated(err); taken {
		return errLoginTaken.Because(err)
	}
	return err
}

// Erase implements audit.PersonWriter. Grants that other tenants gave the person are theirs to take away; they open nothing.
func (w personWriter) Erase(ctx context.Context, person string) error {
	w.touched = true
	gone := int64(0)
	for _, text := range []string{
		"DELETE FROM people WHERE tenant_id = ? AND id = ?",
		"DELETE FROM grants WHERE tenant_id = ? AND principal_id = ? AND home_id <> ''",
	} {
		n, err := w.exec(ctx, text, w.id(), person)
		if err != nil {
			return err
		}
		gone += n
	}
	if gone == 0 {
		return fault.Missing("person")
	}
	w.scrub(nil) // what modules kept of them was erased before
	for _, text := range []string{
		"DELETE FROM sessions WHERE tenant_id = ? AND person_id = ?",
		"DELETE FROM grants WHERE tenant_id = ? AND principal_id = ?",
		"DELETE FROM invitations WHERE tenant_id = ? AND person_id = ?",
		dropCodes,
		dropFactor,
		dropPasskeys,
		dropLinks,
		dropPIN,
		dropUses,
		dropMemberOf,
	} {
		if _, err := w.exec(ctx, text, w.id(), person); err != nil {
			return err
		}
	}
	return w.endStays(ctx)
}

const insertSession = `INSERT INTO sessions (token_hash, id, tenant_id, person_id, created_at, seen_at, expires_at, agent, first, second,
	provider, subject, sid, device_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`

const prolongSession = "UPDATE sessions SET seen_at = ?, expires_at = ? WHERE token_hash = ? AND tenant_id = ?"

// PutSession implements audit.PersonWriter.
func (w personWriter) PutSession(ctx context.Context, s identity.Session, tokenHash []byte) error {
	if s.Created.IsZero() {
		s.Created = w.now
	}
	if s.Seen.IsZero() {
		s.Seen = s.Created
	}
	if s.Seen.After(s.Created) {
		_, err := w.exec(ctx, prolongSession, stamp{s.Seen}, stamp{s.Expires}, tokenHash, w.id())
		return err
	}
	_, err := w.exec(ctx, insertSession, tokenHash, s.ID, w.id(), s.Person, stamp{s.Created}, stamp{s.Seen}, stamp{s.Expires}, s.Agent, s.How.First, s.How.Second,
		s.Source.Provider, s.Source.Subject, s.Source.Sid, s.Device)
	return err
}

// EndSessions implements audit.PersonWriter.
func (w personWriter) EndSessions(ctx context.Context, person, session string) error {
	text, args := "DELETE FROM sessions WHERE tenant_id = ? AND person_id = ?", []any{w.id(), person}
	if session != "" {
		text, args = text+" AND id = ?", append(args, session)
	}
	_, err := w.exec(ctx, text, args...)
	return err
}
