package server

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Receive implements api.Desk.
func (m *modules) Receive(ctx context.Context, id string, in api.Incoming) (module.Upload, module.Study, error) {
	return m.host.Receive(ctx, id, in.For, in.Body, in.Most)
}

// Study implements api.Desk.
func (m *modules) Study(ctx context.Context, u module.Upload, t tenant.ID) (module.Study, error) {
	return m.host.Study(ctx, u, t)
}

// Discard implements api.Desk.
func (m *modules) Discard(u module.Upload) error { return m.host.Discard(u) }

// Approve implements api.Desk: an install as the command's, of the very file that was uploaded.
func (m *modules) Approve(ctx context.Context, u module.Upload, terms module.Terms) (module.Release, error) {
	s, err := m.host.Study(ctx, u, terms.For)
	if err == nil {
		err = m.host.Whole(u)
	}
	if err != nil {
		return module.Release{}, err
	}
	terms.Program = s.Digest
	return m.Install(ctx, s.Path, terms)
}

// Offer implements api.Desk.
func (m *modules) Offer(ctx context.Context, name string, terms module.Terms) (module.Release, error) {
	m.installing.Lock()
	defer m.installing.Unlock()
	release, err := m.host.Offer(ctx, name, terms)
	if err != nil {
		return module.Release{}, err
	}
	return release, m.refresh(ctx)
}

// expireEvery is how often requests are looked for that nobody decided on in time.
const expireEvery = time.Hour

// expire ends requests that have waited too long, until ctx ends.
func (p *parts) expire(ctx context.Context) error {
	for tick := time.NewTicker(expireEvery); ; {
		if err := p.expireOnce(ctx); err != nil && ctx.Err() == nil {
			p.telemetry.Logger.WarnContext(ctx, "ending requests for modules that nobody decided on failed; it is tried again", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
			return nil
		}
	}
}

// expireOnce ends what is over, and removes the packages that nobody waits for.
func (p *parts) expireOnce(ctx context.Context) error {
	const page = 100
	waits := map[string]bool{}
	for before := ""; ; {
		found, err := p.db.Requests().Everywhere(ctx, true, before, page)
		if err != nil {
			return err
		}
		for _, r := range found {
			if r.StateAt(p.now()) == tenant.RequestWaiting {
				waits[r.ID] = true
			} else if err := p.end(ctx, r); err != nil {
				return err
			}
			before = r.ID
		}
		if len(found) < page {
			return p.modules.host.Sweep(func(id string) bool { return waits[id] })
		}
	}
}

// end notes that nobody has decided on a request.
func (p *parts) end(ctx context.Context, r tenant.ModuleRequest) error {
	r.State, r.Decider = tenant.RequestExpired, "server"
	entry := &audit.Entry{
		Tenant: r.Tenant, Principal: r.Decider, Action: "core:module.expire", Resource: "module-request/" + r.ID,
		Unit: tenant.Root, Outcome: audit.Done, Count: 1,
	}
	err := p.db.Book().Change(ctx, r.Tenant, entry, func(ctx context.Context, tx audit.Tx) error {
		return tx.Tenants(0).Requests().Settle(ctx, r)
	})
	if err != nil && fault.KindOf(err) != fault.Conflict { // somebody was faster
		return err
	}
	if r.Package == "" {
		return nil
	}
	return p.modules.host.Discard(module.Upload{ID: r.ID, Digest: r.Package})
}
