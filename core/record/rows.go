// Package record owns collections on the core's side: it checks documents against their schema, asks authz,
// runs hooks, writes the audit entry and the outbox with the change, and is itself a store.Store: the view
// of one caller that confines.
//
// Goals: every read filtered, every write checked on old and new; one commit is one transaction.
// Non-goals: HTTP, SQL. A View is cheap and made for each call; everything may be used concurrently.
package record

import (
	"context"
	"encoding/json"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Table is a collection of an installed module: one physical table.
type Table struct {
	Module string
	Schema store.Schema
}

// Name is the table's physical name: "rec_portrait_waves".
func (t Table) Name() string { return "rec_" + t.Module + "_" + t.Schema.Collection }

// Rows keeps the records of all collections. It trusts its caller: conditions are decided already.
type Rows interface {
	// Fetch returns a record by id, whoever may see it; not_found otherwise.
	Fetch(ctx context.Context, t tenant.ID, table Table, id string) (store.Record, error)
	// Scan returns a page.
	Scan(ctx context.Context, t tenant.ID, table Table, s Selection) (store.Page, error)
	// Group returns aggregates; floors are applied by the caller.
	Group(ctx context.Context, t tenant.ID, table Table, s Selection, by []string, m []store.Measure) ([]store.Group, error)
	// Apply writes a batch in one transaction: everything or nothing.
	Apply(ctx context.Context, t tenant.ID, b Batch) (store.Receipt, error)
	// Changes returns up to limit changes of a table after a cursor, oldest first, and the cursor to go on from; ""
	// is the beginning of what is kept. A limit of 0 tells none: it checks the cursor and returns that of the feed's
	// end. Fault kinds: invalid "bad-cursor", conflict "cursor-too-old".
	Changes(ctx context.Context, t tenant.ID, table Table, after string, limit int) ([]store.Change, string, error)
}

// Installer prepares tables. Called when a module is installed or upgraded, never by a request.
type Installer interface {
	// Install creates or extends the tables, their columns and indexes; running it again changes nothing.
	Install(ctx context.Context, tables []Table) error
	// Drop removes the tables of a module, those of older releases too, with whatever is in them.
	Drop(ctx context.Context, module string) error
	// Prune drops indexes that the tables no longer declare; before, an older version may need them.
	Prune(ctx context.Context, tables []Table) error
}

// Selection is a resolved query: every condition must hold.
type Selection struct {
	Where  []authz.Cond
	Order  []Order  // ends with id
	Search []string // folded words, each a prefix of a word of the record's search text
	Unit   string   // subtree; "" is all
	Size   int
	Stale  bool  // some records may be of an older version: their fields are what conversions make of them
	After  []any // values of Order in the last record of the page before; nil on the first page
}

// Order is one key of a list's order.
type Order struct {
	Field string // declared field, or id, unit_path, owner_id, created_at, updated_at
	Desc  bool
}

// Write is one checked mutation.
type Write struct {
	Table  Table
	Verb   store.Verb
	ID     string
	Rev    int64 // 0: any
	Doc    json.RawMessage
	Unit   string // unit path
	Owner  string
	Search string // folded words of the searchable fields, in spaces: " ecole perche "
}

// Batch is what one commit writes.
type Batch struct {
	Writes      []Write
	Entries     []audit.Entry
	Events      []Event
	Jobs        []Job
	Mails       []Mail
	Notices     []Notice
	Idempotency *Idempotency
}

// Event is an outbox event with its sender.
type Event struct {
	Module string
	store.Event
}

// Job is an outbox job with the module that runs it and on whose behalf.
type Job struct {
	Module    string
	Principal string // as audit.Entry.Principal
	store.Job
}

// Notice is what one person is told, as the outbox keeps it, with the module that tells it.
type Notice struct {
	Module string
	To     string // principal id
	Data   []byte
}

// Mail is a message as the outbox keeps it, with the module that writes it.
type Mail struct {
	Module string
	Data   []byte
}

// Idempotency makes a repeated request get its first answer (draft-ietf-httpapi-idempotency-key-header).
// Rows refuses a batch whose key is taken: conflict "idempotency-key-used"; the edge then reads Replay.
type Idempotency struct {
	Key     []byte // SHA-256 of principal, route and key
	Request []byte // SHA-256 of the request body
	Bare    bool   // anonymous or sealed: keep no body, only the status
	// Answer makes what is kept once the receipt is known: status and body of the answer.
	Answer func(store.Receipt) (status int, body []byte)
}
