// Package audit owns the log of who did what: written in the transaction of the change, sealed into a
// Merkle tree per tenant (RFC 6962 hashing), its head signed as a checkpoint (C2SP signed note).
//
// An entry says who (principal id, never a name or address), when, which action on what, the decision, and
// a salted digest of the content, never the content. Erasing a record and its salt leaves the log valid.
//
// Goals: no change without its entry, no entry without its change; anybody can verify offline.
// Non-goals: HTTP, SQL; application logs. Everything may be used concurrently.
package audit

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Outcome is how an audited act ended.
type Outcome string

// The outcomes.
const (
	Done   Outcome = "done"
	Denied Outcome = "denied"
	Failed Outcome = "failed" // a failed sign-in
)

// Entry is one line of the log. Its canonical bytes (Leaf) are what is hashed.
type Entry struct {
	ID        string // UUIDv7
	Tenant    tenant.ID
	At        time.Time // UTC, millisecond; the day only for anonymous collections
	Principal string    // "person:0198…", "service:…", "module:portrait", "visitor"
	Behalf    string    // on whose behalf a module acted; empty otherwise
	Action    string    // "portrait:wave.open"
	Resource  string    // "portrait/waves/0198…", "unit/0198…"; empty for the tenant
	Unit      string    // unit path
	Outcome   Outcome
	Rule      string // which rule decided
	Count     int    // how many alike this entry stands for; at least 1
	Digest    []byte // SHA-256 over salt and content; nil where there is no content
	Salt      []byte // kept beside the entry, outside the leaf; erased with the content
	Request   string // request id
}

// Checkpoint is the signed head of a tenant's log.
type Checkpoint struct {
	Tenant tenant.ID
	Size   int64
	Root   [32]byte
	At     time.Time
	Note   []byte // the signed note, as printed
}

// Log is where entries are kept and sealed.
type Log interface {
	// Append writes entries in a transaction of their own: denials, sign-ins, personal reads.
	// Entries of a change are not appended here but travel in that change's batch.
	Append(ctx context.Context, entries ...Entry) error
	// Unsealed returns entries not sealed yet, in their order, at most limit.
	Unsealed(ctx context.Context, t tenant.ID, limit int) ([]Entry, error)
	// Seal stores the leaf hashes of entries (in that order) with the checkpoint that covers them; only one
	// sealer a tenant wins: conflict otherwise.
	Seal(ctx context.Context, from int64, entries []Entry, hashes [][32]byte, c Checkpoint) error
	// Dirty lists tenants that have unsealed entries.
	Dirty(ctx context.Context) ([]tenant.ID, error)
	// Last returns the newest checkpoint and the stored hashes of the tree's right edge source.
	Last(ctx context.Context, t tenant.ID) (Checkpoint, error)
}
