package api

import (
	"context"
	"net/http"
	"time"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type unitOut struct {
	ID        string     `json:"id"`
	Key       string     `json:"key"`
	Path      string     `json:"path"`
	ParentID  string     `json:"parent_id,omitempty"`
	Name      string     `json:"name"`
	Kind      string     `json:"kind"`
	Class     string     `json:"class"`
	Headcount int        `json:"headcount"`
	Places    int        `json:"places"`
	Address   string     `json:"address"`
	Code      string     `json:"code"`
	Priority  bool       `json:"priority"`
	Closed    *time.Time `json:"closed_at,omitempty"`
	Managed   []string   `json:"managed" doc:"Fields that a file owns; they are locked here."`
	Rev       int64      `json:"rev"`
}

func unitOf(t tenant.Tenant, u tenant.Unit) unitOut {
	kind, _ := t.Kind(u.Kind)
	return unitOut{
		ID: u.ID, Key: u.Key, Path: u.Path, ParentID: u.Parent, Name: u.Name, Kind: u.Kind, Class: string(kind.Class),
		Headcount: u.Headcount, Places: u.Places, Address: u.Address, Code: u.Code, Priority: u.Priority,
		Closed: u.Closed, Managed: list(u.Managed), Rev: u.Rev,
	}
}

// unitDoc is a unit as policies see it.
func unitDoc(u tenant.Unit) authz.Document {
	return authz.Document{"id": u.ID, "unit_path": u.Path, "kind": u.Kind}
}

type unitsOut struct {
	Units []unitOut `json:"units" doc:"In path order: a parent comes before its children."`
}

type kindOut struct {
	Name  string            `json:"name"`
	Class string            `json:"class"`
	Title map[string]string `json:"title"`
}

type kindsOut struct {
	Kinds []kindOut `json:"kinds"`
}

// OfUnit is the address of a unit; the gate is about it.
type OfUnit struct {
	WithID
	unit tenant.Unit
}

func (in *OfUnit) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	unit, err := e.Units.Unit(ctx, c.Tenant.ID, in.ID)
	in.unit = unit
	return unitDoc(unit), err
}

func (e *edge) units() {
	register(e, operation{
		id: "kind-list", method: http.MethodGet, path: "/t/{tenant}/kinds", action: "core:unit.read", access: onAny,
		summary: "Kinds of sites",
	}, e.listKinds)
	register(e, operation{
		id: "unit-list", method: http.MethodGet, path: "/t/{tenant}/units", action: "core:unit.read", access: onAny,
		summary: "The tree of territories and sites, as far as I may see it",
	}, e.listUnits)
	register(e, operation{
		id: "unit-get", method: http.MethodGet, path: "/t/{tenant}/units/{id}", action: "core:unit.read",
		summary: "One unit",
	}, e.getUnit)
	e.unitWrites()
	e.localSettings()
}

func (e *edge) listKinds(_ context.Context, c *call, _ *InTenant) (*body[kindsOut], error) {
	var out kindsOut
	seen := map[string]bool{}
	for _, kinds := range [][]tenant.Kind{c.Tenant.Settings.Kinds, tenant.Kinds()} {
		for _, k := range kinds {
			if !seen[k.Name] {
				out.Kinds = append(out.Kinds, kindOut{k.Name, string(k.Class), k.Title})
			}
			seen[k.Name] = true
		}
	}
	return ok(out), nil
}

func (e *edge) listUnits(ctx context.Context, c *call, in *struct {
	InTenant
	Closed bool `query:"closed" doc:"Closed ones too."`
},
) (*body[unitsOut], error) {
	all, err := e.Units.Units(ctx, c.Tenant.ID, tenant.Root)
	if err != nil {
		return nil, err
	}
	out := unitsOut{Units: []unitOut{}}
	for _, u := range all {
		if (u.Closed == nil || in.Closed) && c.filter.Match(unitDoc(u)) {
			out.Units = append(out.Units, unitOf(c.Tenant, u))
		}
	}
	return ok(out), nil
}

func (e *edge) getUnit(_ context.Context, c *call, in *OfUnit) (*tagged[unitOut], error) {
	return at(in.unit.Rev, unitOf(c.Tenant, in.unit)), nil
}

// place is the unit that an input names, or the root; doc is what the gate sees.
func (e *edge) place(ctx context.Context, c *call, id, pointer string) (tenant.Unit, authz.Document, error) {
	if id == "" {
		return tenant.Unit{Path: tenant.Root}, nil, nil
	}
	unit, err := e.Units.Unit(ctx, c.Tenant.ID, id)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return unit, nil, fault.InvalidRule(pointer, fault.Absent, "", "there is no such unit")
		}
		return unit, nil, err
	}
	return unit, unitDoc(unit), nil
}
