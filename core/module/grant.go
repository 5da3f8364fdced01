package module

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// chosen takes, for each name, the release that is to run: the one that was installed last, or where organisations have
// not agreed yet to what that asks for, the last one before to which they have.
func (h *Host) chosen(ctx context.Context, releases []Release) (map[string]Release, error) {
	byName := map[string][]Release{}
	for _, r := range releases {
		byName[r.Name] = append(byName[r.Name], r)
	}
	chosen, waiting := map[string]Release{}, map[string]Waiting{}
	for name, all := range byName {
		slices.SortStableFunc(all, func(a, b Release) int { return cmp.Compare(b.Installed.UnixNano(), a.Installed.UnixNano()) })
		chosen[name] = all[0]
		for i, r := range all {
			w, err := h.lacking(ctx, r)
			if err != nil {
				return nil, err
			}
			if len(w.Tenants) == 0 {
				chosen[name] = r
				break
			}
			if i == 0 && len(all) > 1 {
				waiting[name] = w
			}
		}
		if chosen[name].Version == waiting[name].Version {
			delete(waiting, name)
		}
	}
	h.mu.Lock()
	h.waiting = waiting
	h.mu.Unlock()
	return chosen, nil
}

// lacking says who has not agreed to what a publisher's release asks for.
func (h *Host) lacking(ctx context.Context, r Release) (Waiting, error) {
	if r.Publisher == "" {
		return Waiting{}, nil
	}
	m, _, err := readManifest(r.Manifest)
	if err != nil {
		return Waiting{}, fmt.Errorf("module %s: %w", r.Name, err)
	}
	w := Waiting{Version: r.Version, Asks: m.Asks()}
	w.Tenants, err = h.config.Lacking(ctx, r.Name, w.Asks)
	return w, err
}

// Bundled reports whether a release came with the server.
func (h *Host) Bundled(r Release) bool {
	return h.config.Bundled != "" && r.Publisher == "" && filepath.Dir(r.Path) == h.config.Bundled
}

// asked refuses what a module's declaration does not ask for: nobody has agreed to it.
func (h *Host) asked(module, grant string) error {
	s, err := h.module(module)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(s.manifest.Grants, func(g sdk.Grant) bool { return g.Name == grant }) {
		return nil
	}
	return fault.New(fault.Denied, "grant-missing", "The module %s does not ask for the grant %q in its manifest, so that it does not have it.", module, grant)
}

// mayStage refuses to commit what a module does not ask for.
func (h *Host) mayStage(module string, c store.Commit) error {
	if len(c.Mails) == 0 {
		return nil
	}
	return h.asked(module, sdk.GrantMail)
}

// reads lists the collections of others that a module asks for. Whoever has it on has agreed.
func (h *Host) reads(module string) (collections []string) {
	s, err := h.module(module)
	if err != nil {
		return nil
	}
	for _, g := range s.manifest.Grants {
		if collection, ok := strings.CutPrefix(g.Name, sdk.GrantRead); ok {
			collections = append(collections, collection)
		}
	}
	return collections
}
