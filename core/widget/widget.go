// Package widget owns what lets a portal of somebody else show an organisation's widgets: embed keys.
//
// An embed key is publishable. It stands in the portal's page for everybody to read, and is a name, not a
// secret: it says which organisation, which modules and which origins belong together. What it opens is what a
// stranger may do on the module's own public page, from the pages that the organisation listed, and no more.
//
// Goals: one meaning of origin and of what a key covers. Non-goals: HTTP, frames, SQL; tokens of signed-in
// people. Types are values; a store is safe for concurrent use.
package widget

import (
	"context"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Key lets pages of the listed origins show the public widgets of the listed modules.
type Key struct {
	ID      string
	Public  string // what stands in the page: "rbp_…"
	Name    string // what people call it: "Site de la ville"
	Modules []string
	Origins []string // as Origin writes them
	Created time.Time
	Revoked *time.Time
}

// Live reports whether the key still opens anything.
func (k Key) Live() bool { return k.Revoked == nil }

// Covers reports whether the key opens a module's widgets.
func (k Key) Covers(module string) bool { return slices.Contains(k.Modules, module) }

// Admits reports whether a page of that origin may use the key. A frame without an origin of its own says
// "null": it was let into the page by the frame's own policy, and is admitted here.
func (k Key) Admits(origin string) bool {
	return origin == "null" || slices.Contains(k.Origins, origin)
}

// Keys finds the keys of an organisation. Fault kind: not_found.
type Keys interface {
	// Keys lists all of them, revoked ones too, by name.
	Keys(ctx context.Context, t tenant.ID) ([]Key, error)
	// Key finds a live key by its public text.
	Key(ctx context.Context, t tenant.ID, public string) (Key, error)
}
