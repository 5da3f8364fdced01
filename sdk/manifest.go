package sdk

import (
	"context"
	"encoding/json"
	"io/fs"
	"time"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// Text is a text by language: Text{"fr": "Visites", "en": "Visits"}. French comes first everywhere.
type Text map[string]string

// Manifest is everything that a module declares. It crosses the wire as JSON.
type Manifest struct {
	Name    string `json:"name"`    // lower case: "visits"; begins every action, role and event of the module
	Version string `json:"version"` // semantic: "1.0.0"
	Title   Text   `json:"title"`
	Summary Text   `json:"summary,omitempty"`
	Icon    string `json:"icon,omitempty"` // a Lucide icon's name

	// Basis says on what, in law, the module may hold what it holds about people: consent, a contract, a duty, a task of public interest.
	Basis Text `json:"basis,omitempty"`
	// Withdraw says to people how they take back what they agreed to in the module, where it asks for consent.
	Withdraw Text `json:"withdraw,omitempty"`

	Roles []Role `json:"roles,omitempty"`
	// Actions are what can be allowed. Those of ordinary collections ("visits:visits.read", create, update,
	// delete) need not be written: they have sensible roles by default.
	Actions []Action `json:"actions,omitempty"`
	// Policy is Rego in package rb.module.<name>; it may allow the module's own actions only.
	Policy string `json:"policy,omitempty"`
	// Config is the JSON Schema of the organisation's configuration: SchemaOf[T]().
	Config json.RawMessage `json:"config,omitempty"`

	// Grants are what the module asks for beyond its own collections; what follows from the rest of the manifest (public
	// pages, jobs, events of others) need not be written.
	Grants []Grant `json:"grants,omitempty"`

	Widgets []Widget         `json:"widgets,omitempty"`
	Assets  fs.FS            `json:"-"` // built web files
	Jobs    []JobDeclaration `json:"jobs,omitempty"`
	Hears   []Listener       `json:"hears,omitempty"`
	// Guards look at writes of other modules' collections before they are made, and may refuse them.
	Guards   []Guard    `json:"guards,omitempty"`
	UnderWay []UnderWay `json:"under_way,omitempty"`
	// FirstSteps join the list that those who begin find on their home page.
	FirstSteps []FirstStep `json:"first_steps,omitempty"`
	// Notices are the kinds of notices that the module tells people: Tx.Notify.
	Notices []NoticeKind `json:"notices,omitempty"`
	// Shares are what organisations may let each other read of the module.
	Shares []Shareable `json:"shares,omitempty"`
	// Publishes are the collections whose records organisations may publish for others to take over.
	Publishes []Publishable `json:"publishes,omitempty"`
	// Placement is "shared" (one process for all organisations: for modules that come with the server) or
	// "per-tenant" (one for each, from its first call until nobody calls). Default: as the module came to the server.
	Placement string `json:"placement,omitempty"`

	Collections []store.Schema         `json:"collections,omitempty"` // filled in from Collect
	Views       []View                 `json:"views,omitempty"`       // filled in from Collect
	Operations  []OperationDeclaration `json:"operations,omitempty"`  // filled in from huma.Register
	OpenAPI     json.RawMessage        `json:"openapi,omitempty"`     // filled in from huma.Register
}

// Widget is a custom element of the module.
type Widget struct {
	Element string `json:"element"`          // "rb-portrait-home"
	Script  string `json:"script"`           // path in Assets
	Page    string `json:"page,omitempty"`   // name in addresses: /p/{organisation}/portrait/{page}
	Place   string `json:"place"`            // "console", "public", "home"
	Title   Text   `json:"title"`            // of the page and its menu entry
	Icon    string `json:"icon,omitempty"`   // a Lucide icon's name
	Action  string `json:"action,omitempty"` // shown to those who may do this
	// Embed lets a public page stand in the pages of other portals, in a frame that keeps nothing: no cookie, no
	// storage. Its client shows the portal's key.
	Embed bool `json:"embed,omitempty"`
	// Plain is the path of public operations (GET, and POST where it has a form) that answer a public page as
	// HTML, for browsers without JavaScript: what stands between the element's tags. Forms have no action: they
	// come back to the page. For modules of placement "shared" only.
	Plain string `json:"plain,omitempty"`
}

// JobDeclaration is work that the module does later (Tx.Enqueue) or every so often.
type JobDeclaration struct {
	Name   string                                                `json:"name"`
	Every  time.Duration                                         `json:"every,omitempty"` // 0: only when enqueued
	Handle func(ctx context.Context, data json.RawMessage) error `json:"-"`
}

// Listener hears events, of this module or another.
type Listener struct {
	Type   string                                   `json:"type"` // "cap.cycle.closed"
	Handle func(ctx context.Context, e Event) error `json:"-"`
}

// UnderWay names records that turning the module off would interrupt.
type UnderWay struct {
	Collection string `json:"collection"`
	Filter     string `json:"filter"` // AIP-160: `status = "open"`
	Title      Text   `json:"title"`
}

// FirstStep is the first thing to do with a module that was just turned on. It is shown to those who may do it, and
// is done once a record of the collection fits the filter, whoever made it.
type FirstStep struct {
	Title      Text   `json:"title"`          // a verb first: "Préparer un premier portrait"
	Help       Text   `json:"help,omitempty"` // what it takes, in a sentence
	Path       string `json:"path,omitempty"` // where in the module's pages: "/prepare"; empty: its first page
	Action     string `json:"action"`
	Collection string `json:"collection"`
	Filter     string `json:"filter,omitempty"` // AIP-160: `status != "cancelled"`; empty: any record
}

// Places of a widget, and of a process.
const (
	PlaceConsole = "console"
	PlacePublic  = "public"
	PlaceHome    = "home"
	Shared       = "shared"
	PerTenant    = "per-tenant"
)

// Collection returns the declaration of a collection.
func (m Manifest) Collection(name string) (store.Schema, bool) {
	for _, s := range m.Collections {
		if s.Collection == name {
			return s, true
		}
	}
	return store.Schema{}, false
}
