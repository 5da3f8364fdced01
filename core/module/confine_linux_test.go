package module_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
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

// A module from outside does not start where the machine gives less than the operator asks for, and it is said why. One that
// is trusted as the server is does.
func TestLeastLevel(t *testing.T) {
	t.Parallel()
	s := start(t, "visits-each", func(c *module.Config) { c.Least = confine.Full }) // the control: this machine gives that
	s.must(t, caller("a"), "GET", "/who", "")
	h := module.NewHost(module.Config{
		Catalog: s.catalog, Backend: s.backend, Limits: limits(), Least: confine.Full, Probe: weaker(confine.Walls{Launcher: true}),
	})
	defer h.Stop()
	const why = "asks for confinement full of modules from outside, and this machine gives basic. This is a test."
	if _, err := h.Install(t.Context(), program("visits-each-next"), outside()); !errors.Is(err, tooWeak) || !strings.Contains(err.Error(), why) {
		t.Errorf("Install = %v", err)
	}
	if err := h.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	_ = h.Wake(t.Context(), "visits", caller("a").Tenant.ID)
	if got := h.Modules(everybody)[0]; got.State == module.Ready || !strings.Contains(got.Trouble, why) {
		t.Errorf("the module is %s: %q", got.State, got.Trouble)
	}
	if _, err := h.Install(t.Context(), program("visits"), mine()); err != nil {
		t.Errorf("one that is trusted as the server is: %v", err)
	}
}

// tooWeak is the refusal of a start.
var tooWeak = fault.New(fault.Unsupported, "module-confinement-weak", "")

// outside are the terms on which somebody installs a program of others, without a word of trust.
func outside() module.Terms { return module.Terms{Unsigned: true} }

// A release is confined no further than the operator said, after a new start too; said otherwise, it is confined anew. The
// least level that the operator asked for holds all the same, that of who asked for none does not.
func TestTrustedRelease(t *testing.T) {
	t.Parallel()
	s := start(t, "visits-each", nil)
	took := func(terms module.Terms, want string) {
		t.Helper()
		terms.Unsigned = true
		if _, err := s.Install(t.Context(), program("visits-each"), terms); err != nil {
			t.Fatal(err)
		}
		if err := s.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.must(t, caller("a"), "GET", "/who", "")
		if got := s.Modules(everybody)[0].Level; got != want {
			t.Errorf("with the terms %+v it runs at %s", terms, got)
		}
	}
	took(module.Terms{Confine: "basic"}, "basic")
	took(module.Terms{}, "full")
	took(module.Terms{Confine: "basic"}, "basic")
	for _, lenient := range []bool{false, true} {
		again := module.NewHost(module.Config{Catalog: s.catalog, Backend: s.backend, Limits: limits(), Least: confine.Strong, Lenient: lenient})
		defer again.Stop()
		if err := again.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := again.Wake(t.Context(), "visits", caller("a").Tenant.ID); (err == nil) != lenient {
			t.Errorf("where strong is the least, lenient: %v, it starts with %v", lenient, err)
		}
		got := again.Modules(everybody)[0]
		if told := strings.Contains(got.Trouble, "confinement strong, and it was to be confined no further than basic"); got.Level != "basic" || told == lenient {
			t.Errorf("where strong is the least, lenient: %v, it is %s at %s: %q", lenient, got.State, got.Level, got.Trouble)
		}
		_, err := again.Install(t.Context(), program("visits-each-next"), module.Terms{Unsigned: true, Confine: "basic", Older: true})
		if errors.Is(err, tooWeak) == lenient {
			t.Errorf("lenient: %v, Install = %v", lenient, err)
		}
	}
}

// A module from outside that computes more than its share stands still; one that is trusted as the server is never does.
func TestTireless(t *testing.T) {
	t.Parallel()
	for name, held := range map[string]bool{"visits": false, "visits-each": true} {
		s := start(t, name, func(c *module.Config) {
			c.Limits.Process.Burst, c.Limits.OutsideCPU = time.Second, 0.001 // enough to start
			c.Limits.CheckTime, c.Limits.CallTime = time.Minute, time.Minute // it is slow
		})
		s.must(t, caller("a"), "GET", "/who", "")
		computed := make(chan error, 1)
		go func() {
			_, err := s.ask(t, caller("a"), "GET", "/compute", "")
			computed <- err
		}()
		if still := standsStill(t, pid(s.Modules(everybody)[0]), computed); still != held {
			t.Errorf("%s stood still: %v", name, still)
		}
	}
}

// standsStill looks whether a process is stopped before what it does is done.
func standsStill(t *testing.T, pid string, done <-chan error) bool {
	t.Helper()
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			return false
		case <-time.After(time.Millisecond):
		}
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(stat), ") T ") {
			return true
		}
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
