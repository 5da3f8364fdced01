package wire

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"sync"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// handleSize is the size of a handle: 256 random bits.
const handleSize = 32

// handles are those of the calls under way in one process. Only their hashes are kept, so that nothing in
// the core's memory is a handle; another process has a table of its own, so that a foreign handle is unknown.
type handles struct {
	mu   sync.Mutex
	live map[[sha256.Size]byte]grant
}

// grant is what a handle stands for. Tenant, principal and action are inside store and host: the core has
// bound them, and no message can name others.
type grant struct {
	ctx   context.Context // ends with the call, its cancel and its deadline
	store store.Store
	host  Host
}

// mint binds a new handle to g. An empty store yields none.
func (h *handles) mint(g grant) []byte {
	if g.store == nil {
		return nil
	}
	handle := make([]byte, handleSize)
	_, _ = rand.Read(handle) // never fails: the process ends instead
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.live == nil {
		h.live = map[[sha256.Size]byte]grant{}
	}
	h.live[sha256.Sum256(handle)] = g
	return handle
}

// revoke makes handles worthless.
func (h *handles) revoke(all ...[]byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, handle := range all {
		delete(h.live, sha256.Sum256(handle))
	}
}

// find returns what a handle stands for. Forged, foreign and dead ones get the same refusal.
func (h *handles) find(handle []byte) (grant, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g, ok := h.live[sha256.Sum256(handle)]
	if !ok || g.ctx.Err() != nil {
		return grant{}, fault.New(fault.Unauthenticated, "handle-not-valid", "This handle stands for no call that is under way.")
	}
	return g, nil
}

// within returns a context that also ends when the call of the grant does.
func (g grant) within(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(g.ctx, cancel)
	return ctx, func() {
		stop()
		cancel()
	}
}
