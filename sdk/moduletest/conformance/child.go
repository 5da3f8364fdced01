package conformance

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/hashicorp/go-plugin/runner"
)

// child runs the program for go-plugin as a core does: its own variables and nothing else, credentials on stdin, an
// empty folder to work in.
type child struct {
	cmd    *exec.Cmd
	folder string // of its sockets
	stdout io.ReadCloser
	stderr io.ReadCloser
	out    *tape // what it prints on stdout
	gone   chan struct{}
}

var _ runner.Runner = (*child)(nil)

// newChild prepares a process whose folder is also where it works.
func newChild(path string, environment []string, folder string, secret []byte) (*child, error) {
	c := &child{cmd: exec.Command(path), folder: folder, out: &tape{}, gone: make(chan struct{})}
	c.cmd.Env, c.cmd.Dir, c.cmd.Stdin = environment, folder, bytes.NewReader(secret)
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdout, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("opening its stdout: %w", err)
	}
	if c.stderr, err = c.cmd.StderrPipe(); err != nil {
		return nil, fmt.Errorf("opening its stderr: %w", err)
	}
	c.stdout = &greeted{lines: bufio.NewReader(io.TeeReader(stdout, c.out)), Closer: stdout}
	return c, nil
}

// greetingForm is what go-plugin's first line looks like.
var greetingForm = regexp.MustCompile(`(?m)^\d+\|\d+\|[a-z]+\|[^\n]*\n`)

// greeted reads stdout from the handshake's line on, as a core does.
type greeted struct {
	io.Closer
	lines *bufio.Reader
	rest  []byte
	found bool
}

// Read implements io.Reader.
func (g *greeted) Read(p []byte) (int, error) {
	for !g.found {
		line, err := g.lines.ReadBytes('\n')
		if greetingForm.Match(line) {
			g.rest, g.found = line, true
		} else if err != nil {
			return 0, err
		}
	}
	if len(g.rest) > 0 {
		n := copy(p, g.rest)
		g.rest = g.rest[n:]
		return n, nil
	}
	return g.lines.Read(p)
}

// Start implements runner.Runner.
func (c *child) Start(context.Context) error { return c.cmd.Start() }

// Wait implements runner.Runner.
func (c *child) Wait(context.Context) error {
	defer close(c.gone)
	return c.cmd.Wait()
}

// Kill implements runner.Runner: the whole group.
func (c *child) Kill(context.Context) error {
	if c == nil || c.cmd.Process == nil {
		return nil
	}
	return syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL)
}

// left reports whether processes of its group are there, once it has ended itself.
func (c *child) left() bool { return syscall.Kill(-c.cmd.Process.Pid, 0) == nil }

// ID implements runner.Runner.
func (c *child) ID() string {
	if c == nil || c.cmd.Process == nil {
		return ""
	}
	return strconv.Itoa(c.cmd.Process.Pid)
}

// Name implements runner.Runner.
func (c *child) Name() string { return c.cmd.Path }

// Stdout implements runner.Runner.
func (c *child) Stdout() io.ReadCloser { return c.stdout }

// Stderr implements runner.Runner.
func (c *child) Stderr() io.ReadCloser { return c.stderr }

// Diagnose implements runner.Runner.
func (c *child) Diagnose(context.Context) string { return "" }

// PluginToHost implements runner.AddrTranslator.
func (c *child) PluginToHost(network, address string) (string, string, error) {
	return network, address, nil
}

// HostToPlugin implements runner.AddrTranslator.
func (c *child) HostToPlugin(network, address string) (string, string, error) {
	return network, address, nil
}

// tape keeps the end of what was written to it.
type tape struct {
	mu    sync.Mutex
	text  []byte
	total int
}

// tapeLength is how much a tape keeps.
const tapeLength = 256 << 10

// Write implements io.Writer.
func (t *tape) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.total += len(p)
	t.text = append(t.text, p...)
	if len(t.text) > tapeLength {
		t.text = bytes.Clone(t.text[len(t.text)-tapeLength:])
	}
	return len(p), nil
}

// String is the end of what was written.
func (t *tape) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}

func (t *tape) size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.total
}

// lastWords is the end of a text, on one line.
func lastWords(text string) string {
	const enough = 400
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > enough {
		text = "…" + strings.ToValidUTF8(text[len(text)-enough:], "")
	}
	return text
}

// exitCode says how a command ended; -1 by a signal.
func exitCode(err error) int {
	var exited *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exited):
		return exited.ExitCode()
	}
	return -1
}
