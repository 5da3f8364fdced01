//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"
)

// core is a server at work, with a folder of its own for everything.
type core struct {
	program string
	plug    string // the hostile module's program
	ground  ground
	root    string // of the repository
	dir     string
	cmd     *exec.Cmd
	at      atomic.Pointer[string] // its address, another after each start, while organisations go on asking
}

// url is where the server was last at work.
func (c *core) url() string { return *c.at.Load() }

// secretName is a variable of the server's environment that no module may see.
const secretName = "RIBAMBELLE_TOKEN_KEY_OF_THE_HOST"

// leaked is a descriptor that the server has open and did not mark for closing.
const leaked = 100

func newCore(program, plug, root, dir string, g ground) (*core, error) {
	c := &core{program: program, plug: plug, root: root, dir: dir, ground: g}
	for _, folder := range []string{"plugins", "t"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
			return nil, fmt.Errorf("making a folder for a server: %w", err)
		}
	}
	// Processes with a user of their own pass through to their folders.
	if err := errors.Join(os.Chmod(dir, 0o711), os.Chmod(filepath.Join(dir, "t"), 0o711)); err != nil { //nolint:gosec // to pass through
		return nil, fmt.Errorf("opening a folder for processes: %w", err)
	}
	return c, g.give(dir, filepath.Join(dir, "t"), filepath.Join(dir, "plugins"))
}

func (c *core) data() string { return filepath.Join(c.dir, "data") }

func (c *core) logFile() string { return filepath.Join(c.dir, "log") }

var addressLine = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// start starts the server and waits for its address.
func (c *core) start(ctx context.Context) error {
	log, err := os.OpenFile(c.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("opening a server's log: %w", err)
	}
	defer log.Close()
	secret, err := os.Open(c.program)
	if err != nil {
		return fmt.Errorf("opening a file that no module may see: %w", err)
	}
	defer secret.Close()
	c.cmd = exec.CommandContext(ctx, c.program, "serve", "--demo", "--module-egress", "consented", "--listen", "127.0.0.1:0", "--data", c.data(),
		"--tenants", filepath.Join(c.root, "deploy/hostile/tenants"), "--plugins", filepath.Join(c.dir, "plugins"))
	c.cmd.Env = append(os.Environ(), secretName+"=secret", "TMPDIR="+filepath.Join(c.dir, "t"))
	c.ground.stand(c.cmd)
	c.cmd.Stderr = log
	c.cmd.ExtraFiles = make([]*os.File, leaked-2)
	c.cmd.ExtraFiles[leaked-3] = secret
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.cmd.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", c.program, err)
	}
	url, err := address(out)
	if err != nil {
		c.kill()
		return fmt.Errorf("%w; its log ends with: %s", err, c.lastWords())
	}
	c.at.Store(&url)
	return nil
}

// address reads what a server says, up to where it listens; the rest is dropped.
func address(out io.Reader) (string, error) {
	found := make(chan string, 1)
	go func() {
		defer close(found)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if url := addressLine.FindString(lines.Text()); url != "" {
				found <- url
				break
			}
		}
		go io.Copy(io.Discard, out) //nolint:errcheck // until it ends
	}()
	select {
	case url := <-found:
		if url != "" {
			return url, nil
		}
		return "", errors.New("the server ended at its start")
	case <-time.After(time.Minute):
		return "", errors.New("the server did not say its address")
	}
}

// lastWords are the end of the log.
func (c *core) lastWords() string {
	text, err := os.ReadFile(c.logFile())
	if err != nil {
		return err.Error()
	}
	return string(bytes.TrimSpace(text[max(0, len(text)-2000):]))
}

func (c *core) pid() string { return strconv.Itoa(c.cmd.Process.Pid) }

// stop ends the server as an operator does.
func (c *core) stop() {
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	_ = c.cmd.Wait()
}

// kill ends the server as a power cut does.
func (c *core) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

// command runs the command line beside the server.
func (c *core) command(ctx context.Context, args ...string) error {
	_, err := c.told(ctx, args...)
	return err
}

// told is what a command says.
func (c *core) told(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, c.program, args...)
	cmd.Env = append(os.Environ(), "RIBAMBELLE_DATA="+c.data())
	c.ground.stand(cmd)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("ribambelle %s: %w: %s", args[0], err, bytes.TrimSpace(out))
	}
	return out, nil
}

// copyOf puts the hostile program into a file of that name: a module of that name.
func (c *core) copyOf(name string) (path string, err error) {
	text, err := os.ReadFile(c.plug)
	if err != nil {
		return "", fmt.Errorf("reading the hostile module: %w", err)
	}
	path = filepath.Join(c.dir, name)
	if err := os.WriteFile(path, text, 0o700); err != nil {
		return "", fmt.Errorf("copying the hostile module: %w", err)
	}
	return path, c.ground.give(path)
}

// install installs the hostile module under a name.
func (c *core) install(ctx context.Context, name string) error {
	path, err := c.copyOf(name)
	if err != nil {
		return err
	}
	return c.command(ctx, "module", "install", "--unsigned", path)
}
