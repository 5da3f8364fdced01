package identity

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Group is people of one tenant who are given roles together: whoever is in it holds what it holds, from then until they are out.
type Group struct {
	ID      string
	Name    string
	Unit    string // where it belongs, and who may change it with that: unit id; empty for the root
	Path    string // path of that unit now
	Members []Member
	Grants  []Grant // given to the group itself, live ones only
	Created time.Time
	Rev     int64 // moves with its name, with its members and with what it is given
}

// Has reports whether somebody is in the group.
func (g Group) Has(person string) bool {
	for _, m := range g.Members {
		if m.Person == person {
			return true
		}
	}
	return false
}

// Member is a person in a group.
type Member struct {
	Person string
	Since  time.Time
}

// Groups lists the groups of a tenant.
type Groups interface {
	// Groups lists them by name, with their members and what they are given.
	Groups(ctx context.Context, t tenant.ID) ([]Group, error)
}

// GroupWriter changes groups as they were when they were read: conflict "revision-moved" where one has moved since, so that
// nobody gets with a group what it was given meanwhile. Fault kinds: not_found, conflict.
type GroupWriter interface {
	// Put creates the group (Rev 0), or gives it another name.
	Put(ctx context.Context, g Group) (Group, error)
	// Members puts people into the group, and others out. Who is in already stays since when they were.
	Members(ctx context.Context, g Group, in, out []string) error
	// Remove deletes the group and all that it was given.
	Remove(ctx context.Context, g Group) error
}
