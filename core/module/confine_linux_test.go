package module_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/confine"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// weaker is this machine with fewer walls.
func weaker(walls confine.Walls) func(string) confine.Machine {
	return func(dir string) confine.Machine {
		m := confine.Probe(dir)
		m.Walls, m.Lack = walls, "This is a test."
		return m
	}
}

// A module works at every level: it is called, and calls back.
func TestEveryLevel(t *testing.T) {
	t.Parallel()
	for want, walls := range map[confine.Level]confine.Walls{
		confine.None:   {},
		confine.Basic:  {Launcher: true},
		confine.Strong: {Launcher: true, Calls: true, Paths: true},
	} {
		t.Run(want.String(), func(t *testing.T) {
			t.Parallel()
			s := start(t, "visits", func(c *module.Config) { c.Probe = weaker(walls) })
			if got := s.Modules(everybody)[0]; got.State != module.Ready || got.Level != want.String() {
				t.Fatalf("the module is %s at %s, want %s", got.State, got.Level, want)
			}
			s.must(t, caller("a"), "POST", "/notes:add", `{"text":"a"}`)
			s.must(t, caller("a"), "POST", "/steal", "") // reads by a call back
			s.must(t, caller("a"), "GET", "/noise", "")
		})
	}
}

// A module does not start where the machine gives less than the operator asks for, and it is said why.
func TestLeastLevel(t *testing.T) {
	t.Parallel()
	s := start(t, "visits", func(c *module.Config) { c.Least = confine.Full }) // the control: this machine gives that
	h := module.NewHost(module.Config{
		Catalog: s.catalog, Backend: s.backend, Limits: limits(), Least: confine.Full, Probe: weaker(confine.Walls{Launcher: true}),
	})
	defer h.Stop()
	_, err := h.Install(t.Context(), program("visits-next"), mine())
	if !errors.Is(err, fault.New(fault.Unsupported, "module-confinement-weak", "")) || !strings.Contains(err.Error(), "asks for confinement full, and this machine gives basic. This is a test.") {
		t.Errorf("Install = %v", err)
	}
	if err := h.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := h.Modules(everybody)[0]; got.State != module.Quarantined && got.State != module.Starting || !strings.Contains(got.Trouble, "asks for confinement") {
		t.Errorf("the module is %s: %q", got.State, got.Trouble)
	}
}

// A release is confined no further than the operator said, after a new start too; said otherwise, it is confined anew. The
// least level of the server holds all the same.
func TestTrustedRelease(t *testing.T) {
	t.Parallel()
	s := start(t, "visits", nil)
	took := func(terms module.Terms, want string) {
		t.Helper()
		terms.Unsigned, terms.Shared = true, true
		if _, err := s.Install(t.Context(), program("visits"), terms); err != nil {
			t.Fatal(err)
		}
		if err := s.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := s.until(t, ready).Level; got != want {
			t.Errorf("with the terms %+v it runs at %s", terms, got)
		}
		s.must(t, caller("a"), "GET", "/who", "")
	}
	took(module.Terms{Confine: "basic"}, "basic")
	took(module.Terms{}, "full")
	took(module.Terms{Confine: "basic"}, "basic")
	again := module.NewHost(module.Config{Catalog: s.catalog, Backend: s.backend, Limits: limits(), Least: confine.Strong})
	defer again.Stop()
	if err := again.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := again.Modules(everybody)[0]; got.Level != "basic" || got.State == module.Ready || !strings.Contains(got.Trouble, "confinement strong, and it was to be confined no further than basic") {
		t.Errorf("where strong is the least, it is %s at %s: %q", got.State, got.Level, got.Trouble)
	}
	if _, err := again.Install(t.Context(), program("visits-next"), module.Terms{Unsigned: true, Shared: true, Confine: "basic"}); !errors.Is(err, fault.New(fault.Unsupported, "module-confinement-weak", "")) {
		t.Errorf("Install = %v", err)
	}
}

// A module that takes too much memory is ended, and it is said why.
func TestGreed(t *testing.T) {
	t.Parallel()
	said := &words{}
	s := start(t, "visits", func(c *module.Config) {
		c.Limits.Process = confine.Limits{Memory: 128 << 20}
		c.Limits.CheckTime, c.Limits.CallTime = 20*time.Second, 20*time.Second // it is the memory that ends it
		c.Logger = slog.New(slog.NewTextHandler(said, nil))
	})
	first := s.Modules(everybody)[0]
	if _, err := s.ask(t, caller("a"), "GET", "/greed", ""); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("greed ends with %v", err)
	}
	s.until(t, func(i module.Installed) bool { return ready(i) && pid(i) != pid(first) })
	if got := said.String(); !strings.Contains(got, "of memory, and may take 128") {
		t.Errorf("the log says %s", got)
	}
}

// words keeps what is logged.
type words struct {
	mu   sync.Mutex
	kept bytes.Buffer
}

func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.kept.Write(p)
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.kept.String()
}

// A module that needs a loader is refused with what to do about it.
func TestSharedObjects(t *testing.T) {
	t.Parallel()
	h := module.NewHost(module.Config{Catalog: &catalog{}, Backend: &backend{t: t}, Limits: limits()})
	defer h.Stop()
	_, err := h.Install(t.Context(), "/bin/true", mine())
	if fault.From(err).Code != "module-binary-wrong" || !strings.Contains(err.Error(), "CGO_ENABLED=0") {
		t.Errorf("Install = %v", err)
	}
}
