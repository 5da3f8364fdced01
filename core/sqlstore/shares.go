package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// shares implements sharing.Store.
type shares struct{ db *DB }

const selectShares = "SELECT coalesce(other_id, ''), doc, rev FROM shares WHERE tenant_id = ?"

// Shares implements sharing.Store. Ids tell the order.
func (x shares) Shares(ctx context.Context, t tenant.ID) ([]sharing.Share, error) {
	return x.find(ctx, t, selectShares+" ORDER BY id DESC", t.String())
}

// Share implements sharing.Store.
func (x shares) Share(ctx context.Context, t tenant.ID, id string) (sharing.Share, error) {
	found, err := x.find(ctx, t, selectShares+" AND id = ?", t.String(), id)
	return only(found, err, "share")
}

func (x shares) find(ctx context.Context, t tenant.ID, text string, args ...any) (all []sharing.Share, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, text, args, func(scan func(...any) error) error {
			var other string
			var doc document[sharing.Share]
			var rev int64
			err := scan(&other, &doc, &rev)
			doc.value.Other, doc.value.Rev = tenant.Trusted(other), rev
			all = append(all, doc.value)
			return err
		})
	})
	return all, err
}

// shareWriter implements sharing.Writer.
type shareWriter struct{ *change }

// Shares implements audit.KeyWriter.
func (w keyWriter) Shares() sharing.Writer { return shareWriter(w) }

// PutShare implements sharing.Writer.
func (w shareWriter) PutShare(ctx context.Context, s sharing.Share) (sharing.Share, error) {
	read := s.Rev
	s.Rev++
	if read == 0 {
		_, err := w.exec(ctx, "INSERT INTO shares (tenant_id, id, other_id, doc, rev) VALUES (?, ?, ?, ?, 1)", w.id(), s.ID, s.Other.String(), document[sharing.Share]{s})
		return s, err
	}
	n, err := w.exec(ctx, "UPDATE shares SET other_id = ?, doc = ?, rev = rev + 1 WHERE tenant_id = ? AND id = ? AND rev = ?",
		s.Other.String(), document[sharing.Share]{s}, w.id(), s.ID, read)
	return s, onlyOne(n, err)
}

// RemoveShare implements sharing.Writer.
func (w shareWriter) RemoveShare(ctx context.Context, id string) error {
	n, err := w.exec(ctx, "DELETE FROM shares WHERE tenant_id = ? AND id = ?", w.id(), id)
	if err == nil && n == 0 {
		return fault.Missing("share")
	}
	return err
}
