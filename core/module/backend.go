package module

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Backend is what the core does for modules. Every method gets the Caller that the host has bound to the
// handle of a call; nothing that a module sent names a tenant, a principal or an action.
type Backend interface {
	// Open returns the caller's view of collections. It is cheap and made for each call.
	Open(ctx context.Context, c Caller) store.Store
	// Units returns one unit by id, or the subtree of a path in path order.
	Units(ctx context.Context, c Caller, id, path string) ([]sdk.Unit, error)
	// Closures tells when a unit is closed, by the first day of each period.
	Closures(ctx context.Context, c Caller, q wire.ClosureQuery) ([]sdk.Closure, error)
	// Publish passes a table through the disclosure gate.
	Publish(ctx context.Context, c Caller, t sdk.Table) (sdk.Released, error)
	Granted
}

// Granted is what the core does for modules whose tenant has agreed to it. The host has looked whether it has.
type Granted interface {
	// Mail queues a message in the caller's tenant.
	Mail(ctx context.Context, c Caller, m sdk.Message) error
	// Attest signs a statement in the name of the caller's module and tenant, or checks one.
	Attest(ctx context.Context, c Caller, s sdk.Statement) (sdk.Statement, error)
	// Fetch sends a request to one of the hosts, and returns what that answers.
	Fetch(ctx context.Context, c Caller, hosts []string, q wire.Outgoing) (wire.Incoming, error)
	// People tells the names of those whom the caller may know.
	People(ctx context.Context, c Caller, ids []string) ([]wire.Person, error)
}

// Mode says on whose rights a view acts.
type Mode uint8

// The modes. The zero Mode confines most.
const (
	// AsCaller asks about the principal for everything.
	AsCaller Mode = iota
	// AsModule also reaches the module's own internal and anonymous collections; ordinary collections still ask
	// about the principal.
	AsModule
)

// Caller is for whom the core acts. The host makes one for each handle; a module's own writes are meant, so
// its before-hooks are not asked again.
type Caller struct {
	Tenant    tenant.ID
	Version   int64 // the tenant's version that the principal's grants were read at
	Principal identity.Principal
	Module    string
	Mode      Mode
	Action    string   // of the operation; empty in hooks, jobs and listeners
	Request   string   // request id, for audit and log
	Reads     []string // collections of other modules that the module may read: "portrait/waves"
}
