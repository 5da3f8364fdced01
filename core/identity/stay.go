package identity

import (
	"context"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Stay says that a person of one organisation, their home, holds roles in another, the host. The roles themselves are grants of
// the host; there the person's id is not one of its own people's.
type Stay struct {
	Person string
	Home   tenant.ID
	Host   tenant.ID
}

// Stays finds where the people of an organisation hold roles elsewhere.
type Stays interface {
	// Stays lists those of one person, or of everybody when person is empty. A stay may outlast the time of its last grant.
	Stays(ctx context.Context, home tenant.ID, person string) ([]Stay, error)
}

// Somebody finds a person whom an organisation knows: one of its own, or one of another who is among its grants. Fault kind:
// not_found.
func Somebody(ctx context.Context, roll Roll, t tenant.ID, grants []Grant, id string) (Person, error) {
	for _, g := range grants {
		if g.Principal == id && !g.Home.IsZero() {
			return roll.Person(ctx, g.Home, id)
		}
	}
	return roll.Person(ctx, t, id)
}
