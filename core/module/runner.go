package module

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"

	"github.com/hashicorp/go-plugin/runner"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// child runs one process of a module for go-plugin: from a verified copy, with an environment of go-plugin's
// own variables, its credentials on stdin, in a process group that dies as a whole.
type child struct {
	cmd     *exec.Cmd
	starter *starter
	dir     string // where its sockets must lie
	name    string
	stdout  io.ReadCloser
	stderr  io.ReadCloser
	gone    chan struct{} // closed when the process has exited

	mu  sync.Mutex
	pid int
}

var _ runner.Runner = (*child)(nil)

func newChild(b *binary, secret []byte, environment []string, dir string, s *starter) (*child, error) {
	cmd := &exec.Cmd{
		Path: b.path, Args: []string{filepath.Base(b.name)}, Env: environment, Dir: "/",
		Stdin: bytes.NewReader(secret), SysProcAttr: attributes(),
	}
	c := &child{cmd: cmd, starter: s, dir: dir, name: b.name, gone: make(chan struct{})}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("opening a module's stdout: %w", err)
	}
	if c.stderr, err = cmd.StderrPipe(); err != nil {
		return nil, fmt.Errorf("opening a module's stderr: %w", err)
	}
	c.stdout = newHandshake(stdout)
	return c, nil
}

// Start implements runner.Runner.
func (c *child) Start(context.Context) error {
	return c.starter.do(func() error {
		if err := c.cmd.Start(); err != nil {
			return fault.New(fault.Invalid, "module-binary-wrong", "%s cannot be executed on this machine.", c.name).Because(err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.pid = c.cmd.Process.Pid
		return nil
	})
}

// Wait implements runner.Runner.
func (c *child) Wait(context.Context) error {
	defer close(c.gone)
	return c.cmd.Wait()
}

// Kill implements runner.Runner: it kills the whole group. A child that was never made has none.
func (c *child) Kill(context.Context) error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pid == 0 {
		return nil
	}
	return syscall.Kill(-c.pid, syscall.SIGKILL)
}

// ID implements runner.Runner.
func (c *child) ID() string {
	if c == nil {
		return ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pid == 0 {
		return ""
	}
	return strconv.Itoa(c.pid)
}

// Name implements runner.Runner.
func (c *child) Name() string { return c.name }

// Stdout implements runner.Runner.
func (c *child) Stdout() io.ReadCloser { return c.stdout }

// Stderr implements runner.Runner.
func (c *child) Stderr() io.ReadCloser { return c.stderr }

// Diagnose implements runner.Runner.
func (c *child) Diagnose(context.Context) string { return "" }

// PluginToHost implements runner.AddrTranslator: the core dials a socket in the folder that it made, and
// nothing else that a module may name.
func (c *child) PluginToHost(network, address string) (string, string, error) {
	if network != "unix" || filepath.Dir(address) != c.dir {
		return "", "", fmt.Errorf("the module names the address %s %s, which is not in its folder", network, address)
	}
	info, err := os.Lstat(address)
	if err != nil || info.Mode().Type() != os.ModeSocket {
		return "", "", fmt.Errorf("the module names %s, which is not a socket", address)
	}
	return network, address, nil
}

// HostToPlugin implements runner.AddrTranslator.
func (c *child) HostToPlugin(network, address string) (string, string, error) {
	return network, address, nil
}
