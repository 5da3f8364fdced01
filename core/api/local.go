package api

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// mostTurns is in how many places of an organisation's tree a module may open and close: each is a condition of every list.
const mostTurns = 200

// fromOut is where a value was set.
type fromOut struct {
	UnitID   string `json:"unit_id,omitempty" doc:"Empty: the organisation."`
	UnitName string `json:"unit_name" doc:"The organisation's name where it is the organisation's."`
}

// prevailingOut is a value that holds, and where it was set.
type prevailingOut struct {
	Value string `json:"value"`
	fromOut
}

type holidaysHere struct {
	prevailingOut
	Inherited prevailingOut `json:"inherited" doc:"What would hold without what is set here."`
}

type moduleHere struct {
	Module string   `json:"module"`
	Title  sdk.Text `json:"title"`
	prevailingOut
	Inherited prevailingOut `json:"inherited" doc:"What would hold without what is set here."`
	Bound     bool          `json:"bound" doc:"Forced or forbidden above: it cannot be changed here."`
}

type localOut struct {
	Own      tenant.Local `json:"own" doc:"What is set here; what is left out is inherited."`
	Holidays holidaysHere `json:"holidays"`
	Modules  []moduleHere `json:"modules" doc:"Of the modules that the organisation has on."`
	Managed  []string     `json:"managed" doc:"Fields that a file owns; they are locked here."`
}

type updateLocal struct {
	OfUnit
	IfMatch
	Body tenant.Local
}

func (e *edge) localSettings() {
	const path = "/t/{tenant}/units/{id}/settings"
	register(e, operation{
		id: "unit-settings", method: http.MethodGet, path: path, action: "core:unit.read",
		summary: "What is set at a unit, what holds there, and where each comes from",
	}, e.readLocal)
	register(e, operation{
		id: "unit-settings-update", method: http.MethodPut, path: path, action: "core:unit.set",
		summary: "Set what holds at a unit and all below it",
		example: tenant.Local{Holidays: "FR-57", Modules: map[string]tenant.Opening{"portrait": tenant.Opened}},
	}, e.updateLocal)
}

func (e *edge) readLocal(ctx context.Context, c *call, in *OfUnit) (*tagged[localOut], error) {
	on, err := e.modulesOn(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	return e.local(ctx, c, in.unit, on)
}

// local tells what holds at a unit.
func (e *edge) local(ctx context.Context, c *call, unit tenant.Unit, on []plugin) (*tagged[localOut], error) {
	way, err := e.Units.Way(ctx, c.Tenant.ID, unit.Path)
	if err != nil {
		return nil, err
	}
	from := func(id string) fromOut {
		for _, u := range way {
			if u.ID == id {
				return fromOut{u.ID, u.Name}
			}
		}
		return fromOut{UnitName: c.Tenant.Name}
	}
	whose := func(h tenant.Inherited[string]) prevailingOut { return prevailingOut{h.Value, from(h.Unit)} }
	how := func(o tenant.Inherited[tenant.Opening]) prevailingOut {
		return prevailingOut{string(cmp.Or(o.Value, tenant.Opened)), from(o.Unit)}
	}
	here, above := c.Tenant.Prevails(way), c.Tenant.Prevails(way[:len(way)-1])
	out := localOut{
		Own: unit.Local, Holidays: holidaysHere{whose(here.Holidays), whose(above.Holidays)}, Modules: []moduleHere{}, Managed: []string{},
	}
	for _, m := range on {
		_, bound := above.Binds()[m.Name]
		out.Modules = append(out.Modules, moduleHere{m.Name, m.Title, how(here.Modules[m.Name]), how(above.Modules[m.Name]), bound})
	}
	for _, pointer := range unit.Managed {
		if here, ok := belowSettings(pointer); ok {
			out.Managed = append(out.Managed, here)
		}
	}
	return at(unit.Rev, out), nil
}

func (e *edge) updateLocal(ctx context.Context, c *call, in *updateLocal) (*tagged[localOut], error) {
	if err := in.hold(in.unit.Rev); err != nil {
		return nil, err
	}
	on, err := e.modulesOn(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	if err := e.checkLocal(ctx, c, in.unit, in.Body, on); err != nil {
		return nil, err
	}
	changed := in.unit
	changed.Local = in.Body
	err = e.change(ctx, c, "core:unit.set", "unit/"+in.ID, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) (err error) {
		entry.Unit = changed.Path
		changed, err = tx.Units().Put(ctx, changed)
		return err
	})
	if err != nil {
		return nil, err
	}
	return e.local(ctx, c, changed, on)
}

// checkLocal refuses what the schema of the input cannot say.
func (e *edge) checkLocal(ctx context.Context, c *call, unit tenant.Unit, asked tenant.Local, on []plugin) error {
	way, err := e.Units.Way(ctx, c.Tenant.ID, unit.Path)
	if err != nil {
		return err
	}
	binds := c.Tenant.Prevails(way[:len(way)-1]).Binds()
	for _, name := range slices.Sorted(maps.Keys(asked.Modules)) {
		pointer, opening := "/modules/"+name, asked.Modules[name]
		switch {
		case !slices.Contains([]tenant.Opening{tenant.Opened, tenant.Closed, tenant.Forced, tenant.Forbidden}, opening):
			return fault.InvalidRule(pointer, fault.Choice, "", "open, closed, forced or forbidden")
		case opening == unit.Local.Modules[name]: // it was there before; what binds it, or turned the module off, came later
		case !slices.ContainsFunc(on, func(m plugin) bool { return m.Name == name }):
			return fault.InvalidRule(pointer, fault.Absent, "", "is no module that the organisation has on")
		case binds[name].Value != "":
			return fault.InvalidRule(pointer, "bound-above", "", "it is %s above, and cannot be changed here", binds[name].Value)
		}
	}
	if err := lockedLocal(unit, asked); err != nil {
		return err
	}
	unit.Local = asked
	return e.countTurns(ctx, c.Tenant, &unit)
}

// countTurns refuses the opening or closing that is one too many, after a change of the organisation's settings or of a unit.
func (e *edge) countTurns(ctx context.Context, t tenant.Tenant, changed *tenant.Unit) error {
	units, err := e.Units.Particular(ctx, t.ID)
	if err != nil {
		return err
	}
	if changed != nil {
		units = slices.DeleteFunc(units, func(u tenant.Unit) bool { return u.ID == changed.ID })
		units = append(units, *changed)
		slices.SortFunc(units, func(a, b tenant.Unit) int { return cmp.Compare(a.Path, b.Path) })
	}
	for name, turns := range t.Turns(units) {
		if len(turns) > mostTurns {
			return fault.InvalidRule("/modules/"+name, "too-many-turns", "", "a module opens and closes in %d places at most; say it of a territory above", mostTurns)
		}
	}
	return nil
}

// lockedLocal refuses to change what a file owns.
func lockedLocal(unit tenant.Unit, asked tenant.Local) error {
	for _, pointer := range unit.Managed {
		here, ok := belowSettings(pointer)
		if !ok {
			continue
		}
		if name, module := cutModule(here); module && asked.Modules[name] != unit.Local.Modules[name] || here == "/holidays" && asked.Holidays != unit.Local.Holidays {
			return managed(here)
		}
	}
	return nil
}

// belowSettings is a pointer into what a unit sets, from a pointer into what a file says of the unit.
func belowSettings(pointer string) (string, bool) {
	below, ok := strings.CutPrefix(pointer, "/settings/")
	return "/" + below, ok
}

func cutModule(pointer string) (string, bool) { return strings.CutPrefix(pointer, "/modules/") }
