package sqlstore

import (
	"errors"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// TestMemoryKeepsNothingThatAChangeOvertook lets a change happen while somebody reads what was before it. The
// control reads without a change, and is remembered.
func TestMemoryKeepsNothingThatAChangeOvertook(t *testing.T) {
	t.Parallel()
	home, away := tenant.Trusted("a"), tenant.Trusted("b")
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	soon := now.Add(time.Minute)
	hash := make([]byte, 32)
	for what, c := range map[string]struct {
		home    tenant.ID
		between func(m *memory)
		later   time.Duration
		reads   int
	}{
		"nothing happens":        {home, func(*memory) {}, 0, 1},
		"a change elsewhere":     {home, func(m *memory) { m.forget(away) }, 0, 1},
		"a change":               {home, func(m *memory) { m.forget(home) }, 0, 2},
		"a grant ends":           {home, func(*memory) {}, time.Minute, 2},
		"somebody from away":     {away, func(*memory) {}, 0, 2},
		"an unknown secret":      {tenant.ID{}, func(*memory) {}, 0, 2},
		"a change and its reads": {home, func(m *memory) { m.forget(home); m.now(home) }, 0, 2},
	} {
		m, reads := newMemory(), 0
		look := func(between func(*memory)) func() (caller, error) {
			return func() (caller, error) {
				reads++
				between(m)
				if c.home.IsZero() {
					return caller{}, errors.New("unknown")
				}
				p := identity.Principal{Home: c.home, Grants: []identity.Grant{{Expires: &soon}}}
				return caller{principal: p, until: now.Add(time.Hour)}, nil
			}
		}
		_, _ = m.caller(home, hash, now, look(c.between))
		_, _ = m.caller(home, hash, now.Add(c.later), look(func(*memory) {}))
		if reads != c.reads {
			t.Errorf("%s: %d reads, want %d", what, reads, c.reads)
		}
	}
	m := newMemory()
	version := int64(1)
	for range 2 {
		old, err := m.version(home, func() (int64, error) { defer m.forget(home); version++; return version - 1, nil })
		if err != nil || old != version-1 {
			t.Errorf("a version that a change overtook was remembered: %d, want %d", old, version-1)
		}
	}
	for range 2 {
		if kept, err := m.version(home, func() (int64, error) { version++; return version, nil }); err != nil || kept != 4 {
			t.Errorf("a version was not remembered: %d", kept)
		}
	}
}
