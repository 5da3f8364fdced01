package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ribambelle/ribambelle/sdk"
)

// run is one run over one program.
type run struct {
	options Options
	path    string
	folder  string // of sockets

	current  *process // at work and attached; nil where the next check starts one
	all      []*process
	last     *process // that was stopped
	hopeless error    // why none starts
	text     []byte   // the manifest as it was told
	manifest sdk.Manifest
	unread   error // why there is no manifest to go by
	document document
	world    *world
	another  []byte // the manifest that a second process told
	newer    string // its handshake with a newer core
	noted    notes
}

// notes are what was seen on the way, for other checks to judge.
type notes struct {
	done    bool       // every drill was run
	replies []answered // in fair weather
}

// module returns the process, started and attached where there is none.
func (r *run) module(ctx context.Context) (*process, error) {
	if r.hopeless != nil {
		return nil, besides("the module does not start")
	}
	if r.current != nil {
		return r.current, nil
	}
	p, err := r.start(ctx)
	if err == nil {
		if err = p.attach(ctx); err != nil {
			p.kill()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("starting it again: %w", err)
	}
	r.current, r.all = p, append(r.all, p)
	return p, nil
}

// known is module where the manifest is needed too.
func (r *run) known(ctx context.Context) (*process, error) {
	p, err := r.module(ctx)
	if err == nil && r.unread != nil {
		return nil, besides("the manifest cannot be read")
	}
	return p, err
}

// declared is known where nothing is called.
func (r *run) declared() error {
	switch {
	case r.hopeless != nil:
		return besides("the module does not start")
	case r.unread != nil:
		return besides("the manifest cannot be read")
	}
	return nil
}

// describe reads the manifest and makes the world that it is tried in.
func (r *run) describe(ctx context.Context) error {
	p, err := r.module(ctx)
	if err != nil {
		r.unread = err
		return err
	}
	r.unread = errors.New("unread")
	if r.text, err = p.wire.Describe(ctx); err != nil {
		return fmt.Errorf("Describe fails: %w", err)
	}
	if err := json.Unmarshal(r.text, &r.manifest); err != nil {
		return fmt.Errorf("the manifest is not JSON of the members that the core knows: %w", err)
	}
	r.unread = nil
	r.document = readDocument(r.manifest.OpenAPI)
	r.world, err = newWorld(r.manifest)
	return err
}

// died tells that the process has gone, or answers no more: the next check gets another.
func (r *run) died(ctx context.Context) error {
	if r.current == nil {
		return nil
	}
	err := r.current.alive(ctx)
	if err != nil {
		r.current.kill()
		r.current = nil
	}
	return err
}

func (r *run) end() {
	if r.current != nil {
		r.current.kill()
	}
}
