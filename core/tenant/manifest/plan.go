package manifest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Act is what a step does.
type Act string

// The acts.
const (
	Create   Act = "create"
	Change   Act = "change"    // of fields that files own, or that nobody had set
	TakeOver Act = "take-over" // of fields that people had set
	Remove   Act = "remove"
	Keep     Act = "keep" // what no file names any more stays, for want of Prune
)

// Step is one line of a plan.
type Step struct {
	Act    Act    `json:"act"`
	Tenant string `json:"tenant"` // slug
	What   string `json:"what"`   // "organisation", "unit les-lilas", "module portrait"
	Detail string `json:"detail,omitempty"`
}

// Plan is what files would change.
type Plan struct {
	Steps   []Step `json:"steps"`
	targets []target
	options Options
	first   bool // there was no organisation before
}

// target is what is to become of one organisation.
type target struct {
	slug    string
	tenant  tenant.Tenant // as it shall be; without an ID it does not exist yet
	put     bool
	remove  bool
	units   []settled
	gone    []tenant.Unit // to be removed, the deepest first
	known   map[string]string
	modules []tenant.Module
}

// settled is a unit as it shall be.
type settled struct {
	unit   tenant.Unit // without an ID it does not exist yet
	parent string      // key
	move   bool
	put    bool
}

// Make compares what is declared with what is there. It changes nothing and needs nothing else.
func Make(declared []Organisation, now []State, o Options) Plan {
	p := Plan{Steps: []Step{}, options: o}
	for _, org := range declared {
		at := slices.IndexFunc(now, func(s State) bool { return s.Tenant.Slug == org.Slug })
		var state State
		if at >= 0 {
			state = now[at]
		}
		p.organisation(org, state)
	}
	for _, s := range now {
		named := slices.ContainsFunc(declared, func(org Organisation) bool { return org.Slug == s.Tenant.Slug })
		leaves := s.Tenant.Standing.Ends != nil
		if !named && !leaves && len(s.Tenant.Managed) > 0 && p.prune(s.Tenant.Slug, "organisation", fmt.Sprintf("with its %d units and all its data", len(s.Units))) {
			p.targets = append(p.targets, target{slug: s.Tenant.Slug, tenant: s.Tenant, remove: true})
		}
	}
	return p
}

// Changes reports whether applying the plan would change anything.
func (p Plan) Changes() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Act != Keep })
}

// Removes lists the organisations that applying the plan would delete.
func (p Plan) Removes() (slugs []string) {
	for _, t := range p.targets {
		if t.remove {
			slugs = append(slugs, t.slug)
		}
	}
	return slugs
}

// Refusal says why the plan may not be applied: conflict "take-over-needed", or nil.
func (p Plan) Refusal() error {
	if p.options.TakeOver {
		return nil
	}
	e := fault.New(fault.Conflict, "take-over-needed",
		"The files name what people have set otherwise; nothing was changed. Look at the plan: --take-over overwrites it.")
	for _, s := range p.Steps {
		if s.Act == TakeOver {
			e.Fields = append(e.Fields, fault.Field{Pointer: "/files", Message: fmt.Sprintf("%s, %s: %s", s.Tenant, s.What, s.Detail)})
		}
	}
	if len(e.Fields) == 0 {
		return nil
	}
	return e
}

func (p *Plan) step(act Act, slug, what, detail string) {
	p.Steps = append(p.Steps, Step{act, slug, what, detail})
}

// prune notes that something is named no more, and reports whether it is to go.
func (p *Plan) prune(slug, what, detail string) bool {
	if p.options.Prune {
		p.step(Remove, slug, what, detail)
	} else {
		p.step(Keep, slug, what, "no file names it any more; --prune removes it")
	}
	return p.options.Prune
}

// note writes the steps of a merge.
func (p *Plan) note(slug, what string, m merged) {
	if len(m.changed) > 0 {
		p.step(Change, slug, what, strings.Join(m.changed, "; "))
	}
	if len(m.taken) > 0 {
		p.step(TakeOver, slug, what, strings.Join(m.taken, "; "))
	}
	if len(m.adopted) > 0 {
		p.step(Change, slug, what, "held by the file from now on: "+names(m.adopted))
	}
	if len(m.released) > 0 {
		p.step(Change, slug, what, "left to people: "+names(m.released))
	}
}

// organisation plans one declared organisation over its state.
func (p *Plan) organisation(org Organisation, now State) {
	t := target{slug: org.Slug, tenant: now.Tenant, known: map[string]string{}}
	m := merge(fieldsOf(now.Tenant), org.fields, now.Tenant.Managed)
	t.put = now.Tenant.ID.IsZero() || !m.same()
	t.tenant = withFields(now.Tenant, m.result)
	t.tenant.Managed = m.managed
	if now.Tenant.ID.IsZero() {
		p.step(Create, org.Slug, "organisation", t.tenant.Name)
	} else {
		p.note(org.Slug, "organisation", m)
	}
	p.units(&t, org, now)
	p.modules(&t, org, now)
	p.targets = append(p.targets, t)
}
