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
	"github.com/ribambelle/ribambelle/sdk/store"
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
	// Fault kinds: not_found, unsupported (another method; Allowed is set), invalid (path not canonical).
	Route(module, method, path string) (Route, error)
	// Serve forwards the request and copies the module's answer to w. An error has written nothing yet.
	Serve(w http.ResponseWriter, r *http.Request, call Forward) error
	// Files are the built web files of one module at one digest.
	Files(module, digest string) (fs.FS, bool)
}

// Installed is a module as the edge needs it: its manifest and how it is.
type Installed struct {
	Name, Version, Digest string
	Title, Summary        map[string]string
	Icon                  string
	Placement             string // "shared" or "per-tenant"
	Level                 string // how it is confined: "full", "strong", "basic", "none"
	State                 string // "ready", "starting", "stopped", "quarantined"
	Trouble               string // why it is not ready, for administrators
	ConfigSchema          json.RawMessage
	Roles                 []Named
	Actions               []Action
	Widgets               []Widget
	Collections           []store.Schema
	UnderWay              []UnderWay
	OpenAPI               json.RawMessage // the module's own document; paths below its address
}

// Named is a role with its titles.
type Named struct {
	Name  string            `json:"name"`
	Title map[string]string `json:"title"`
}

// Action is something that can be allowed, and the roles that may do it unless the tenant says otherwise.
type Action struct {
	Name  string            `json:"name"`
	Title map[string]string `json:"title"`
	Roles []string          `json:"roles"`
}

// Widget is a custom element that a module offers to portals.
type Widget struct {
	Element string            `json:"element"`
	Script  string            `json:"script"`
	Page    string            `json:"page,omitempty"`
	Place   string            `json:"place" enum:"console,public,home"`
	Title   map[string]string `json:"title"`
	Icon    string            `json:"icon,omitempty"`
	Action  string            `json:"action,omitempty"`
}

// UnderWay names records that turning the module off would interrupt.
type UnderWay struct {
	Collection string
	Filter     string // AIP-160
	Title      map[string]string
}

// Route is a module's operation, as matched.
type Route struct {
	Operation string            // operation id
	Pattern   string            // "/waves/{id}:open"
	Action    string            // what the gate asks
	On        string            // "id@waves": the parameter that names the record; "unit_id@unit"; "": the tenant's root
	Public    bool              // anybody may call; the gate is still asked
	Quiet     bool              // leaves no line, span or metric with more than the pattern
	Params    map[string]string // of the path, unescaped
	Allowed   []string          // methods of the path, when another one was asked
	MaxBody   int64             // 0: the edge's own limit
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
