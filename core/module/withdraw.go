package module

import (
	"context"
	"fmt"
	"slices"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Withdraw ends whatever a tenant has here that goes for good: its processes, and the releases that were for it alone, which it
// lists. Others that were offered to it are so no longer. It may be called again.
func (h *Host) Withdraw(ctx context.Context, t tenant.ID) (gone []Release, err error) {
	releases, err := h.config.Catalog.Releases(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the catalogue of modules: %w", err)
	}
	for _, r := range releases {
		if !slices.Contains(r.Offered, t) {
			continue
		}
		if len(r.Offered) == 1 {
			gone = append(gone, r)
			continue
		}
		r.Offered = slices.DeleteFunc(slices.Clone(r.Offered), func(other tenant.ID) bool { return other == t })
		if err := h.config.Catalog.Put(ctx, r); err != nil {
			return nil, fmt.Errorf("offering %s %s no longer: %w", r.Name, r.Version, err)
		}
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, l := range h.modules {
		l.of(t).dismiss(t)
	}
	return gone, nil
}

// dismiss ends the process of a tenant of its own, if there is one.
func (e *edition) dismiss(t tenant.ID) {
	if e.shared() {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if s := e.places[t]; s != nil {
		s.end()
		delete(e.places, t)
	}
}
