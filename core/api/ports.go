package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/ribambelle/ribambelle/core/archive"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
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

// Modules is the host of modules; *module.Host is one.
type Modules interface {
	// Modules lists the installed modules by name, as they are for one tenant; with the zero ID, as they are for all.
	Modules(t tenant.ID) []module.Installed
	// Module finds an installed module, as it is for one tenant; with the zero ID, as it is for all.
	Module(name string, t tenant.ID) (module.Installed, bool)
	// Route finds the operation of a module, as it serves a tenant, for a method and an escaped path below the module's
	// own address. Fault kinds: not_found, unsupported "method-not-allowed", invalid "path-not-canonical".
	Route(t tenant.ID, module, method, path string) (module.Route, error)
	// Serve forwards the request and writes the module's answer. An error has written nothing yet.
	Serve(w http.ResponseWriter, r *http.Request, call module.Call) error
	// Asset returns a built web file of the release of a module that has this digest.
	Asset(ctx context.Context, module, digest, name string) ([]byte, error)
}

// Departures deletes the organisations whose time is over.
type Departures interface {
	// All lists those that were deleted, or are being so, the newest first.
	All(ctx context.Context) ([]audit.Departure, error)
	// Hurry looks at once for whose time is over.
	Hurry()
}

// Moving takes organisations to other installations, and in from them.
type Moving interface {
	// Export writes everything of an organisation; whoever calls encrypts it.
	Export(ctx context.Context, t tenant.Tenant, to io.Writer) (archive.Summary, error)
	// Import takes an organisation in: all of it, or nothing is left. Fault kinds: invalid (the file), conflict (it is here, or
	// needs modules that are not).
	Import(ctx context.Context, from io.Reader, a Arrival) (archive.Summary, error)
}

// Arrival says how an organisation comes in, and by whom.
type Arrival struct {
	As                 string // its short name here; default the one that it had, with its id
	Principal, Request string // for the audit
}

// Files tells how much room images take.
type Files interface {
	Usage(t tenant.ID) (used, quota int64, err error)
}

// Mailbox is how messages leave, and what lies where no mail server is set.
type Mailbox interface {
	// Waiting lists a tenant's messages that lie in the folder, newest first.
	Waiting(ctx context.Context, t tenant.ID, kind outbox.Kind) ([]outbox.Item, error)
	// Way says how messages leave: the server's host name, empty where they stay in the folder, and the
	// sender's address.
	Way() (host, from string)
	// Send hands one message over at once. Fault kinds: invalid (the message, or the server refused it for
	// good), unavailable (the server, for now).
	Send(ctx context.Context, t tenant.ID, m Letter) error
	// Post leaves messages to go out in their turn, also after the server has stopped meanwhile.
	Post(ctx context.Context, t tenant.ID, m ...Letter) error
}

// Letter is a message to one address, in plain text.
type Letter struct{ To, Subject, Text, Language string }

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
