// Package store is the contract of collections: a module's typed sets of JSON documents, kept by the core.
//
// It holds what a module may ask (Store), how a collection is declared (Schema) and what travels
// (Record, Query, Aggregation, Commit, Change). Four things implement Store and pass the same suite,
// storetest: the memory store for authors' tests, the core's confined view over SQLite and PostgreSQL,
// and the gRPC client in a plugin.
//
// Goals: one small query language that every engine answers alike; atomic commits with preconditions.
// Non-goals: joins, interactive transactions across the wire, raw SQL. No message names a tenant:
// a Store is already somebody's view of one tenant.
//
// Every method may be called concurrently.
package store

import (
	"context"
	"encoding/json"
	"time"
)

// Store is one caller's view of one tenant's collections. What the caller may not see does not exist for it.
//
// Fault kinds: not_found (no such collection or record, or not visible), invalid (filter, order, document,
// with pointers), denied (the caller may read but not write so), conflict (a precondition failed),
// exhausted (a limit), unavailable (store or hook out of reach).
type Store interface {
	// Get returns one record.
	Get(ctx context.Context, collection, id string) (Record, error)
	// List returns one page of the records that match, in the query's order.
	List(ctx context.Context, collection string, q Query) (Page, error)
	// Aggregate returns numbers over groups of records that match; groups under the floor come masked.
	Aggregate(ctx context.Context, collection string, a Aggregation) ([]Group, error)
	// Commit applies all of c or nothing. Results are in the order of c.Mutations.
	Commit(ctx context.Context, c Commit) (Receipt, error)
	// Watch calls deliver for each change after the cursor, oldest first, then waits for more until ctx
	// ends or deliver fails; an empty cursor means from now on. Anonymous and internal collections refuse.
	Watch(ctx context.Context, collection, cursor string, deliver func(Change) error) error
}

// Record is a document with what the core keeps about it.
type Record struct {
	ID      string          `json:"id"`                  // UUIDv7; v4 in anonymous collections
	Rev     int64           `json:"rev,omitempty"`       // 1 on creation, +1 each change; 0 in anonymous collections
	Unit    string          `json:"unit_path,omitempty"` // materialised path of the unit it belongs to; "/" is the tenant's root
	Owner   string          `json:"owner_id,omitempty"`  // principal who owns it
	Created time.Time       `json:"created_at,omitzero"` // UTC, millisecond; zero in anonymous collections
	Updated time.Time       `json:"updated_at,omitzero"` // UTC, millisecond; zero in anonymous collections
	Doc     json.RawMessage `json:"doc"`                 // as stored: nulls dropped, checked against the schema
	Masked  []string        `json:"masked,omitempty"`    // fields withheld from this caller
	Version int             `json:"-"`                   // schema version it was stored at, for storage and conversion; 0: the current one
}

// Query selects and orders records.
type Query struct {
	Filter string // AIP-160: `status = "open" AND places > 20`; fields of the document, id, unit_path, owner_id, created_at, updated_at
	Order  string // AIP-132: `opens_on desc, title`; id breaks ties; default id
	Search string // words; a record matches when each is a prefix of a word in its searchable fields, case and accents folded
	Unit   string // only the subtree of this unit path; empty means everything visible
	Size   int    // page size, 1 to 1000; default 30
	Token  string // Page.Next of the page before, with the same Filter, Order, Search and Unit
}

// Page is one page of a list.
type Page struct {
	Records []Record `json:"records"`
	Next    string   `json:"next_page_token,omitempty"` // empty on the last page
}

// Op is an aggregate function.
type Op string

// The aggregate functions. Variance is the sample variance (n-1); it is absent where n < 2.
const (
	Count    Op = "count"
	Sum      Op = "sum"
	Avg      Op = "avg"
	Min      Op = "min"
	Max      Op = "max"
	Variance Op = "variance"
)

// Measure is one number to compute over a group: Op over a numeric field. Count takes no field.
type Measure struct {
	Op    Op     `json:"op"`
	Field string `json:"field,omitempty"`
}

// Aggregation asks for measures over groups of the records that match Filter.
type Aggregation struct {
	Filter  string
	Unit    string    // subtree; empty means everything visible
	GroupBy []string  // declared fields or unit_path; empty means one group
	Measure []Measure // at least one
	Floor   int       // groups with fewer records are masked; 0 and 1 mask none
}

// Group is one row of an aggregate, ordered by Key.
type Group struct {
	Key    []any      `json:"key"`              // string, float64, bool or nil, one for each GroupBy
	N      int64      `json:"n,omitempty"`      // records in the group; 0 when masked
	Values []*float64 `json:"values,omitempty"` // one for each Measure; nil where there is nothing to compute
	Masked bool       `json:"masked,omitempty"` // under the floor: neither N nor Values is told
}

// Verb says what a mutation does.
type Verb string

// The verbs. Create refuses an id that exists; Update and Delete refuse one that does not.
const (
	Create Verb = "create"
	Update Verb = "update" // replaces the document
	Delete Verb = "delete"
)

// Mutation is one change in a commit.
type Mutation struct {
	Verb       Verb            `json:"verb"`
	Collection string          `json:"collection"`
	ID         string          `json:"id,omitempty"`  // empty on Create: the core gives one
	Rev        int64           `json:"rev,omitempty"` // Update, Delete: only at this revision; 0 means any
	Doc        json.RawMessage `json:"doc,omitempty"` // Create, Update
}

// Event is a fact that other modules may hear, at least once, after the commit.
type Event struct {
	Type    string          `json:"type"`              // "portrait.wave.closed"; the module's name comes first
	Subject string          `json:"subject,omitempty"` // id of the record that it is about
	Data    json.RawMessage `json:"data,omitempty"`    // ids and numbers; never personal data
}

// Job is work for later, run at least once by the module that asked for it, its rights checked again then.
type Job struct {
	Name string          `json:"name"`           // as declared by the module
	At   time.Time       `json:"at,omitzero"`    // not before; zero means at once
	Key  string          `json:"key,omitempty"`  // replaces a waiting job of the same name and key
	Data json.RawMessage `json:"data,omitempty"` // ids and numbers; never personal data
}

// Tally puts down in the audit how many records of an anonymous collection match a filter: one entry, made
// with the commit that ends their collecting, in the place of one for each.
type Tally struct {
	Collection string `json:"collection"`
	Filter     string `json:"filter,omitempty"`
	Subject    string `json:"subject,omitempty"` // id of the record that they were collected for
}

// Attachment is a file that goes with a message.
type Attachment struct {
	Name    string `json:"name"` // "agenda.ics"
	Type    string `json:"type"` // media type: text/calendar, text/csv or application/pdf, with parameters
	Content []byte `json:"content"`
}

// Mail is a plain text message to one person. In a commit it is queued with the change, or not at all.
type Mail struct {
	To          string `json:"to"` // address
	Subject     string `json:"subject"`
	Text        string `json:"text"`
	Language    string `json:"language,omitempty"`    // BCP 47: "fr-CA"; default the caller's
	Unsubscribe string `json:"unsubscribe,omitempty"` // address that ends a subscription by one POST (RFC 8058); for lists only
	// Attachments are files that go with it: calendars, tables, documents; 200 KiB in all.
	Attachments []Attachment `json:"attachments,omitempty"`
}

// Notice tells somebody of the organisation something, in the words of a kind that the manifest declares: one person, or whoever
// holds a role. How it reaches them is for them to choose; it is told with the change, or not at all.
type Notice struct {
	To string `json:"to,omitempty"` // principal id; empty where Roles are named
	// Roles are told instead of one person: whoever holds one of them when it is delivered hears it once, and the module never learns
	// who. The core's, or the module's own; MaxRoles at most.
	Roles []string `json:"roles,omitempty"`
	// Units are where they hold it, there or above: unit ids, MaxUnits at most. None: over the whole organisation.
	Units []string `json:"units,omitempty"`
	Kind  string   `json:"kind"` // as declared by the module: "session-moved"
	// Values stand in the kind's words in braces, by name and language; French stands for a language that is missing.
	Values map[string]map[string]string `json:"values,omitempty"`
	// Link is where in the module's pages it leads: "/communities/0198…"; empty: its first page. Who may not open that page is led
	// nowhere.
	Link string `json:"link,omitempty"`
	// Attachments are files that go with it where it is sent by mail to one person: 200 KiB in all.
	Attachments []Attachment `json:"attachments,omitempty"`
	// Address is where it is sent when the account has none: what the person has told the module. It needs the grant mail.
	Address string `json:"address,omitempty"`
}

// Commit is an atomic set of changes.
type Commit struct {
	Mutations []Mutation `json:"mutations,omitempty"`
	Events    []Event    `json:"events,omitempty"`
	Jobs      []Job      `json:"jobs,omitempty"`
	Tallies   []Tally    `json:"tallies,omitempty"`
	Mails     []Mail     `json:"mails,omitempty"`
	Notices   []Notice   `json:"notices,omitempty"`
}

// Receipt is what a commit made: the records as stored, in the order of the mutations (a deleted one has no Doc).
type Receipt struct {
	Records []Record `json:"records,omitempty"`
}

// Change is one change of a watched collection.
type Change struct {
	Cursor string `json:"cursor"` // pass it to Watch to continue after this change
	Verb   Verb   `json:"verb"`
	Record Record `json:"record"` // as it is now; only the ID when deleted or no longer visible
}
