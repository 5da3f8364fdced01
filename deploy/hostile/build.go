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

// build builds what is not there yet into dir; core is the path of a server that is, or empty.
func build(ctx context.Context, root, dir, core string) (programs, error) {
	p := programs{core: core, open: filepath.Join(dir, "open"), plug: filepath.Join(dir, "plug")}
	root, err := filepath.Abs(root) // the compiler compares whole paths
	if err != nil {
		return p, fmt.Errorf("finding the repository: %w", err)
	}
	overlay, err := cutOut(root, dir, cuts())
	if err != nil {
		return p, err
	}
	if p.core == "" {
		p.core = filepath.Join(dir, "core")
		if err := compile(ctx, root, p.core, "./core/cmd/ribambelle"); err != nil {
			return p, err
		}
	}
	if err := compile(ctx, root, p.open, "./core/cmd/ribambelle", "-overlay", overlay); err != nil {
		return p, err
	}
	return p, compile(ctx, root, p.plug, "./deploy/hostile/module")
}

func compile(ctx context.Context, root, to, source string, flags ...string) error {
	cmd := exec.CommandContext(ctx, "go", append(append([]string{"build", "-trimpath", "-ldflags", "-s -w", "-o", to}, flags...), source)...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // static, as confined programs are
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", source, err, out)
	}
	return nil
}
