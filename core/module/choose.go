package module

import (
	"cmp"
	"context"
	"fmt"
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
	lead    Release               // the one that was installed last: for all but these
	others  map[tenant.ID]Release // for those who are pinned to another, or have not agreed to what the lead asks for
	pinned  map[tenant.ID]bool
	waiting *Waiting
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
	asks, err := c.lead.Asks()
	if err != nil {
		return c, err
	}
	waiting := Waiting{Version: c.lead.Version, Asks: asks}
	for _, o := range holders {
		r, pinned, err := o.choose(all)
		if err != nil {
			return c, err
		}
		if pinned {
			c.pinned[o.Tenant] = true
		}
		if r.Version == c.lead.Version {
			continue
		}
		c.others[o.Tenant] = r
		if !pinned {
			waiting.Tenants, waiting.ids = append(waiting.Tenants, o.Slug), append(waiting.ids, o.Tenant)
		}
	}
	if len(waiting.Tenants) > 0 {
		c.waiting = &waiting
	}
	return c, nil
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

// Lacks lists what a release of a publisher asks for, and somebody has not agreed to. Others were not taken from outside:
// who installed them has agreed.
func (r Release) Lacks(consented []string) (lacks []sdk.Grant, err error) {
	if r.Publisher == "" {
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
