package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// longestClosure is how many days one closure may last.
const longestClosure = 366

// ClosureFields are what is said of a closure.
type ClosureFields struct {
	UnitID string            `json:"unit_id,omitempty" maxLength:"64" doc:"Empty: the whole organisation. All that lies below is closed too."`
	From   string            `json:"from" format:"date" doc:"First closed day."`
	To     string            `json:"to" format:"date" doc:"Last closed day."`
	Name   map[string]string `json:"name" doc:"In French, English or both."`
	Yearly bool              `json:"yearly,omitempty" doc:"The same days of each year."`
}

type closureOut struct {
	ID string `json:"id"`
	ClosureFields
	Rev int64 `json:"rev"`
}

type closuresOut struct {
	Closures []closureOut `json:"closures"`
}

type createClosure struct {
	InTenant
	Body ClosureFields
	unit tenant.Unit
}

func (in *createClosure) about(ctx context.Context, e *edge, c *call) (doc authz.Document, err error) {
	in.unit, doc, err = e.place(ctx, c, in.Body.UnitID, "/unit_id")
	return doc, err
}

// OfClosure is the address of a closure; the gate is about where it holds.
type OfClosure struct {
	WithID
	kept tenant.Closure
}

func (in *OfClosure) about(ctx context.Context, e *edge, c *call) (doc authz.Document, err error) {
	in.kept, err = e.Closures.Closure(ctx, c.Tenant.ID, in.ID)
	if in.kept.Unit != "" {
		doc = authz.Document{"unit_path": in.kept.Path}
	}
	return doc, err
}

type updateClosure struct {
	OfClosure
	IfMatch
	Body ClosureFields
}

func (e *edge) closures() {
	const all, one = "/t/{tenant}/closures", "/t/{tenant}/closures/{id}"
	example := ClosureFields{From: "2027-08-02", To: "2027-08-20", Name: map[string]string{"fr": "Fermeture d’été", "en": "Summer closing"}}
	register(e, operation{
		id: "closure-list", method: http.MethodGet, path: all, action: "core:unit.read", access: onAny, summary: "When units are closed, as it was said",
	}, e.listClosures)
	register(e, operation{
		id: "closure-create", method: http.MethodPost, path: all, action: "core:closure.update", status: http.StatusCreated, summary: "Say when a unit, and all below it, is closed", example: example,
	}, e.createClosure)
	register(e, operation{
		id: "closure-update", method: http.MethodPut, path: one, action: "core:closure.update", summary: "Change a closure", example: example,
	}, e.updateClosure)
	register(e, operation{
		id: "closure-delete", method: http.MethodDelete, path: one, action: "core:closure.update", status: http.StatusNoContent, summary: "Take a closure back",
	}, e.deleteClosure)
	e.closedDays()
}

func closureOf(c tenant.Closure) closureOut {
	return closureOut{c.ID, ClosureFields{c.Unit, c.From, c.To, c.Name, c.Yearly}, c.Rev}
}

func (e *edge) listClosures(ctx context.Context, c *call, _ *InTenant) (*body[closuresOut], error) {
	all, err := e.Closures.Closures(ctx, c.Tenant.ID)
	out := closuresOut{Closures: []closureOut{}}
	for _, one := range all {
		if one.Unit == "" || c.filter.Match(authz.Document{"unit_path": one.Path}) {
			out.Closures = append(out.Closures, closureOf(one))
		}
	}
	return ok(out), err
}

func (e *edge) createClosure(ctx context.Context, c *call, in *createClosure) (*tagged[closureOut], error) {
	return e.keepClosure(ctx, c, "core:closure.create", tenant.Closure{ID: uuid.Must(uuid.NewV7()).String(), Path: in.unit.Path}, in.Body)
}

// updateClosure also asks about the unit that the closure moves to.
func (e *edge) updateClosure(ctx context.Context, c *call, in *updateClosure) (*tagged[closureOut], error) {
	if err := in.hold(in.kept.Rev); err != nil {
		return nil, err
	}
	if in.Body.UnitID != in.kept.Unit {
		unit, doc, err := e.place(ctx, c, in.Body.UnitID, "/unit_id")
		if err == nil {
			err = e.allow(ctx, c, "core:closure.update", doc)
		}
		if err != nil {
			return nil, err
		}
		in.kept.Path = unit.Path
	}
	return e.keepClosure(ctx, c, "core:closure.update", in.kept, in.Body)
}

func (e *edge) keepClosure(ctx context.Context, c *call, action string, kept tenant.Closure, f ClosureFields) (*tagged[closureOut], error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	kept.Unit, kept.From, kept.To, kept.Name, kept.Yearly = f.UnitID, f.From, f.To, f.Name, f.Yearly
	err := e.change(ctx, c, action, "closure/"+kept.ID, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) (err error) {
		entry.Unit = kept.Path
		kept, err = tx.Units().Closures().Put(ctx, kept)
		return err
	})
	return at(kept.Rev, closureOf(kept)), err
}

func (e *edge) deleteClosure(ctx context.Context, c *call, in *OfClosure) (*none, error) {
	return &none{}, e.change(ctx, c, "core:closure.delete", "closure/"+in.ID, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Unit = in.kept.Path
		return tx.Units().Closures().Remove(ctx, in.ID)
	})
}

func (f ClosureFields) check() error {
	from, err := time.Parse(tenant.Day, f.From)
	if err != nil {
		return fault.InvalidRule("/from", fault.Format, "date", "a day such as 2027-08-02")
	}
	to, err := time.Parse(tenant.Day, f.To)
	if err != nil || to.Before(from) {
		return fault.InvalidRule("/to", fault.Format, "date", "a day, not before the first")
	}
	if to.Sub(from) > longestClosure*24*time.Hour {
		return fault.InvalidField("/to", "a closure lasts a year at most; close the unit itself for longer")
	}
	for language, name := range f.Name {
		if !slices.Contains([]string{"fr", "en"}, language) || utf8.RuneCountInString(name) > 120 {
			return fault.InvalidField("/name/"+language, "a name in fr or en, of 120 characters at most")
		}
	}
	if strings.TrimSpace(f.Name["fr"]+f.Name["en"]) == "" {
		return fault.InvalidRule("/name", fault.Required, "", "a name")
	}
	return nil
}
