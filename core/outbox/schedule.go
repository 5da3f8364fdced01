package outbox

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Schedule runs a module's job again and again in one tenant.
type Schedule struct {
	Tenant   tenant.ID
	Consumer string        // the module
	Name     string        // its job
	Every    time.Duration // from midnight UTC on; at least a minute
}

const (
	shortest = time.Minute      // of Schedule.Every
	asking   = 30 * time.Second // how often Schedules is asked
	page     = 500              // items added at once
)

// schedule adds the next run of everything that is due again. A run waits in the queue long before its
// time, under an id and a key that every node derives alike, so all nodes together add it once.
func (d *Dispatcher) schedule(ctx context.Context) {
	now := d.config.Clock()
	if ctx.Err() != nil || now.Sub(d.asked) < asking {
		return
	}
	schedules, err := d.config.Schedules(ctx)
	if err != nil {
		d.config.Logger.ErrorContext(ctx, "outbox: cannot list schedules", "error", err)
		return
	}
	d.asked = now
	planned := make(map[Schedule]time.Time, len(schedules))
	var items []Item
	for _, s := range schedules {
		every := max(s.Every, shortest)
		next := now.Truncate(every).Add(every)
		if planned[s] = next; d.planned[s] != next {
			items = append(items, s.run(next))
		}
	}
	for len(items) > 0 {
		n := min(page, len(items))
		if err := d.config.Queue.Add(ctx, items[:n]...); err != nil {
			d.config.Logger.ErrorContext(ctx, "outbox: cannot add scheduled runs", "error", err)
			return // asked again in half a minute, with nothing remembered as planned
		}
		items = items[n:]
	}
	d.planned = planned
}

// run is the item of one run.
func (s Schedule) run(at time.Time) Item {
	key := "every " + at.UTC().Format(time.RFC3339)
	sum := sha256.Sum256([]byte(s.Tenant.String() + " " + s.Consumer + " " + s.Name + " " + key))
	id := uuid.UUID(sum[:16])
	var millis [8]byte
	binary.BigEndian.PutUint64(millis[:], uint64(at.UnixMilli()))
	copy(id[:6], millis[2:])
	return Item{
		ID: version7(id).String(), Tenant: s.Tenant, Kind: Job, Consumer: s.Consumer, Name: s.Name, Key: key,
		Principal: "module:" + s.Consumer, At: at.UTC(),
	}
}
