package identity

import (
	"context"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Roll lists the people of a tenant and what they hold. Fault kind: not_found.
type Roll interface {
	People(ctx context.Context, t tenant.ID) ([]Person, error)
	Person(ctx context.Context, t tenant.ID, id string) (Person, error)
	// Grants lists who holds what in the tenant, foreign principals included, expired grants excluded: one that is given to a
	// group comes once for each of those in it.
	Grants(ctx context.Context, t tenant.ID) ([]Grant, error)
	Invitations(ctx context.Context, t tenant.ID) ([]Invitation, error)
	Keys(ctx context.Context, t tenant.ID) ([]Key, error)
}

// Holdings tells what one principal holds.
type Holdings interface {
	// Held lists it as Roll.Grants does for everybody; nothing for a principal whom the tenant does not know.
	Held(ctx context.Context, t tenant.ID, principal string) ([]Grant, error)
}

// Sessions lists where a person is signed in.
type Sessions interface {
	Sessions(ctx context.Context, t tenant.ID, person string) ([]Session, error)
	// Invited returns the live invitation with that token hash, without using it; not_found otherwise.
	Invited(ctx context.Context, t tenant.ID, tokenHash []byte) (Invitation, error)
}
