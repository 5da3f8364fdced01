package record

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// HookTime is what all before-hooks of one commit may take together, unless Config says otherwise.
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
	// Wake has the module's process started, where the first call starts one: that is not the hook's time.
	Wake(ctx context.Context, caller Caller, module string) error
	// Before shows a change to the collection's module. It returns the document to write instead of
	// c.New (nil: as it is), or the fault that refuses the change. It is called before any transaction.
	Before(ctx context.Context, caller Caller, c Change) (json.RawMessage, error)
}

var errNoHook = fault.New(fault.Unavailable, "hook-unavailable", "The module that checks this change does not answer.")

// hookTime is the time that the hooks of one commit share; it starts with the first of them.
type hookTime struct {
	most time.Duration
	ctx  context.Context
	end  func()
}

func (h *hookTime) before(ctx context.Context, hooks Hooker, caller Caller, c Change) (json.RawMessage, error) {
	if h.ctx == nil {
		if err := hooks.Wake(ctx, caller, c.Module); err != nil {
			return nil, err
		}
		h.ctx, h.end = context.WithTimeout(ctx, h.most)
	}
	doc, err := hooks.Before(h.ctx, caller, c)
	if h.ctx.Err() != nil && ctx.Err() == nil || errors.Is(err, context.DeadlineExceeded) {
		return nil, errNoHook.Because(err)
	}
	return doc, err
}

func (h *hookTime) stop() {
	if h.end != nil {
		h.end()
	}
}
