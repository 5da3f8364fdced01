package sqlstore

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// auditLog implements audit.Log. A tenant's entries are numbered without a gap in the order of their
// commits; the number is the entry's index in the tree, and those below logs.sealed are sealed.
type auditLog struct{ db *DB }

var errSealed = fault.New(fault.Conflict, "already-sealed", "Another sealer was faster.")

// reserve numbers what a transaction adds to its tenant's log and change feed, on PostgreSQL. It also holds the
// tenant's row until the commit, so that numbers are seen in their order: call it last.
const reserve = `INSERT INTO logs (tenant_id, entries, sealed, changes) VALUES (?, ?, 0, ?)
	ON CONFLICT (tenant_id) DO UPDATE SET entries = logs.entries + excluded.entries, changes = logs.changes + excluded.changes
	RETURNING entries, changes`

const insertEntry = `INSERT INTO entries (tenant_id, seq, id, at, principal, behalf, action, resource, unit_path,
	outcome, rule, count, digest, salt, request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// reserve returns the numbers of the first new entry and the first new change.
func (s *session) reserve(ctx context.Context, entries, changes int) (entry, change int64, err error) {
	if s.numbers != nil {
		had, err := s.numbers.add(ctx, s, entries, changes)
		return had.entries, had.changes, err
	}
	_, err = s.row(ctx, reserve, []any{s.tenant.String(), entries, changes}, []any{&entry, &change})
	return entry - int64(entries), change - int64(changes), err
}

// append writes entries at the end of the tenant's log.
func (s *session) append(ctx context.Context, entries []audit.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	first, _, err := s.reserve(ctx, len(entries), 0)
	if err != nil {
		return err
	}
	return s.insertEntries(ctx, first, entries)
}

func (s *session) insertEntries(ctx context.Context, first int64, entries []audit.Entry) error {
	for i, e := range entries {
		if e.Tenant != s.tenant && !e.Tenant.IsZero() {
			return errOtherTenant
		}
		if e.ID == "" {
			e.ID = newID()
		}
		if e.At.IsZero() {
			e.At = s.now
		}
		_, err := s.exec(ctx, insertEntry, s.tenant.String(), first+int64(i), e.ID, stamp{e.At}, e.Principal, e.Behalf,
			e.Action, e.Resource, e.Unit, string(e.Outcome), e.Rule, max(e.Count, 1), e.Digest, e.Salt, e.Request)
		if err != nil {
			return fmt.Errorf("writing an audit entry: %w", err)
		}
	}
	return nil
}

// Append implements audit.Log: one transaction for each tenant.
func (l auditLog) Append(ctx context.Context, entries ...audit.Entry) error {
	var order []tenant.ID
	apart := make(map[tenant.ID][]audit.Entry)
	for _, e := range entries {
		if apart[e.Tenant] == nil {
			order = append(order, e.Tenant)
		}
		apart[e.Tenant] = append(apart[e.Tenant], e)
	}
	for _, t := range order {
		err := l.db.write(ctx, t, len(apart[t]), func(ctx context.Context, s *session) error {
			return s.append(ctx, apart[t])
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Unsealed implements audit.Log.
func (l auditLog) Unsealed(ctx context.Context, t tenant.ID, limit int) (all []audit.Entry, err error) {
	err = l.db.read(ctx, t, func(ctx context.Context, s *session) error {
		text := selectEntries + " AND seq >= (SELECT sealed FROM logs WHERE tenant_id = ?) ORDER BY seq LIMIT ?"
		return s.entries(ctx, text, []any{t.String(), t.String(), limit}, func(_ int64, e audit.Entry) error {
			all = append(all, e)
			return nil
		})
	})
	return all, err
}

// Seal implements audit.Log.
func (l auditLog) Seal(ctx context.Context, from int64, entries []audit.Entry, hashes [][32]byte, c audit.Checkpoint) error {
	size := from + int64(len(entries))
	if len(entries) == 0 || len(entries) != len(hashes) || c.Size != size {
		return fmt.Errorf("sqlstore: a seal of %d entries from %d has %d hashes and a checkpoint of size %d", len(entries), from, len(hashes), c.Size)
	}
	blob := make([]byte, 0, 32*len(hashes))
	for _, h := range hashes {
		blob = append(blob, h[:]...)
	}
	return l.db.write(ctx, c.Tenant, 3, func(ctx context.Context, s *session) error {
		t := c.Tenant.String()
		n, err := s.exec(ctx, "UPDATE logs SET sealed = ? WHERE tenant_id = ? AND sealed = ? AND entries >= ?", size, t, from, size)
		if err != nil {
			return err
		}
		if n == 0 {
			return errSealed
		}
		if err := s.sameEntries(ctx, from, entries); err != nil {
			return err
		}
		if _, err := s.exec(ctx, "INSERT INTO seals (tenant_id, first, size, hashes) VALUES (?, ?, ?, ?)", t, from, len(hashes), blob); err != nil {
			return err
		}
		_, err = s.exec(ctx, "INSERT INTO checkpoints (tenant_id, size, root, at, note) VALUES (?, ?, ?, ?, ?)", t, c.Size, c.Root[:], stamp{c.At}, c.Note)
		return err
	})
}

// sameEntries makes sure that what was hashed is what lies there, in that order.
func (s *session) sameEntries(ctx context.Context, from int64, entries []audit.Entry) error {
	i := 0
	text := "SELECT id FROM entries WHERE tenant_id = ? AND seq >= ? AND seq < ? ORDER BY seq"
	err := s.each(ctx, text, []any{s.tenant.String(), from, from + int64(len(entries))}, func(scan func(...any) error) error {
		var id string
		if err := scan(&id); err != nil {
			return err
		}
		if id != entries[i].ID {
			return errSealed
		}
		i++
		return nil
	})
	if err == nil && i != len(entries) {
		return errSealed
	}
	return err
}

// Dirty implements audit.Log.
func (l auditLog) Dirty(ctx context.Context) (all []tenant.ID, err error) {
	err = l.db.readGlobal(ctx, func(ctx context.Context, s *session) error {
		text := "SELECT tenant_id FROM logs WHERE entries > sealed ORDER BY tenant_id"
		return s.each(ctx, text, nil, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			all = append(all, tenant.Trusted(id))
			return err
		})
	})
	return all, err
}

// Last implements audit.Log; not_found where nothing was sealed yet.
func (l auditLog) Last(ctx context.Context, t tenant.ID) (last audit.Checkpoint, err error) {
	found := false
	err = l.checkpoints(ctx, t, selectCheckpoints+" DESC LIMIT 1", func(c audit.Checkpoint) error {
		last, found = c, true
		return nil
	})
	if err == nil && !found {
		return last, fault.Missing("checkpoint")
	}
	return last, err
}

// Checkpoints calls deliver for each checkpoint, the smallest tree first.
func (l auditLog) Checkpoints(ctx context.Context, t tenant.ID, deliver func(audit.Checkpoint) error) error {
	return l.checkpoints(ctx, t, selectCheckpoints, deliver)
}

const selectCheckpoints = "SELECT size, root, at, note FROM checkpoints WHERE tenant_id = ? ORDER BY size"

func (l auditLog) checkpoints(ctx context.Context, t tenant.ID, text string, deliver func(audit.Checkpoint) error) error {
	return l.db.read(ctx, t, func(ctx context.Context, s *session) error {
		return s.each(ctx, text, []any{t.String()}, func(scan func(...any) error) error {
			c := audit.Checkpoint{Tenant: t}
			var root []byte
			var at stamp
			if err := scan(&c.Size, &root, &at, &c.Note); err != nil {
				return err
			}
			copy(c.Root[:], root)
			c.At = at.Time
			return deliver(c)
		})
	})
}
