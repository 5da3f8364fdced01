package module

import (
	"context"
	"encoding/json"
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

// asked refuses what a module's declaration does not ask for: nobody has agreed to it.
func (h *Host) asked(t tenant.ID, module, grant string) error {
	e, err := h.edition(module, t)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(e.manifest.Grants, func(g sdk.Grant) bool { return g.Name == grant }) {
		return nil
	}
	return missing(module, grant)
}

func missing(module, grant string) error {
	return fault.New(fault.Denied, "grant-missing", "The module %s does not ask for the grant %q in its manifest, or nobody has agreed to it, so that it does not have it.", module, grant)
}

// mayStage refuses to commit what a module does not ask for.
func (h *Host) mayStage(t tenant.ID, module string, c store.Commit) error {
	if len(c.Mails) == 0 {
		return nil
	}
	return h.asked(t, module, sdk.GrantMail)
}

// reads lists the collections of others that a module asks for. Whoever has it on has agreed.
func (h *Host) reads(t tenant.ID, module string) (collections []string) {
	e, err := h.edition(module, t)
	if err != nil {
		return nil
	}
	for _, g := range e.manifest.Grants {
		if collection, ok := strings.CutPrefix(g.Name, sdk.GrantRead); ok {
			collections = append(collections, collection)
		}
	}
	return collections
}

// agreed lists the grants of a kind ("egress:") that a module asks for and its tenant has agreed to, without the kind. To
// what came with the server the tenant agrees by turning it on.
func (h *Host) agreed(ctx context.Context, t tenant.ID, module, kind string) ([]string, error) {
	e, err := h.edition(module, t)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, g := range e.manifest.Asks() {
		if strings.HasPrefix(g.Name, kind) {
			names = append(names, g.Name)
		}
	}
	if len(names) > 0 && !h.Bundled(e.release) {
		consented, err := h.config.Agreed(ctx, t, module)
		if err != nil {
			return nil, err
		}
		names = slices.DeleteFunc(names, func(n string) bool { return !slices.Contains(consented, n) })
	}
	for i := range names {
		names[i] = strings.TrimPrefix(names[i], kind)
	}
	return names, nil
}

// Granted reports whether a module asks for a grant and its tenant has agreed to it.
func (h *Host) Granted(ctx context.Context, t tenant.ID, module, grant string) (bool, error) {
	named, err := h.agreed(ctx, t, module, grant)
	return slices.Contains(named, ""), err
}

// hosts lists those that a module may reach: named in its declaration, or by its tenant where the declaration leaves that
// to it.
func (h *Host) hosts(ctx context.Context, c Caller, config json.RawMessage) ([]string, error) {
	named, err := h.agreed(ctx, c.Tenant, c.Module, sdk.GrantEgress)
	if err == nil && slices.Contains(named, "*") {
		named = append(named, sdk.Hosts(config)...)
	}
	return named, err
}
