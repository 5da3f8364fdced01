package module

import (
	"context"
	"encoding/json"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/route"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Call is a call that passed the gate: by whom, in which tenant.
type Call struct {
	Tenant    tenant.Tenant
	Principal identity.Principal
	Module    string
	Route     Route           // operations only
	Config    json.RawMessage // the tenant's configuration of the module
	Request   string          // request id
	// Records were read for the gate already, as this caller sees them: they are sent along.
	Records []wire.Read
	again   bool // the second run of an operation with Rules.Retry
	reads   []string
	Body    []byte // of the request, where it was read already; nil: it is still to be read
	// Commit applies what an operation staged, once its answer is known: that is where an idempotency key is
	// kept. Nil commits through the view.
	Commit func(ctx context.Context, view store.Store, c store.Commit, status int, body []byte) error
}

// Route is an operation as a path matched it.
type Route struct {
	sdk.OperationDeclaration
	Params route.Params // unescaped
}

func (c Call) caller(mode Mode) Caller {
	return Caller{
		Tenant: c.Tenant.ID, Version: c.Tenant.Version, Principal: c.Principal, Module: c.Module,
		Mode: mode, Action: c.Route.Action, Request: c.Request, Reads: c.reads,
	}
}
