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
		Consent  []string `json:"consent,omitempty" maxItems:"100" doc:"The names of the grants that the administrator has read and agrees to."`
		Withdraw []string `json:"withdraw,omitempty" maxItems:"100" doc:"The names of the grants that are agreed to no longer. From now on the module is refused them."`
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

// consent agrees to what a release asks for that is at work or waits, and withdraws what was agreed to. One that waited for
// this takes over; one that asks for more than is agreed to now gives way to an older one, where that is installed.
func (e *edge) consent(ctx context.Context, c *call, in *consentModule) (*body[moduleOut], error) {
	m, err := e.installed(in.Module, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	state, err := e.stateOf(ctx, c.Tenant.ID, m.Name)
	if err != nil {
		return nil, err
	}
	if state.Consented, err = in.result(m, state.Consented); err != nil {
		return nil, err
	}
	text, err := json.Marshal(in.Body)
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
	if err := e.settle(ctx, m, len(in.Body.Withdraw) > 0); err != nil {
		return nil, err
	}
	now, err := e.installed(m.Name, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	return ok(e.moduleLine(c.Tenant, now, state)), nil
}

// result is to what the organisation has agreed once this is done.
func (in *consentModule) result(m plugin, before []string) ([]string, error) {
	known := namesOf(m.Asks())
	if m.waiting != nil {
		known = append(known, namesOf(m.waiting.Asks)...)
	}
	for _, name := range in.Body.Consent {
		if !slices.Contains(known, name) {
			return nil, fault.InvalidField("/consent", "the module does not ask for %q", name)
		}
	}
	for _, name := range in.Body.Withdraw {
		switch {
		case m.bundled:
			return nil, fault.InvalidField("/withdraw", "a module that came with the server is agreed to as long as it is on: turn it off")
		case slices.Contains(in.Body.Consent, name):
			return nil, fault.InvalidField("/withdraw", "%q cannot be agreed to and withdrawn at once", name)
		case !slices.Contains(before, name):
			return nil, fault.InvalidField("/withdraw", "nobody has agreed to %q", name)
		}
	}
	all := slices.Compact(slices.Sorted(slices.Values(slices.Concat(before, in.Body.Consent))))
	return slices.DeleteFunc(all, func(name string) bool { return slices.Contains(in.Body.Withdraw, name) }), nil
}

// settle lets the release of a module serve an organisation that it is to have now, where that may be another one.
func (e *edge) settle(ctx context.Context, m plugin, withdrawn bool) error {
	if e.Installer == nil || m.Version == m.newest && !withdrawn {
		return nil
	}
	return e.Installer.Settle(context.WithoutCancel(ctx))
}
