package record

import (
	"slices"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// Mode says on whose rights a view acts.
type Mode uint8

// The modes. The zero Mode is the one that confines most.
const (
	// AsCaller asks authz about the principal for everything.
	AsCaller Mode = iota
	// AsModule also reaches the module's own internal and anonymous collections, without asking; ordinary
	// collections still ask about the principal. It is for operations that declare it, jobs and listeners.
	AsModule
)

// Caller is for whom a view is made. Whoever makes one has authenticated the principal or bound the handle.
type Caller struct {
	Tenant    tenant.ID
	Version   int64 // the tenant's version that the principal's grants were read at
	Principal identity.Principal
	Module    string   // whose collections bear bare names: "waves"; others are named "module/collection"
	Needs     []string // collections of other modules that the tenant consented to: "portrait/waves"
	Mode      Mode
	Inside    bool         // the module itself commits, from its own code: its before-hook is not asked again
	Action    string       // a module operation: writes to its own collections are decided on this action, not on the default one
	Request   string       // request id, kept in the audit
	Source    string       // what refusals are counted by, and not stored: an address for a stranger; default Who
	Retry     *Idempotency // the first commit keeps its answer under this key; nil for none
}

// Who names the principal as the audit does.
func (c Caller) Who() string { return c.Principal.String() }

func (c Caller) source() string {
	if c.Source == "" {
		return c.Who()
	}
	return c.Source
}

func (c Caller) needs(module, collection string) bool {
	return slices.Contains(c.Needs, module+"/"+collection)
}
