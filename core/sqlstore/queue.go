package sqlstore

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// queue implements outbox.Queue, and with it outbox.Recaller, outbox.Graveyard and outbox.Splitter.
type queue struct{ db *DB }

const insertItem = `INSERT INTO outbox (tenant_id, id, kind, consumer, name, key, subject, principal, data, due_at,
	attempts, reason, trace) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?) ON CONFLICT (tenant_id, id) DO NOTHING`

const dropWaiting = `DELETE FROM outbox WHERE tenant_id = ? AND kind = 'job' AND consumer = ? AND name = ? AND key = ?
	AND buried_at IS NULL AND (leased_until IS NULL OR leased_until <= ?)`

// enqueue adds an item of the session's tenant; a job with a key takes the place of a waiting one.
func (s *session) enqueue(ctx context.Context, i outbox.Item) error {
	if i.Kind == outbox.Job && i.Key != "" {
		if _, err := s.exec(ctx, dropWaiting, s.tenant.String(), i.Consumer, i.Name, i.Key, stamp{s.now}); err != nil {
			return err
		}
	}
	if i.ID == "" {
		i.ID = newID()
	}
	if i.At.IsZero() {
		i.At = s.now
	}
	_, err := s.exec(ctx, insertItem, s.tenant.String(), i.ID, string(i.Kind), i.Consumer, i.Name, i.Key, i.Subject,
		i.Principal, i.Data, stamp{i.At}, i.Attempts, i.Trace)
	return err
}

// Add implements outbox.Queue: one transaction for each tenant.
func (q queue) Add(ctx context.Context, items ...outbox.Item) error {
	var order []tenant.ID
	apart := make(map[tenant.ID][]outbox.Item)
	for _, i := range items {
		if apart[i.Tenant] == nil {
			order = append(order, i.Tenant)
		}
		apart[i.Tenant] = append(apart[i.Tenant], i)
	}
	for _, t := range order {
		if err := q.db.write(ctx, t, len(apart[t]), enqueueAll(apart[t])); err != nil {
			return err
		}
	}
	return nil
}

// enqueueAll takes the tenant's row first, as commits do, so that events get their numbers in commit order.
func enqueueAll(items []outbox.Item) work {
	return func(ctx context.Context, s *session) error {
		if _, _, err := s.reserve(ctx, 0, 0); err != nil {
			return err
		}
		for _, i := range items {
			if err := s.enqueue(ctx, i); err != nil {
				return err
			}
		}
		return nil
	}
}

// ofOpen leaves out what belongs to suspended organisations: it waits until they are resumed.
const ofOpen = ` AND NOT EXISTS (SELECT 1 FROM tenants t WHERE t.id = o.tenant_id AND t.suspended_at IS NOT NULL)`

// An event waits for every earlier one of its tenant and consumer; jobs and mail wait for nobody.
const selectDue = `SELECT seq, tenant_id, id, kind, consumer, name, key, subject, principal, data, due_at, attempts, trace
	FROM outbox o WHERE buried_at IS NULL AND due_at <= ? AND (leased_until IS NULL OR leased_until <= ?)
	AND (kind <> 'event' OR NOT EXISTS (SELECT 1 FROM outbox e WHERE e.tenant_id = o.tenant_id
		AND e.consumer = o.consumer AND e.kind = 'event' AND e.buried_at IS NULL AND e.seq < o.seq))` + ofOpen + `
	ORDER BY due_at, seq LIMIT ?`

// Lease implements outbox.Queue. An empty queue costs a read, no commit.
func (q queue) Lease(ctx context.Context, n int, lease time.Duration) (items []outbox.Item, err error) {
	if q.db.dialect == sqlite {
		due := 0
		err := q.db.readGlobal(ctx, func(ctx context.Context, s *session) error {
			_, err := s.row(ctx, "SELECT 1 FROM outbox o WHERE buried_at IS NULL AND due_at <= ?"+ofOpen+" LIMIT 1", []any{stamp{s.now}}, []any{&due})
			return err
		})
		if err != nil || due == 0 {
			return nil, err
		}
	}
	err = q.db.writeGlobal(ctx, func(ctx context.Context, s *session) error {
		items, err = s.lease(ctx, n, lease)
		return err
	})
	return items, err
}

func (s *session) lease(ctx context.Context, n int, lease time.Duration) (items []outbox.Item, err error) {
	text := selectDue
	if s.dialect == postgres {
		text += " FOR UPDATE OF o SKIP LOCKED"
	}
	var taken []int64
	err = s.each(ctx, text, []any{stamp{s.now}, stamp{s.now}, n}, func(scan func(...any) error) error {
		var i outbox.Item
		var seq int64
		var home string
		var due stamp
		err := scan(&seq, &home, &i.ID, &i.Kind, &i.Consumer, &i.Name, &i.Key, &i.Subject, &i.Principal, &i.Data, &due, &i.Attempts, &i.Trace)
		i.Tenant, i.At = tenant.Trusted(home), due.Time
		items, taken = append(items, i), append(taken, seq)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, seq := range taken {
		if _, err := s.exec(ctx, "UPDATE outbox SET leased_until = ? WHERE seq = ?", stamp{s.now.Add(lease)}, seq); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// Done implements outbox.Queue.
func (q queue) Done(ctx context.Context, i outbox.Item) error {
	return q.update(ctx, i, "DELETE FROM outbox WHERE tenant_id = ? AND id = ?")
}

// Later implements outbox.Queue.
func (q queue) Later(ctx context.Context, i outbox.Item, at time.Time, reason string) error {
	return q.update(ctx, i, "UPDATE outbox SET due_at = ?, attempts = ?, reason = ?, leased_until = NULL WHERE tenant_id = ? AND id = ?",
		stamp{at}, i.Attempts, reason)
}

// Bury implements outbox.Graveyard.
func (q queue) Bury(ctx context.Context, i outbox.Item, reason string) error {
	return q.update(ctx, i, "UPDATE outbox SET buried_at = ?, attempts = ?, reason = ?, leased_until = NULL WHERE tenant_id = ? AND id = ?",
		stamp{q.db.now()}, i.Attempts, reason)
}

// Split implements outbox.Splitter.
func (q queue) Split(ctx context.Context, i outbox.Item, into []outbox.Item) error {
	return q.db.write(ctx, i.Tenant, len(into)+1, func(ctx context.Context, s *session) error {
		if err := enqueueAll(into)(ctx, s); err != nil {
			return err
		}
		_, err := s.exec(ctx, "DELETE FROM outbox WHERE tenant_id = ? AND id = ?", i.Tenant.String(), i.ID)
		return err
	})
}

// Recall implements outbox.Recaller.
func (q queue) Recall(ctx context.Context, t tenant.ID, kind outbox.Kind, which func(outbox.Item) bool) (n int, err error) {
	var found []string
	err = q.db.read(ctx, t, func(ctx context.Context, s *session) error {
		found = nil
		return s.each(ctx, "SELECT id, data FROM outbox WHERE tenant_id = ? AND kind = ?", []any{t.String(), string(kind)}, func(scan func(...any) error) error {
			i := outbox.Item{Tenant: t, Kind: kind}
			err := scan(&i.ID, &i.Data)
			if err == nil && which(i) {
				found = append(found, i.ID)
			}
			return err
		})
	})
	for _, id := range found {
		if err == nil {
			n++
			err = q.Done(ctx, outbox.Item{Tenant: t, ID: id})
		}
	}
	return n, err
}

func (q queue) update(ctx context.Context, i outbox.Item, text string, args ...any) error {
	return q.db.write(ctx, i.Tenant, 1, func(ctx context.Context, s *session) error {
		_, err := s.exec(ctx, text, append(args, i.Tenant.String(), i.ID)...)
		return err
	})
}
