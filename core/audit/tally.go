package audit

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Tally writes what may come in floods: of entries alike within a minute the first ones are written one by
// one, before Note returns, and the rest as one entry with a count once the minute is over. No stranger can
// drive the log's writer, and nothing is lost but detail.
type Tally struct {
	log     Log
	clock   func() time.Time
	first   int
	durable bool // counting begins only once the first ones are written, whatever comes meanwhile

	mu     sync.Mutex
	alikes map[alike]*run
}

// alike is what makes entries alike.
type alike struct {
	tenant    tenant.ID
	source    string
	action    string
	outcome   Outcome
	principal string
	minute    int64
}

// run is what is known of entries that are alike.
type run struct {
	begun int   // writes begun; of a durable tally, writes that succeeded
	held  int   // seen and not written yet
	entry Entry // what they have in common
}

// Limits of a Tally.
const (
	deniedFirst = 10     // denials and failed sign-ins written one by one, by source, action and minute
	readFirst   = 1      // reads of personal data
	mostAlikes  = 10_000 // kinds of alike entries held at once; beyond, sources are counted together
)

// NewThrottle makes a tally for denials and failed sign-ins: the first 10 of a (source, action, minute)
// one by one, then a count. clock defaults to time.Now.
func NewThrottle(log Log, clock func() time.Time) *Tally {
	return newTally(log, clock, deniedFirst, false)
}

// NewReads makes a tally for reads of personal data: one entry for each (principal, action, source, minute),
// durable before the answer, then a count. The source is collection and unit.
func NewReads(log Log, clock func() time.Time) *Tally { return newTally(log, clock, readFirst, true) }

func newTally(log Log, clock func() time.Time, first int, durable bool) *Tally {
	if clock == nil {
		clock = time.Now
	}
	return &Tally{log: log, clock: clock, first: first, durable: durable, alikes: map[alike]*run{}}
}

// Note takes one entry from a source (a network, a collection). ID, At and Count are filled in. When it
// returns nil the entry is durable, or counted. An error means that it is neither: the caller refuses.
func (t *Tally) Note(ctx context.Context, source string, e Entry) error {
	now := t.clock().UTC()
	e.At, e.Count = now.Truncate(time.Millisecond), 1
	alike, held := t.hold(source, e, now)
	if held {
		return nil
	}
	e.ID = newID()
	if err := t.log.Append(ctx, e); err != nil {
		return fmt.Errorf("write audit entry %q: %w", e.Action, err)
	}
	if t.durable {
		t.mu.Lock()
		alike.begun++
		t.mu.Unlock()
	}
	return nil
}

// hold counts the entry where that is enough for now, and reports so.
func (t *Tally) hold(source string, e Entry, now time.Time) (*run, bool) {
	key := alike{e.Tenant, source, e.Action, e.Outcome, "", now.Unix() / 60}
	if t.durable {
		key.principal = e.Principal
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.alikes[key]
	if r == nil && len(t.alikes) >= mostAlikes {
		key.source, key.principal = "", ""
		r = t.alikes[key]
	}
	if r == nil {
		r = &run{}
		t.alikes[key] = r
	}
	if r.begun < t.first {
		if !t.durable {
			r.begun++
		}
		return r, false
	}
	if r.held++; r.held == 1 {
		r.entry = e
	} else {
		r.entry = common(r.entry, e)
	}
	return r, true
}

// common keeps of a what b shares.
func common(a, b Entry) Entry {
	if a.Principal != b.Principal {
		a.Principal = ""
	}
	if a.Resource != b.Resource {
		a.Resource = ""
	}
	if a.Unit != b.Unit {
		a.Unit = ""
	}
	if a.Rule != b.Rule {
		a.Rule = ""
	}
	a.Behalf, a.Request = "", ""
	return a
}

// Run writes counts as minutes end, until ctx ends, then all that is held.
func (t *Tally) Run(ctx context.Context) error {
	tick := time.NewTicker(10 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastRound)
			defer cancel()
			return t.write(last, func(alike) bool { return true })
		case <-tick.C:
			_ = t.Flush(ctx) // what could not be written stays held and comes with the next tick
		}
	}
}

// Flush writes the counts of minutes that are over. What cannot be written stays held.
func (t *Tally) Flush(ctx context.Context) error {
	minute := t.clock().Unix() / 60
	return t.write(ctx, func(k alike) bool { return k.minute < minute })
}

// write takes what is due out of the tally and appends it, one write a tenant.
func (t *Tally) write(ctx context.Context, due func(alike) bool) error {
	taken := t.take(due)
	entries := map[tenant.ID][]Entry{}
	for _, r := range taken {
		if r.held > 0 {
			r.entry.ID, r.entry.Count = newID(), r.held
			entries[r.entry.Tenant] = append(entries[r.entry.Tenant], r.entry)
		}
	}
	var failures []error
	for id, of := range entries {
		if err := t.log.Append(ctx, of...); err != nil {
			failures = append(failures, fmt.Errorf("write audit counts: %w", err))
			t.giveBack(id, taken)
		}
	}
	return errors.Join(failures...)
}

func (t *Tally) take(due func(alike) bool) map[alike]*run {
	t.mu.Lock()
	defer t.mu.Unlock()
	taken := map[alike]*run{}
	for k, r := range t.alikes {
		if due(k) {
			taken[k] = r
			delete(t.alikes, k)
		}
	}
	return taken
}

// giveBack puts one tenant's runs back.
func (t *Tally) giveBack(id tenant.ID, taken map[alike]*run) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, r := range taken {
		if k.tenant == id && r.held > 0 && t.alikes[k] == nil {
			t.alikes[k] = r
		}
	}
}

// newID makes an entry's id.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
