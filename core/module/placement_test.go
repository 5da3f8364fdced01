package module_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// One tenant finds nothing of another in a module's memory where each has a process, and does where they share one.
func TestEachTenantHasAProcess(t *testing.T) {
	t.Parallel()
	shared := start(t, "visits", nil)
	shared.must(t, caller("a"), "POST", "/remember", "")
	if got := shared.must(t, caller("b"), "POST", "/remember", ""); got != "2" {
		t.Errorf("control: in a shared process b finds %s", got)
	}
	s := start(t, "visits-each", nil)
	if now := s.Modules(everybody)[0]; now.State != module.Asleep || len(now.PIDs) > 0 {
		t.Errorf("before the first call the module is %s with processes %v", now.State, now.PIDs)
	}
	s.must(t, caller("a"), "POST", "/remember", "")
	if got := s.must(t, caller("b"), "POST", "/remember", ""); got != "1" {
		t.Errorf("b finds %s in its first call", got)
	}
	if got := s.must(t, caller("a"), "POST", "/remember", ""); got != "2" {
		t.Errorf("a's second call found another process: %s", got)
	}
	if now := s.Modules(everybody)[0]; now.State != module.Ready || len(now.PIDs) != 2 {
		t.Errorf("the module is %s with processes %v", now.State, now.PIDs)
	}
}

// Calls that come together wake one process.
func TestManyWakeOne(t *testing.T) {
	t.Parallel()
	s := start(t, "visits-each", nil)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { s.must(t, caller("a"), "POST", "/remember", "") })
	}
	all.Wait()
	if got := s.must(t, caller("a"), "POST", "/remember", ""); got != "21" {
		t.Errorf("the last call is number %s of its process", got)
	}
}

// A process that nobody calls ends, and the next call finds one. A shared one stays.
func TestIdleProcessEnds(t *testing.T) {
	t.Parallel()
	brief := func(c *module.Config) { c.Limits.Idle = 60 * time.Millisecond }
	shared := start(t, "visits", brief)
	s := start(t, "visits-each", brief)
	first := pid(shared.Modules(everybody)[0])
	for range 2 {
		s.must(t, caller("a"), "GET", "/who", "")
		own := pid(s.Modules(everybody)[0])
		s.until(t, func(i module.Installed) bool { return i.State == module.Asleep })
		gone(t, own)
	}
	if now := pid(shared.Modules(everybody)[0]); now != first {
		t.Error("the shared process was ended")
	}
}

// gone waits until processes have ended.
func gone(t *testing.T, pids ...string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); slices.ContainsFunc(pids, func(p string) bool { return alive(t, p) }); {
		if time.Now().After(deadline) {
			t.Fatal("a process that should have ended is still there")
		}
		<-time.After(5 * time.Millisecond)
	}
}

// Whoever lists modules waits for none that starts, and none waits for them.
func TestModulesAreListedWhileProcessesStart(t *testing.T) {
	t.Parallel()
	s := start(t, "visits-each", func(c *module.Config) { c.Limits.Idle, c.Limits.CheckEvery = time.Nanosecond, time.Millisecond })
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					s.Modules(everybody)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 5 {
			if _, err := s.ask(t, caller("a"), "GET", "/who", ""); err != nil {
				t.Errorf("a call while modules are listed: %v", err)
			}
			<-time.After(5 * time.Millisecond)
		}
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		panic("a process that starts and those who list modules wait for each other") // for ever: nothing can be cleaned up
	}
	close(stop)
	readers.Wait()
}

// Processes end for want of calls all the while, and no call fails for it.
func TestIdleEndsLoseNoCall(t *testing.T) {
	t.Parallel()
	s := start(t, "visits-each", func(c *module.Config) { c.Limits.Idle, c.Limits.CheckEvery = time.Nanosecond, time.Millisecond })
	seen := map[string]bool{}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline) && len(seen) < 8; {
		s.must(t, caller("a"), "GET", "/who", "")
		seen[pid(s.Modules(everybody)[0])] = true
		<-time.After(time.Millisecond)
	}
	if len(seen) < 3 {
		t.Errorf("the calls met %d processes: none was ended between them", len(seen))
	}
}

// A process that fails for one tenant leaves the others alone.
func TestFailureStaysWithItsTenant(t *testing.T) {
	t.Parallel()
	s := start(t, "visits-each", func(c *module.Config) { c.Limits.Failures = 1 })
	s.must(t, caller("b"), "POST", "/remember", "")
	if _, err := s.ask(t, caller("a"), "GET", "/exit", ""); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a call whose process dies = %v, want unavailable", err)
	}
	s.until(t, func(i module.Installed) bool { return i.State == module.Quarantined })
	for slug, want := range map[string]module.State{"a": module.Quarantined, "b": module.Ready, "c": module.Asleep} {
		if now, _ := s.Module("visits", caller(slug).Tenant.ID); now.State != want || (now.Trouble != "") != (slug == "a") {
			t.Errorf("for %s the module is %s (%s), want %s", slug, now.State, now.Trouble, want)
		}
	}
	if _, err := s.ask(t, caller("a"), "GET", "/who", ""); !errors.Is(err, fault.New(fault.Unavailable, "module-unavailable", "")) {
		t.Errorf("a call in quarantine = %v", err)
	}
	if got := s.must(t, caller("b"), "POST", "/remember", ""); got != "2" {
		t.Errorf("b lost its process: %s", got)
	}
	if err := s.Revive("visits"); err != nil {
		t.Fatal(err)
	}
	s.until(t, ready)
	s.must(t, caller("a"), "GET", "/who", "")
}

// A new release is awake wherever the old one was before it takes over, and the old processes end.
func TestUpgradeOfEach(t *testing.T) {
	t.Parallel()
	s := start(t, "visits-each", nil)
	s.must(t, caller("a"), "GET", "/who", "")
	s.must(t, caller("b"), "GET", "/who", "")
	old := s.Modules(everybody)[0]
	if _, err := s.Install(t.Context(), program("visits-each-next"), mine()); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	next := s.Modules(everybody)[0]
	if next.Release.Digest == old.Release.Digest || next.State != module.Ready || len(next.PIDs) != 2 {
		t.Errorf("after the upgrade the module is %s with processes %v", next.State, next.PIDs)
	}
	gone(t, old.PIDs...)
	s.must(t, caller("a"), "GET", "/who", "")
}

// A tenant that takes all it may of a shared module takes nothing from another; without the limit it does.
func TestNoTenantTakesAModuleAway(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]int{"control": 4, "limited": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, "visits", func(c *module.Config) { c.Limits.InFlight, c.Limits.InFlightEach = 4, each })
			ctx, cancel := context.WithCancel(t.Context())
			var all sync.WaitGroup
			for range each {
				all.Go(func() {
					c := caller("a")
					r := httptest.NewRequest("GET", "/slow", nil).WithContext(ctx)
					c.Route, _ = s.Route(c.Tenant.ID, "visits", "GET", "/slow")
					for isBusy(s.Serve(httptest.NewRecorder(), r, c)) { // who looks whether all are there is in the way
						<-time.After(time.Millisecond)
					}
				})
			}
			s.busy(t, "a")
			_, err := s.ask(t, caller("b"), "GET", "/who", "")
			if refused := isBusy(err); refused != (name == "control") {
				t.Errorf("b gets %v", err)
			}
			cancel()
			all.Wait()
			s.must(t, caller("a"), "GET", "/who", "")
		})
	}
}

func isBusy(err error) bool { return err != nil && fault.From(err).Code == "module-busy-calls" }

// busy waits until a tenant's further calls are refused.
func (s started) busy(t *testing.T, slug string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; {
		_, err := s.ask(t, caller(slug), "GET", "/who", "")
		if isBusy(err) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is not refused: %v", slug, err)
		}
		<-time.After(time.Millisecond)
	}
}

// No process is left when the host stops, wherever it stood.
func TestStopEndsEach(t *testing.T) {
	t.Parallel()
	s := start(t, "visits-each", nil)
	for _, slug := range []string{"a", "b", "c"} {
		s.must(t, caller(slug), "GET", "/who", "")
	}
	own := s.Modules(everybody)[0].PIDs
	if len(own) != 3 || slices.ContainsFunc(own, func(p string) bool { return !alive(t, p) }) {
		t.Fatalf("control: processes %v", own)
	}
	signal(t, own[0], syscall.SIGSTOP) // one does not hear that it is to end
	s.Stop()
	if slices.ContainsFunc(own, func(p string) bool { return alive(t, p) }) {
		t.Error("a process is left")
	}
	if _, err := s.ask(t, caller("a"), "GET", "/who", ""); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a call after the end = %v", err)
	}
}

// One process for all tenants is for what came with the server: a program from outside that asks for it is refused unless
// whoever installs it says that it may, and one that slipped into the catalogue does not start.
func TestSharedFromOutside(t *testing.T) {
	t.Parallel()
	s := start(t, "visits", nil) // the control: with the word it is installed, and one tenant finds what another left
	s.must(t, caller("a"), "POST", "/remember", "")
	if got := s.must(t, caller("b"), "POST", "/remember", ""); got != "2" {
		t.Errorf("control: in a shared process b finds %s", got)
	}
	h := module.NewHost(module.Config{Catalog: &catalog{}, Backend: s.backend, Limits: limits()})
	defer h.Stop()
	for name, terms := range map[string]module.Terms{"without the word": {Unsigned: true}, "for good": {Unsigned: true, Older: true, Publisher: true}} {
		_, err := h.Install(t.Context(), program("visits"), terms)
		if fault.From(err).Code != "package-shared" || !strings.Contains(err.Error(), "--allow-shared") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: Install = %v", name, err)
		}
	}
	if r, err := h.Install(t.Context(), program("visits-any"), module.Terms{Unsigned: true}); err != nil || r.Placement != sdk.PerTenant {
		t.Errorf("a program that asks for nothing is %s, %v", r.Placement, err)
	}
	ours := module.NewHost(module.Config{Catalog: &catalog{}, Backend: s.backend, Limits: limits(), Bundled: programs})
	defer ours.Stop()
	for _, name := range []string{"visits", "visits-any"} {
		if r, err := ours.Install(t.Context(), program(name), module.Terms{Bundled: true}); err != nil || r.Placement != sdk.Shared || r.Trusted {
			t.Errorf("%s that came with the server is %s, %t, %v", name, r.Placement, r.Trusted, err)
		}
	}

	slipped := s.catalog.list[0]
	slipped.Trusted = false
	late := started{backend: s.backend, catalog: &catalog{list: []module.Release{slipped}}}
	late.Host = module.NewHost(module.Config{Catalog: late.catalog, Backend: s.backend, Limits: limits()})
	defer late.Stop()
	if err := late.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if now := late.until(t, func(i module.Installed) bool { return i.State == module.Quarantined }); !strings.Contains(now.Trouble, "--allow-shared") {
		t.Errorf("trouble = %q", now.Trouble)
	}
	if _, err := late.Install(t.Context(), slipped.Path, mine()); err != nil { // who says the word is heard
		t.Fatal(err)
	}
	if err := late.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	late.until(t, ready)
}
