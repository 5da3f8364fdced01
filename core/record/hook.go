package record

import (
	"context"
	"encoding/json"
	"time"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// HookTime is what all before-hooks of one commit may take together.
const HookTime = 200 * time.Millisecond

// Change is a write that a module's before-hook sees.
type Change struct {
	Module     string
	Collection string
	Verb       store.Verb
	ID         string
	Rev        int64           // revision of Old; the commit holds it as a precondition
	Old        json.RawMessage // nil on create
	New        json.RawMessage // nil on delete
}

// Hooker reaches the modules' before-hooks.
type Hooker interface {
	// Before shows a change to the collection's module. It returns the document to write instead of
	// c.New (nil: as it is), or the fault that refuses the change. It is called before any transaction.
	Before(ctx context.Context, caller Caller, c Change) (json.RawMessage, error)
}
