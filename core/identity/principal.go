// Package identity owns who calls: principals, persons, sessions, service keys and invitations.
//
// Goals: one Principal, whatever way a caller proved who they are; secrets kept only as hashes.
// Non-goals: what a principal may do (authz), HTTP, SQL. Types are values; everything here may be used concurrently.
package identity

import (
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Kind is what sort of principal calls.
type Kind string

// The kinds of principals.
const (
	Visitor Kind = "visitor" // nobody known: public pages, respondents with a code
	Human   Kind = "person"
	Service Kind = "service" // a service key
	Module  Kind = "module"  // a module on its own behalf: jobs, internal collections
	Share   Kind = "share"   // another organisation, by what was agreed with it: it holds no role, and is limited to Scopes and Within
)

// Principal is whoever calls, as authenticated. It is a value: holding one is no right by itself.
type Principal struct {
	Kind     Kind
	ID       string    // person, key or module id; empty for visitors
	Home     tenant.ID // tenant of the account; zero for visitors
	Grants   []Grant   // those of the tenant asked, live ones only
	Language string    // "fr" or "en"
	// Suspended principals may do nothing, whatever they hold.
	Suspended bool
	// Behalf is on whose word a helper acts, as the log names principals; empty for everybody else.
	Behalf string
	Scopes []string // actions that a service key is limited to (empty means all that its grants allow), or that a share is of
	Within []string // paths of the units that a share is of, each with all below it; nil for everybody else
	// Device is the site's device that a person signed in on with a PIN, and Site the path of its site: they are limited to what
	// is done in the field, there. Both are empty anywhere else.
	Device, Site string
}

// String names the principal as the log does: "person:0198…", "visitor", "person:0198…/device:0198…".
func (p Principal) String() string {
	switch {
	case p.ID == "":
		return string(p.Kind)
	case p.Device != "":
		return string(p.Kind) + ":" + p.ID + OnDevice + p.Device
	}
	return string(p.Kind) + ":" + p.ID
}

// OnDevice stands between the name of a person and the id of the site's device that they use.
const OnDevice = "/device:"

// Grant gives a role to a principal on a unit's subtree.
type Grant struct {
	ID        string
	Principal string    // who holds it
	Home      tenant.ID // of a principal who belongs to another organisation; zero otherwise
	Role      string    // "core:coordinator", "portrait:observer"
	Unit      string    // unit id; empty for the root
	Path      string    // path of the unit now
	Expires   *time.Time
	Reason    string
	By        string // who gave it, as the log names principals
	Support   bool   // for helping only: given to an operator, for hours
	// Group is the one that it is given to, through which the principal holds it; empty where it is given to them.
	Group, GroupName string
}

// The roles of the core. Modules declare more; each action says which roles may do it.
const (
	Administrator  = "core:administrator"   // sets the tenant up: modules, people, settings
	Coordinator    = "core:coordinator"     // runs programmes over several sites
	Director       = "core:director"        // leads a site
	Educator       = "core:educator"        // works with children
	Adviser        = "core:adviser"         // accompanies sites
	PrivacyOfficer = "core:privacy-officer" // audit, export, erasure; no programme data
	Operator       = "core:operator"        // runs the installation; only in the tenant "system"
)
