package sdk

import (
	"context"

	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Person is somebody of the organisation, by their principal id.
type Person = wire.Person

// People tells the names of people by their principal ids, at most 100 at once, in that order. A module knows ids otherwise:
// names are for showing, and are asked for when they are shown. The manifest asks for GrantPeople, and the organisation
// agrees; each time is in its audit log.
//
// Who is left out is not for this caller to know: people of other organisations always are; a visitor learns of nobody; a
// person learns of themselves and of those who have a role where they have one, above it or below. Jobs and listeners
// learn of everybody in the organisation. Fault kind: denied "grant-missing".
func People(ctx context.Context, ids ...string) ([]Person, error) {
	current := callOf(ctx)
	if current == nil {
		return nil, errNoCall()
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return current.host.People(ctx, ids)
}
