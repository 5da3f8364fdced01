package module

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Before shows a write to the module's before-hook and returns the document to write; nil leaves it as it is.
func (h *Host) Before(ctx context.Context, c Call, change wire.Change) (json.RawMessage, error) {
	var doc json.RawMessage
	err := h.react(ctx, c, "before", h.config.Limits.HookTime, false, func(ctx context.Context, p *process, call wire.Call) (err error) {
		doc, err = p.Before(ctx, call, change)
		return err
	})
	return doc, err
}

// Hear delivers an event to a module and commits what it stages. A module that does not hear the type is no error.
func (h *Host) Hear(ctx context.Context, c Call, e wire.Event) error {
	one, err := h.edition(c.Module, c.Tenant.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(one.manifest.Hears, func(l sdk.Listener) bool { return l.Type == e.Type }) {
		return nil
	}
	if err := h.still(ctx, c.caller(AsModule), sdk.GrantHear+e.Type); err != nil {
		return unheard(err)
	}
	return h.work(ctx, c, "hear", func(ctx context.Context, p *process, call wire.Call) (store.Commit, error) {
		return p.Hear(ctx, call, e)
	})
}

// Run runs a job of a module and commits what it stages. One that comes by itself does not run where the tenant has not
// agreed to that.
func (h *Host) Run(ctx context.Context, c Call, j wire.Job) error {
	one, err := h.edition(c.Module, c.Tenant.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(one.manifest.Jobs, func(d sdk.JobDeclaration) bool { return d.Name == j.Name && d.Every > 0 }) {
		if err := h.still(ctx, c.caller(AsModule), sdk.GrantJobs); err != nil {
			return unheard(err)
		}
	}
	return h.work(ctx, c, "run", func(ctx context.Context, p *process, call wire.Call) (store.Commit, error) {
		return p.Run(ctx, call, j)
	})
}

// unheard drops work that a tenant has not agreed to: it is written down, and trying again changes nothing.
func unheard(err error) error {
	if fault.KindOf(err) == fault.Denied {
		return nil
	}
	return err
}

// work runs a handler on the module's own behalf and commits, once it returned well.
func (h *Host) work(ctx context.Context, c Call, what string, do func(context.Context, *process, wire.Call) (store.Commit, error)) error {
	if err := h.still(ctx, c.caller(AsModule), sdk.GrantInternal); err != nil {
		return err
	}
	return h.react(ctx, c, what, h.config.Limits.WorkTime, true, func(ctx context.Context, p *process, call wire.Call) error {
		call.IDs = h.newIDs(idsAhead)
		staged, err := do(ctx, p, call)
		if err != nil || isEmpty(staged) {
			return err
		}
		return h.commitLater(ctx, call, staged)
	})
}

// commitLater writes what work staged. A commit may be hundreds of records, each decided and sealed: together such commits
// leave a core to the requests that somebody waits for, and to the hooks that have a fifth of a second for theirs.
func (h *Host) commitLater(ctx context.Context, call wire.Call, staged store.Commit) error {
	select {
	case h.commits <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-h.commits }()
	_, err := call.Internal.Commit(ctx, staged)
	return err
}

// react is one call that is no operation.
func (h *Host) react(ctx context.Context, c Call, what string, limit time.Duration, internal bool, do func(context.Context, *process, wire.Call) error) error {
	return h.observed(ctx, c.Module, what, func(ctx context.Context) error {
		p, leave, err := h.enter(ctx, c.Module, c.Tenant.ID)
		if err != nil {
			return err
		}
		defer leave()
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		call, _, err := h.wireCall(ctx, c, internal)
		if err != nil {
			return err
		}
		err = do(ctx, p, call)
		if errors.Is(err, context.DeadlineExceeded) {
			return fault.New(fault.Unavailable, "module-too-slow", "The module took longer than %s.", limit).Because(err)
		}
		return err
	})
}

// Guards lists the modules that declare to look at writes of another module's collection ("portrait/waves"), in the order of
// their names. It is asked at every write.
func (h *Host) Guards(t tenant.ID, of string) (names []string) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	owner, _, _ := strings.Cut(of, "/")
	for name, l := range h.modules {
		if name == owner {
			continue
		}
		looks := func(g sdk.Guard) bool { return g.Collection == of }
		if slices.ContainsFunc(l.of(t).manifest.Guards, looks) && !l.hides(t) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
