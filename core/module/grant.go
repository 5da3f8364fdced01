package module

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Bundled reports whether a release came with the server.
func (h *Host) Bundled(r Release) bool {
	return h.config.Bundled != "" && r.Publisher == "" && filepath.Dir(r.Path) == h.config.Bundled
}

// may refuses what a module does not ask for, or its tenant has not agreed to, or not any longer, and has it written down.
func (h *Host) may(ctx context.Context, c Caller, grant string) error {
	granted, err := h.Granted(ctx, c.Tenant, c.Module, grant)
	if err != nil || granted {
		return err
	}
	if err := h.config.Refused(ctx, c, grant); err != nil {
		return fmt.Errorf("noting that the module %s was refused: %w", c.Module, err)
	}
	return fault.New(fault.Denied, "grant-missing", "The module %s does not ask for the grant %q in its manifest, or nobody has agreed to it, so that it does not have it.", c.Module, grant)
}

// still is may for what follows from a declaration: what does not follow from it is no matter of consent.
func (h *Host) still(ctx context.Context, c Caller, grant string) error {
	e, err := h.edition(c.Module, c.Tenant)
	if err != nil || !slices.Contains(e.asks, grant) {
		return err
	}
	return h.may(ctx, c, grant)
}

// mayServe refuses an operation that the tenant has not agreed to have.
func (h *Host) mayServe(ctx context.Context, c Call) error {
	if c.Route.Public {
		if err := h.still(ctx, c.caller(AsCaller), sdk.GrantPublic); err != nil {
			return err
		}
	}
	if !c.Route.Internal {
		return nil
	}
	return h.still(ctx, c.caller(AsModule), sdk.GrantInternal)
}

// mayStage refuses to commit what a module may not do.
func (h *Host) mayStage(ctx context.Context, c Caller, staged store.Commit) error {
	if len(staged.Notices) > 0 {
		if err := h.may(ctx, c, sdk.GrantNotices); err != nil {
			return err
		}
	}
	addressed := func(n store.Notice) bool { return n.Address != "" }
	if len(staged.Mails) == 0 && !slices.ContainsFunc(staged.Notices, addressed) {
		return nil
	}
	return h.may(ctx, c, sdk.GrantMail)
}

// reads lists the collections of others that a module asks for: those that its tenant has agreed to, and the rest.
func (h *Host) reads(ctx context.Context, t tenant.ID, module string) (granted, withheld []string, err error) {
	e, err := h.edition(module, t)
	if err != nil {
		return nil, nil, err
	}
	asked := named(e.asks, sdk.GrantRead)
	if len(asked) == 0 {
		return nil, nil, nil
	}
	if granted, err = h.agreed(ctx, t, module, sdk.GrantRead); err != nil {
		return nil, nil, err
	}
	return granted, slices.DeleteFunc(asked, func(c string) bool { return slices.Contains(granted, c) }), nil
}

// named lists the grants of a kind ("egress:"), without the kind.
func named(grants []string, kind string) (names []string) {
	for _, g := range grants {
		if name, ok := strings.CutPrefix(g, kind); ok {
			names = append(names, name)
		}
	}
	return names
}

// agreed lists the grants of a kind ("egress:") that a module asks for and its tenant has agreed to, without the kind. To
// what came with the server the tenant agrees by turning it on.
func (h *Host) agreed(ctx context.Context, t tenant.ID, module, kind string) ([]string, error) {
	e, err := h.edition(module, t)
	if err != nil {
		return nil, err
	}
	names := named(e.asks, kind)
	if len(names) == 0 || h.Bundled(e.release) {
		return names, nil
	}
	consented, err := h.config.Agreed(ctx, t, module)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(names, func(n string) bool { return !slices.Contains(consented, kind+n) }), nil
}

// Granted reports whether a module asks for a grant and its tenant has agreed to it.
func (h *Host) Granted(ctx context.Context, t tenant.ID, module, grant string) (bool, error) {
	agreed, err := h.agreed(ctx, t, module, grant)
	return slices.Contains(agreed, ""), err
}

// hosts lists those that a module may reach: named in its declaration, or by its tenant where the declaration leaves that
// to it.
func (h *Host) hosts(ctx context.Context, c Caller, config json.RawMessage) ([]string, error) {
	hosts, err := h.agreed(ctx, c.Tenant, c.Module, sdk.GrantEgress)
	if err == nil && slices.Contains(hosts, "*") {
		hosts = append(hosts, sdk.Hosts(config)...)
	}
	return hosts, err
}
