// Package outbox owns what happens after a commit: events to modules, jobs, schedules and mail, each a row
// written in the transaction of its cause and leased from the table until it is done.
//
// Delivery is at least once, in order for each (tenant, consumer), with back-off; a job's rights are checked
// again when it runs. Goals: nothing promised is lost by a crash, nothing runs for a tenant that said no.
// Non-goals: exactly once; a general queue. Everything may be used concurrently.
package outbox

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Kind is what an item asks for.
type Kind string

// The kinds of items.
const (
	Event Kind = "event" // tell Consumer
	Job   Kind = "job"   // run Name of Consumer
	Mail  Kind = "mail"  // send Data as a message
	// Notice asks for telling the person Subject what Data says, as they have chosen.
	Notice Kind = "notice"
)

// Item is one row.
type Item struct {
	ID        string
	Tenant    tenant.ID
	Kind      Kind
	Consumer  string // module that hears or runs it; empty for mail
	Name      string // event type, job name, mail template
	Key       string // jobs: replaces a waiting one of the same consumer, name and key
	Subject   string
	Principal string // on whose behalf, as in the audit
	Data      []byte
	At        time.Time // not before
	Attempts  int       // tries that failed so far
	Trace     string    // W3C traceparent of the cause
}

// Queue is where items wait.
type Queue interface {
	// Add puts items in a transaction of their own; items of a change travel in that change's batch.
	// An item whose ID is there already is left as it is, so that adding twice is adding once.
	Add(ctx context.Context, items ...Item) error
	// Lease takes up to n due items for the duration, those due first first; a lease that runs out gives
	// the item back. An event is not leased while an earlier one of its tenant and consumer waits.
	Lease(ctx context.Context, n int, lease time.Duration) ([]Item, error)
	// Done removes an item.
	Done(ctx context.Context, item Item) error
	// Later gives an item back, due at that time, with the reason kept. It stores item.Attempts as given.
	Later(ctx context.Context, item Item, at time.Time, reason string) error
}

// Recaller is what a Queue may also offer: to take back what waits.
type Recaller interface {
	// Recall removes the waiting items of a tenant and a kind that which chooses, those that were given up too, and returns how
	// many. One that is leased may still be on its way.
	Recall(ctx context.Context, t tenant.ID, kind Kind, which func(Item) bool) (int, error)
}

// Graveyard is what a Queue may also offer: a place for items that are given up. Without it, they are put
// off to a far day with their reason, and never run.
type Graveyard interface {
	// Bury ends an item for good and keeps it, with the reason, for people to look at.
	Bury(ctx context.Context, item Item, reason string) error
}

// Splitter is what a Queue may also offer: one transaction that replaces an item by others. Without it the
// others are added first and the item is removed after, which their fixed IDs make safe to repeat.
type Splitter interface {
	// Split removes item and adds into.
	Split(ctx context.Context, item Item, into []Item) error
}
