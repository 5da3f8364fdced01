//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
)

// binaries are the attacks by the file of a program, and by what it says when it starts.
func binaries() []row {
	return []row{
		{name: "a handshake that names a socket of others", times: 1, try: lying},
		{name: "a program swapped between check and start", times: 10, try: racing},
		{name: "a program swapped, cut or linked once installed", times: 1, long: true, try: swapping},
	}
}

// lying installs programs whose handshakes lead elsewhere. It is a hit when the server goes there.
func lying(ctx context.Context, s *stage, _ int) (all attack.Report, err error) {
	var calls atomic.Int64
	port, err := counting(ctx, "tcp", "127.0.0.1:0", &calls)
	if err != nil {
		return all, err
	}
	defer port.Close()
	socket, err := counting(ctx, "unix", filepath.Join(s.dir, "trap"), &calls)
	if err != nil {
		return all, err
	}
	defer socket.Close()
	for kind, at := range map[string]net.Listener{"tcp": port, "unix": socket, "link": socket, "dots": socket, "netrpc": socket, "version": socket, "noise": socket, "line": socket} {
		path, err := s.copyOf("lie," + kind + "," + url.PathEscape(at.Addr().String()))
		if err != nil {
			return all, err
		}
		before := calls.Load()
		err = s.command(ctx, "module", "install", "--unsigned", path)
		all.Count(err == nil || calls.Load() > before, fmt.Sprint(err))
		if err := os.Remove(path); err != nil {
			return all, fmt.Errorf("taking a liar away: %w", err)
		}
	}
	return all, ctx.Err()
}

// counting listens, and counts who comes.
func counting(ctx context.Context, network, at string, calls *atomic.Int64) (net.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, network, at)
	if err != nil {
		return nil, fmt.Errorf("listening for a lie: %w", err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			calls.Add(1)
			_ = c.Close()
		}
	}()
	return l, nil
}

// changes are what becomes of the file of an installed program, by the module that it is.
func changes() map[string]func(path, other string) error {
	fresh := func(put func(other, path string) error) func(path, other string) error {
		return func(path, other string) error { return errors.Join(os.Remove(path), put(other, path)) }
	}
	return map[string]func(path, other string) error{
		"swapped":   func(path, other string) error { return os.Rename(other, path) },
		"symlinked": fresh(os.Symlink),
		"linked":    fresh(os.Link),
		"lengthened": func(path, _ string) error {
			return rewrite(path, func(text []byte) []byte { return append(text, "more"...) })
		},
		"shortened": func(path, _ string) error {
			return rewrite(path, func(text []byte) []byte { return text[:len(text)-1] })
		},
		"halved": func(path, _ string) error {
			return rewrite(path, func(text []byte) []byte { return text[:len(text)/2] })
		},
	}
}

// rewrite changes a file in place.
func rewrite(path string, change func([]byte) []byte) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path, change(text), 0o700)
}

// swapping changes the file of a module at work and ends its process: another one must not start from it.
func swapping(ctx context.Context, s *stage, _ int) (all attack.Report, err error) {
	for module, change := range changes() {
		if err := s.need(ctx, module); err != nil {
			return all, err
		}
		old, err := s.thief.order(ctx, module+"/reach/rest", attack.Order{})
		if err != nil {
			return all, err
		}
		other, err := s.copyOf(module + ".other")
		if err != nil {
			return all, err
		}
		err = errors.Join(rewrite(other, func(text []byte) []byte { return append(text, "other"...) }), change(filepath.Join(s.dir, module), other))
		if err != nil {
			return all, fmt.Errorf("changing the program of %s: %w", module, err)
		}
		if _, err := s.thief.asks(ctx, module+"/reach/exit", attack.Order{}); err != nil {
			return all, err
		}
		hit, says := s.reborn(ctx, module, old.PID)
		all.Count(hit, says)
	}
	return all, ctx.Err()
}

// reborn reports whether another process of a module answers soon.
func (s *stage) reborn(ctx context.Context, module string, old int) (hit bool, says string) {
	for deadline := time.Now().Add(time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		r, err := s.thief.order(ctx, module+"/reach/rest", attack.Order{})
		if err == nil && r.PID != old {
			return true, "a program answers that nobody installed"
		}
		says = fmt.Sprint(err)
	}
	return false, says
}
