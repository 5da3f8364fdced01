package api

import (
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"time"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
)

// Caller is who asks, in which tenant, as the edge has established it. It is made for one request.
type Caller struct {
	Tenant    tenant.Tenant
	Principal identity.Principal
	Request   string              // request id
	Retry     *record.Idempotency // set on a write that carries Idempotency-Key
}

// Subjects answers for a person's data across all modules.
type Subjects interface {
	// Export returns everything that is kept about the person, by collection.
	Export(ctx context.Context, c Caller, person identity.Person) (json.RawMessage, error)
	// Erase removes it and says what stayed, and why.
	Erase(ctx context.Context, c Caller, person identity.Person) (Erased, error)
}

// Erased says what an erasure did.
type Erased struct {
	Erased map[string]int `json:"erased" doc:"Records removed or blanked, by collection."`
	Kept   []Kept         `json:"kept" doc:"What stays, and why."`
}

// Kept is something that an erasure leaves.
type Kept struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Modules is the host of modules.
type Modules interface {
	// Installed lists the installed modules by name.
	Installed() []Installed
	// Route finds the operation of a module for a method and an escaped path below the module's own address.
	// Fault kinds: not_found, unsupported "method-not-allowed" (the error says which are), invalid (path not canonical).
	Route(module, method, path string) (Route, error)
	// Serve forwards the request and copies the module's answer to w. An error has written nothing yet.
	Serve(w http.ResponseWriter, r *http.Request, call Forward) error
	// Files are the built web files of one module at one digest.
	Files(module, digest string) (fs.FS, bool)
}

// Installed is a module: what it declares, and how it is.
type Installed struct {
	sdk.Manifest
	Digest  string // of its release; part of its files' address
	Level   string // how it is confined: "full", "strong", "basic", "none"
	State   string // "ready", "starting", "stopped", "quarantined"
	Trouble string // why it is not ready, for administrators
}

// Route is a module's operation, as matched.
type Route struct {
	sdk.OperationDeclaration
	Params map[string]string // of the path, unescaped
}

// Forward is a call that passed the gate.
type Forward struct {
	Caller
	Module string
	Route  Route
	Config json.RawMessage // the tenant's configuration of the module
	Unit   string          // unit path of the gated record or unit; "/" without one
}

// Mailbox lists what waits to be sent, for developers and administrators without a mail server.
type Mailbox interface {
	Waiting(ctx context.Context, t tenant.ID, kind outbox.Kind) ([]outbox.Item, error)
}

// Manifests compares tenants with files, and applies them.
type Manifests interface {
	Plan(ctx context.Context, files map[string]string) (json.RawMessage, error)
	Apply(ctx context.Context, c Caller, files map[string]string, how ApplyHow) (json.RawMessage, error)
}

// ApplyHow says what applying files may do.
type ApplyHow struct{ Prune, TakeOver, DryRun bool }

// HostTable knows custom host names.
type HostTable interface {
	// Slug returns the tenant that a host name stands for.
	Slug(ctx context.Context, host string) (slug string, ok bool)
}

// HealthCheck says what is wrong, by part; an empty answer is health.
type HealthCheck interface {
	Trouble(ctx context.Context) map[string]string
}

// clock is the injected time, in UTC to the millisecond.
func (e *edge) clock() time.Time { return e.Now().UTC().Truncate(time.Millisecond) }
