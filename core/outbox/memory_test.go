package outbox_test

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/core/outbox"
)

// memory is a queue in memory: outbox.Queue, and outbox.Graveyard.
type memory struct {
	mu     sync.Mutex
	rows   []row
	buried map[string]string // reason by id
}

type row struct {
	outbox.Item
	until  time.Time
	reason string
}

func (m *memory) Add(_ context.Context, items ...outbox.Item) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, i := range items {
		if slices.ContainsFunc(m.rows, func(r row) bool { return r.ID == i.ID }) {
			continue
		}
		m.rows = slices.DeleteFunc(m.rows, func(r row) bool {
			return i.Kind == outbox.Job && i.Key != "" && r.Kind == i.Kind && r.Tenant == i.Tenant &&
				r.Consumer == i.Consumer && r.Name == i.Name && r.Key == i.Key && !r.until.After(time.Now())
		})
		m.rows = append(m.rows, row{Item: i})
	}
	return nil
}

func (m *memory) Lease(_ context.Context, n int, lease time.Duration) ([]outbox.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	var due []*row
	for i := range m.rows {
		r := &m.rows[i]
		blocked := r.Kind == outbox.Event && slices.ContainsFunc(m.rows[:i], func(e row) bool {
			return e.Kind == outbox.Event && e.Tenant == r.Tenant && e.Consumer == r.Consumer
		})
		if !r.At.After(now) && !r.until.After(now) && !blocked {
			due = append(due, r)
		}
	}
	slices.SortStableFunc(due, func(a, b *row) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	var items []outbox.Item
	for _, r := range due[:min(n, len(due))] {
		r.until = now.Add(lease)
		items = append(items, r.Item)
	}
	return items, nil
}

func (m *memory) Done(_ context.Context, item outbox.Item) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows = slices.DeleteFunc(m.rows, func(r row) bool { return r.ID == item.ID })
	return nil
}

func (m *memory) Later(_ context.Context, item outbox.Item, at time.Time, reason string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.rows {
		if m.rows[i].ID == item.ID {
			m.rows[i].At, m.rows[i].Attempts, m.rows[i].reason, m.rows[i].until = at, item.Attempts, reason, time.Time{}
		}
	}
	return nil
}

func (m *memory) Bury(ctx context.Context, item outbox.Item, reason string) error {
	m.mu.Lock()
	if m.buried == nil {
		m.buried = map[string]string{}
	}
	m.buried[item.ID] = reason
	m.mu.Unlock()
	return m.Done(ctx, item)
}

// waiting lists the ids that are still there.
func (m *memory) waiting() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	ids := []string{}
	for _, r := range m.rows {
		ids = append(ids, r.ID)
	}
	return ids
}
