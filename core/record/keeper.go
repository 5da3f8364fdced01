package record

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// Config is what a Keeper stands on. Rows, Authorizer, Tree, Tables and Log are needed; the rest has defaults.
type Config struct {
	Rows       Rows
	Authorizer authz.Authorizer
	Tree       tenant.Tree
	// Tables returns the collections of an installed module, whether or not the tenant has it on: that is
	// for the edge and the handles to know.
	Tables func(module string) ([]Table, bool)
	// Installed returns the tables of all installed modules; export, erasure and conversion go through them.
	Installed func() []Table
	Log       Log
	Hooks     Hooker           // default: a hooked collection takes no write (unavailable)
	Versions  Versions         // default: a watch does not notice that rights changed before it expires
	Clock     func() time.Time // default time.Now
	IDs       func() string    // default UUIDv7
	WatchPoll time.Duration    // how often a watch looks for changes made by other nodes; default 1 s
	WatchLife time.Duration    // after which a watch ends with unavailable "watch-expired", to be resumed; default 5 min
}

// Log takes the entries of personal reads and denials; audit.Log is one.
type Log interface {
	Append(ctx context.Context, entries ...audit.Entry) error
}

// Versions tells a tenant's version now.
type Versions interface {
	Version(ctx context.Context, t tenant.ID) (int64, error)
}

// Keeper keeps the collections of all tenants. It holds caches, no state.
type Keeper struct {
	config Config
}

// New makes a Keeper.
func New(c Config) *Keeper {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.WatchPoll == 0 {
		c.WatchPoll = time.Second
	}
	if c.WatchLife == 0 {
		c.WatchLife = 5 * time.Minute
	}
	return &Keeper{config: c}
}

// View returns the store that this caller sees.
func (k *Keeper) View(c Caller) *View { return &View{keeper: k, caller: c} }
