package tenant

import (
	"context"
	"time"
)

// ModuleRequest is something that an organisation asks the operator to install: a package that it has uploaded, or words.
type ModuleRequest struct {
	ID      string // UUIDv7
	Tenant  ID
	By      string // who asks, as the audit log names them
	State   RequestState
	Words   string    // what for, as whoever asks says it; text, never more
	Module  string    // its name, as the package or whoever asks says; may be empty
	Version string    // of the package
	Package string    // SHA-256 of the whole package, hexadecimal; empty where there are words alone
	Size    int64     // of the package, bytes
	Created time.Time // the store's own
	Decided time.Time // zero as long as it waits
	Decider string    // who decided, as the audit log names them
	Reason  string    // why it was refused, for whoever asked
}

// RequestState is where a request stands.
type RequestState string

// The states. Only one that waits can become another.
const (
	RequestWaiting   RequestState = "waiting"
	RequestApproved  RequestState = "approved"
	RequestRefused   RequestState = "refused"
	RequestWithdrawn RequestState = "withdrawn"
	RequestExpired   RequestState = "expired" // nobody decided in time
)

// RequestLife is how long a request waits for a decision.
const RequestLife = 30 * 24 * time.Hour

// Expires is when a request ends that nobody decides.
func (r ModuleRequest) Expires() time.Time { return r.Created.Add(RequestLife) }

// StateAt is where a request stands: one that waited too long has expired, whether or not that was noted.
func (r ModuleRequest) StateAt(now time.Time) RequestState {
	if r.State == RequestWaiting && now.After(r.Expires()) {
		return RequestExpired
	}
	return r.State
}

// RequestLimits are how much may wait at a time.
type RequestLimits struct {
	Requests int   // of one organisation
	Bytes    int64 // of one organisation's packages
	All      int64 // of all packages on the installation
}

// Requests is where requests are kept. Fault kinds: not_found.
type Requests interface {
	// Of lists a tenant's requests, the newest first, at most so many.
	Of(ctx context.Context, t ID, most int) ([]ModuleRequest, error)
	// One finds a tenant's request.
	One(ctx context.Context, t ID, id string) (ModuleRequest, error)
	// Asker says whose a request is. For operators only.
	Asker(ctx context.Context, id string) (ID, error)
	// Everywhere lists requests of all tenants, the newest first: those that wait, or those that were decided, at most
	// so many, older than the one with the id before (empty: from the newest). For operators only.
	Everywhere(ctx context.Context, waiting bool, before string, most int) ([]ModuleRequest, error)
}

// RequestWriter changes a tenant's requests within one transaction.
type RequestWriter interface {
	// Add keeps a new request that waits. Fault kinds: exhausted (more would wait than may), conflict (the same package
	// waits already).
	Add(ctx context.Context, r ModuleRequest, within RequestLimits) error
	// Settle gives a request that waits its end: State, Decider and Reason count. Fault kinds: not_found, conflict (it
	// waits no more).
	Settle(ctx context.Context, r ModuleRequest) error
}
