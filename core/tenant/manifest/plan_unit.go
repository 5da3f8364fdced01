package manifest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// units plans the tree.
func (p *Plan) units(t *target, org Organisation, now State) {
	keys := map[string]string{"": ""} // id to key
	for _, u := range now.Units {
		keys[u.ID] = u.Key
		t.known[u.Key] = u.ID
	}
	for _, declared := range org.units {
		at := slices.IndexFunc(now.Units, func(u tenant.Unit) bool { return u.Key == declared.key })
		if at < 0 {
			p.newUnit(t, declared)
			continue
		}
		p.oldUnit(t, declared, now.Units[at], keys[now.Units[at].Parent])
	}
	p.goneUnits(t, org, now, keys)
}

func (p *Plan) newUnit(t *target, declared unit) {
	u := withPlace(tenant.Unit{Key: declared.key, Managed: declared.fields.leaves()}, declared.fields)
	t.units = append(t.units, settled{unit: u, parent: declared.parent, put: true})
	where := "at the root"
	if declared.parent != "" {
		where = "under " + declared.parent
	}
	p.step(Create, t.slug, "unit "+u.Key, fmt.Sprintf("%s (%s), %s", u.Name, u.Kind, where))
}

func (p *Plan) oldUnit(t *target, declared unit, now tenant.Unit, parent string) {
	m := merge(placeOf(now, parent), declared.fields, now.Managed)
	if m.same() {
		return
	}
	p.note(t.slug, "unit "+now.Key, m)
	shall := withPlace(now, m.result)
	shall.Managed = m.managed
	t.units = append(t.units, settled{unit: shall, parent: declared.parent, move: parent != declared.parent, put: true})
}

// goneUnits plans the removal of units that files made and name no more. One under which something stays
// stays too.
func (p *Plan) goneUnits(t *target, org Organisation, now State, keys map[string]string) {
	parents := map[string]string{} // key to key, as it shall be
	candidates := map[string]tenant.Unit{}
	for _, u := range now.Units {
		parents[u.Key] = keys[u.Parent]
		if len(u.Managed) > 0 {
			candidates[u.Key] = u
		}
	}
	for _, declared := range org.units {
		parents[declared.key] = declared.parent
		delete(candidates, declared.key)
	}
	inhabited := map[string]bool{}
	for key := range parents {
		if _, goes := candidates[key]; goes {
			continue
		}
		for above := parents[key]; above != ""; above = parents[above] {
			inhabited[above] = true
		}
	}
	for _, u := range deepestFirst(candidates) {
		switch {
		case inhabited[u.Key]:
			p.step(Keep, t.slug, "unit "+u.Key, "no file names it any more, but units that stay lie under it")
		case p.prune(t.slug, "unit "+u.Key, u.Name):
			t.gone = append(t.gone, u)
		}
	}
}

func deepestFirst(units map[string]tenant.Unit) []tenant.Unit {
	var all []tenant.Unit
	for _, u := range units {
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b tenant.Unit) int {
		return cmp.Or(strings.Count(b.Path, "/")-strings.Count(a.Path, "/"), strings.Compare(a.Path, b.Path))
	})
	return all
}
