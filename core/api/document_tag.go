package api

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// tags are the groups of the core's operations, in the order in which a reader needs them. Modules add their own.
func tags() []*huma.Tag {
	return []*huma.Tag{
		{Name: "account", Description: "Signing in and out, one's own account and sessions."},
		{Name: "units", Description: "The tree of territories and sites."},
		{Name: "people", Description: "People, their roles on parts of the tree, invitations, and what is done with their data."},
		{Name: "modules", Description: "Modules of an organisation: on, off, configured."},
		{Name: "settings", Description: "An organisation's own settings, the room that it uses, mail that waits, and the file with all it has."},
		{Name: "privacy", Description: "The record of processing, how long data are kept, legal holds, incidents and consents."},
		{Name: "shares", Description: "What organisations let each other read: offered, accepted, read, ended."},
		{Name: "works", Description: "What an organisation publishes for others to take over, version by version."},
		{Name: "subscriptions", Description: "What an organisation follows of others, is proposed, and took over."},
		{Name: "keys", Description: "Service keys for programs."},
		{Name: "embed-keys", Description: "Publishable keys for widgets in other portals."},
		{Name: "audit", Description: "Who did what, signed; and why something is allowed or not."},
		{Name: "installation", Description: "The server itself; mostly for operators."},
	}
}

// tagOf is the group of an address.
func tagOf(path string) string {
	rest, within := strings.CutPrefix(path, "/t/{tenant}/")
	name, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	name, _, _ = strings.Cut(name, ":")
	if !within && name != "audit" {
		return "installation"
	}
	switch name {
	case "me", "sessions", "sign-in", "sign-out", "device":
		return "account"
	case "units", "kinds", "closures":
		return "units"
	case "people", "groups", "grants", "roles", "invitations", "guests", "support", "devices":
		return "people"
	case "why":
		return "audit"
	case "module-requests":
		return "modules"
	case "notices":
		return "people"
	case "outbox", "mail", "usage", "archive", "providers":
		return "settings"
	}
	return name
}
