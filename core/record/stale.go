package record

import (
	"context"
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// freshFor is how long it is believed that no record is of an older version. Nothing here writes one, but a
// request that began before an upgrade may end after it, and so may another node.
const freshFor = time.Minute

// staleness remembers which collections hold no record of an older version.
type staleness struct {
	mu    sync.Mutex
	fresh map[freshKey]time.Time
}

type freshKey struct {
	tenant  tenant.ID
	table   string
	version int
}

func newStaleness() *staleness { return &staleness{fresh: map[freshKey]time.Time{}} }

func (s *staleness) isFresh(key freshKey, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	until, known := s.fresh[key]
	return known && now.Before(until)
}

func (s *staleness) believe(key freshKey, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.fresh) >= mostFresh {
		clear(s.fresh)
	}
	s.fresh[key] = until
}

// mostFresh is how many collections are remembered.
const mostFresh = 50_000

// stale reports whether a tenant may hold records of the collection that are of an older version. Of a
// collection that never had another it costs nothing.
func (k *Keeper) stale(ctx context.Context, t tenant.ID, c *collection) (bool, error) {
	rows, ok := k.config.Rows.(Versioned)
	if !ok || c.Schema.Version <= 1 || c.Schema.Kind == store.Anonymous {
		return false, nil
	}
	key, now := freshKey{t, c.Name(), c.Schema.Version}, k.config.Clock()
	if k.staleness.isFresh(key, now) {
		return false, nil
	}
	n, err := rows.Behind(ctx, t, c.Table, 1)
	if err == nil && n == 0 {
		k.staleness.believe(key, now.Add(freshFor))
	}
	return n > 0, err
}

// errConverting refuses what cannot be answered rightly while records of an older version are left.
var errConverting = fault.New(fault.Unavailable, "conversion-under-way",
	"The records of this collection are being brought to a new version, and cannot be searched, nor asked for by a sealed field, until that is done. Try again in a moment.")

// unclaimed refuses a value of a unique field that a record of an older version has: no index knows it yet. Of a
// sealed field nothing can be said before the older record is rewritten; that fails then, and is told.
func (v *View) unclaimed(ctx context.Context, s *stage) error {
	if s.fields == nil {
		return nil
	}
	stale, err := v.keeper.stale(ctx, v.caller.Tenant, s.collection)
	if err != nil || !stale {
		return err
	}
	for _, f := range s.collection.Schema.Fields {
		value, has := s.fields[f.Name]
		if !f.Unique || f.Sensitive || !has {
			continue
		}
		page, err := v.keeper.config.Rows.Scan(ctx, v.caller.Tenant, s.collection.Table, Selection{
			Where: []authz.Cond{{Op: authz.Eq, Field: f.Name, Value: value}, {Op: authz.Ne, Field: "id", Value: s.write.ID}},
			Order: []Order{{Field: "id"}}, Size: 1, Stale: true,
		})
		if err != nil {
			return err
		}
		if len(page.Records) > 0 {
			return store.Taken(f.Name)
		}
	}
	return nil
}
