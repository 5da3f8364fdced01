// Package e2e drives the built binaries as people and portals do: over HTTP and the command line only.
// It builds what it drives, on a copy of nothing: each test has a data folder and a port of its own.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
)

// built is the folder of the binaries under test.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "ribambelle-e2e-")
	if err != nil {
		return "", err
	}
	sources := map[string]string{"ribambelle": "./core/cmd/ribambelle"}
	commands, err := filepath.Glob("../../plugins/*/cmd/*")
	if err != nil {
		return "", err
	}
	for _, command := range commands {
		sources["plugins/"+filepath.Base(command)] = "./" + filepath.ToSlash(command[len("../../"):])
	}
	for target, source := range sources {
		cmd := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(dir, target), source)
		cmd.Dir = "../.."
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("building %s: %w\n%s", source, err, out)
		}
	}
	return dir, nil
})

// cluster is the PostgreSQL of the tests that need one.
var cluster pgtest.Cluster

func TestMain(m *testing.M) {
	code := m.Run()
	if err := cluster.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	if dir, err := built(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// platform is a running server.
type platform struct {
	t    testing.TB
	data string
	args []string
	env  []string // beside the test's own
	// database is the server's on PostgreSQL; empty on SQLite.
	database pgtest.Database
	url      string
	cmd      *exec.Cmd
	said     *log
}

var addressLine = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// start runs `ribambelle serve` on a free port and waits until it says its address.
func start(t testing.TB, data string, args ...string) *platform {
	t.Helper()
	p := &platform{t: t, data: data, args: args}
	p.run()
	t.Cleanup(p.stop)
	return p
}

// patient gives hooks the time that they need where a dozen servers share two cores, and each is watched for races.
const patient = "RIBAMBELLE_HOOK_TIME=10s"

// startWith is start with more in the environment.
func startWith(t testing.TB, env []string, data string, args ...string) *platform {
	t.Helper()
	p := &platform{t: t, data: data, args: args, env: env}
	p.run()
	t.Cleanup(p.stop)
	return p
}

func (p *platform) run() {
	p.t.Helper()
	dir, err := built()
	if err != nil {
		p.t.Fatal(err)
	}
	args := append([]string{"serve", "--listen", "127.0.0.1:0", "--data", p.data}, p.args...)
	p.cmd = exec.Command(filepath.Join(dir, "ribambelle"), args...)
	p.cmd.Env = append(append(os.Environ(), patient), p.env...)
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	p.said = &log{}
	p.cmd.Stderr = p.said
	if err := p.cmd.Start(); err != nil {
		p.t.Fatalf("starting: %v", err)
	}
	p.url = p.waitForAddress(out)
}

func (p *platform) waitForAddress(out io.Reader) string {
	p.t.Helper()
	found := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			_, _ = p.said.Write(append(lines.Bytes(), '\n'))
			if url := addressLine.FindString(lines.Text()); url != "" {
				select {
				case found <- url:
				default:
				}
			}
		}
	}()
	select {
	case url := <-found:
		return url
	case <-time.After(60 * time.Second):
		p.t.Fatalf("the server did not say its address:\n%s", p.said)
		return ""
	}
}

// stop ends the server as an operator does.
func (p *platform) stop() {
	if p.cmd.ProcessState == nil {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		_ = p.cmd.Wait()
	}
}

// kill ends the server as a power cut does.
func (p *platform) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// command runs the command line beside the server and returns its exit code and what it printed.
func (p *platform) command(args ...string) (code int, stdout, stderr string) {
	p.t.Helper()
	dir, err := built()
	if err != nil {
		p.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(p.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "ribambelle"), args...)
	cmd.Env = append(append(os.Environ(), p.env...), "RIBAMBELLE_DATA="+p.data)
	var out, bad bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &bad
	_ = cmd.Run()
	return cmd.ProcessState.ExitCode(), out.String(), bad.String()
}

// log keeps what a process said.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
