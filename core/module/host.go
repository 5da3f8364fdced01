package module

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/ribambelle/ribambelle/core/confine"
	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Host runs the installed modules. Make one with NewHost, then Install, then Start.
type Host struct {
	config  Config
	wrong   error
	runDir  runDir
	starter *starter
	machine func() confine.Machine // finds out once how processes can be confined

	uploads chan struct{} // held by each package that is being received
	commits chan struct{} // held by each commit of work that nobody waits for

	starting sync.Mutex // held until what Start began is settled

	mu      sync.RWMutex
	modules map[string]*line   // by name
	copies  map[string]*binary // by digest: verified by Install, for the start that follows
	stopped bool
	stop    sync.Once
	ended   sync.WaitGroup
}

// State is where a module's process is in its life.
type State string

// The states.
const (
	Starting    State = "starting"
	Ready       State = "ready"
	Draining    State = "draining"
	Stopped     State = "stopped"
	Quarantined State = "quarantined" // failed too often: not started again until somebody asks
	Asleep      State = "asleep"      // nobody calls; the next call starts a process
)

// severity orders states from well to ill.
func (s State) severity() int {
	return slices.Index([]State{Asleep, Ready, Draining, Stopped, Starting, Quarantined}, s)
}

// Installed is a module and how it is.
type Installed struct {
	Release  Release
	Manifest sdk.Manifest
	State    State
	Level    string      // how its processes are confined: "full", "strong", "basic" or "none"; NoProcess where it has none
	Trouble  string      // why it is not ready, for operators
	Restarts int         // since Start
	PIDs     []string    // of its processes
	Bundled  bool        // came with the server
	Newest   string      // version of whoever has chosen nothing
	Pinned   bool        // the tenant stays at this version
	Offered  []tenant.ID // the only ones who may have it; empty: all
	Waiting  *Waiting
}

// Waiting is a newer release that does not take over for those who have not agreed to what it asks for.
type Waiting struct {
	Version string
	Asks    []sdk.Grant
	Tenants []string // slugs of those who have the module on, and have not agreed
	ids     []tenant.ID
}

// NewHost makes a host. What is wrong with its configuration is told by Install and Start.
func NewHost(c Config) *Host { return newHost(c, c.validate()) }

func newHost(c Config, wrong error) *Host {
	h := &Host{wrong: wrong, config: c.withDefaults(), modules: map[string]*line{}, copies: map[string]*binary{}}
	if h.wrong == nil {
		h.runDir, h.wrong = newRunDir(c.RunDir)
	}
	h.starter = newStarter()
	h.uploads = make(chan struct{}, mostUploads)
	h.commits = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))
	h.machine = sync.OnceValue(h.probe)
	if h.wrong == nil {
		h.ended.Go(func() { h.machine() }) // while the caller makes ready what else it needs
	}
	return h
}

// probe finds out how this machine confines processes, and says so in the log.
func (h *Host) probe() confine.Machine {
	m := h.config.Probe(h.runDir.path)
	say := h.config.Logger.Info
	if m.Level() < confine.Full {
		say = h.config.Logger.Warn
	}
	say("how modules are confined", "level", m.Level().String(), "why_not_more", m.Lack)
	return m
}

// ask runs a program long enough to learn what it says that it is.
func (h *Host) ask(ctx context.Context, b *binary, terms Terms) ([]byte, error) {
	if b.declared() {
		return b.declares()
	}
	p, err := h.launch(ctx, b.name, b, terms.trust())
	if err != nil {
		return nil, err
	}
	defer p.kill()
	ctx, cancel := context.WithTimeout(ctx, h.config.Limits.StartTime)
	defer cancel()
	text, err := p.Describe(ctx)
	if err != nil {
		return nil, fmt.Errorf("asking %s what it is: %w", b.name, err)
	}
	if len(text) > parcel.MaxManifest {
		return nil, fault.New(fault.Invalid, "module-declaration-wrong", "The declaration of %s is larger than %d MiB.", filepath.Base(b.name), parcel.MaxManifest>>20)
	}
	return text, nil
}

// describe learns what a program is, and believes of that what can be checked.
func (h *Host) describe(ctx context.Context, b *binary, terms Terms) (Release, error) {
	text, err := h.ask(ctx, b, terms)
	if err != nil {
		return Release{}, err
	}
	if b.signed != nil && !bytes.Equal(text, b.signed.declaration) {
		return Release{}, fault.New(fault.Denied, "package-changed", "%s %s says something else of itself than its package does.", b.signed.Name, b.signed.Version)
	}
	m, _, err := readManifest(text)
	if err == nil && b.signed != nil && (m.Name != b.signed.Name || m.Version != b.signed.Version) {
		err = fault.New(fault.Denied, "package-changed", "The package of %s %s holds %s %s.", b.signed.Name, b.signed.Version, m.Name, m.Version)
	}
	if err == nil && h.config.Admit != nil {
		err = h.config.Admit(ctx, m)
	}
	if err != nil {
		return Release{}, err
	}
	r := Release{Name: m.Name, Version: m.Version, Digest: b.digest, Path: b.name, Confine: terms.Confine, Manifest: text}
	if b.declared() {
		r.Placement = Declared
	}
	if !terms.For.IsZero() {
		r.Offered = []tenant.ID{terms.For}
	}
	if b.signed != nil {
		r.Path, r.Publisher, r.Key = storedAs(r), b.signed.key.Publisher, b.signed.key.ID
	}
	return r, nil
}

// Start starts of every installed module the releases that tenants are to have, modules in parallel, and returns when each
// is ready or has failed once. A module that fails is no error: it is tried again, and Modules says why. It may be called
// again to take in what was installed, agreed to or chosen meanwhile.
func (h *Host) Start(ctx context.Context) error {
	if h.wrong != nil {
		return h.wrong
	}
	begun := make(chan error, 1)
	if !h.task(func() { begun <- h.begin(ctx) }) {
		return fault.New(fault.Unavailable, "host-stopped", "The server is stopping.")
	}
	select {
	case err := <-begun:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// task runs what Stop waits for, unless the host has stopped.
func (h *Host) task(do func()) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped {
		return false
	}
	h.ended.Go(do)
	return true
}

// begin puts what tenants are to have into use, and returns when that is settled.
func (h *Host) begin(ctx context.Context) error {
	h.starting.Lock()
	defer h.starting.Unlock()
	defer h.forget()
	choices, err := h.choose(ctx)
	if err != nil {
		return err
	}
	var settled sync.WaitGroup
	var wrong []error
	for name, c := range choices {
		old := h.at(name)
		next, err := h.line(ctx, c, old)
		switch {
		case err != nil:
			wrong = append(wrong, fmt.Errorf("module %s: %w", name, err))
		case old == nil:
			settled.Go(func() { h.enlistFirst(name, next) })
		default:
			settled.Go(func() { h.shift(name, old, next) })
		}
	}
	settled.Wait()
	return errors.Join(wrong...)
}

// enlistFirst puts a module into use that was not.
func (h *Host) enlistFirst(name string, first *line) {
	if !h.put(name, first) {
		return
	}
	for _, e := range first.editions() {
		if !e.lazy() {
			_ = e.open(tenant.ID{}) // who asks for the module's state is told
		}
	}
}

// at is the line of a module now; nil where there is none. lines lists all of them, by name. Lines do not change, and are
// looked at without h.mu: an edition that starts asks for that while it holds its own.
func (h *Host) at(name string) *line {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.modules[name]
}

func (h *Host) lines() []*line {
	h.mu.RLock()
	defer h.mu.RUnlock()
	all := make([]*line, 0, len(h.modules))
	for _, name := range slices.Sorted(maps.Keys(h.modules)) {
		all = append(all, h.modules[name])
	}
	return all
}

// put lets a line serve from now on, or ends it where the host has stopped.
func (h *Host) put(name string, l *line) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped {
		l.end()
		return false
	}
	h.modules[name] = l
	return true
}

// Chosen lists what the releases declare that are to run, whether or not they run yet.
func (h *Host) Chosen(ctx context.Context) ([]sdk.Manifest, error) {
	choices, err := h.choose(ctx)
	if err != nil {
		return nil, err
	}
	var all []sdk.Manifest
	for name, c := range choices {
		for _, r := range c.releases() {
			m, err := r.Declares()
			if err != nil {
				return nil, fmt.Errorf("module %s: %w", name, err)
			}
			all = append(all, m)
		}
	}
	return all, nil
}

// Stop drains and ends every module, and returns when no process is left. The host cannot be started again.
func (h *Host) Stop() { h.stop.Do(h.endAll) }

func (h *Host) endAll() {
	h.mu.Lock()
	h.stopped = true
	for _, l := range h.modules {
		l.end()
	}
	h.mu.Unlock()
	h.ended.Wait()
	h.forget()
	h.starter.stop()
	h.runDir.close()
}

// Revive takes a module out of quarantine.
func (h *Host) Revive(name string) error {
	l := h.at(name)
	if l == nil {
		return fault.Missing("module")
	}
	for _, e := range l.editions() {
		e.revive()
	}
	return nil
}

// Modules lists what is installed and in use, by name, as it is for one tenant; with the zero ID, as it is for all.
func (h *Host) Modules(t tenant.ID) []Installed {
	lines := h.lines()
	all := make([]Installed, 0, len(lines))
	for _, l := range lines {
		if !l.hides(t) {
			all = append(all, h.told(l, t))
		}
	}
	return all
}

// Module finds an installed module, as it is for one tenant; with the zero ID, as it is for all.
func (h *Host) Module(name string, t tenant.ID) (Installed, bool) {
	l := h.at(name)
	if l == nil || l.hides(t) {
		return Installed{}, false
	}
	return h.told(l, t), true
}

// Wake starts the process that serves a tenant, where there is none, and waits until it is ready or has failed once. What does
// not start on call is awake.
func (h *Host) Wake(ctx context.Context, name string, t tenant.ID) error {
	if e, err := h.edition(name, t); err != nil || !e.lazy() {
		return err
	}
	_, leave, err := h.enter(ctx, name, t)
	if err != nil {
		return err
	}
	leave()
	return nil
}

// edition finds the release of a module that serves a tenant.
func (h *Host) edition(name string, t tenant.ID) (*edition, error) {
	l := h.at(name)
	if l == nil || l.hides(t) {
		return nil, fault.Missing("module")
	}
	return l.of(t), nil
}

// enter takes a slot of a module's process for one call of a tenant. A module that was replaced while the call was
// on its way is asked again.
func (h *Host) enter(ctx context.Context, name string, t tenant.ID) (*process, func(), error) {
	for {
		e, err := h.edition(name, t)
		if err != nil {
			return nil, nil, err
		}
		p, leave, err := e.enter(ctx, t)
		if err == nil {
			return p, leave, nil
		}
		if now, gone := h.edition(name, t); gone != nil || now == e {
			return nil, nil, err
		}
	}
}
