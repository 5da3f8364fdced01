package confine_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/confine"
)

// aimed is an attack of deploy/hostile/attack, which the program of testdata makes.
type aimed struct {
	name   string
	target func(w *world) string
	basic  bool // stopped at Basic already
}

func nothing(*world) string      { return "" }
func victim(w *world) string     { return strconv.Itoa(w.victim) }
func secretFile(w *world) string { return w.secret }

var attacks = []aimed{
	{name: "read", target: secretFile},
	{name: "environ", target: victim},
	{name: "write", target: func(w *world) string { return filepath.Join(w.open, "written") }},
	{name: "link", target: secretFile},
	{name: "symlink", target: secretFile},
	{name: "socket", target: func(w *world) string { return w.socket }},
	{name: "socket", target: func(w *world) string { return w.abstract }},
	{name: "datagram", target: func(w *world) string { return w.datagram }},
	{name: "tcp", target: func(w *world) string { return w.tcp }},
	{name: "udp", target: func(w *world) string { return w.udp }},
	{name: "listen", target: nothing},
	{name: "netlink", target: nothing},
	{name: "ptrace", target: victim},
	{name: "peek", target: victim},
	{name: "signal", target: victim},
	{name: "own", target: victim},
	{name: "pidfd", target: victim},
	{name: "prlimit", target: victim},
	{name: "fork", target: nothing},
	{name: "spawn", target: nothing},
	{name: "threads", target: nothing, basic: true},
	{name: "memory", target: nothing, basic: true},
	{name: "memfd", target: nothing},
	{name: "uring", target: nothing},
	{name: "keyring", target: nothing},
	{name: "descriptor", target: func(w *world) string { return strconv.Itoa(w.leaked) }, basic: true},
}

// walls are the machine's, and every weaker set that is still Strong or Full: each must hold alone.
func walls(m confine.Machine) map[string]confine.Machine {
	sets := map[string]confine.Walls{
		"all":                         m.Walls,
		"tree without Landlock":       {Launcher: true, Calls: true, Tree: m.Tree, User: m.User},
		"Landlock at the host's user": {Launcher: true, Calls: true, Paths: m.Paths},
	}
	if m.User {
		sets["own user and Landlock"] = confine.Walls{Launcher: true, Calls: true, Paths: m.Paths, User: true}
	}
	made := map[string]confine.Machine{}
	for name, set := range sets {
		machine := m
		machine.Walls = set
		made[name] = machine
	}
	return made
}

// probed is what this machine gives; these tests need all of it and say what is missing.
func probed(t *testing.T, dir string) confine.Machine {
	t.Helper()
	m := confine.Probe(dir)
	if m.Level() != confine.Full || !m.Paths || !m.Tree {
		t.Fatalf("this machine gives %s by %+v: the tests need Linux 6.12 or newer with Landlock, seccomp and namespaces. %s", m.Level(), m.Walls, m.Lack)
	}
	return m
}

// Every attack works where nothing stands in its way, and nowhere else.
func TestHostile(t *testing.T) {
	w := newWorld(t)
	m := probed(t, w.dir)
	for _, a := range attacks {
		target := a.target(w)
		if got := w.start(t, confine.Machine{}, a.name, target).outcome(false); got != "hit" {
			t.Errorf("control: %s at level none ends with %q", a.name, got)
		}
		_ = os.Remove(filepath.Join(w.open, "written"))
		for name, set := range walls(m) {
			t.Run(a.name+"/"+name, func(t *testing.T) {
				got := w.start(t, set, a.name, target).outcome(true)
				t.Log(got)
				if got == "hit" {
					t.Errorf("%s hits at level %s", a.name, set.Level())
				}
				if strings.Contains(got, "fatal error") && a.name != "memory" {
					t.Errorf("%s is kept off by an accident: %s", a.name, got)
				}
			})
		}
		basic := m
		basic.Walls = confine.Walls{Launcher: true}
		if got := w.start(t, basic, a.name, target).outcome(true); a.basic && got == "hit" {
			t.Errorf("%s hits at level basic", a.name)
		}
		_ = os.Remove(filepath.Join(w.open, "written"))
	}
}

// The host's environment is not the program's, at no level.
func TestEnvironmentIsClean(t *testing.T) {
	t.Setenv("SECRET_OF_HOST", "secret")
	w := newWorld(t)
	for name, set := range walls(probed(t, w.dir)) {
		if got := w.start(t, set, "environment", "").outcome(true); !strings.Contains(got, "there is none") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// An honest program finds what it needs behind all walls: temporary files, /dev/null, its socket.
func TestHonestWork(t *testing.T) {
	w := newWorld(t)
	m := probed(t, w.dir)
	sets := walls(m)
	basic := m
	basic.Walls = confine.Walls{Launcher: true}
	sets["basic"] = basic
	for name, set := range sets {
		t.Run(name, func(t *testing.T) {
			p := w.start(t, set, "work", "")
			if err := p.said(t, "listening"); err != nil {
				t.Fatal(err)
			}
			folder := strings.TrimPrefix(p.start.Env[len(p.start.Env)-1], "FOLDER=")
			talk(t, filepath.Join(folder, "work.sock"))
			if got := p.outcome(true); got != "hit" {
				t.Error(got)
			}
		})
	}
}

// talk sends a word to a socket and waits for it to come back.
func talk(t *testing.T, path string) {
	t.Helper()
	c, err := net.Dial("unix", path)
	must(t, err)
	defer c.Close() //nolint:errcheck // said all
	_, err = io.WriteString(c, "word")
	must(t, err)
	word := make([]byte, 4)
	_, err = io.ReadFull(c, word)
	must(t, err)
	if string(word) != "word" {
		t.Errorf("%q came back", word)
	}
}

// A host that is killed takes the program with it, though that has cut the tie where it could.
func TestNoOrphan(t *testing.T) {
	w := newWorld(t)
	m := probed(t, w.dir)
	sets := walls(m)
	sets["none"] = confine.Machine{}
	for name, set := range sets {
		t.Run(name, func(t *testing.T) {
			pid := w.orphan(t, set)
			ctx, cancel := within(t)
			defer cancel()
			if set.Walls == (confine.Walls{}) {
				if !alive(t, pid) {
					t.Error("control: the program dies at level none")
				}
				must(t, syscall.Kill(pid, syscall.SIGKILL))
			}
			for alive(t, pid) {
				select {
				case <-ctx.Done():
					_ = syscall.Kill(pid, syscall.SIGKILL)
					t.Fatal("the program outlives its host")
				case <-time.After(5 * time.Millisecond):
				}
			}
		})
	}
}

// orphan starts a host that starts the attack, kills it and returns the attacker.
func (w *world) orphan(t *testing.T, m confine.Machine) int {
	t.Helper()
	folder, err := os.MkdirTemp(w.dir, "box-")
	must(t, err)
	box := w.box(t, m, folder)
	set := fmt.Sprint(m.Launcher, m.Paths, m.Calls, m.Tree, m.User)
	host := exec.Command("/proc/self/exe", "be-a-host", set, hostile, folder, strconv.Itoa(box.User))
	out, err := host.StdoutPipe()
	must(t, err)
	must(t, host.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatalf("the host says %q", line)
	}
	if !alive(t, pid) {
		t.Fatal("the program does not run")
	}
	must(t, host.Process.Kill())
	_ = host.Wait()
	return pid
}

// alive reports whether a process runs; a zombie does not.
func alive(t *testing.T, pid int) bool {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
		return false
	}
	must(t, err)
	return !strings.Contains(string(status), ") Z ")
}

// What fails in a launcher is told, and told apart from a file that is no program.
func TestStartFails(t *testing.T) {
	w := newWorld(t)
	m := probed(t, w.dir)
	folder, err := os.MkdirTemp(w.dir, "box-")
	must(t, err)
	box := w.box(t, m, folder)
	box.Program, err = copyOf(w.secret)
	must(t, err)
	_, err = start(box)
	var not *confine.NotExecutable
	if !errors.As(err, &not) {
		t.Errorf("a text is executed with %v", err)
	}
	box = w.box(t, m, folder)
	box.Folder = filepath.Join(folder, "none")
	if _, err = start(box); err == nil || errors.As(err, &not) || !strings.Contains(err.Error(), "folder") {
		t.Errorf("a folder that is not there gives %v", err)
	}
}

// A script is read by its interpreter where that is within reach, with no descriptor beside its own; behind walls there is
// no interpreter.
func TestScript(t *testing.T) {
	w := newWorld(t)
	m := probed(t, w.dir)
	file := filepath.Join(w.dir, "script")
	must(t, os.WriteFile(file, []byte("#!/bin/sh\n"+`for d in 0 1 2 3 4 5; do [ -e /proc/$$/fd/$d ] && printf "$d "; done; echo "${SECRET:-none}"`+"\n"), 0o600))
	script, err := copyOf(file)
	must(t, err)
	for name, set := range map[string]confine.Machine{"none": {}, "basic": m.Trusting(), "full": m} {
		folder, err := os.MkdirTemp(w.dir, "box-")
		must(t, err)
		box := w.box(t, set, folder)
		box.Program, box.Stdin = script, strings.NewReader("")
		p, err := start(box)
		if name == "full" {
			var not *confine.NotExecutable
			if !errors.As(err, &not) || !strings.Contains(err.Error(), "static") {
				t.Errorf("behind all walls it ends with %v", err)
			}
			continue
		}
		must(t, err)
		line, err := p.out.ReadString('\n')
		must(t, err)
		must(t, p.start.Wait())
		if seen := strings.Fields(line); !slices.Contains(seen, "3") || slices.Contains(seen, "4") || seen[len(seen)-1] != "none" {
			t.Errorf("at %s it sees %s", name, line)
		}
	}
}

// The same as an ordinary user, who has user namespaces only.
func TestAsOrdinaryUser(t *testing.T) {
	if os.Getuid() != 0 {
		t.Log("run by an ordinary user: the other tests have shown this, and nothing shows what root can do")
		return
	}
	dir, err := os.MkdirTemp("", "ordinary-")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	must(t, os.Chmod(dir, 0o755))
	self := filepath.Join(dir, "test")
	text, err := os.ReadFile("/proc/self/exe")
	must(t, err)
	must(t, os.WriteFile(self, text, 0o755))
	again := exec.Command(self, "-test.run", "^(TestHostile|TestEnvironmentIsClean|TestHonestWork|TestNoOrphan|TestStartFails)$", "-test.v")
	again.Dir = "/"
	again.Env = append(slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "TMPDIR=") }), given+"="+hostile)
	again.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := again.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	for _, name := range []string{"TestHostile", "TestEnvironmentIsClean", "TestHonestWork", "TestNoOrphan", "TestStartFails"} {
		if !strings.Contains(string(out), "--- PASS: "+name+" ") {
			t.Errorf("%s did not pass as an ordinary user", name)
		}
	}
}
