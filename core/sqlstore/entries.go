package sqlstore

import (
	"context"
	"strconv"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// entries implements audit.Reader.
type entries struct{ db *DB }

const selectEntries = `SELECT seq, id, at, principal, behalf, action, resource, unit_path, outcome, rule, count, digest,
	salt, request FROM entries WHERE tenant_id = ?`

// entries reads the entries that a statement made from selectEntries finds.
func (s *session) entries(ctx context.Context, text string, args []any, visit func(seq int64, e audit.Entry) error) error {
	return s.each(ctx, text, args, func(scan func(...any) error) error {
		e := audit.Entry{Tenant: s.tenant}
		var seq int64
		var at stamp
		err := scan(&seq, &e.ID, &at, &e.Principal, &e.Behalf, &e.Action, &e.Resource, &e.Unit, &e.Outcome, &e.Rule,
			&e.Count, &e.Digest, &e.Salt, &e.Request)
		if err != nil {
			return err
		}
		e.At = at.Time
		return visit(seq, e)
	})
}

// Entries implements audit.Reader; the cursor is the number of the last entry told.
func (x entries) Entries(ctx context.Context, t tenant.ID, q audit.Query) (all []audit.Entry, next string, err error) {
	text, args := selectEntries, []any{t.String()}
	narrow := func(condition string, values ...any) { text, args = text+" AND "+condition, append(args, values...) }
	if q.Before != "" {
		before, err := strconv.ParseInt(q.Before, 10, 64)
		if err != nil {
			return nil, "", fault.InvalidField("/before", "this is not a cursor of the audit log")
		}
		narrow("seq < ?", before)
	}
	if q.Principal != "" {
		begins := q.Principal + identity.OnDevice
		end, _ := after(begins)
		narrow("(principal = ? OR principal >= ? AND principal < ?)", q.Principal, begins, end)
	}
	if q.Outcome != "" {
		narrow("outcome = ?", string(q.Outcome))
	}
	for column, prefix := range map[string]string{"action": q.Action, "resource": q.Resource} {
		if end, bounded := after(prefix); bounded {
			narrow(column+" >= ? AND "+column+" < ?", prefix, end)
		}
	}
	size := min(q.Size, 500)
	if size <= 0 {
		size = 50
	}
	last := int64(0)
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		return s.entries(ctx, text+" ORDER BY seq DESC LIMIT ?", append(args, size+1), func(seq int64, e audit.Entry) error {
			if len(all) == size {
				next = strconv.FormatInt(last, 10)
				return nil
			}
			all, last = append(all, e), seq
			return nil
		})
	})
	return all, next, err
}

// sealedPage is how many entries Sealed reads at once: deliver may be slow, and holds no transaction.
const sealedPage = 500

// Sealed implements audit.Reader.
func (x entries) Sealed(ctx context.Context, t tenant.ID, deliver func(index int64, e audit.Entry) error) error {
	for from := int64(0); ; {
		var page []audit.Entry
		var indexes []int64
		err := x.db.read(ctx, t, func(ctx context.Context, s *session) error {
			text := selectEntries + " AND seq >= ? AND seq < (SELECT sealed FROM logs WHERE tenant_id = ?) ORDER BY seq LIMIT ?"
			return s.entries(ctx, text, []any{t.String(), from, t.String(), sealedPage}, func(seq int64, e audit.Entry) error {
				page, indexes = append(page, e), append(indexes, seq)
				return nil
			})
		})
		if err != nil {
			return err
		}
		for i, e := range page {
			if err := deliver(indexes[i], e); err != nil {
				return err
			}
			from = indexes[i] + 1
		}
		if len(page) < sealedPage {
			return nil
		}
	}
}

// Hashes implements audit.Reader.
func (x entries) Hashes(ctx context.Context, t tenant.ID, from, to int64) (all [][32]byte, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		text := "SELECT first, hashes FROM seals WHERE tenant_id = ? AND first < ? AND first + size > ? ORDER BY first"
		return s.each(ctx, text, []any{t.String(), to, from}, func(scan func(...any) error) error {
			var first int64
			var blob []byte
			if err := scan(&first, &blob); err != nil {
				return err
			}
			for i := int64(0); i < int64(len(blob)/32); i++ {
				if index := first + i; index >= from && index < to {
					all = append(all, [32]byte(blob[32*i:]))
				}
			}
			return nil
		})
	})
	return all, err
}

// ForgetSalts implements audit.Reader.
func (x entries) ForgetSalts(ctx context.Context, t tenant.ID, resource string) error {
	return x.db.write(ctx, t, 1, func(ctx context.Context, s *session) error {
		_, err := s.exec(ctx, "UPDATE entries SET salt = NULL WHERE tenant_id = ? AND resource = ?", t.String(), resource)
		return err
	})
}
