package module

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/ribambelle/ribambelle/core/confine"
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

	commits chan struct{} // held by each commit of work that nobody waits for

	mu      sync.RWMutex
	modules map[string]*edition // by name
	waiting map[string]Waiting  // by name
	copies  map[string]*binary  // by digest: verified by Install, for the start that follows
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
	Level    string   // how its processes are confined: "full", "strong", "basic" or "none"
	Trouble  string   // why it is not ready, for operators
	Restarts int      // since Start
	PIDs     []string // of its processes
	Bundled  bool     // came with the server
	Waiting  *Waiting
}

// Waiting is a newer release that does not take over as long as somebody has not agreed to what it asks for.
type Waiting struct {
	Version string
	Asks    []sdk.Grant
	Tenants []string // slugs of those who have the module on, and have not agreed
}

// NewHost makes a host. What is wrong with its configuration is told by Install and Start.
func NewHost(c Config) *Host { return newHost(c, c.validate()) }

func newHost(c Config, wrong error) *Host {
	h := &Host{wrong: wrong, config: c.withDefaults(), modules: map[string]*edition{}, waiting: map[string]Waiting{}, copies: map[string]*binary{}}
	if h.wrong == nil {
		h.runDir, h.wrong = newRunDir(c.RunDir)
	}
	h.starter = newStarter()
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

// confining is the machine as far as it confines a release.
func (h *Host) confining(most string) confine.Machine {
	if most == confine.Basic.String() {
		return h.machine().Trusting()
	}
	return h.machine()
}

// describe runs a program long enough to learn what it is.
func (h *Host) describe(ctx context.Context, b *binary, terms Terms) (Release, error) {
	p, err := h.launch(ctx, b.name, b, terms.Confine)
	if err != nil {
		return Release{}, err
	}
	defer p.kill()
	ctx, cancel := context.WithTimeout(ctx, h.config.Limits.StartTime)
	defer cancel()
	text, err := p.Describe(ctx)
	if err != nil {
		return Release{}, fmt.Errorf("asking %s what it is: %w", b.name, err)
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
	if b.signed != nil {
		r.Path, r.Publisher, r.Key = storedAs(r), b.signed.key.Publisher, b.signed.key.ID
	}
	return r, nil
}

// Start starts the newest release of every installed module, in parallel, and returns when each is ready or
// has failed once. A module that fails is no error: it is tried again, and Modules says why. It may be called
// again to take in what was installed meanwhile.
func (h *Host) Start(ctx context.Context) error {
	if h.wrong != nil {
		return h.wrong
	}
	defer h.forget()
	releases, err := h.config.Catalog.Releases(ctx)
	if err != nil {
		return fmt.Errorf("reading the catalogue of modules: %w", err)
	}
	var begun []*edition
	var wrong []error
	chosen, err := h.chosen(ctx, releases)
	if err != nil {
		return err
	}
	for name, r := range chosen {
		e, err := h.begin(ctx, r)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("module %s: %w", name, err))
			continue
		}
		begun = append(begun, e)
	}
	for _, e := range begun {
		select {
		case <-e.settled:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errors.Join(wrong...)
}

// Newest lists what the newest release of every installed module declares that may run, whether or not it runs yet.
func (h *Host) Newest(ctx context.Context) ([]sdk.Manifest, error) {
	releases, err := h.config.Catalog.Releases(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the catalogue of modules: %w", err)
	}
	chosen, err := h.chosen(ctx, releases)
	if err != nil {
		return nil, err
	}
	var all []sdk.Manifest
	for name, r := range chosen {
		m, _, err := readManifest(r.Manifest)
		if err != nil {
			return nil, fmt.Errorf("module %s: %w", name, err)
		}
		all = append(all, m)
	}
	return all, nil
}

// newest takes, for each name, the release that was installed last.
func newest(releases []Release) map[string]Release {
	chosen := map[string]Release{}
	for _, r := range releases {
		if old, ok := chosen[r.Name]; !ok || r.Installed.After(old.Installed) {
			chosen[r.Name] = r
		}
	}
	return chosen
}

// begin puts a release into use. One that is already stays; another release of the same module replaces it once
// it is ready, so that no call finds nobody.
func (h *Host) begin(ctx context.Context, r Release) (*edition, error) {
	next, err := h.newEdition(ctx, r)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	old := h.modules[r.Name]
	switch {
	case h.stopped:
		next.end()
		return nil, fault.New(fault.Unavailable, "host-stopped", "The server is stopping.")
	case old != nil && old.release.Digest == r.Digest && old.release.Trusted == r.Trusted && old.release.Confine == r.Confine:
		next.end()
		return old, nil
	case old == nil:
		h.modules[r.Name] = next
	}
	h.ended.Go(func() {
		defer close(next.settled)
		if old != nil {
			h.replace(old, next)
		} else if next.shared() {
			_ = next.open(tenant.ID{}) // who asks for the module's state is told
		}
	})
	return next, nil
}

// replace lets a new release take over when it is ready wherever the old one runs; one that does not become so is
// given up.
func (h *Host) replace(old, next *edition) {
	if err := next.open(old.tenants(next)...); err != nil {
		next.end()
		h.config.Logger.Error("a new release did not start, the old one stays",
			"module", next.release.Name, "version", next.release.Version, "error", err)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped {
		next.end()
		return
	}
	h.modules[next.release.Name] = next
	old.end()
}

// Stop drains and ends every module, and returns when no process is left. The host cannot be started again.
func (h *Host) Stop() { h.stop.Do(h.endAll) }

func (h *Host) endAll() {
	h.mu.Lock()
	h.stopped = true
	for _, e := range h.modules {
		e.end()
	}
	h.mu.Unlock()
	h.ended.Wait()
	h.forget()
	h.starter.stop()
	h.runDir.close()
}

// Revive takes a module out of quarantine.
func (h *Host) Revive(name string) error {
	e, err := h.module(name)
	if err != nil {
		return err
	}
	e.revive()
	return nil
}

// Modules lists what is installed and in use, by name.
func (h *Host) Modules() []Installed {
	h.mu.RLock()
	defer h.mu.RUnlock()
	all := make([]Installed, 0, len(h.modules))
	for _, e := range h.modules {
		all = append(all, h.told(e, e.standing()))
	}
	slices.SortFunc(all, func(a, b Installed) int { return strings.Compare(a.Release.Name, b.Release.Name) })
	return all
}

// Module finds an installed module, as it is for one tenant; with the zero ID, as it is for all.
func (h *Host) Module(name string, t tenant.ID) (Installed, bool) {
	e, err := h.module(name)
	if err != nil {
		return Installed{}, false
	}
	places := e.standing()
	if !t.IsZero() {
		places = e.of(t)
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.told(e, places), true
}

// told is how a module is at some places, with what only the host knows. h.mu is held.
func (h *Host) told(e *edition, places []*supervised) Installed {
	i := e.installed(places...)
	i.Bundled = h.Bundled(i.Release)
	if w, waits := h.waiting[i.Release.Name]; waits {
		i.Waiting = &w
	}
	return i
}

// Wake starts the process that serves a tenant, where there is none, and waits until it is ready or has failed once. A
// shared module is awake.
func (h *Host) Wake(ctx context.Context, name string, t tenant.ID) error {
	if e, err := h.module(name); err != nil || e.shared() {
		return err
	}
	_, leave, err := h.enter(ctx, name, t)
	if err != nil {
		return err
	}
	leave()
	return nil
}

// module finds a module by name.
func (h *Host) module(name string) (*edition, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	e, ok := h.modules[name]
	if !ok {
		return nil, fault.Missing("module")
	}
	return e, nil
}

// enter takes a slot of a module's process for one call of a tenant. A module that was replaced while the call was
// on its way is asked again.
func (h *Host) enter(ctx context.Context, name string, t tenant.ID) (*process, func(), error) {
	for {
		e, err := h.module(name)
		if err != nil {
			return nil, nil, err
		}
		p, leave, err := e.enter(ctx, t)
		if err == nil {
			return p, leave, nil
		}
		if now, gone := h.module(name); gone != nil || now == e {
			return nil, nil, err
		}
	}
}
