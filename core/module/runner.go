package module

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"

	"github.com/hashicorp/go-plugin/runner"

	"github.com/ribambelle/ribambelle/core/confine"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// child runs one process of a module for go-plugin: from a verified copy, in a box, with an environment of
// go-plugin's own variables, its credentials on stdin, in a process group that dies as a whole.
type child struct {
	box     confine.Box
	start   *confine.Start
	starter *starter
	name    string
	stdout  io.ReadCloser
	stderr  io.ReadCloser
	gone    chan struct{} // closed when the process has exited

	mu    sync.Mutex
	pid   int
	taken string // too much of what; it is ended for that
}

var _ runner.Runner = (*child)(nil)

func newChild(name string, box confine.Box, s *starter) (*child, error) {
	start, err := box.Prepare()
	if err != nil {
		return nil, err
	}
	c := &child{box: box, start: start, starter: s, name: name, gone: make(chan struct{})}
	stdout, err := start.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("opening a module's stdout: %w", err)
	}
	if c.stderr, err = start.StderrPipe(); err != nil {
		return nil, fmt.Errorf("opening a module's stderr: %w", err)
	}
	c.stdout = newHandshake(stdout)
	return c, nil
}

// Start implements runner.Runner: it returns when the module itself runs.
func (c *child) Start(ctx context.Context) error {
	err := c.starter.do(func() error {
		if err := c.start.Begin(); err != nil {
			return err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.pid = c.start.Process.Pid
		return nil
	})
	if err == nil {
		if err = c.start.Settled(); err == nil {
			go c.watch()
			return nil
		}
		_ = c.Kill(ctx)
		_ = c.Wait(ctx)
	}
	var not *confine.NotExecutable
	if errors.As(err, &not) || c.box.Walls.Level() == confine.None {
		return fault.New(fault.Invalid, "module-binary-wrong", "%s cannot be executed on this machine: %v.", c.name, err).Because(err)
	}
	return fmt.Errorf("confining the module: %w", err)
}

// watch ends the process when it takes too much.
func (c *child) watch() {
	taken := c.box.Limits.Watch(c.start.Process.Pid, c.gone)
	if taken == "" {
		return
	}
	c.mu.Lock()
	c.taken = taken
	c.mu.Unlock()
	_ = c.Kill(context.Background())
}

// end says how a process that is gone has ended.
func (c *child) end() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.taken != "" {
		return fmt.Errorf("the process was ended: %s", c.taken)
	}
	return errors.New("the process exited")
}

// Wait implements runner.Runner.
func (c *child) Wait(context.Context) error {
	defer close(c.gone)
	return c.start.Wait()
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
	if network != "unix" || filepath.Dir(address) != c.box.Folder {
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
