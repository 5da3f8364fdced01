package tenant

import "github.com/google/uuid"

// NewID makes the ID of a tenant that does not exist yet. It turns no text into an ID, so anybody may call it.
func NewID() ID { return ID{uuid.Must(uuid.NewV7()).String()} }
