package module

import "github.com/google/uuid"

// newID returns a UUIDv7.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// idsAhead is how many ids a call that may write carries, so that staging costs no crossing.
const idsAhead = 4
