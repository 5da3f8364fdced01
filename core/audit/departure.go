package audit

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Departure is what stays of an organisation that was deleted: what it had, and the proof that it has gone.
type Departure struct {
	ID          tenant.ID // of the organisation
	Slug        string
	Began       time.Time
	Ended       *time.Time       // nil while it goes on
	Had         map[string]int64 // rows by table, and files
	Head        string           // the last signed checkpoint of its log
	Certificate string           // a signed statement of all this; empty while it goes on
}

// Departures take out organisations whose time is over, and note that for the operators, whose tenant is home.
type Departures interface {
	// All lists the departures there were, the newest first.
	All(ctx context.Context, home tenant.ID) ([]Departure, error)
	// Rows counts all that is stored of a tenant, by table; tables without any are left out.
	Rows(ctx context.Context, t tenant.ID) (map[string]int64, error)
	// Forget removes all that is stored of a tenant, its log too. One that has no time set to end is refused: conflict.
	// It works in steps, and goes on where it was when it is called again.
	Forget(ctx context.Context, t tenant.ID) error
	// Note keeps how far a departure is, with its entry in the operators' log.
	Note(ctx context.Context, home tenant.ID, d Departure, entry *Entry) error
}
