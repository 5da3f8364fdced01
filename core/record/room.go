package record

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Weighed is a Rows that says how much it keeps.
type Weighed interface {
	// Weight adds up the bytes of a tenant's documents in a table, as they are stored.
	Weight(ctx context.Context, t tenant.ID, table Table) (int64, error)
}

// weighAgain is how long a measure is believed once the room is used up: who deletes has room again after that.
const weighAgain = 10 * time.Second

// mostRooms is how many measures are remembered.
const mostRooms = 50_000

// rooms remembers how much tenants keep of modules: what was measured, and what was written since.
type rooms struct {
	mu    sync.Mutex
	known map[roomKey]*room
}

type roomKey struct {
	tenant tenant.ID
	module string
}

type room struct {
	mu       sync.Mutex
	used     int64
	measured time.Time // zero: never
}

func newRooms() *rooms { return &rooms{known: map[roomKey]*room{}} }

func (r *rooms) of(key roomKey) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known[key] == nil {
		if len(r.known) >= mostRooms {
			clear(r.known)
		}
		r.known[key] = &room{}
	}
	return r.known[key]
}

// fits refuses documents that a tenant has no room for. What is deleted needs none.
func (v *View) fits(ctx context.Context, writes []Write) error {
	if v.keeper.config.Room == 0 {
		return nil
	}
	more := map[string]int64{}
	for _, w := range writes {
		if w.Verb != store.Delete {
			more[w.Table.Module] += int64(len(w.Doc))
		}
	}
	for module, bytes := range more {
		if err := v.keeper.take(ctx, roomKey{v.caller.Tenant, module}, bytes); err != nil {
			return err
		}
	}
	return nil
}

// take counts bytes that are about to be written. The sum since the last measure is never too low, for it knows nothing of
// what is deleted or replaced: where it says that there is no room, it is measured anew.
func (k *Keeper) take(ctx context.Context, of roomKey, bytes int64) error {
	r := k.rooms.of(of)
	r.mu.Lock()
	defer r.mu.Unlock()
	now := k.config.Clock()
	if r.measured.IsZero() || r.used+bytes > k.config.Room && now.Sub(r.measured) >= weighAgain {
		used, err := k.weigh(ctx, of)
		if err != nil {
			return err
		}
		r.used, r.measured = used, now
	}
	if r.used+bytes > k.config.Room {
		full := fault.New(fault.Exhausted, "module-storage-full",
			"This module has used up the room that it has in your organisation, %d MiB. Delete what is not needed, or ask whoever runs the server for more.", k.config.Room>>20)
		full.RetryAfter = weighAgain
		return full
	}
	r.used += bytes
	return nil
}

// Usage is how much a tenant keeps of one module.
type Usage struct {
	Module string
	Used   int64 // bytes of documents, as they are stored
	Room   int64 // the most that it may keep; 0 is no limit
}

// Usage measures what a tenant keeps, by module.
func (k *Keeper) Usage(ctx context.Context, t tenant.ID) ([]Usage, error) {
	var all []Usage
	for _, table := range k.config.Installed(t) {
		if slices.ContainsFunc(all, func(u Usage) bool { return u.Module == table.Module }) {
			continue
		}
		used, err := k.weigh(ctx, roomKey{t, table.Module})
		if err != nil {
			return nil, err
		}
		all = append(all, Usage{table.Module, used, k.config.Room})
	}
	return all, nil
}

// weigh measures what a tenant keeps of a module.
func (k *Keeper) weigh(ctx context.Context, of roomKey) (used int64, err error) {
	rows, able := k.config.Rows.(Weighed)
	if !able {
		return 0, nil
	}
	for _, table := range k.config.Installed(of.tenant) {
		if table.Module != of.module {
			continue
		}
		bytes, err := rows.Weight(ctx, of.tenant, table)
		if err != nil {
			return 0, fmt.Errorf("measuring %s: %w", table.Name(), err)
		}
		used += bytes
	}
	return used, nil
}
