package module

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/turn"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/route"
)

// edition is a release in use: what it declares, and the processes that serve it. A shared module has one; another
// has one for each tenant, from the first call until nobody has called for a while. A declaration has one place as a shared
// module has, and no process there.
type edition struct {
	host     *Host
	release  Release
	manifest sdk.Manifest
	asks     []string // names of what it asks for
	table    route.Table[sdk.OperationDeclaration]
	level    string // how its processes are confined
	files    files
	turns    *turn.Turns[tenant.ID] // calls under way, so that no tenant takes a module away from the others

	life context.Context //nolint:containedctx // its processes live in it, not in the call that starts one
	end  context.CancelFunc

	mu     sync.Mutex
	places map[tenant.ID]*supervised // the zero ID: of a shared module, or for what is no tenant's
	away   map[tenant.ID]bool        // another release serves these now: who comes late is not let in
	copy   *binary                   // while any place starts or runs
	users  int                       // of copy
}

func (h *Host) newEdition(ctx context.Context, r Release) (*edition, error) {
	m, table, err := readManifest(r.Manifest)
	if err != nil {
		return nil, err
	}
	e := &edition{
		host: h, release: r, manifest: m, table: table, level: h.trust(r).machine(h.machine()).Level().String(),
		places: map[tenant.ID]*supervised{}, away: map[tenant.ID]bool{},
		turns: turn.New[tenant.ID](h.config.Limits.InFlightEach),
	}
	for _, g := range m.Asks() {
		e.asks = append(e.asks, g.Name)
	}
	if r.Declared() {
		e.level = NoProcess
	}
	e.life, e.end = context.WithCancel(context.WithoutCancel(ctx))
	return e, nil
}

// shared reports whether one place serves all tenants.
func (e *edition) shared() bool { return e.release.Placement == sdk.Shared || e.release.Declared() }

// lazy reports whether its processes start when somebody calls.
func (e *edition) lazy() bool {
	return !e.shared() || e.host.config.OnCall && !e.release.Declared()
}

// key is the place of a tenant's calls.
func (e *edition) key(t tenant.ID) tenant.ID {
	if e.shared() {
		return tenant.ID{}
	}
	return t
}

// place finds where a tenant's calls go, and starts a process there when there is none.
func (e *edition) place(t tenant.ID) (*supervised, error) {
	key := e.key(t)
	e.mu.Lock()
	defer e.mu.Unlock()
	if s := e.places[key]; s != nil {
		return s, nil
	}
	if e.life.Err() != nil || e.away[key] {
		return nil, e.host.unavailable(Stopped)
	}
	s := newSupervised(e, key)
	e.places[key] = s
	e.host.ended.Go(func() {
		defer e.leave(s)
		s.run(s.life)
	})
	return s, nil
}

// expect lets in again whom a line gives to this edition.
func (e *edition) expect(next *line) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for t := range e.away {
		if next.of(t) == e {
			delete(e.away, t)
		}
	}
}

// hand ends what other editions have taken over: the places of some tenants, or everything.
func (e *edition) hand(old, next *line) {
	if !slices.Contains(next.editions(), e) {
		e.end()
		return
	}
	if e.shared() {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, choosers := range []map[tenant.ID]*edition{old.others, next.others} {
		for t := range choosers {
			if next.of(t) != e {
				e.away[t] = true
			}
		}
	}
	for key, s := range e.places {
		if next.of(key) != e {
			s.end()
			delete(e.places, key) // who comes back finds another one
		}
	}
}

// leave forgets a place, unless another one stands there already: who calls next finds another one.
func (e *edition) leave(s *supervised) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.places[s.key] == s {
		delete(e.places, s.key)
	}
}

// stands reports whether a place is where its tenant's calls go.
func (e *edition) stands(s *supervised) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.places[s.key] == s
}

// enter takes a slot of the process that serves a tenant. Who wakes it waits until it is ready or has failed once.
// Fault kinds: unavailable (not ready), exhausted (too many calls).
func (e *edition) enter(ctx context.Context, t tenant.ID) (*process, func(), error) {
	if e.release.Declared() { // what another release of the module asked for, before this one
		return nil, nil, fault.New(fault.Unsupported, "not-supported", "This release of the module has no program: nothing of it can be run.")
	}
	if !e.turns.Take(t) {
		return nil, nil, e.host.busy("Your organisation has too many calls to this module under way.")
	}
	p, leave, err := e.slot(ctx, t)
	if err != nil {
		e.turns.End(t)
		return nil, nil, err
	}
	return p, func() { leave(); e.turns.End(t) }, nil
}

func (e *edition) slot(ctx context.Context, t tenant.ID) (*process, func(), error) {
	for {
		s, err := e.place(t)
		if err != nil {
			return nil, nil, err
		}
		if e.lazy() {
			if err := s.awake(ctx); err != nil {
				return nil, nil, err
			}
		}
		p, leave, err := s.enter()
		if err == nil || e.stands(s) {
			return p, leave, err
		}
	}
}

// standing lists the places that there are.
func (e *edition) standing() []*supervised {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Collect(maps.Values(e.places))
}

// open starts the places of a shared module and of tenants, and waits until each is ready or has failed once.
func (e *edition) open(tenants ...tenant.ID) error {
	var begun []*supervised
	for _, t := range tenants {
		s, err := e.place(t)
		if err != nil {
			return err
		}
		begun = append(begun, s)
	}
	var wrong []error
	for _, s := range begun {
		<-s.tried
		if now := s.condition(); now.state != Ready {
			wrong = append(wrong, errors.New(now.trouble))
		}
	}
	return errors.Join(wrong...)
}

// of lists the place of a tenant, if it stands.
func (e *edition) of(t tenant.ID) []*supervised {
	e.mu.Lock()
	defer e.mu.Unlock()
	if s := e.places[e.key(t)]; s != nil {
		return []*supervised{s}
	}
	return nil
}

func (e *edition) declaration() Declaration { return Declaration{e.release.Digest, e.manifest} }

// installed is how the module is at some places: the worst of them speaks for all, and no place at all is well.
func (e *edition) installed(places ...*supervised) Installed {
	made := Installed{Release: e.release, Manifest: e.manifest, State: e.empty(), Level: e.level}
	worst := -1
	for _, s := range places {
		now := s.condition()
		made.Restarts += now.restarts
		if now.pid != "" {
			made.PIDs = append(made.PIDs, now.pid)
		}
		if bad := now.state.severity(); bad > worst {
			worst, made.State, made.Trouble = bad, now.state, now.trouble
		}
	}
	slices.Sort(made.PIDs)
	return made
}

// empty is the state of a place where nothing runs.
func (e *edition) empty() State {
	if !e.lazy() || e.life.Err() != nil {
		return Stopped
	}
	return Asleep
}

// borrow returns the verified program for one start. The copy is shared by all processes that run at a time.
func (e *edition) borrow() (b *binary, done func(), err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.copy == nil {
		if e.copy, err = e.host.program(e.release); err != nil {
			return nil, nil, err
		}
	}
	e.users++
	return e.copy, e.giveBack, nil
}

func (e *edition) giveBack() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.users--; e.users == 0 {
		_ = e.copy.Close()
		e.copy = nil
	}
}

// revive takes every place out of quarantine.
func (e *edition) revive() {
	for _, s := range e.standing() {
		select {
		case s.revive <- struct{}{}:
		default:
		}
	}
}
