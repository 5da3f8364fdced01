package sqlstore

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// A list in the order of ids that is confined to a subtree has two plans: walk the ids and leave out what
// lies elsewhere, which ends early in a broad subtree, or take the subtree by its index and sort it, which
// is right in a narrow one. PostgreSQL knows which from its statistics; SQLite, which has none and always
// sorts, is told here. One unit without what lies under it has an index that is in the order of ids already.
const (
	narrow      = 300         // records up to which a subtree is sorted
	keepBreadth = time.Minute // a stale answer costs time, never a wrong row
	maxBreadths = 10_000      // answers kept
)

// breadths remembers which subtrees are broad.
type breadths struct {
	mu   sync.Mutex
	kept map[subtree]breadth
}

type subtree struct {
	tenant      tenant.ID
	table, path string
}

type breadth struct {
	broad bool
	until time.Time
}

// broad reports whether a selection's subtree is one to walk. A selection without one is left to SQLite.
func (r rows) broad(ctx context.Context, t tenant.ID, tbl *table, s record.Selection) (bool, error) {
	path := confined(s)
	if r.db.dialect != sqlite || path == "" || slices.ContainsFunc(s.Where, inOneUnit) || len(s.Order) > 0 && s.Order[0].Field != "id" {
		return false, nil
	}
	end, bounded := after(path)
	if path == tenant.Root || !bounded {
		return true, nil
	}
	key, now := subtree{t, tbl.name, path}, r.db.now()
	if known, ok := r.db.breadths.find(key, now); ok {
		return known, nil
	}
	var n int
	err := r.db.read(ctx, t, func(ctx context.Context, sn *session) error {
		_, err := sn.row(ctx, tbl.breadth, []any{t.String(), path, end, narrow + 1}, []any{&n})
		return err
	})
	if err == nil {
		r.db.breadths.keep(key, breadth{n > narrow, now.Add(keepBreadth)})
	}
	return n > narrow, err
}

// confined is the deepest path under which everything that a selection can match lies; empty for none.
func confined(s record.Selection) string {
	path := s.Unit
	for _, c := range s.Where {
		if under := confinedBy(c); len(under) > len(path) {
			path = under
		}
	}
	return path
}

func inOneUnit(c authz.Cond) bool { return c.Op == authz.Eq && c.Field == "unit_path" }

func confinedBy(c authz.Cond) (path string) {
	switch {
	case c.Op == authz.And:
		for _, arg := range c.Args {
			if under := confinedBy(arg); len(under) > len(path) {
				path = under
			}
		}
	case c.Op == authz.StartsWith && c.Field == "unit_path":
		path, _ = c.Value.(string)
	}
	return path
}

func (b *breadths) find(key subtree, now time.Time) (broad, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	known, ok := b.kept[key]
	return known.broad, ok && now.Before(known.until)
}

func (b *breadths) keep(key subtree, answer breadth) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.kept == nil || len(b.kept) >= maxBreadths {
		b.kept = make(map[subtree]breadth)
	}
	b.kept[key] = answer
}
