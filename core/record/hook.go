package record

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// HookTime is what all before-hooks of one commit may take together, unless Config says otherwise.
const HookTime = 200 * time.Millisecond

// Change is a write that a module's before-hook sees.
type Change struct {
	Module     string // who is asked
	Collection string // its own: "waves"; or another module's, at whose writes it looks: "portrait/waves"
	Verb       store.Verb
	ID         string
	Rev        int64           // revision of Old; the commit holds it as a precondition
	Old        json.RawMessage // nil on create
	New        json.RawMessage // nil on delete
}

// Hooker reaches the modules' before-hooks.
type Hooker interface {
	// Wake has the module's process started, where the first call starts one: that is not the hook's time.
	Wake(ctx context.Context, caller Caller, module string) error
	// Before shows a change to the collection's module. It returns the document to write instead of
	// c.New (nil: as it is), or the fault that refuses the change. It is called before any transaction.
	Before(ctx context.Context, caller Caller, c Change) (json.RawMessage, error)
	// Guards names the modules, in order, that look at writes of another module's collection in a tenant: those that ask
	// for it, are on, and have the tenant's consent.
	Guards(ctx context.Context, t tenant.ID, module, collection string) ([]string, error)
}

var errNoHook = fault.New(fault.Unavailable, "hook-unavailable", "The module that checks this change does not answer.")

// hookTime is what is left of the time that the hooks of one commit share, those of other modules included. Starting a
// process is not part of it.
type hookTime struct {
	left  time.Duration
	awake map[string]bool // modules
}

func (h *hookTime) before(ctx context.Context, hooks Hooker, caller Caller, c Change) (json.RawMessage, error) {
	if !h.awake[c.Module] {
		if err := hooks.Wake(ctx, caller, c.Module); err != nil {
			return nil, err
		}
		h.awake[c.Module] = true
	}
	began := time.Now()
	within, end := context.WithTimeout(ctx, h.left)
	defer end()
	doc, err := hooks.Before(within, caller, c)
	h.left -= time.Since(began)
	if within.Err() != nil && ctx.Err() == nil || errors.Is(err, context.DeadlineExceeded) {
		return nil, errNoHook.Because(err)
	}
	return doc, err
}
