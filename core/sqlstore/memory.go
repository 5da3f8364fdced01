package sqlstore

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// maxCallers is how many callers are remembered.
const maxCallers = 50_000

// memory remembers what every request asks: at which version its tenant is, and who calls. It is exact where
// this process alone writes, which is on SQLite, and is not used elsewhere. Whatever it remembers is changed
// through the book only, and the book makes it forget the tenant before anybody hears that the change is made.
type memory struct {
	mu      sync.RWMutex
	eras    map[tenant.ID]*era
	callers *otter.Cache[callerKey, caller]
}

// era is the time between two changes of a tenant. Who reads takes it before reading and keeps what was read
// under it: what a change has overtaken is then kept where nobody looks any more.
type era struct{ version atomic.Int64 } // 0 is not known

type callerKey struct {
	era  *era
	hash [32]byte // of the secret that the caller showed
}

// caller is what a secret stands for.
type caller struct {
	session   identity.Session // of a person
	key       identity.Key     // of a service
	principal identity.Principal
	until     time.Time // when it, or the first of its grants, ends
}

func newMemory() *memory {
	return &memory{
		eras:    map[tenant.ID]*era{},
		callers: otter.Must(&otter.Options[callerKey, caller]{MaximumSize: maxCallers}),
	}
}

// now is the era that a tenant is in.
func (m *memory) now(t tenant.ID) *era {
	m.mu.RLock()
	e := m.eras[t]
	m.mu.RUnlock()
	if e != nil {
		return e
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.eras[t] == nil {
		m.eras[t] = &era{}
	}
	return m.eras[t]
}

// forget begins a new era.
func (m *memory) forget(t tenant.ID) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.eras, t)
}

// caller finds who shows the secret with that hash, or looks it up with read. Who comes from another tenant is
// looked up each time: what changes there begins no era here.
func (m *memory) caller(t tenant.ID, hash []byte, at time.Time, read func() (caller, error)) (caller, error) {
	if m == nil || len(hash) != 32 {
		return read()
	}
	key := callerKey{m.now(t), [32]byte(hash)}
	if known, ok := m.callers.GetIfPresent(key); ok && at.Before(known.until) {
		return known, nil
	}
	found, err := read()
	if err == nil && found.principal.Home == t {
		for _, g := range found.principal.Grants {
			if g.Expires != nil && g.Expires.Before(found.until) {
				found.until = *g.Expires
			}
		}
		m.callers.Set(key, found)
	}
	return found, err
}

// version finds the version of a tenant, or looks it up with read.
func (m *memory) version(t tenant.ID, read func() (int64, error)) (int64, error) {
	if m == nil {
		return read()
	}
	now := m.now(t)
	if known := now.version.Load(); known != 0 {
		return known, nil
	}
	found, err := read()
	if err == nil {
		now.version.Store(found)
	}
	return found, err
}
