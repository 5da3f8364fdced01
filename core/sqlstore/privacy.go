package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// privacyDesk implements privacy.Store.
type privacyDesk struct{ db *DB }

// Holds implements privacy.Store. Ids tell the order.
func (x privacyDesk) Holds(ctx context.Context, t tenant.ID) ([]privacy.Hold, error) {
	return documents(ctx, x.db, t, "SELECT doc, rev FROM holds WHERE tenant_id = ? ORDER BY id DESC",
		func(h *privacy.Hold, rev int64) { h.Rev = rev })
}

// Incidents implements privacy.Store.
func (x privacyDesk) Incidents(ctx context.Context, t tenant.ID) ([]privacy.Incident, error) {
	return documents(ctx, x.db, t, "SELECT doc, rev FROM incidents WHERE tenant_id = ? ORDER BY known_at DESC, id DESC",
		func(i *privacy.Incident, rev int64) { i.Rev = rev })
}

// Requests implements privacy.Store.
func (x privacyDesk) Requests(ctx context.Context, t tenant.ID) ([]privacy.Request, error) {
	return documents(ctx, x.db, t, "SELECT doc, rev FROM privacy_requests WHERE tenant_id = ? ORDER BY id DESC",
		func(r *privacy.Request, rev int64) { r.Rev = rev })
}

// documents reads all that a tenant has of something kept as documents with a revision.
func documents[T any](ctx context.Context, db *DB, t tenant.ID, text string, at func(*T, int64)) (all []T, err error) {
	err = db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, text, []any{t.String()}, func(scan func(...any) error) error {
			var doc document[T]
			var rev int64
			err := scan(&doc, &rev)
			at(&doc.value, rev)
			all = append(all, doc.value)
			return err
		})
	})
	return all, err
}

// privacyWriter implements privacy.Writer.
type privacyWriter struct{ *change }

// Privacy implements audit.TenantWriter.
func (w tenantWriter) Privacy() privacy.Writer { return privacyWriter{w.change} }

// PutHold implements privacy.Writer.
func (w privacyWriter) PutHold(ctx context.Context, h privacy.Hold) (privacy.Hold, error) {
	read := h.Rev
	h.Rev++
	if read == 0 {
		_, err := w.exec(ctx, "INSERT INTO holds (tenant_id, id, doc, rev) VALUES (?, ?, ?, 1)", w.id(), h.ID, document[privacy.Hold]{h})
		return h, err
	}
	n, err := w.exec(ctx, "UPDATE holds SET doc = ?, rev = rev + 1 WHERE tenant_id = ? AND id = ? AND rev = ?",
		document[privacy.Hold]{h}, w.id(), h.ID, read)
	return h, onlyOne(n, err)
}

// PutIncident implements privacy.Writer.
func (w privacyWriter) PutIncident(ctx context.Context, i privacy.Incident) (privacy.Incident, error) {
	read := i.Rev
	i.Rev++
	if read == 0 {
		_, err := w.exec(ctx, "INSERT INTO incidents (tenant_id, id, known_at, doc, rev) VALUES (?, ?, ?, ?, 1)",
			w.id(), i.ID, stamp{i.Known}, document[privacy.Incident]{i})
		return i, err
	}
	n, err := w.exec(ctx, "UPDATE incidents SET known_at = ?, doc = ?, rev = rev + 1 WHERE tenant_id = ? AND id = ? AND rev = ?",
		stamp{i.Known}, document[privacy.Incident]{i}, w.id(), i.ID, read)
	return i, onlyOne(n, err)
}

// PutRequest implements privacy.Writer.
func (w privacyWriter) PutRequest(ctx context.Context, r privacy.Request) (privacy.Request, error) {
	read := r.Rev
	r.Rev++
	if read == 0 {
		_, err := w.exec(ctx, "INSERT INTO privacy_requests (tenant_id, id, doc, rev) VALUES (?, ?, ?, 1)", w.id(), r.ID, document[privacy.Request]{r})
		return r, err
	}
	n, err := w.exec(ctx, "UPDATE privacy_requests SET doc = ?, rev = rev + 1 WHERE tenant_id = ? AND id = ? AND rev = ?",
		document[privacy.Request]{r}, w.id(), r.ID, read)
	return r, onlyOne(n, err)
}

// RemoveIncident implements privacy.Writer.
func (w privacyWriter) RemoveIncident(ctx context.Context, id string) error {
	var doc document[privacy.Incident]
	found, err := w.row(ctx, "SELECT doc FROM incidents WHERE tenant_id = ? AND id = ?", []any{w.id(), id}, []any{&doc})
	switch until := doc.value.Kept(); {
	case err != nil:
		return err
	case !found:
		return fault.Missing("incident")
	case w.now.Before(until):
		return fault.New(fault.Conflict, "incident-kept", "The law keeps an incident in the register for five years: until %s.", until.Format("2006-01-02"))
	}
	_, err = w.exec(ctx, "DELETE FROM incidents WHERE tenant_id = ? AND id = ?", w.id(), id)
	return err
}

// onlyOne is a conflict where no row was at the revision that was read.
func onlyOne(n int64, err error) error {
	if err == nil && n == 0 {
		return errMoved
	}
	return err
}
