package tenant

import (
	"context"
	"strings"
	"time"
)

// Root is the path of a tenant's root: the prefix of every unit's path.
const Root = "/"

// Unit is a node of a tenant's tree.
type Unit struct {
	ID        string // UUIDv7
	Key       string // unique in the tenant: lower case, digits, hyphens; stable when the name changes
	Path      string // keys from the root, "/" on both ends: "/gironde/bordeaux-metropole/les-lilas/"
	Parent    string // unit id; empty under the root
	Name      string
	Kind      string     // name of a Kind: "creche-collective", "territory"
	Headcount int        // staff who may be asked to answer; 0 when unknown
	Places    int        // places for children; 0 when unknown
	Address   string     // as printed
	Code      string     // official code where there is one: INSEE, SIRET, division number
	Priority  bool       // lies in a priority territory; never said of a family
	Closed    *time.Time // closed units keep their history and take nothing new
	Managed   []string   // as Tenant.Managed
	Local     Local
	Rev       int64
}

// Within reports whether path lies in the subtree of ancestor. Both are unit paths.
func Within(path, ancestor string) bool { return strings.HasPrefix(path, ancestor) }

// Join returns the path of the child with that key.
func Join(parent, key string) string { return parent + key + "/" }

// Tree is where units are kept. Fault kinds: not_found, conflict (key taken, revision moved,
// a move under itself), invalid.
type Tree interface {
	// Unit finds a unit by its id.
	Unit(ctx context.Context, t ID, id string) (Unit, error)
	// Units lists the subtree of a path in path order, closed ones included. Root lists all.
	Units(ctx context.Context, t ID, path string) ([]Unit, error)
	// Way lists the units down to a path, it included, from the top.
	Way(ctx context.Context, t ID, path string) ([]Unit, error)
	// Particular lists the units that set something for themselves, in path order.
	Particular(ctx context.Context, t ID) ([]Unit, error)
}
