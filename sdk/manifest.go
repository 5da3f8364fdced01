package sdk

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
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

	Roles   []Role   `json:"roles,omitempty"`
	Actions []Action `json:"actions,omitempty"`
	// Policy is Rego in package rb.module.<name>; it may allow the module's own actions only.
	Policy string `json:"policy,omitempty"`
	// Config is the JSON Schema of the organisation's configuration: SchemaOf[T]().
	Config json.RawMessage `json:"config,omitempty"`

	Widgets  []Widget         `json:"widgets,omitempty"`
	Assets   fs.FS            `json:"-"` // built web files
	Jobs     []JobDeclaration `json:"jobs,omitempty"`
	Hears    []Listener       `json:"hears,omitempty"`
	UnderWay []UnderWay       `json:"under_way,omitempty"`
	// Placement is "shared" (one process for all organisations; built and signed with the core) or
	// "per-tenant". Default "shared".
	Placement string `json:"placement,omitempty"`

	Collections []store.Schema         `json:"collections,omitempty"` // filled in from Collect
	Operations  []OperationDeclaration `json:"operations,omitempty"`  // filled in from huma.Register
	OpenAPI     json.RawMessage        `json:"openapi,omitempty"`     // filled in from huma.Register
}

// Role is a role that the module adds: "portrait:observer".
type Role struct {
	Name  string `json:"name"`
	Title Text   `json:"title"`
}

// Action is something that can be allowed: "portrait:wave.open".
type Action struct {
	Name  string   `json:"name"`
	Title Text     `json:"title"`
	Roles []string `json:"roles,omitempty"` // who may, unless the organisation says otherwise
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

var (
	nameForm    = regexp.MustCompile(`^[a-z][a-z0-9]{1,29}$`)
	versionForm = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$`)
	elementForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`)
)

// Places of a widget, and of a process.
const (
	PlaceConsole = "console"
	PlacePublic  = "public"
	PlaceHome    = "home"
	Shared       = "shared"
	PerTenant    = "per-tenant"
)

// check returns everything that is wrong with what the author wrote.
func (m Manifest) check() []error {
	var wrong []error
	add := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	add(nameForm.MatchString(m.Name), "the name %q is not lower case letters and digits, 2 to 30", m.Name)
	add(versionForm.MatchString(m.Version), "the version %q is not semantic (1.0.0)", m.Version)
	add(m.Title["fr"] != "" && m.Title["en"] != "", "the title needs French and English")
	add(slices.Contains([]string{"", Shared, PerTenant}, m.Placement), "the placement %q is unknown", m.Placement)
	own := m.Name + ":"
	for _, r := range m.Roles {
		add(strings.HasPrefix(r.Name, own), "the role %q does not begin with %q", r.Name, own)
	}
	for _, a := range m.Actions {
		add(strings.HasPrefix(a.Name, own), "the action %q does not begin with %q", a.Name, own)
	}
	for _, w := range m.Widgets {
		add(elementForm.MatchString(w.Element), "the element %q is not a custom element's name", w.Element)
		add(slices.Contains([]string{PlaceConsole, PlacePublic, PlaceHome}, w.Place), "the widget %s has no known place", w.Element)
		add(w.Place != PlacePublic || w.Page != "", "the public widget %s has no page", w.Element)
	}
	for _, j := range m.Jobs {
		add(j.Name != "" && j.Handle != nil, "the job %q needs a name and a handler", j.Name)
	}
	for _, l := range m.Hears {
		add(l.Type != "" && l.Handle != nil, "the listener %q needs an event type and a handler", l.Type)
	}
	return wrong
}
