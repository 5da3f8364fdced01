package module

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
)

// Holder is a tenant that has a module on.
type Holder struct {
	Tenant    tenant.ID
	Slug      string
	Consented []string // the names of the grants that it has agreed to
	Pin       string   // the version that it stays at; empty for the newest to which it has agreed
}

// choice says which releases of a module are to run, and for whom.
type choice struct {
	lead    Release               // the one that was installed last of those offered to all: for all but these
	others  map[tenant.ID]Release // for those who are pinned to another, have not agreed to what a newer one asks for, or are offered one
	pinned  map[tenant.ID]bool
	waiting []*Waiting // the lead first
}

// releases lists all that run by this choice.
func (c choice) releases() []Release {
	all := []Release{c.lead}
	for _, r := range c.others {
		if !slices.ContainsFunc(all, func(one Release) bool { return one.Version == r.Version }) {
			all = append(all, r)
		}
	}
	return all
}

// choose finds out which releases are to run, by module.
func (h *Host) choose(ctx context.Context) (map[string]choice, error) {
	byName, several, err := h.candidates(ctx)
	if err != nil {
		return nil, err
	}
	var holders map[string][]Holder
	if several { // else there is nothing to choose, and nobody needs to be asked
		if holders, err = h.config.Holders(ctx); err != nil {
			return nil, fmt.Errorf("reading who has modules on: %w", err)
		}
	}
	choices := map[string]choice{}
	for name, all := range byName {
		if choices[name], err = choiceOf(all, holders[name]); err != nil {
			return nil, fmt.Errorf("module %s: %w", name, err)
		}
	}
	return choices, nil
}

// candidates lists the releases of each module that could run, the one that was installed last first. Of those that came
// with the server only the last one can: it lies where the others lay.
func (h *Host) candidates(ctx context.Context) (byName map[string][]Release, several bool, err error) {
	releases, err := h.config.Catalog.Releases(ctx)
	if err != nil {
		return nil, false, fmt.Errorf("reading the catalogue of modules: %w", err)
	}
	slices.SortStableFunc(releases, func(a, b Release) int { return cmp.Compare(b.Installed.UnixNano(), a.Installed.UnixNano()) })
	byName = map[string][]Release{}
	for _, r := range releases {
		before := byName[r.Name]
		if h.Bundled(r) && slices.ContainsFunc(before, h.Bundled) {
			continue
		}
		byName[r.Name] = append(before, r)
		several = several || len(before) > 0
	}
	return byName, several, nil
}

// choiceOf chooses among the releases of a module, the newest first.
func choiceOf(all []Release, holders []Holder) (choice, error) {
	c := choice{lead: all[0], others: map[tenant.ID]Release{}, pinned: map[tenant.ID]bool{}}
	if len(all) == 1 {
		return c, nil
	}
	if i := slices.IndexFunc(all, func(r Release) bool { return len(r.Offered) == 0 }); i >= 0 {
		c.lead = all[i]
	}
	for _, r := range all {
		for _, t := range r.Offered {
			if _, newer := c.others[t]; !newer && newestFor(all, t) == r.Version {
				c.others[t] = r
			}
		}
	}
	for _, o := range holders {
		offered := slices.DeleteFunc(slices.Clone(all), func(r Release) bool { return !r.OfferedTo(o.Tenant) })
		if len(offered) == 0 {
			continue
		}
		if err := c.take(o, offered); err != nil {
			return c, err
		}
	}
	return c, nil
}

// newestFor is the version that was installed last of those offered to a tenant.
func newestFor(all []Release, t tenant.ID) string {
	i := slices.IndexFunc(all, func(r Release) bool { return r.OfferedTo(t) })
	return all[i].Version
}

// take chooses for one who has the module on, among the releases that are offered to them, the newest first.
func (c *choice) take(o Holder, offered []Release) error {
	r, pinned, err := o.choose(offered)
	if err != nil {
		return err
	}
	delete(c.others, o.Tenant)
	if pinned {
		c.pinned[o.Tenant] = true
	}
	if r.Version != c.lead.Version {
		c.others[o.Tenant] = r
	}
	if pinned || r.Version == offered[0].Version {
		return nil
	}
	return c.wait(o, offered[0])
}

// wait notes that somebody has not agreed to what a newer release asks for.
func (c *choice) wait(o Holder, newer Release) error {
	i := slices.IndexFunc(c.waiting, func(w *Waiting) bool { return w.Version == newer.Version })
	if i < 0 {
		asks, err := newer.Asks()
		if err != nil {
			return err
		}
		i, c.waiting = len(c.waiting), append(c.waiting, &Waiting{Version: newer.Version, Asks: asks})
	}
	w := c.waiting[i]
	w.Tenants, w.ids = append(w.Tenants, o.Slug), append(w.ids, o.Tenant)
	return nil
}

// packaged reports whether a release came as a package, signed or not; others are programs that lie where they lay.
func (r Release) packaged() bool { return !filepath.IsAbs(r.Path) }

// OfferedTo reports whether a tenant may have a release.
func (r Release) OfferedTo(t tenant.ID) bool {
	return len(r.Offered) == 0 || slices.Contains(r.Offered, t)
}

// choose takes the release that a tenant is pinned to, else the newest to which it has agreed; where it has agreed to
// none, the newest.
func (o Holder) choose(all []Release) (chosen Release, pinned bool, err error) {
	var agreed []Release
	for _, r := range all {
		lacks, err := r.Lacks(o.Consented)
		if err != nil {
			return chosen, false, err
		}
		if len(lacks) > 0 {
			continue
		}
		if r.Version == o.Pin {
			return r, true, nil
		}
		agreed = append(agreed, r)
	}
	if len(agreed) == 0 {
		return all[0], false, nil
	}
	return agreed[0], false, nil
}

// Declares reads what a release declares.
func (r Release) Declares() (sdk.Manifest, error) {
	m, _, err := readManifest(r.Manifest)
	return m, err
}

// Asks lists what a release asks for.
func (r Release) Asks() ([]sdk.Grant, error) {
	m, err := r.Declares()
	return m.Asks(), err
}

// Lacks lists what a release from a package asks for, and somebody has not agreed to. Others were not taken from outside:
// who installed them has agreed.
func (r Release) Lacks(consented []string) (lacks []sdk.Grant, err error) {
	if r.Publisher == "" && !r.packaged() {
		return nil, nil
	}
	asks, err := r.Asks()
	for _, g := range asks {
		if !slices.Contains(consented, g.Name) {
			lacks = append(lacks, g)
		}
	}
	return lacks, err
}
