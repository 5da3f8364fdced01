// Package wire is how the core and a module's process talk: go-plugin and gRPC, both ends.
//
// A module is three small interfaces (Operations, Reactions, Declaration); what a call may ask back is a
// store.Store and a Host. Both sides of the wire speak these Go types: the module's side implements the
// first and is given the second, the core's side the other way round, and tests join them without a process.
// Package proto holds the messages; only this package reads and writes them.
//
// Goals: faults survive with kind, code, message and fields; a trace runs through in both directions;
// cancel and deadline too; no message carries a tenant; what a module may ask hangs on the handle of one
// call. Non-goals: what an operation means; starting and watching processes (core/module does).
//
// All types may be used concurrently, except that a Call belongs to the one call that it describes.
package wire

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// Limits of the wire. A payload beyond MaxPayload travels in chunks, or not at all.
const (
	MaxMessage = 1 << 20              // one gRPC message, both ways
	MaxPayload = MaxMessage - 128<<10 // what may be in it beside names and numbers
	ChunkSize  = 64 << 10             // of a stream
	MaxWhole   = 16 << 20             // what a Call may carry in chunks
)

// Module is everything that a module answers.
type Module struct {
	Operations
	Reactions
	Declaration
}

// Operations serve requests.
type Operations interface {
	// Call answers a request as a whole: its body is at most MaxWhole. An answer beyond MaxPayload goes through
	// only where the body did not fit either: operations with large answers are streams.
	Call(ctx context.Context, c Call) (Answer, error)
	// Stream answers a request piece by piece; nothing can be staged. An error after the header was
	// written ends the stream.
	Stream(ctx context.Context, c Call, body io.Reader, w http.ResponseWriter) error
}

// Reactions answer what the core does.
type Reactions interface {
	// Before sees a write to a hooked collection and returns the document to write; nil leaves it as it is.
	Before(ctx context.Context, c Call, change Change) (json.RawMessage, error)
	// Hear handles an event and returns what to commit.
	Hear(ctx context.Context, c Call, e Event) (store.Commit, error)
	// Run handles a job and returns what to commit.
	Run(ctx context.Context, c Call, j Job) (store.Commit, error)
}

// Declaration says what the module is, and lets it go.
type Declaration interface {
	// Describe returns the manifest as JSON.
	Describe(ctx context.Context) ([]byte, error)
	// Asset returns a built web file: not_found when there is none.
	Asset(ctx context.Context, path string) ([]byte, error)
	// Check fails when the module cannot work.
	Check(ctx context.Context) error
	// Drain takes no more calls and returns when those under way have ended, or with ctx.
	Drain(ctx context.Context) error
}

// Host is what a call may ask of the core, beside its stores.
type Host interface {
	// Units returns one unit by id, or the subtree of a path in path order.
	Units(ctx context.Context, q UnitQuery) ([]Unit, error)
	// Closures tells when a unit is closed, by the first day of each period.
	Closures(ctx context.Context, q ClosureQuery) ([]Closure, error)
	// Publish hands a table to the disclosure gate and returns what may be told. Both are JSON.
	Publish(ctx context.Context, table json.RawMessage) (json.RawMessage, error)
	// NewIDs returns further ids for records to create.
	NewIDs(ctx context.Context, n int) ([]string, error)
	Granted
}

// Granted is what a call may ask where its organisation has agreed to that.
type Granted interface {
	// Mail queues a message.
	Mail(ctx context.Context, m Mail) error
	// Attest signs a statement's text in the module's name, or, given a note, checks it.
	Attest(ctx context.Context, s Statement) (Statement, error)
	// Fetch sends a request to a host outside.
	Fetch(ctx context.Context, q Outgoing) (Incoming, error)
	// People tells the names of those whom the caller may know, in the order of ids.
	People(ctx context.Context, ids []string) ([]Person, error)
}

// Call is what every call to a module carries.
type Call struct {
	Caller   Caller
	Store    store.Store // the caller's view
	Internal store.Store // the view that also reaches the module's internal collections; nil unless declared
	Host     Host
	IDs      []string // for records to create
	Reads    []Read   // records sent along, so that reading them costs nothing
	Request  Request  // of an operation
}

// Caller is who asks, and where they are.
type Caller struct {
	Kind     string          // "person", "service", "visitor", "module"
	ID       string          // empty for visitors
	Language string          // "fr"
	Zone     string          // IANA time zone of the organisation
	Wording  string          // "fr-CA"
	Country  string          // "CA"
	Config   json.RawMessage // the organisation's configuration of this module
	Now      time.Time       // the core's clock
	Pages    string          // where people find the module's public pages: "https://example.org/p/ville/visits"
	// Operations is where the module's operations are reached from outside: "https://example.org/t/ville/visits".
	Operations string
	Secret     []byte // 32 bytes that only this module, in this organisation, is given
	Again      bool   // the first run's commit met a conflict, and this is the second
}

// Read is a record sent along.
type Read struct {
	Collection string
	Record     store.Record
}

// Request is an HTTP request below the module's address. Cookies and credentials are never in it.
type Request struct {
	Operation string // operation id, as declared
	Method    string
	Path      string // escaped: "/waves/0198…:open"
	Query     string // raw
	Header    http.Header
	Body      []byte
}

// Answer is what an operation answers, and what is to be committed before the caller sees it.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	Staged store.Commit
}

// Change is a write to a hooked collection.
type Change struct {
	Collection string
	Verb       store.Verb
	ID         string
	Rev        int64           // revision of Old
	Old        json.RawMessage // nil on create
	New        json.RawMessage // nil on delete
}

// Event is something that happened, here or in another module.
type Event struct {
	ID     string // the same when it is delivered again
	Module string // who told it
	At     time.Time
	store.Event
}

// Job is work that is due.
type Job struct {
	ID   string // the same when it is tried again
	Name string
	Data json.RawMessage
}

// UnitQuery asks for one unit, or for a subtree when ID is empty.
type UnitQuery struct {
	ID   string
	Path string
}

// Unit is a node of the organisation's tree.
type Unit struct {
	ID        string
	Key       string
	Path      string // "/gironde/les-lilas/"
	Parent    string // unit id; empty under the root
	Name      string
	Kind      string // "micro-creche"
	Class     string // "territory", "site", "home", "office", "school", "group"
	Headcount int
	Closed    bool
	Priority  bool
}

// ClosureQuery asks for the closed periods of a unit that touch some days, both inclusive.
type ClosureQuery struct {
	Unit string // unit id; empty for the whole organisation
	From string // "2027-01-01"
	To   string // at most ten years later
}

// Closure is a period in which a unit is closed: its own, one that it inherits, or a public holiday.
type Closure struct {
	From string            // first closed day: "2027-08-02"
	To   string            // last closed day
	Name map[string]string // by language: "fr", "en"
}

// Statement is a text that the core signs. Text or Note is asked with; all is answered.
type Statement struct {
	Text string // plain text that ends with a line end
	Note string // C2SP signed note
	Key  string // public key that checks the note
}

// Person is somebody of the organisation.
type Person struct {
	ID   string
	Name string
}

// Outgoing is a request to a host outside.
type Outgoing struct {
	Method string
	URL    string
	Header http.Header
	Body   []byte
}

// Incoming is what a host outside answered.
type Incoming struct {
	Status int
	Header http.Header
	Body   []byte
}

// Mail is a message to one person.
type Mail = store.Mail
