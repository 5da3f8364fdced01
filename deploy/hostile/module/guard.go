//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// watcher is the module that looks at writes of another: of the hostile module of most rows.
const watcher = "watcher"

// guarded is where it looks.
const guarded = "hostile/treasures"

func guards(name string) []sdk.Guard {
	if name != watcher {
		return nil
	}
	return []sdk.Guard{sdk.GuardOf(guarded, func(context.Context, sdk.Change[treasure]) error { return nil })}
}

// reacting answers what the core does, in place of the sdk.
type reacting struct {
	wire.Reactions
	den *den
}

// hangs is how long a guard does not answer, whatever the core thinks of it.
const hangs = 20 * time.Second

// Before implements wire.Reactions: what becomes of another's write is written in it.
func (r reacting) Before(_ context.Context, _ wire.Call, c wire.Change) (json.RawMessage, error) {
	r.den.mu.Lock()
	r.den.seen = append(r.den.seen, string(c.New))
	r.den.mu.Unlock()
	switch text := string(c.New); {
	case strings.Contains(text, "hang"):
		time.Sleep(hangs)
	case strings.Contains(text, "refuse"):
		return nil, fault.New(fault.Conflict, "not-this-one", "Not this one.")
	case strings.Contains(text, "alter"):
		return json.RawMessage(`{"word":"defaced"}`), nil
	}
	return nil, nil
}

// Hear implements wire.Reactions.
func (r reacting) Hear(ctx context.Context, c wire.Call, _ wire.Event) (store.Commit, error) {
	return r.errand(ctx, c)
}

// Run implements wire.Reactions.
func (r reacting) Run(ctx context.Context, c wire.Call, _ wire.Job) (store.Commit, error) {
	return r.errand(ctx, c)
}

// errand goes where no module may go, while nobody waits for an answer.
func (r reacting) errand(ctx context.Context, c wire.Call) (store.Commit, error) {
	var told attack.Report
	for _, address := range forbidden {
		_, err := c.Host.Fetch(ctx, wire.Outgoing{Method: http.MethodGet, URL: address})
		kind := fault.KindOf(err)
		told.Count(err == nil || kind != fault.Denied && kind != fault.Unsupported, fmt.Sprintf("%s: %v", address, err))
	}
	r.den.mu.Lock()
	defer r.den.mu.Unlock()
	r.den.told = told
	return store.Commit{}, nil
}

// guard tells of what was seen of others' writes: how many of those with a word.
func (d *den) guard(_ context.Context, o *order) (r attack.Report, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, seen := range d.seen {
		if strings.Contains(seen, o.Body.Word) {
			r.Hits++
		}
	}
	return r, nil
}
