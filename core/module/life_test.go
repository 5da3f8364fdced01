package module_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store/memstore"
)

// alive reports whether a process runs; a zombie does not.
func alive(t *testing.T, pid string) bool {
	t.Helper()
	status, err := os.ReadFile("/proc/" + pid + "/stat")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	return !strings.Contains(string(status), ") Z ")
}

func signal(t *testing.T, pid string, s syscall.Signal) {
	t.Helper()
	number, err := strconv.Atoi(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(number, s); err != nil {
		t.Fatal(err)
	}
}

func TestRestartAfterAnExit(t *testing.T) {
	t.Parallel()
	s := start(t, "visits", nil)
	first := s.Modules(everybody)[0]
	if first.State != module.Ready || first.Level != "full" {
		t.Fatalf("the module is %s at %q", first.State, first.Level)
	}
	if _, err := s.ask(t, caller("a"), "GET", "/exit", ""); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a call whose process dies = %v, want unavailable", err)
	}
	second := s.until(t, func(i module.Installed) bool { return ready(i) && pid(i) != pid(first) })
	if second.Restarts != 1 {
		t.Errorf("restarts = %d, want 1", second.Restarts)
	}
	s.must(t, caller("a"), "GET", "/who", "")
}

// A process that is stopped neither exits nor answers: the health call notices.
func TestRestartOfAHangingProcess(t *testing.T) {
	t.Parallel()
	s := start(t, "visits", func(c *module.Config) { c.Limits.CheckTime = 50 * time.Millisecond })
	first := s.Modules(everybody)[0]
	signal(t, pid(first), syscall.SIGSTOP)
	s.until(t, func(i module.Installed) bool { return ready(i) && pid(i) != pid(first) })
	if alive(t, pid(first)) {
		t.Error("the hanging process is still there")
	}
}

func TestQuarantine(t *testing.T) {
	t.Parallel()
	s := start(t, "visits", nil)
	for range 3 {
		now := s.until(t, ready)
		signal(t, pid(now), syscall.SIGKILL)
		s.until(t, func(i module.Installed) bool { return pid(i) != pid(now) })
	}
	s.until(t, func(i module.Installed) bool { return i.State == module.Quarantined })
	_, err := s.ask(t, caller("a"), "GET", "/who", "")
	if !errors.Is(err, fault.New(fault.Unavailable, "module-unavailable", "")) {
		t.Errorf("a call to a module in quarantine = %v", err)
	}
	if err := s.Revive("visits"); err != nil {
		t.Fatal(err)
	}
	s.until(t, ready)
}

// What runs is what was installed: a program that was changed on disk does not start again.
func TestChangedProgram(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "visits")
	copyFile(t, program("visits"), path)
	s := started{backend: &backend{t: t, tenants: map[string]*memstore.Store{}}, catalog: &catalog{}}
	s.Host = module.NewHost(module.Config{Catalog: s.catalog, Backend: s.backend, Limits: limits()})
	t.Cleanup(s.Stop)
	if _, err := s.Install(t.Context(), path, mine()); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	copyFile(t, program("crash"), path)
	s.must(t, caller("a"), "GET", "/noise", "") // the control: what runs already is untouched
	signal(t, pid(s.Modules(everybody)[0]), syscall.SIGKILL)
	got := s.until(t, func(i module.Installed) bool { return i.State == module.Quarantined })
	if !strings.Contains(got.Trouble, "is not the one that was installed") {
		t.Errorf("trouble = %q", got.Trouble)
	}
}

// A new release takes over without a failed call; the old process ends after its last one.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	s := start(t, "visits", nil)
	old := s.Modules(everybody)[0]
	stop := s.askAllTheWhile(t)
	if _, err := s.Install(t.Context(), program("visits-next"), mine()); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	next := s.until(t, func(i module.Installed) bool { return ready(i) && pid(i) != pid(old) })
	if err := stop(); err != nil {
		t.Errorf("a call failed during the upgrade: %v", err)
	}
	if next.Release.Digest == old.Release.Digest {
		t.Error("the release is the old one")
	}
	gone(t, pid(old))
}

func TestInstallRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name, text string, mode fs.FileMode) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	cases := []struct{ path, code, says string }{
		{filepath.Join(folder, "none"), "module-binary-missing", "no program"},
		{folder, "module-declaration-wrong", "no module.yaml"},
		{write("data", "not executable", 0o600), "module-binary-wrong", "not an executable"},
		{write("text", "neither a program", 0o700), "module-binary-wrong", "cannot be executed"},
		{program("crash"), "module-not-starting", "on fire"},
		{program("mute"), "module-not-starting", "did not speak within"},
		{program("stranger"), "module-not-starting", "not in its folder"},
		{program("nameless"), "module-not-starting", "has no action"},
	}
	for _, c := range cases {
		t.Run(filepath.Base(c.path), func(t *testing.T) {
			t.Parallel()
			short := limits()
			short.StartTime = 3 * time.Second
			h := module.NewHost(module.Config{Catalog: &catalog{}, Backend: &backend{t: t}, Limits: short})
			defer h.Stop()
			_, err := h.Install(t.Context(), c.path, mine())
			if fault.From(err).Code != c.code || !strings.Contains(fmt.Sprint(err), c.says) {
				t.Errorf("Install = %v, want %s saying %q", err, c.code, c.says)
			}
		})
	}
}

func TestInstallAgainChangesNothing(t *testing.T) {
	t.Parallel()
	s := start(t, "visits", nil)
	first := s.catalog.list[0]
	again, err := s.Install(t.Context(), first.Path, mine())
	if err != nil || again.Digest != first.Digest || len(s.catalog.list) != 1 {
		t.Errorf("Install = %v, %v; %d releases", again.Name, err, len(s.catalog.list))
	}
	if first.Name != "visits" || first.Version != "1.2.3" || len(first.Digest) != 64 {
		t.Errorf("release = %+v", first)
	}
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]module.Config{
		"no ports":      {},
		"long run path": {Catalog: &catalog{}, Backend: &backend{t: t}, RunDir: "/tmp/" + strings.Repeat("x", 80)},
	} {
		h := module.NewHost(config)
		if h.Start(t.Context()) == nil {
			t.Errorf("%s: Start = nil", name)
		}
		h.Stop()
	}
}

func TestStopLeavesNoProcess(t *testing.T) {
	t.Parallel()
	run := t.TempDir()
	s := start(t, "visits", func(c *module.Config) { c.RunDir = run })
	own := pid(s.Modules(everybody)[0])
	if !alive(t, own) {
		t.Fatal("control: there is no process before Stop")
	}
	h := module.NewHost(module.Config{Catalog: s.catalog, Backend: s.backend, Limits: limits()})
	if err := h.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	other := pid(h.Modules(everybody)[0])
	h.Stop()
	if alive(t, other) || !alive(t, own) {
		t.Error("Stop ended another host's process, or not its own")
	}
	if state := h.Modules(everybody)[0].State; state != module.Stopped {
		t.Errorf("after Stop the module is %s", state)
	}
}

// beACore is a core in a process of its own, to be killed.
func beACore(path string) {
	s := started{backend: &backend{tenants: map[string]*memstore.Store{}}, catalog: &catalog{}}
	ctx, h := context.Background(), module.NewHost(module.Config{Catalog: s.catalog, Backend: s.backend})
	if _, err := h.Install(ctx, path, mine()); err != nil {
		fmt.Println("error", err)
		return
	}
	if err := h.Start(ctx); err != nil {
		fmt.Println("error", err)
		return
	}
	fmt.Println(pid(h.Modules(everybody)[0]))
	select {}
}

// A core that is killed takes its modules with it.
func TestNoOrphans(t *testing.T) {
	t.Parallel()
	core := exec.Command(os.Args[0], "be-a-core", program("visits"))
	out, err := core.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := core.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	pid := strings.TrimSpace(line)
	if !alive(t, pid) {
		t.Fatalf("control: the module %q does not run", pid)
	}
	if err := core.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = core.Wait()
	for deadline := time.Now().Add(5 * time.Second); alive(t, pid); {
		if time.Now().After(deadline) {
			signal(t, pid, syscall.SIGKILL)
			t.Fatal("the module outlived its core")
		}
		<-time.After(5 * time.Millisecond)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o700); err != nil {
		t.Fatal(err)
	}
}
