package audit_test

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// memory is a log in memory: audit.Log, audit.Reader and audit.Checkpoints.
type memory struct {
	mu    sync.Mutex
	books map[tenant.ID]*book
	fail  error // of Append
}

type book struct {
	sealed []audit.Entry
	hashes [][32]byte
	heads  []audit.Checkpoint
	loose  []audit.Entry
}

func newMemory() *memory { return &memory{books: map[tenant.ID]*book{}} }

func (m *memory) book(t tenant.ID) *book {
	if m.books[t] == nil {
		m.books[t] = &book{}
	}
	return m.books[t]
}

func (m *memory) Append(_ context.Context, entries ...audit.Entry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	for _, e := range entries {
		b := m.book(e.Tenant)
		b.loose = append(b.loose, e)
	}
	return nil
}

func (m *memory) Unsealed(_ context.Context, t tenant.ID, limit int) ([]audit.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	loose := m.book(t).loose
	return slices.Clone(loose[:min(limit, len(loose))]), nil
}

func (m *memory) Seal(_ context.Context, from int64, entries []audit.Entry, hashes [][32]byte, c audit.Checkpoint) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.book(c.Tenant)
	if int64(len(b.sealed)) != from {
		return fault.New(fault.Conflict, "sealed", "Another sealer was faster.")
	}
	b.sealed, b.hashes = append(b.sealed, entries...), append(b.hashes, hashes...)
	b.heads, b.loose = append(b.heads, c), b.loose[len(entries):]
	return nil
}

func (m *memory) Dirty(context.Context) ([]tenant.ID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var dirty []tenant.ID
	for t, b := range m.books {
		if len(b.loose) > 0 {
			dirty = append(dirty, t)
		}
	}
	return dirty, nil
}

func (m *memory) Last(_ context.Context, t tenant.ID) (audit.Checkpoint, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	heads := m.book(t).heads
	if len(heads) == 0 {
		return audit.Checkpoint{}, fault.Missing("checkpoint")
	}
	return heads[len(heads)-1], nil
}

func (m *memory) Entries(_ context.Context, t tenant.ID, _ audit.Query) ([]audit.Entry, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.book(t)
	all := slices.Concat(b.sealed, b.loose)
	slices.Reverse(all)
	return all, "", nil
}

func (m *memory) Sealed(_ context.Context, t tenant.ID, deliver func(int64, audit.Entry) error) error {
	m.mu.Lock()
	sealed := slices.Clone(m.book(t).sealed)
	m.mu.Unlock()
	for i, e := range sealed {
		if err := deliver(int64(i), e); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) Hashes(_ context.Context, t tenant.ID, from, to int64) ([][32]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.book(t).hashes[from:to]), nil
}

func (m *memory) ForgetSalts(_ context.Context, t tenant.ID, resource string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, entries := range [][]audit.Entry{m.book(t).sealed, m.book(t).loose} {
		for i := range entries {
			if strings.HasPrefix(entries[i].Resource, resource) {
				entries[i].Salt = nil
			}
		}
	}
	return nil
}

func (m *memory) Checkpoints(_ context.Context, t tenant.ID, deliver func(audit.Checkpoint) error) error {
	m.mu.Lock()
	heads := slices.Clone(m.book(t).heads)
	m.mu.Unlock()
	for _, c := range heads {
		if err := deliver(c); err != nil {
			return err
		}
	}
	return nil
}
