package api

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// moduleGrant is something that a module asks for, and whether the organisation has agreed.
type moduleGrant struct {
	Name   string   `json:"name" doc:"mail, sign, people, public, internal, jobs, hear: and an event, read: or hook: and a collection, egress: and a host."`
	Why    sdk.Text `json:"why" doc:"What for, as the module says."`
	Agreed bool     `json:"agreed"`
}

// waitingOut is a newer release that asks for more than the organisation has agreed to.
type waitingOut struct {
	Version string        `json:"version"`
	Grants  []moduleGrant `json:"grants"`
}

type consentModule struct {
	InModule
	Body struct {
		Consent []string `json:"consent" maxItems:"100" doc:"The names of the grants that the administrator has read and agrees to."`
	}
}

func namesOf(grants []sdk.Grant) []string {
	names := make([]string, 0, len(grants))
	for _, g := range grants {
		names = append(names, g.Name)
	}
	return names
}

func askedOf(asks []sdk.Grant, agreed []string) []moduleGrant {
	out := make([]moduleGrant, 0, len(asks))
	for _, g := range asks {
		why := g.Why
		if why == nil {
			why = sdk.Text{}
		}
		out = append(out, moduleGrant{g.Name, why, slices.Contains(agreed, g.Name)})
	}
	return out
}

// agreed is to what the organisation agrees by turning a module on. Turning on what came with the server agrees to all that
// it asks for; to what others ask for an administrator must have agreed by name before.
func agreed(m plugin, state tenant.Module) ([]string, error) {
	asks := namesOf(m.Asks())
	if m.bundled {
		return asks, nil
	}
	for _, name := range asks {
		if !slices.Contains(state.Consented, name) {
			needed := fault.New(fault.Conflict, "consent-needed", "This module asks for %q, and no administrator of your organisation has agreed to that yet.", name)
			return nil, with{needed, map[string]any{"grants": askedOf(m.Asks(), state.Consented)}}
		}
	}
	return state.Consented, nil
}

// consent agrees to what a release asks for that is at work or waits. One that waited for this takes over.
func (e *edge) consent(ctx context.Context, c *call, in *consentModule) (*body[moduleOut], error) {
	m, err := e.installed(in.Module, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	state, err := e.stateOf(ctx, c.Tenant.ID, m.Name)
	if err != nil {
		return nil, err
	}
	known := namesOf(m.Asks())
	if m.waiting != nil {
		known = append(known, namesOf(m.waiting.Asks)...)
	}
	for _, name := range in.Body.Consent {
		if !slices.Contains(known, name) {
			return nil, fault.InvalidField("/consent", "the module does not ask for %q", name)
		}
	}
	state.Consented = slices.Compact(slices.Sorted(slices.Values(slices.Concat(state.Consented, in.Body.Consent))))
	text, err := json.Marshal(in.Body.Consent)
	if err != nil {
		return nil, fault.From(err)
	}
	err = e.change(ctx, c, "core:module.consent", "module/"+m.Name, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Cover(text)
		return tx.Tenants(c.Tenant.Version).PutModule(ctx, state)
	})
	if err != nil {
		return nil, err
	}
	if err := e.settle(ctx, m); err != nil {
		return nil, err
	}
	now, err := e.installed(m.Name, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	return ok(e.moduleLine(c.Tenant, now, state)), nil
}

// settle lets the newest release of a module serve an organisation, where another one does and nothing holds it any more.
func (e *edge) settle(ctx context.Context, m plugin) error {
	if m.Version == m.newest || e.Installer == nil {
		return nil
	}
	return e.Installer.Settle(context.WithoutCancel(ctx))
}
