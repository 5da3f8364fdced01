package module

import (
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
	return fault.New(fault.Denied, "grant-missing", "The module %s does not ask for the grant %q in its manifest, so that it does not have it.", module, grant)
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
