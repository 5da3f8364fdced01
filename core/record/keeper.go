package record

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Config is what a Keeper stands on. Rows, Authorizer, Tree, Tables and Log are needed; the rest has defaults.
type Config struct {
	Rows       Rows
	Authorizer authz.Authorizer
	Tree       tenant.Tree
	// Tables returns the collections of an installed module in the version that serves the tenant, whether or not it
	// has it on: that is for the edge and the handles to know.
	Tables func(t tenant.ID, module string) ([]Table, bool)
	// Installed returns all tables in which the tenant may have records; export, erasure and conversion go through them.
	Installed func(t tenant.ID) []Table
	Log       audit.Log        // reads of personal data, exports of a person
	Denials   *audit.Tally     // hears of what a view refuses, the first ones one by one; default: nobody hears
	Salts     Salts            // default: an erasure forgets no salts
	Holds     Holds            // default: there are no legal holds
	Hooks     Hooker           // default: a hooked collection takes no write (unavailable)
	HookTime  time.Duration    // what all before-hooks of one commit may take together; default HookTime
	Versions  Versions         // default: a watch does not notice that rights changed before it expires
	Sealer    Sealer           // default: collections with sensitive fields take no write
	Files     Files            // default: fields marked file take no value
	Letters   Letters          // default: a commit with a message is refused (unsupported)
	Notices   Notices          // default: a commit with a notice is refused (unsupported)
	Clock     func() time.Time // default time.Now
	IDs       func() string    // ids of new records; default UUIDv7 (anonymous records always get random ones)
	Room      int64            // bytes of documents that a tenant may keep of one module; default no limit
	WatchPoll time.Duration    // how often a watch looks for changes made by other nodes; default 1 s
	WatchLife time.Duration    // after which a watch ends with unavailable "watch-expired", to be resumed; default 5 min
}

// Salts forgets what ties audit entries to erased content; audit.Reader is one.
type Salts interface {
	ForgetSalts(ctx context.Context, t tenant.ID, resource string) error
}

// Letters checks a message and writes it as the outbox keeps it. Fault kind: invalid.
type Letters func(t tenant.ID, m store.Mail) ([]byte, error)

// Notices checks a notice of a module and writes it as the outbox keeps it. Fault kind: invalid.
type Notices func(t tenant.ID, module string, n store.Notice) ([]byte, error)

// Versions tells a tenant's version now.
type Versions interface {
	Version(ctx context.Context, t tenant.ID) (int64, error)
}

// Keeper keeps the collections of all tenants. Beside caches it holds the counts of personal reads that
// are still to be written: Run writes them.
type Keeper struct {
	config      Config
	collections catalog
	units       *units
	filters     filters
	reads       *audit.Tally
	news        *bell
	staleness   *staleness
	conversions *conversions
	rooms       *rooms
}

// New makes a Keeper.
func New(c Config) *Keeper {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.IDs == nil {
		c.IDs = func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	if c.HookTime == 0 {
		c.HookTime = HookTime
	}
	if c.Installed == nil {
		c.Installed = func(tenant.ID) []Table { return nil }
	}
	if c.WatchPoll == 0 {
		c.WatchPoll = time.Second
	}
	if c.WatchLife == 0 {
		c.WatchLife = 5 * time.Minute
	}
	return &Keeper{
		config: c, units: newUnits(c.Tree), filters: newFilters(), reads: audit.NewReads(c.Log, c.Clock), news: newBell(),
		staleness: newStaleness(), conversions: newConversions(), rooms: newRooms(),
	}
}

// Run writes the counts of personal reads as minutes end, until ctx ends, then what is left.
func (k *Keeper) Run(ctx context.Context) error { return k.reads.Run(ctx) }

// View returns the store that this caller sees.
func (k *Keeper) View(c Caller) *View { return &View{keeper: k, caller: c} }

func (k *Keeper) now() time.Time { return k.config.Clock().UTC().Truncate(time.Millisecond) }
