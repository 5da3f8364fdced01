package confine_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/ribambelle/ribambelle/core/confine"
)

// hostile is the path of the program of testdata.
var hostile string

// given is how a test that runs itself again as another user says where that program lies.
const given = "CONFINE_HOSTILE"

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if len(os.Args) > 1 && os.Args[1] == "be-a-host" {
		beAHost()
		return 0
	}
	if hostile = os.Getenv(given); hostile != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "confine-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)                      //nolint:errcheck // temporary
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // other users read it too
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	hostile = filepath.Join(dir, "hostile")
	build := exec.Command("go", "build", "-o", hostile, "./testdata/hostile")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // static, as confined programs are
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building testdata: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// limits are small, so that they are soon reached.
var limits = confine.Limits{Memory: 128 << 20, Threads: 64}

// tooMuch is how much an attack takes that takes more than its share: MiB, threads.
var tooMuch = map[string]int{"memory": 512, "threads": 150}

// world is everything that a program in a box must not reach.
type world struct {
	dir      string // of the host; everybody may pass through it
	secret   string // a file that everybody may read
	open     string // a folder that everybody may write
	socket   string // of another program, made as for that
	datagram string
	abstract string
	tcp, udp string
	victim   int    // a process of the host's user
	address  string // where something is mapped in it
	leaked   int    // a descriptor that the host forgot to close for others
}

func newWorld(t *testing.T) *world {
	t.Helper()
	dir, err := os.MkdirTemp("", "world-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	w := &world{dir: dir, secret: filepath.Join(dir, "secret"), open: filepath.Join(dir, "open"), abstract: "@" + filepath.Base(dir)}
	must(t, os.Chmod(dir, 0o711))
	must(t, os.WriteFile(w.secret, []byte("secret"), 0o644))
	must(t, os.Mkdir(w.open, 0o777))
	must(t, os.Chmod(w.open, 0o777))
	w.socket, w.datagram = filepath.Join(dir, "other", "socket"), filepath.Join(w.open, "datagram")
	must(t, os.Mkdir(filepath.Dir(w.socket), 0o700))
	accept(t, listen(t, "unix", w.socket))
	accept(t, listen(t, "unix", w.abstract))
	web := listen(t, "tcp", "127.0.0.1:0")
	accept(t, web)
	w.tcp = web.Addr().String()
	w.udp = listenPacket(t, "udp", "127.0.0.1:0")
	listenPacket(t, "unixgram", w.datagram)
	must(t, os.Chmod(w.datagram, 0o777))
	w.leak(t)
	w.admit(t)
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func listen(t *testing.T, network, address string) net.Listener {
	t.Helper()
	l, err := net.Listen(network, address)
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func accept(t *testing.T, l net.Listener) {
	t.Helper()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go io.Copy(io.Discard, c) //nolint:errcheck // until it ends
		}
	}()
}

func listenPacket(t *testing.T, network, address string) string {
	t.Helper()
	c, err := net.ListenPacket(network, address)
	must(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c.LocalAddr().String()
}

// leak opens the secret so that every process that is started later inherits it.
func (w *world) leak(t *testing.T) {
	t.Helper()
	file, err := os.Open(w.secret)
	must(t, err)
	defer file.Close() //nolint:errcheck // only read
	w.leaked, err = unix.FcntlInt(file.Fd(), unix.F_DUPFD, 100)
	must(t, err)
	t.Cleanup(func() { _ = unix.Close(w.leaked) })
}

// admit starts the victim: a program of the host's user that does nothing.
func (w *world) admit(t *testing.T) {
	t.Helper()
	p := w.start(t, confine.Machine{}, "wait", "")
	must(t, p.said(t, "holding"))
	w.victim = p.start.Process.Pid
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", w.victim))
	must(t, err)
	w.address, _, _ = strings.Cut(string(maps), "-")
}

// started is a process that attacks.
type started struct {
	start *confine.Start
	out   *bufio.Reader
	in    io.Closer
	done  chan struct{}
	words strings.Builder // on stderr
	once  sync.Once
}

// thread is where all processes of these tests are started: it lives as long as they do.
var thread = sync.OnceValue(func() chan func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range work {
			f()
		}
	}()
	return work
})

// start starts an attack in a box with a fresh folder.
func (w *world) start(t *testing.T, m confine.Machine, attack, target string) *started {
	t.Helper()
	folder, err := os.MkdirTemp(w.dir, "box-")
	must(t, err)
	box := w.box(t, m, folder)
	box.Env = []string{
		"ATTACK=" + attack, "TARGET=" + target, "ADDRESS=" + w.address, "AMOUNT=" + strconv.Itoa(tooMuch[attack]), "FOLDER=" + folder,
	}
	in, out := io.Pipe()
	box.Stdin = in
	p, err := start(box)
	must(t, err)
	p.in = out
	t.Cleanup(p.end)
	return p
}

// box is a box as a host of modules describes it.
func (w *world) box(t *testing.T, m confine.Machine, folder string) confine.Box {
	t.Helper()
	program, err := attacker()
	must(t, err)
	user := m.NewUser()
	if user != 0 {
		must(t, os.Chown(folder, -1, user))
		must(t, os.Chmod(folder, 0o770))
	}
	return confine.Box{Walls: m.Walls, Program: program, Folder: folder, User: user, Limits: limits}
}

// attacker is the hostile program, copied once.
var attacker = sync.OnceValues(func() (*confine.Copy, error) { return copyOf(hostile) })

// copyOf seals a copy of a file.
func copyOf(path string) (*confine.Copy, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c, err := confine.NewCopy(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	if _, err := c.Write(text); err != nil {
		return nil, err
	}
	return c, c.Seal()
}

func start(box confine.Box) (*started, error) {
	s, err := box.Prepare()
	if err != nil {
		return nil, err
	}
	p := &started{start: s, done: make(chan struct{})}
	s.Stderr = &p.words
	out, err := s.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	begun := make(chan error)
	thread() <- func() { begun <- s.Begin() }
	if err := <-begun; err != nil {
		return nil, err
	}
	return p, s.Settled()
}

// said waits for a line.
func (p *started) said(t *testing.T, want string) error {
	t.Helper()
	line, err := p.out.ReadString('\n')
	if got := strings.TrimSpace(line); got != want {
		return fmt.Errorf("it says %q, want %q (%w)", got, want, err)
	}
	return nil
}

// end ends the process, whatever it does.
func (p *started) end() {
	p.once.Do(func() {
		_ = p.start.Process.Kill()
		_ = p.in.Close()
		_ = p.start.Wait()
		close(p.done)
	})
}

// outcome is how an attack ended: "hit", or what kept it from that.
func (p *started) outcome(watched bool) string {
	verdict := make(chan string, 1)
	if watched {
		go func() {
			why := limits.Watch(p.start.Process.Pid, p.done)
			if why != "" {
				_ = p.start.Process.Kill()
			}
			verdict <- why
		}()
	}
	for {
		line, err := p.out.ReadString('\n')
		line = strings.TrimSpace(line)
		switch {
		case line == "holding" && watched:
			continue // until it is ended, or the test's time is over
		case line == "holding":
			_ = p.in.Close()
			continue
		case err != nil && line == "":
			p.end()
			if watched {
				return "ended: " + <-verdict + firstLine(p.words.String())
			}
			return "ended: " + firstLine(p.words.String())
		}
		return line
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// beAHost is a host in a process of its own, to be killed: it starts the attack on its own death.
func beAHost() {
	var walls confine.Walls
	if _, err := fmt.Sscan(os.Args[2], &walls.Launcher, &walls.Paths, &walls.Calls, &walls.Tree, &walls.User); err != nil {
		fmt.Println("error", err)
		return
	}
	program, err := copyOf(os.Args[3])
	if err != nil {
		fmt.Println("error", err)
		return
	}
	user, _ := strconv.Atoi(os.Args[5])
	box := confine.Box{Walls: walls, Program: program, Folder: os.Args[4], User: user, Env: []string{"ATTACK=orphan"}}
	p, err := start(box)
	if err != nil {
		fmt.Println("error", err)
		return
	}
	for line := ""; line != "holding\n"; {
		if line, err = p.out.ReadString('\n'); err != nil {
			fmt.Println("error", err)
			return
		}
	}
	fmt.Println(p.start.Process.Pid)
	select {}
}

// within is the longest that a test waits for what must come.
func within(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), 20*time.Second)
}
