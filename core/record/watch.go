package record

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// changesAtOnce is how many changes a watch reads in one go.
const changesAtOnce = 100

// Watch implements store.Store. It wakes at once for commits of this process, and looks for those of others
// at each poll. When rights may have changed it ends with unavailable "watch-expired": the watcher comes
// back with the last cursor, and is asked again who it is.
func (v *View) Watch(ctx context.Context, collection, cursor string, deliver func(store.Change) error) error {
	w, err := v.watch(ctx, collection, cursor)
	if err != nil {
		return err
	}
	w.deliver = deliver
	return w.run(ctx)
}

// WatchFrom returns the cursor from which a watch would begin, now that it can still be refused: the one given, or
// the end of the changes where none is. Fault kinds beside those of rights: invalid "bad-cursor", conflict
// "cursor-too-old".
func (v *View) WatchFrom(ctx context.Context, collection, cursor string) (string, error) {
	w, err := v.watch(ctx, collection, cursor)
	if err != nil {
		return "", err
	}
	return w.at, nil
}

func (v *View) watch(ctx context.Context, collection, cursor string) (*watch, error) {
	c, f, err := v.reach(ctx, collection)
	if err != nil {
		return nil, err
	}
	if !c.ordinary() {
		return nil, fault.New(fault.Unsupported, "watch-unsupported", "This collection cannot be watched.")
	}
	_, end, err := v.keeper.config.Rows.Changes(ctx, v.caller.Tenant, c.Table, cursor, 0)
	if err != nil {
		return nil, err
	}
	return &watch{view: v, collection: c, filter: f, at: cmp.Or(cursor, end), seen: map[string]bool{}}, nil
}

// watch is one caller's watch under way.
type watch struct {
	view       *View
	collection *collection
	filter     authz.Filter
	deliver    func(store.Change) error
	at         string
	seen       map[string]bool // ids told as visible: the caller is told when they go
}

var errExpired = fault.New(fault.Unavailable, "watch-expired", "Watch again from the last cursor.")

func (w *watch) run(ctx context.Context) error {
	k := w.view.keeper
	poll := time.NewTicker(k.config.WatchPoll)
	defer poll.Stop()
	life := time.NewTimer(k.config.WatchLife)
	defer life.Stop()
	for {
		rung := k.news.listen(w.view.caller.Tenant)
		if err := w.current(ctx); err != nil {
			return err
		}
		if err := w.catchUp(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-life.C:
			return errExpired
		case <-rung:
		case <-poll.C:
		}
	}
}

// current ends the watch once the tenant's version has moved on.
func (w *watch) current(ctx context.Context) error {
	versions := w.view.keeper.config.Versions
	if versions == nil {
		return nil
	}
	now, err := versions.Version(ctx, w.view.caller.Tenant)
	if err == nil && now != w.view.caller.Version {
		err = errExpired
	}
	return err
}

func (w *watch) catchUp(ctx context.Context) error {
	for {
		news, next, err := w.view.keeper.config.Rows.Changes(ctx, w.view.caller.Tenant, w.collection.Table, w.at, changesAtOnce)
		if err != nil {
			return err
		}
		for _, c := range news {
			if err := w.tell(ctx, c); err != nil {
				return err
			}
		}
		w.at = next
		if len(news) < changesAtOnce {
			return nil
		}
	}
}

// tell delivers a change as the caller may see it. Of a record that is gone or out of sight only the id is
// told, and only where the caller may have known it.
func (w *watch) tell(ctx context.Context, c store.Change) error {
	now, err := w.view.keeper.current(w.view.caller.Tenant, w.collection, c.Record)
	if err != nil {
		return err
	}
	if c.Record = now; len(c.Record.Doc) > 0 {
		visible, err := matches(w.filter, c.Record)
		if err != nil {
			return err
		}
		if visible {
			return w.show(ctx, c)
		}
	} else if w.reached(c.Record) {
		w.seen[c.Record.ID] = true
	}
	if !w.seen[c.Record.ID] {
		return nil
	}
	delete(w.seen, c.Record.ID)
	c.Record = store.Record{ID: c.Record.ID}
	return w.deliver(c)
}

func (w *watch) show(ctx context.Context, c store.Change) error {
	w.seen[c.Record.ID] = true
	if err := w.view.noteReads(ctx, w.collection, w.filter, c.Record.Unit); err != nil {
		return err
	}
	var err error
	if c.Record, err = masked(c.Record, w.filter.Mask()); err != nil {
		return err
	}
	return w.deliver(c)
}

// reached decides about a record of which only the envelope is left. A feed that does not keep the unit of
// what was deleted leaves it to those who may read at the tenant's root.
func (w *watch) reached(gone store.Record) bool {
	if gone.Unit == "" {
		gone.Unit = tenant.Root
	}
	return w.filter.Match(document(gone, nil))
}

// bell wakes the watches of a tenant when something of it was committed here.
type bell struct {
	mu      sync.Mutex
	waiting map[tenant.ID]chan struct{}
}

func newBell() *bell { return &bell{waiting: map[tenant.ID]chan struct{}{}} }

// listen returns what closes at the tenant's next commit.
func (b *bell) listen(t tenant.ID) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting[t] == nil {
		b.waiting[t] = make(chan struct{})
	}
	return b.waiting[t]
}

func (b *bell) ring(t tenant.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.waiting[t]; c != nil {
		close(c)
		delete(b.waiting, t)
	}
}
