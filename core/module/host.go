package module

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/ribambelle/ribambelle/core/confine"
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

	mu      sync.RWMutex
	modules map[string]*supervised // by name
	copies  map[string]*binary     // by digest: verified by Install, for the start that follows
	stopped bool
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
)

// Installed is a module and how it is.
type Installed struct {
	Release  Release
	Manifest sdk.Manifest
	State    State
	Level    string // how its processes are confined: "full", "strong", "basic" or "none"
	Trouble  string // why it is not ready, for operators
	Restarts int    // since Start
	PID      string // of its process; empty without one
}

// NewHost makes a host. What is wrong with its configuration is told by Install and Start.
func NewHost(c Config) *Host {
	h := &Host{wrong: c.validate(), config: c.withDefaults(), modules: map[string]*supervised{}, copies: map[string]*binary{}}
	if h.wrong == nil {
		h.runDir, h.wrong = newRunDir(c.RunDir)
	}
	h.starter = newStarter()
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

// Install starts a program once, asks what it is, checks that and puts the release into the catalogue. A
// program that is in the catalogue already is only read. What it verified is what Start runs. Fault kinds: not_found (no program), invalid (not a
// program of this machine, or its declaration is wrong), unsupported (placement), unavailable (does not start).
func (h *Host) Install(ctx context.Context, path string) (Release, error) {
	if h.wrong != nil {
		return Release{}, h.wrong
	}
	b, err := openBinary(path, h.runDir.path)
	if err != nil {
		return Release{}, err
	}
	release, err := h.enlist(ctx, b)
	if err != nil {
		_ = b.Close()
		return Release{}, err
	}
	h.hold(b)
	return release, nil
}

// enlist finds a program's release in the catalogue, or puts it there.
func (h *Host) enlist(ctx context.Context, b *binary) (Release, error) {
	releases, err := h.config.Catalog.Releases(ctx)
	if err != nil {
		return Release{}, fmt.Errorf("reading the catalogue of modules: %w", err)
	}
	for _, r := range releases {
		if r.Digest == b.digest && r.Path == b.name {
			return r, nil
		}
	}
	release, err := h.describe(ctx, b)
	if err != nil {
		return Release{}, err
	}
	release.Path = b.name
	if err := h.config.Catalog.Put(ctx, release); err != nil {
		return Release{}, fmt.Errorf("putting module %s into the catalogue: %w", release.Name, err)
	}
	return release, nil
}

// describe runs a program long enough to learn what it is.
func (h *Host) describe(ctx context.Context, b *binary) (Release, error) {
	p, err := h.launch(ctx, b.name, b)
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
	m, _, err := readManifest(text)
	if err == nil && h.config.Admit != nil {
		err = h.config.Admit(ctx, m)
	}
	if err != nil {
		return Release{}, err
	}
	return Release{
		Name: m.Name, Version: m.Version, Digest: b.digest, Placement: placement(m), Manifest: text,
		Installed: h.config.Clock.Now().UTC(),
	}, nil
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
	var begun []*supervised
	var wrong []error
	for name, r := range newest(releases) {
		s, err := h.begin(ctx, r)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("module %s: %w", name, err))
			continue
		}
		begun = append(begun, s)
	}
	for _, s := range begun {
		for _, step := range []chan struct{}{s.tried, s.placed} {
			select {
			case <-step:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	return errors.Join(wrong...)
}

// Newest lists what the newest release of every installed module declares, whether or not it runs yet.
func (h *Host) Newest(ctx context.Context) ([]sdk.Manifest, error) {
	releases, err := h.config.Catalog.Releases(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the catalogue of modules: %w", err)
	}
	var all []sdk.Manifest
	for name, r := range newest(releases) {
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

// begin puts a release under supervision. One that runs already stays; another release of the same module
// replaces it once it is ready, so that no call finds nobody.
func (h *Host) begin(ctx context.Context, r Release) (*supervised, error) {
	m, table, err := readManifest(r.Manifest)
	if err != nil {
		return nil, err
	}
	s := newSupervised(h, r, m, table)
	s.level = h.machine().Level().String()
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.cancel = cancel
	h.mu.Lock()
	defer h.mu.Unlock()
	old := h.modules[r.Name]
	switch {
	case h.stopped:
		cancel()
		return nil, fault.New(fault.Unavailable, "host-stopped", "The server is stopping.")
	case old != nil && old.release.Digest == r.Digest:
		cancel()
		return old, nil
	case old == nil:
		h.modules[r.Name] = s
		close(s.placed)
	}
	h.ended.Go(func() { s.run(life) })
	if old != nil {
		h.ended.Go(func() { defer close(s.placed); h.replace(old, s) })
	}
	return s, nil
}

// replace lets a new release take over when it is ready; one that does not become so is given up.
func (h *Host) replace(old, next *supervised) {
	<-next.tried
	if next.installed().State != Ready {
		next.cancel()
		h.config.Logger.Error("a new release did not start, the old one stays",
			"module", next.release.Name, "version", next.release.Version, "error", next.installed().Trouble)
		return
	}
	h.mu.Lock()
	h.modules[next.release.Name] = next
	h.mu.Unlock()
	old.cancel()
}

// Stop drains and ends every module, and returns when no process is left. The host cannot be started again.
func (h *Host) Stop() {
	h.mu.Lock()
	h.stopped = true
	for _, s := range h.modules {
		s.cancel()
	}
	h.mu.Unlock()
	h.ended.Wait()
	h.forget()
	h.starter.stop()
	h.runDir.close()
}

// Revive takes a module out of quarantine.
func (h *Host) Revive(name string) error {
	s, err := h.module(name)
	if err != nil {
		return err
	}
	select {
	case s.revive <- struct{}{}:
	default:
	}
	return nil
}

// Modules lists what is installed and running, by name.
func (h *Host) Modules() []Installed {
	h.mu.RLock()
	defer h.mu.RUnlock()
	all := make([]Installed, 0, len(h.modules))
	for _, s := range h.modules {
		all = append(all, s.installed())
	}
	slices.SortFunc(all, func(a, b Installed) int { return strings.Compare(a.Release.Name, b.Release.Name) })
	return all
}

// Module finds an installed module.
func (h *Host) Module(name string) (Installed, bool) {
	s, err := h.module(name)
	if err != nil {
		return Installed{}, false
	}
	return s.installed(), true
}

// module finds a module by name.
func (h *Host) module(name string) (*supervised, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	s, ok := h.modules[name]
	if !ok {
		return nil, fault.Missing("module")
	}
	return s, nil
}

// enter takes a slot of a module's process for one call. A module that was replaced while the call was on its
// way is asked again.
func (h *Host) enter(name string) (*process, func(), error) {
	for {
		s, err := h.module(name)
		if err != nil {
			return nil, nil, err
		}
		p, leave, err := s.enter()
		if err == nil {
			return p, leave, nil
		}
		if now, gone := h.module(name); gone != nil || now == s {
			return nil, nil, err
		}
	}
}
