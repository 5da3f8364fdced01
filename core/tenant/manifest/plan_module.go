package manifest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// switched is the pointer under which a module's Managed holds that a file owns whether it is on. The other
// pointers lie within its configuration, so a configuration has no field of that name.
const switched = "/on"

// modules plans what is turned on, and how it is configured.
func (p *Plan) modules(t *target, org Organisation, now State) {
	for _, declared := range org.modules {
		at := slices.IndexFunc(now.Modules, func(m tenant.Module) bool { return m.Name == declared.name })
		current := tenant.Module{Name: declared.name}
		if at >= 0 {
			current = now.Modules[at]
		}
		p.module(t, declared, current)
	}
	for _, m := range now.Modules {
		named := slices.ContainsFunc(org.modules, func(d module) bool { return d.name == m.Name })
		if named || len(m.Managed) == 0 || !p.prune(t.slug, "module "+m.Name, "turned off; its data stay") {
			continue
		}
		m.On, m.Managed = false, nil
		t.modules = append(t.modules, m)
	}
}

func (p *Plan) module(t *target, declared module, now tenant.Module) {
	agreed := now.Consented
	if declared.on != nil && *declared.on && !now.On {
		all, ok := p.consent(t.slug, now)
		if !ok {
			return
		}
		agreed = all
	}
	config := document{}
	_ = json.Unmarshal(now.Config, &config) // what cannot be read is replaced
	owned := slices.Contains(now.Managed, switched)
	within := slices.DeleteFunc(slices.Clone(now.Managed), func(pointer string) bool { return pointer == switched })
	m := merge(config, declared.config, within)
	shall := now
	shall.Consented = agreed
	if declared.on != nil {
		m.managed = append(m.managed, switched)
		shall.On = *declared.on
		if !owned && !now.Since.IsZero() && shall.On == now.On {
			m.adopted = append(m.adopted, switched)
		}
	} else if owned {
		m.released = append(m.released, switched)
	}
	if shall.On != now.On {
		shall.Since = time.Time{} // set when the plan is applied
		words := map[bool]string{true: "turned on", false: "turned off"}[shall.On]
		if owned || now.Since.IsZero() {
			m.changed = append([]string{words}, m.changed...)
		} else {
			m.taken = append([]string{words}, m.taken...)
		}
	}
	if m.same() && (owned || declared.on == nil) {
		return
	}
	if now.Since.IsZero() {
		p.step(Create, t.slug, "module "+now.Name, map[bool]string{true: "turned on", false: "turned off"}[shall.On])
	} else {
		p.note(t.slug, "module "+now.Name, m)
	}
	shall.Managed = m.managed
	shall.Config, _ = json.Marshal(m.result) // a document came from JSON
	t.modules = append(t.modules, shall)
}

// consent is to what a file agrees by turning a module on: to all that a module of the server's own asks for. One of others
// stays off until an administrator has agreed.
func (p *Plan) consent(slug string, now tenant.Module) (agreed []string, ok bool) {
	if p.options.Asks == nil {
		return now.Consented, true
	}
	asks, trusted := p.options.Asks(now.Name)
	lacking := slices.DeleteFunc(slices.Clone(asks), func(a string) bool { return slices.Contains(now.Consented, a) })
	if len(lacking) > 0 && !trusted {
		p.step(Keep, slug, "module "+now.Name, "off, until an administrator agrees in the console to: "+strings.Join(lacking, ", "))
		return nil, false
	}
	return asks, true
}
