package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// UnitFields are what people may write about a unit.
type UnitFields struct {
	Name      string `json:"name" minLength:"1" maxLength:"160" example:"Les Lilas"`
	Kind      string `json:"kind" maxLength:"60" example:"creche-collective"`
	Headcount int    `json:"headcount,omitempty" minimum:"0" maximum:"10000" doc:"Staff who may be asked to answer."`
	Places    int    `json:"places,omitempty" minimum:"0" maximum:"10000" doc:"Places for children."`
	Address   string `json:"address,omitempty" maxLength:"300"`
	Code      string `json:"code,omitempty" maxLength:"60" doc:"Official code: SIRET, INSEE, division number."`
	Priority  bool   `json:"priority,omitempty" doc:"Lies in a priority territory."`
}

type newUnit struct {
	UnitFields
	ParentID string `json:"parent_id,omitempty" maxLength:"64" doc:"Empty: under the organisation itself."`
	Key      string `json:"key,omitempty" maxLength:"60" pattern:"^[a-z0-9-]*$" doc:"Stable short name; made from the name when empty."`
}

type createUnit struct {
	InTenant
	Body   newUnit
	parent tenant.Unit
}

// about is the parent: who may add there.
func (in *createUnit) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	parent, doc, err := e.place(ctx, c, in.Body.ParentID, "/parent_id")
	in.parent = parent
	return doc, err
}

type updateUnit struct {
	OfUnit
	IfMatch
	Body UnitFields
}

type moveUnit struct {
	OfUnit
	Body struct {
		ParentID string `json:"parent_id" maxLength:"64" doc:"Empty: under the organisation itself."`
	}
}

func (e *edge) unitWrites() {
	one := "/t/{tenant}/units/{id}"
	register(e, operation{
		id: "unit-create", method: http.MethodPost, path: "/t/{tenant}/units", action: "core:unit.create",
		summary: "Add a unit", status: http.StatusCreated,
		example: newUnit{UnitFields: UnitFields{Name: "Les Lilas", Kind: "creche-collective", Headcount: 14, Places: 40}},
	}, e.createUnit)
	register(e, operation{id: "unit-update", method: http.MethodPut, path: one, action: "core:unit.update", summary: "Change a unit"}, e.updateUnit)
	register(e, operation{
		id: "unit-delete", method: http.MethodDelete, path: one, action: "core:unit.delete",
		summary: "Delete a unit that has neither children nor records", status: http.StatusNoContent,
	}, e.deleteUnit)
	register(e, operation{
		id: "unit-move", method: http.MethodPost, path: one + ":move", action: "core:unit.move",
		summary: "Hang a unit, with all that is under it, elsewhere",
	}, e.moveUnit)
	register(e, operation{
		id: "unit-close", method: http.MethodPost, path: one + ":close", action: "core:unit.close",
		summary: "Close a unit and what is below it: they keep their history and take nothing new",
	}, e.closeUnit)
	register(e, operation{
		id: "unit-reopen", method: http.MethodPost, path: one + ":reopen", action: "core:unit.close",
		summary: "Reopen a closed unit, and what was closed with it",
	}, e.reopenUnit)
}

func (e *edge) createUnit(ctx context.Context, c *call, in *createUnit) (*tagged[unitOut], error) {
	unit := in.Body.apply(tenant.Unit{Key: in.Body.Key, Parent: in.Body.ParentID})
	if err := checkUnit(c.Tenant, unit); err != nil {
		return nil, err
	}
	if err := takes(in.parent); err != nil {
		return nil, err
	}
	if unit.Key == "" {
		all, err := e.Units.Units(ctx, c.Tenant.ID, tenant.Root)
		if err != nil {
			return nil, err
		}
		unit.Key = freeKey(keyOf(unit.Name), all)
	}
	return e.writeUnit(ctx, c, "core:unit.create", "", func(ctx context.Context, tx audit.Tx) (tenant.Unit, error) {
		return tx.Units().Put(ctx, unit)
	})
}

func (e *edge) updateUnit(ctx context.Context, c *call, in *updateUnit) (*tagged[unitOut], error) {
	if err := in.hold(in.unit.Rev); err != nil {
		return nil, err
	}
	unit := in.Body.apply(in.unit)
	if err := checkUnit(c.Tenant, unit); err != nil {
		return nil, err
	}
	if err := locked(in.unit, unit); err != nil {
		return nil, err
	}
	return e.writeUnit(ctx, c, "core:unit.update", unit.ID, func(ctx context.Context, tx audit.Tx) (tenant.Unit, error) {
		return tx.Units().Put(ctx, unit)
	})
}

func (e *edge) deleteUnit(ctx context.Context, c *call, in *struct {
	OfUnit
	IfMatch
},
) (*none, error) {
	if err := in.hold(in.unit.Rev); err != nil {
		return nil, err
	}
	if len(in.unit.Managed) > 0 {
		return nil, managed("/id")
	}
	return &none{}, e.change(ctx, c, "core:unit.delete", "unit/"+in.ID, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Unit = in.unit.Path
		return tx.Units().Remove(ctx, in.ID)
	})
}

func (e *edge) moveUnit(ctx context.Context, c *call, in *moveUnit) (*tagged[unitOut], error) {
	parent, doc, err := e.place(ctx, c, in.Body.ParentID, "/parent_id")
	if err != nil {
		return nil, err
	}
	if err := e.allow(ctx, c, "core:unit.move", doc); err != nil {
		return nil, err
	}
	if slices.Contains(in.unit.Managed, "/parent") {
		return nil, managed("/parent_id")
	}
	if err := takes(parent); err != nil {
		return nil, err
	}
	return e.writeUnit(ctx, c, "core:unit.move", in.ID, func(ctx context.Context, tx audit.Tx) (tenant.Unit, error) {
		return tx.Units().Move(ctx, in.ID, in.Body.ParentID)
	})
}

// closeUnit closes a unit and all that is open below it, at one time.
func (e *edge) closeUnit(ctx context.Context, c *call, in *OfUnit) (*tagged[unitOut], error) {
	at := e.clock()
	if in.unit.Closed != nil {
		at = *in.unit.Closed
	}
	return e.writeBelow(ctx, c, "core:unit.close", in.unit, func(u *tenant.Unit) bool {
		open := u.Closed == nil
		u.Closed = &at
		return open
	})
}

// reopenUnit reopens a unit and what was closed with it; what had been closed before stays so.
func (e *edge) reopenUnit(ctx context.Context, c *call, in *OfUnit) (*tagged[unitOut], error) {
	at := in.unit.Closed
	if at == nil {
		return tagUnit(c, in.unit), nil
	}
	if in.unit.Parent != "" {
		parent, err := e.Units.Unit(ctx, c.Tenant.ID, in.unit.Parent)
		if err != nil {
			return nil, err
		}
		if parent.Closed != nil {
			return nil, fault.New(fault.Conflict, "unit-above-closed", "The unit above is closed: reopen that one first.")
		}
	}
	return e.writeBelow(ctx, c, "core:unit.reopen", in.unit, func(u *tenant.Unit) bool {
		with := u.Closed != nil && u.Closed.Equal(*at)
		u.Closed = nil
		return with
	})
}

// writeBelow changes those of a unit's subtree of which change says so, and answers with the unit itself.
func (e *edge) writeBelow(ctx context.Context, c *call, action string, top tenant.Unit, change func(*tenant.Unit) bool) (*tagged[unitOut], error) {
	below, err := e.Units.Units(ctx, c.Tenant.ID, top.Path)
	if err != nil {
		return nil, err
	}
	return e.writeUnit(ctx, c, action, top.ID, func(ctx context.Context, tx audit.Tx) (tenant.Unit, error) {
		for _, u := range below {
			if !change(&u) {
				continue
			}
			kept, err := tx.Units().Put(ctx, u)
			if err != nil {
				return tenant.Unit{}, err
			}
			if kept.ID == top.ID {
				top = kept
			}
		}
		return top, nil
	})
}

// writeUnit changes one unit and answers with it.
func (e *edge) writeUnit(ctx context.Context, c *call, action, id string, write func(context.Context, audit.Tx) (tenant.Unit, error)) (*tagged[unitOut], error) {
	var unit tenant.Unit
	err := e.change(ctx, c, action, "unit/"+id, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		var err error
		unit, err = write(ctx, tx)
		entry.Resource, entry.Unit = "unit/"+unit.ID, unit.Path
		return err
	})
	if err != nil {
		return nil, err
	}
	return tagUnit(c, unit), nil
}

func tagUnit(c *call, u tenant.Unit) *tagged[unitOut] { return at(u.Rev, unitOf(c.Tenant, u)) }

// apply puts the fields onto a unit.
func (f UnitFields) apply(u tenant.Unit) tenant.Unit {
	u.Name, u.Kind, u.Headcount, u.Places = strings.TrimSpace(f.Name), f.Kind, f.Headcount, f.Places
	u.Address, u.Code, u.Priority = strings.TrimSpace(f.Address), strings.TrimSpace(f.Code), f.Priority
	return u
}

// checkUnit refuses what the schema of the input cannot say.
func checkUnit(t tenant.Tenant, u tenant.Unit) error {
	if u.Name == "" {
		return fault.InvalidRule("/name", fault.Required, "", "a name")
	}
	if _, known := t.Kind(u.Kind); !known {
		return fault.InvalidRule("/kind", fault.Choice, "", "%q is not a kind of unit of this organisation", u.Kind)
	}
	return nil
}

// takes refuses to hang anything under a closed unit.
func takes(parent tenant.Unit) error {
	if parent.Closed != nil {
		return fault.InvalidRule("/parent_id", "unit-closed", "", "is a unit that is closed")
	}
	return nil
}

// locked refuses to change what a file owns.
func locked(old, changed tenant.Unit) error {
	same := map[string]bool{
		"/name": old.Name == changed.Name, "/kind": old.Kind == changed.Kind, "/headcount": old.Headcount == changed.Headcount,
		"/places": old.Places == changed.Places, "/address": old.Address == changed.Address, "/code": old.Code == changed.Code,
		"/priority": old.Priority == changed.Priority,
	}
	for _, field := range old.Managed {
		if equal, known := same[field]; known && !equal {
			return managed(field)
		}
	}
	return nil
}

func managed(pointer string) error {
	e := fault.New(fault.Invalid, "managed-by-file", "A file of the organisation owns this. Change it there.")
	e.Fields = []fault.Field{{Pointer: pointer, Message: "kept by a file; change it there", Rule: fault.Managed}}
	return e
}
