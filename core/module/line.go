package module

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
)

// line is a module at work: the newest release that may run, and others for the tenants that stay at one. It is never
// changed, another takes its place.
type line struct {
	lead    *edition
	others  map[tenant.ID]*edition
	pinned  map[tenant.ID]bool
	waiting []*Waiting
	offered []tenant.ID // the only ones who may have the lead; empty: all
}

// hides reports whether a module is none of a tenant's: it is offered to others only.
func (l *line) hides(t tenant.ID) bool {
	_, other := l.others[t]
	return !t.IsZero() && !other && len(l.offered) > 0 && !slices.Contains(l.offered, t)
}

// waits is the release that waits for a tenant's agreement; with the zero ID, the first that waits for anybody's.
func (l *line) waits(t tenant.ID) *Waiting {
	for _, w := range l.waiting {
		if t.IsZero() || slices.Contains(w.ids, t) {
			return w
		}
	}
	return nil
}

// of is the edition that serves a tenant; the zero ID's is that of who has chosen nothing.
func (l *line) of(t tenant.ID) *edition {
	if e, other := l.others[t]; other {
		return e
	}
	return l.lead
}

// editions lists those at work, the lead first.
func (l *line) editions() []*edition {
	all := []*edition{l.lead}
	for _, e := range l.others {
		if !slices.Contains(all, e) {
			all = append(all, e)
		}
	}
	return all
}

// end ends all of it.
func (l *line) end() {
	for _, e := range l.editions() {
		e.end()
	}
}

// standing lists the places of all editions.
func (l *line) standing() (all []*supervised) {
	for _, e := range l.editions() {
		all = append(all, e.standing()...)
	}
	return all
}

// line makes the line of a choice. Releases that are at work in the one before stay as they are.
func (h *Host) line(ctx context.Context, c choice, before *line) (*line, error) {
	made := map[string]*edition{}
	if before != nil {
		for _, e := range before.editions() {
			made[e.release.identity()] = e
		}
	}
	of := func(r Release) (*edition, error) {
		if e := made[r.identity()]; e != nil {
			return e, nil
		}
		e, err := h.newEdition(ctx, r)
		made[r.identity()] = e
		return e, err
	}
	next := &line{others: map[tenant.ID]*edition{}, pinned: c.pinned, waiting: c.waiting, offered: c.lead.Offered}
	var err error
	if next.lead, err = of(c.lead); err != nil {
		return nil, err
	}
	for t, r := range c.others {
		if next.others[t], err = of(r); err != nil {
			return nil, err
		}
	}
	return next, nil
}

// identity is what makes a release another one for the processes that run it.
func (r Release) identity() string {
	return fmt.Sprint(r.Digest, r.Publisher, r.Key, r.Trusted, r.Confine)
}

// shift lets a line take over from another, each release once it is ready wherever one before it runs, so that no call
// finds nobody. Those whose release does not become so stay where they are.
func (h *Host) shift(name string, old, next *line) {
	for _, e := range next.editions() {
		e.expect(next)
		if err := e.open(next.arrivals(old, e)...); err != nil {
			h.config.Logger.Error("a release did not start, the one before stays",
				"module", name, "version", e.release.Version, "error", err)
			next = next.without(e, old)
		}
	}
	if !h.put(name, next) {
		return
	}
	for _, e := range old.editions() {
		e.hand(old, next)
	}
}

// arrivals lists the places that an edition needs before it takes over: where it serves somebody whom another one
// serves now.
func (l *line) arrivals(old *line, e *edition) (all []tenant.ID) {
	switch {
	case e.shared() && slices.Contains(old.editions(), e):
		return nil
	case e.shared():
		return []tenant.ID{{}}
	}
	for _, before := range old.editions() {
		for _, s := range before.standing() {
			if before != e && !s.key.IsZero() && l.of(s.key) == e {
				all = append(all, s.key)
			}
		}
	}
	return all
}

// without is the line where those who would come to an edition stay with the one before.
func (l *line) without(e *edition, old *line) *line {
	next := &line{lead: l.lead, others: maps.Clone(l.others), pinned: l.pinned, waiting: l.waiting, offered: l.offered}
	if l.lead == e {
		next.lead, next.offered = old.lead, old.offered
		for t, before := range old.others {
			if _, chosen := next.others[t]; !chosen {
				next.others[t] = before
			}
		}
	}
	for t, chosen := range next.others {
		if chosen == e {
			next.others[t] = old.of(t)
		}
	}
	if !slices.Contains(next.editions(), e) {
		e.end()
	}
	return next
}

// told is how a module is for a tenant, or with the zero ID for all, as operators see it.
func (h *Host) told(l *line, t tenant.ID) Installed {
	e := l.of(t)
	places := e.of(t)
	if t.IsZero() {
		places = l.standing()
	}
	i := e.installed(places...)
	i.Bundled, i.Newest, i.Pinned, i.Waiting = h.Bundled(e.release), l.lead.release.Version, l.pinned[t], l.waits(t)
	i.Offered = l.offered
	switch own := !t.IsZero() && e != l.lead; {
	case own && i.Waiting != nil:
		i.Newest = i.Waiting.Version
	case own && (!i.Pinned || len(l.offered) > 0):
		i.Newest = e.release.Version
	}
	return i
}

// Declarations lists what the modules declare that serve a tenant, by name; with the zero ID, those that serve who has
// chosen nothing.
func (h *Host) Declarations(t tenant.ID) []Declaration {
	lines := h.lines()
	all := make([]Declaration, 0, len(lines))
	for _, l := range lines {
		if !l.hides(t) {
			all = append(all, l.of(t).declaration())
		}
	}
	return all
}

// Declaration is what one module declares in the release that serves a tenant.
func (h *Host) Declaration(name string, t tenant.ID) (Declaration, bool) {
	e, err := h.edition(name, t)
	if err != nil {
		return Declaration{}, false
	}
	return e.declaration(), true
}

// AtWork lists what all releases declare that serve anybody.
func (h *Host) AtWork() (all []Declaration) {
	for _, l := range h.lines() {
		for _, e := range l.editions() {
			all = append(all, e.declaration())
		}
	}
	return all
}

// Declaration is what a release declares.
type Declaration struct {
	Digest string // of the release
	sdk.Manifest
}
