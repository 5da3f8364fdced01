package main

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/server"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/moduletest/conformance"
)

type moduleDev struct {
	Folder string `arg:"" optional:"" default:"." type:"existingdir" help:"The module's folder: of a program's source, or of a declaration."`
	Once   bool   `help:"Build and swap it once, then end."`
	remote
}

// swapped is a release that has taken over.
type swapped struct {
	installed
	Seconds float64  `json:"seconds"`
	Failed  []string `json:"failed_checks"`

	report *conformance.Report // of a program
}

// Run builds the module whenever a file of it changes, and lets what was built take over in the running server.
func (c *moduleDev) Run(ctx context.Context, console *console) error {
	swap := c.swapFolder
	if !isDeclared(c.Folder) {
		source, err := c.source()
		if err != nil {
			return err
		}
		swap = func(ctx context.Context) (swapped, error) { return c.swapProgram(ctx, source) }
	}
	if err := c.running(ctx); err != nil {
		return err
	}
	again := time.NewTicker(300 * time.Millisecond)
	defer again.Stop()
	for seen := ""; ; {
		if now := fingerprint(c.Folder); now != seen {
			seen = now
			err := c.swap(ctx, console, swap)
			if c.Once || ctx.Err() != nil {
				return err
			}
			if err != nil {
				console.fail(err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-again.C:
		}
	}
}

// source finds the one program of the module.
func (c *moduleDev) source() (string, error) {
	found, err := filepath.Glob(filepath.Join(c.Folder, "cmd", "*", "main.go"))
	if err != nil || len(found) != 1 {
		return "", fault.New(fault.Invalid, "no-program", "%s must hold one program, in cmd/NAME/main.go; there are %d", c.Folder, len(found))
	}
	return filepath.Base(filepath.Dir(found[0])), nil
}

// running refuses where no server runs: what is swapped must be in use.
func (c *moduleDev) running(ctx context.Context) error {
	if c.Server != "" {
		return nil
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(c.Data, server.SocketName))
	if err != nil {
		return fault.New(fault.Unavailable, "no-server", "no server runs on %s: start one with `make run` or `ribambelle serve`, or name its folder with --data", c.Data)
	}
	return conn.Close()
}

// swap lets what was saved take over, and says so.
func (c *moduleDev) swap(ctx context.Context, console *console, do func(context.Context) (swapped, error)) error {
	began := time.Now()
	made, err := do(ctx)
	if err != nil {
		return err
	}
	made.Seconds = time.Since(began).Seconds()
	return console.show(made, func() error {
		fmt.Fprintf(console.out, "%s %s took over, %.1f s after the change (sha256 %.12s).\n", made.Name, made.Version, made.Seconds, made.Digest)
		if made.report != nil && !made.report.Conforms() {
			return made.report.Write(console.out, false)
		}
		return nil
	})
}

// swapProgram builds the program, tries what it declares, and installs it.
func (c *moduleDev) swapProgram(ctx context.Context, source string) (made swapped, err error) {
	program, err := filepath.Abs(filepath.Join(c.Folder, ".dev", source))
	if err != nil {
		return made, err
	}
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, "./cmd/"+source)
	build.Dir, build.Env = c.Folder, append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return made, notBuilt(string(said))
	}
	report, err := conformance.Run(ctx, conformance.Options{
		Program: program, Policy: policyOf,
		Only: []string{"manifest/", "actions/", "collections/", "operations/", "policy/", "texts/", "widgets/", "openapi/"},
	})
	if err != nil {
		return made, err
	}
	made = swapped{Failed: report.Failures(), report: &report}
	err = c.ask(ctx, "POST", "/modules:install", map[string]any{"path": program, "unsigned": true}, &made.installed)
	return made, err
}

// notBuilt tells what the compiler said, a line for each place.
func notBuilt(said string) error {
	f := fault.New(fault.Invalid, "not-built", "the module does not build")
	for line := range strings.Lines(said) {
		f.Fields = append(f.Fields, fault.Field{Message: strings.TrimSpace(line)})
	}
	return f
}

// fingerprint changes when a file of the module does: names, sizes and times, of what is not hidden or built.
func fingerprint(folder string) string {
	var all strings.Builder
	_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		name := filepath.Base(path)
		switch {
		case err != nil:
			return nil //nolint:nilerr // it went while we looked, or will be seen next time
		case d.IsDir() && path != folder && (strings.HasPrefix(name, ".") || name == "node_modules"):
			return filepath.SkipDir
		case d.IsDir(), strings.HasPrefix(name, "."), strings.HasSuffix(name, ".bin"), strings.HasSuffix(name, "~"):
			return nil
		}
		if info, err := d.Info(); err == nil {
			fmt.Fprintln(&all, path, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return all.String()
}
