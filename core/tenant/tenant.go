// Package tenant owns the organisations on an installation and the tree of units under each.
//
// A tenant is a customer: a municipality, a network, an association. Everything else belongs to exactly
// one tenant. ID is a type that outside text cannot become by accident: only what authenticates a caller,
// what binds a module's handle and what reads rows back may call Trusted (deploy/arch holds that list).
//
// Goals: one meaning of tenant, unit, path and kind for all of the core.
// Non-goals: HTTP, SQL, rights. Types are values; stores are safe for concurrent use.
package tenant

import (
	"context"
	"time"
)

// ID names a tenant inside the core. The zero ID is no tenant and matches nothing.
type ID struct{ text string }

// Trusted makes an ID from text that the caller has authenticated or read from its own rows.
func Trusted(text string) ID { return ID{text} }

// String returns the id's text, a UUID.
func (id ID) String() string { return id.text }

// IsZero reports whether id is no tenant.
func (id ID) IsZero() bool { return id.text == "" }

// SystemSlug is the slug of the tenant to which operators belong. It owns no sites.
const SystemSlug = "system"

// Tenant is an organisation.
type Tenant struct {
	ID        ID
	Slug      string   // in addresses: lower case, digits, hyphens, 2 to 40
	Name      string   // legal name, as printed
	Country   string   // ISO 3166-1 alpha-2: "FR", "CA"
	Wording   string   // BCP 47: the locale whose words are used: "fr-FR", "fr-CA", "en-CA"
	Languages []string // offered, first is the default: ["fr", "en"]
	Template  string   // "municipality", "network", "association"
	Zone      string   // IANA time zone: "Europe/Paris"
	Officer   Contact  // privacy officer, shown to everyone who is asked for data
	Hosting   string   // where the data lie, as printed: "France (Gravelines)"
	Settings  Settings
	Managed   []string // JSON pointers of fields that a file in tenants/ owns; the console shows them locked
	Version   int64    // +1 whenever grants, policy, modules or settings change: the key of every cache
	Created   time.Time
	Standing  Standing
}

// Location is the tenant's time zone; UTC where the machine does not know it.
func (t Tenant) Location() *time.Location {
	zone, err := time.LoadLocation(t.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Contact is a person or service that may be shown in public.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// Expectation is an example that a tenant's own policy is tried by: whether somebody with a role at a unit may do something there.
type Expectation struct {
	Role   string `json:"role" maxLength:"80" example:"core:director"`
	Action string `json:"action" maxLength:"120" example:"portrait:wave.open"`
	Unit   string `json:"unit,omitempty" maxLength:"120" doc:"Its key; empty: the whole organisation."`
	Allow  bool   `json:"allow"`
}

// Settings are what a tenant chooses for itself beyond its identity.
type Settings struct {
	Kinds   []Kind              `json:"kinds,omitempty"`   // site kinds of its own, beside Kinds()
	Roles   map[string][]string `json:"roles,omitempty"`   // action to the roles that may do it, instead of the module's defaults
	Words   map[string]string   `json:"words,omitempty"`   // wording overrides by text key
	Brand   Brand               `json:"brand,omitempty"`   // design tokens: "primary", "action", "logo"
	Overlay string              `json:"overlay,omitempty"` // Rego that can only deny further
	// Expectations are what the overlay must decide before it goes live.
	Expectations []Expectation `json:"expectations,omitempty"`
	Mail         Mail          `json:"mail,omitzero"`
	// Weekly is when the week's message goes to those who want what they are told in one.
	Weekly Weekly `json:"weekly,omitzero"`
	// Holidays is the place whose public holidays close the units, unless one says otherwise: "FR", "CA-QC"; empty for none.
	Holidays string `json:"holidays,omitempty"`
	// Hosts are names of its own, in lower case, by which the server answers for it. Only files say them: whoever runs the server
	// answers for the names that lead to it.
	Hosts []string `json:"hosts,omitempty"`
	// Openings are the modules, of those that are on, that are closed until a unit opens them, or that no unit may close.
	Openings map[string]Opening `json:"openings,omitempty"`
	// Retention is for how long records are kept, instead of what their module says: "cap/seats" to an ISO 8601 duration.
	Retention map[string]string `json:"retention,omitempty"`
	// SecondFactor asks a second factor of administrators, privacy officers and operators when they sign in.
	SecondFactor bool `json:"second_factor,omitempty"`
	// NoSignInLink keeps people from signing in by a link in their mail.
	NoSignInLink bool `json:"no_sign_in_link,omitempty"`
}

// Mail is how an organisation's messages present themselves. The address that sends them is the installation's.
type Mail struct {
	Sender  string `json:"sender,omitempty" maxLength:"120" doc:"Name before the sender's address; the organisation's own by default."`
	ReplyTo string `json:"reply_to,omitempty" maxLength:"160" doc:"Address where answers go."`
}

// Module is a module as one tenant has it.
type Module struct {
	Name    string // "portrait"
	On      bool
	Config  []byte // JSON, valid against the module's configuration schema
	Since   time.Time
	Managed []string // as Tenant.Managed, within Config
	// Consented are the names of the grants that an administrator agreed to.
	Consented []string
	// Pin is the version that it stays at; empty for the newest to which it has agreed.
	Pin string
}

// Directory is where tenants are kept. Fault kinds: not_found, conflict (slug taken), invalid.
type Directory interface {
	// BySlug finds the tenant that an address names.
	BySlug(ctx context.Context, slug string) (Tenant, error)
	// ByID finds a tenant by its id.
	ByID(ctx context.Context, id ID) (Tenant, error)
	// All lists every tenant by slug. For operators only.
	All(ctx context.Context) ([]Tenant, error)
	// Modules lists the modules that a tenant has ever turned on, by name.
	Modules(ctx context.Context, id ID) ([]Module, error)
}
