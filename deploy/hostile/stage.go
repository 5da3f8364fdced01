//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// stage is one server with both organisations at work on it.
type stage struct {
	*core
	thief  *organisation // where the hostile module does as it is told
	victim *organisation // where it is on too
	on     []string      // modules that were installed and turned on

	defended bool // it is not the control
}

// plug is the module of most rows. Those that end it have one of their own.
const plug = "hostile"

func newStage(ctx context.Context, program, plugProgram, root, dir string, g ground) (*stage, error) {
	c, err := newCore(program, plugProgram, root, dir, g)
	if err != nil {
		return nil, err
	}
	if err := c.start(ctx); err != nil {
		return nil, err
	}
	s := &stage{core: c}
	if err := s.furnish(ctx); err != nil {
		s.end()
		return nil, err
	}
	return s, nil
}

func (s *stage) furnish(ctx context.Context) error {
	var err error
	if s.thief, err = s.enter(ctx, "amont"); err != nil {
		return err
	}
	if s.victim, err = s.enter(ctx, "aval"); err != nil {
		return err
	}
	if err := s.need(ctx, plug); err != nil {
		return err
	}
	return errors.Join(s.thief.plant(ctx, plug), s.victim.plant(ctx, plug))
}

// need installs the hostile module under a name and turns it on in both organisations, once.
func (s *stage) need(ctx context.Context, module string) error {
	if s.has(module) {
		return nil
	}
	if err := s.install(ctx, module); err != nil {
		return err
	}
	if err := errors.Join(s.thief.turnOn(ctx, module), s.victim.turnOn(ctx, module)); err != nil {
		return err
	}
	s.on = append(s.on, module)
	return nil
}

func (s *stage) has(module string) bool { return slices.Contains(s.on, module) }

// again starts the server anew, on the same data.
func (s *stage) again(ctx context.Context) error {
	if err := s.start(ctx); err != nil {
		return err
	}
	for _, o := range []**organisation{&s.thief, &s.victim} {
		fresh, err := s.enter(ctx, (*o).slug)
		if err != nil {
			return err
		}
		fresh.record = (*o).record
		*o = fresh
	}
	return nil
}

// end stops the server, and keeps its log where it ended badly.
func (s *stage) end() { s.stop() }

// sockets are those of modules' processes, but the ones in a folder.
func (s *stage) sockets(but string) ([]string, error) {
	all, err := filepath.Glob(filepath.Join(s.dir, "t", "rb-*", "plugin-dir*", "*"))
	if err != nil {
		return nil, fmt.Errorf("looking for sockets: %w", err)
	}
	return slices.DeleteFunc(all, func(path string) bool {
		info, err := os.Lstat(path)
		return err != nil || info.Mode().Type() != os.ModeSocket || filepath.Dir(path) == but
	}), nil
}
