package module

import (
	"context"
	"sync"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/route"
)

// supervised is a release of a module with its process, if it has one now.
type supervised struct {
	host     *Host
	release  Release
	manifest sdk.Manifest
	table    route.Table[sdk.OperationDeclaration]
	cancel   context.CancelFunc
	tried    chan struct{} // closed when the first start has ended, well or not
	placed   chan struct{} // closed when it has taken the place of an older release, or was given up
	revive   chan struct{}
	slots    chan struct{} // calls under way
	files    files
	level    string // how its processes are confined

	mu       sync.RWMutex
	state    State
	process  *process
	trouble  string
	restarts int
}

func newSupervised(h *Host, r Release, m sdk.Manifest, t route.Table[sdk.OperationDeclaration]) *supervised {
	return &supervised{
		host: h, release: r, manifest: m, table: t, state: Starting, tried: make(chan struct{}), placed: make(chan struct{}),
		revive: make(chan struct{}, 1), slots: make(chan struct{}, h.config.Limits.InFlight),
	}
}

// installed is how the module is.
func (s *supervised) installed() Installed {
	s.mu.RLock()
	defer s.mu.RUnlock()
	made := Installed{
		Release: s.release, Manifest: s.manifest, State: s.state, Level: s.level, Trouble: s.trouble, Restarts: s.restarts,
	}
	if s.process != nil {
		made.PID = s.process.child.Load().ID()
	}
	return made
}

// enter returns the process for one call. Fault kinds: unavailable (not ready), exhausted (too many calls).
// The slot comes first: who drains takes all slots, and then knows that no call is on its way.
func (s *supervised) enter() (*process, func(), error) {
	select {
	case s.slots <- struct{}{}:
	default:
		if now := s.installed().State; now != Ready {
			return nil, nil, s.unavailable(now)
		}
		f := fault.New(fault.Exhausted, "module-busy-calls", "The module has too many calls under way.")
		f.RetryAfter = s.host.config.Limits.BackOff
		return nil, nil, f
	}
	s.mu.RLock()
	p, state := s.process, s.state
	s.mu.RUnlock()
	if p == nil || state != Ready {
		<-s.slots
		return nil, nil, s.unavailable(state)
	}
	return p, func() { <-s.slots }, nil
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

func (s *supervised) unavailable(state State) error {
	f := fault.New(fault.Unavailable, "module-unavailable", "The module is not available at the moment: it is %s.", state)
	f.RetryAfter = s.host.config.Limits.BackOff
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
