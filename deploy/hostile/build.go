//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// programs are what a run attacks, and with what.
type programs struct {
	core string // the server
	open string // the same without the defences
	plug string // the hostile module
}

// build builds what the plan needs and what is not there yet, into dir. The cuts are looked for in any case.
func build(ctx context.Context, p plan, dir string) (programs, error) {
	made := programs{core: p.core, open: filepath.Join(dir, "open"), plug: filepath.Join(dir, "plug")}
	root, err := filepath.Abs(p.root) // the compiler compares whole paths
	if err != nil {
		return made, fmt.Errorf("finding the repository: %w", err)
	}
	overlay, err := cutOut(root, dir, cuts())
	if err != nil {
		return made, err
	}
	if made.core == "" {
		made.core = filepath.Join(dir, "core")
		if err := compile(ctx, root, made.core, server); err != nil {
			return made, err
		}
	}
	if !p.alone {
		if err := compile(ctx, root, made.open, server, "-overlay", overlay); err != nil {
			return made, err
		}
	}
	return made, compile(ctx, root, made.plug, "./deploy/hostile/module")
}

// server is the server's program.
const server = "./core/cmd/ribambelle"

func compile(ctx context.Context, root, to, source string, flags ...string) error {
	cmd := exec.CommandContext(ctx, "go", append(append([]string{"build", "-trimpath", "-ldflags", "-s -w", "-o", to}, flags...), source)...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // static, as confined programs are
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", source, err, out)
	}
	return nil
}
