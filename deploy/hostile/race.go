//go:build linux

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
)

// The words by which two programs tell apart which of them runs.
const (
	honest = "this is the honest program"
	stolen = "this is the stolen program"
)

// racing installs a file that is one program and another in turn, many times a second. It is a hit where another one runs than
// the one whose digest was checked.
func racing(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	const tries = 12 // against the control, until one succeeds
	for n := range max(times, tries) {
		hit, says, err := s.race(ctx, fmt.Sprintf("racer%d", n))
		if err != nil {
			return all, err
		}
		all.Count(hit, says)
		if hit || n+1 >= times && s.defended {
			break
		}
	}
	return all, nil
}

// race is one install, and one call of what came of it.
func (s *stage) race(ctx context.Context, module string) (hit bool, says string, err error) {
	path, err := s.copyOf(module)
	if err != nil {
		return false, "", err
	}
	program, err := os.ReadFile(path)
	if err != nil {
		return false, "", fmt.Errorf("reading the hostile module: %w", err)
	}
	both := map[string][]byte{honest: program, stolen: bytes.Replace(program, []byte(honest), []byte(stolen), 1)}
	stop, err := s.swap(path, both)
	if err != nil {
		return false, "", err
	}
	err = s.command(ctx, "module", "install", "--unsigned", path)
	stop()
	if err == nil {
		err = s.thief.turnOn(ctx, module)
	}
	if err != nil {
		return false, "", fmt.Errorf("installing a racer: %w", err)
	}
	digest, err := s.digest(ctx, module)
	if err != nil {
		return false, "", err
	}
	r, err := s.thief.asks(ctx, module+"/reach/rest", attack.Order{})
	runs, known := both[r.Says]
	if err != nil || !known { // it is not let start, from a file that is another one now
		return false, r.Says, err
	}
	sum := sha256.Sum256(runs)
	return hex.EncodeToString(sum[:]) != digest, fmt.Sprintf("%q runs, and %.12s… was checked", r.Says, digest), nil
}

// swap puts one program and the other at a path in turn, until it is stopped.
func (s *stage) swap(path string, both map[string][]byte) (stop func(), err error) {
	var files []string
	for word, program := range both {
		file := path + "." + strings.ReplaceAll(word, " ", "-")
		if err := errors.Join(os.WriteFile(file, program, 0o700), s.ground.give(file)); err != nil {
			return nil, fmt.Errorf("writing a racer: %w", err)
		}
		files = append(files, file)
	}
	over, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for n := 0; ; n++ {
			next := path + ".next"
			if os.Link(files[n%len(files)], next) == nil {
				_ = os.Rename(next, path)
			}
			select {
			case <-over:
				return
			case <-time.After(3 * time.Millisecond):
			}
		}
	}()
	return func() { close(over); <-done }, nil
}

// digest is that of a module's program, as the operator sees it.
func (s *stage) digest(ctx context.Context, module string) (string, error) {
	text, err := s.told(ctx, "module", "list", "--output", "json")
	if err != nil {
		return "", err
	}
	var list struct {
		Modules []struct{ Name, Digest string }
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return "", fmt.Errorf("reading the list of modules: %w", err)
	}
	for _, m := range list.Modules {
		if m.Name == module {
			return m.Digest, nil
		}
	}
	return "", fmt.Errorf("%s is not installed from %s", module, filepath.Base(s.dir))
}
