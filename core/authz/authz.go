// Package authz owns the question "may this principal do this?" and its three shapes of answer:
// a decision about one thing, a filter over many, a mask over fields.
//
// authz/rego answers with OPA. Undefined means deny; the core's policy and the module's may allow,
// the tenant's overlay can only deny further; the three are joined in Go.
//
// Goals: every access asks here, with typed input, never with a raw path; the answer can be explained.
// Non-goals: HTTP, SQL, Rego. Everything may be used concurrently.
package authz

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// Question is what is asked. Every field is typed input that the host made; none is copied from a path.
type Question struct {
	Tenant    tenant.ID
	Version   int64 // the tenant's version: caches are keyed by it
	Principal identity.Principal
	Action    string   // "portrait:wave.open", "core:unit.create"
	Record    Document // what it is about, before the change; nil: the tenant's root
	New       Document // after the change, for writes
}

// Document is what policies see of a record: its fields, and id, unit_path, owner_id.
// Nulls are dropped before deciding: null and missing are one thing.
type Document map[string]any

// Decision is the answer about one thing.
type Decision struct {
	Allow bool
	Rule  string // which rule decided: "core/grants", "module/portrait", "overlay", "none"
}

// Explanation tells an administrator why.
type Explanation struct {
	Decision
	Grants  []identity.Grant // the principal's grants that were looked at
	Needs   []string         // roles that would allow the action
	Reasons []string         // sentences, most telling first, in English; screens translate by Rule
}

// Authorizer answers questions. An error means that nothing could be decided: the caller refuses.
type Authorizer interface {
	// Decide answers about one record, or the root. For a write, both Record and New must be allowed.
	Decide(ctx context.Context, q Question) (Decision, error)
	// Filter answers for all records of a collection at once; q.Record and q.New are ignored.
	// It comes from a bounded cache keyed by tenant, version, grants, principal and action.
	Filter(ctx context.Context, q Question) (Filter, error)
	// Explain is Decide with reasons, uncached.
	Explain(ctx context.Context, q Question) (Explanation, error)
}

// Policy is everything that decides in one tenant, at one version.
type Policy struct {
	Version int64
	Roles   map[string][]string // action to roles that may do it, on the subtree of the grant
	Field   map[string]bool     // actions that may be done on a site's device
	Modules []ModulePolicy
	Overlay string // Rego, package rb.overlay; empty for none
	// Turns are where modules open and close in the tree, by module; one that is not named is open everywhere.
	Turns map[string][]tenant.Turn
}

// ModulePolicy is a module's own Rego: package rb.module.<name>. It may allow only its own actions.
type ModulePolicy struct {
	Module  string
	Rego    string
	Actions []string
}

// Checker tries policies before they go live. Fault kind: invalid, with pointers /overlay and /modules/0/rego
// and messages that begin with file:line.
type Checker interface {
	Check(ctx context.Context, p Policy) error
}

// Policies is where policies come from.
type Policies interface {
	Policy(ctx context.Context, t tenant.ID, version int64) (Policy, error)
}
