package module

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// supervised is a place of an edition, with its process if it has one now.
type supervised struct {
	host    *Host
	edition *edition
	key     tenant.ID
	tried   chan struct{} // closed when the first start has ended, well or not
	revive  chan struct{}
	slots   chan struct{} // calls under way
	used    atomic.Int64  // when a call last ended, in nanoseconds

	life context.Context //nolint:containedctx // its processes live in it, not in the call that starts one
	end  context.CancelFunc

	mu       sync.RWMutex
	state    State
	process  *process
	trouble  string
	restarts int
}

func newSupervised(e *edition, key tenant.ID) *supervised {
	s := &supervised{
		host: e.host, edition: e, key: key, state: Starting, tried: make(chan struct{}),
		revive: make(chan struct{}, 1), slots: make(chan struct{}, e.host.config.Limits.InFlight),
	}
	s.life, s.end = context.WithCancel(e.life)
	s.touch()
	return s
}

// condition is how a place is.
type condition struct {
	state    State
	trouble  string
	restarts int
	pid      string
}

func (s *supervised) condition() condition {
	s.mu.RLock()
	defer s.mu.RUnlock()
	now := condition{state: s.state, trouble: s.trouble, restarts: s.restarts}
	if s.process != nil {
		now.pid = s.process.child.Load().ID()
	}
	return now
}

// awake waits until the first start has ended, well or not.
func (s *supervised) awake(ctx context.Context) error {
	select {
	case <-s.tried:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// enter returns the process for one call. Fault kinds: unavailable (not ready), exhausted (too many calls).
// The slot comes first: who drains takes all slots, and then knows that no call is on its way.
func (s *supervised) enter() (*process, func(), error) {
	select {
	case s.slots <- struct{}{}:
	default:
		if now := s.condition().state; now != Ready {
			return nil, nil, s.host.unavailable(now)
		}
		return nil, nil, s.host.busy("The module has too many calls under way.")
	}
	s.mu.RLock()
	p, state := s.process, s.state
	s.mu.RUnlock()
	if p == nil || state != Ready {
		<-s.slots
		return nil, nil, s.host.unavailable(state)
	}
	return p, func() { s.touch(); <-s.slots }, nil
}

func (s *supervised) touch() { s.used.Store(s.host.config.Clock.Now().UnixNano()) }

// idle reports whether nobody has called for as long as a process that starts on demand is kept.
func (s *supervised) idle() bool {
	return s.edition.lazy() && len(s.slots) == 0 &&
		s.host.config.Clock.Now().Sub(time.Unix(0, s.used.Load())) >= s.host.config.Limits.Idle
}

// emptied returns when no call is under way and none can begin, or with ctx.
func (s *supervised) emptied(ctx context.Context) {
	for range cap(s.slots) {
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
	}
}

func (h *Host) unavailable(state State) error {
	f := fault.New(fault.Unavailable, "module-unavailable", "The module is not available at the moment: it is %s.", state)
	f.RetryAfter = h.config.Limits.BackOff
	return f
}

func (h *Host) busy(text string) error {
	f := fault.New(fault.Exhausted, "module-busy-calls", "%s", text)
	f.RetryAfter = h.config.Limits.BackOff
	return f
}

// become notes a state; process is the one that is ready, nil in all other states. What was wrong is told
// until the module is ready again or is stopped: a fresh start alone mends nothing.
func (s *supervised) become(state State, p *process, trouble string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == Starting && trouble == "" {
		trouble = s.trouble
	}
	s.state, s.process, s.trouble = state, p, trouble
}
