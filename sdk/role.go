package sdk

// The core's roles. An action names those that may do it unless an organisation decides otherwise; a module may add
// roles of its own (Manifest.Roles).
const (
	Administrator  = "core:administrator"   // sets the organisation up: modules, people, settings
	Coordinator    = "core:coordinator"     // runs programmes over several sites
	Director       = "core:director"        // leads a site
	Educator       = "core:educator"        // works with children
	Adviser        = "core:adviser"         // accompanies sites
	PrivacyOfficer = "core:privacy-officer" // audit, export, erasure; no programme data
)

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
	Field bool     `json:"field,omitempty"` // whether it may be done on a site's device too
}

// Act is an action with its title in French and English, and the roles that may do it unless the organisation says
// otherwise.
func Act(name, fr, en string, roles ...string) Action {
	return Action{Name: name, Title: Text{"fr": fr, "en": en}, Roles: roles}
}

// InField is the action as one that is also done in the field: whoever is signed in with a PIN on a tablet that belongs to a
// site may do it there, on what is of that site. Without it, they may not, whatever their roles.
func (a Action) InField() Action {
	a.Field = true
	return a
}

// Roles lists the core's roles.
func Roles() []string {
	return []string{Administrator, Coordinator, Director, Educator, Adviser, PrivacyOfficer}
}
