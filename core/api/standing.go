package api

import (
	"context"
	"net/http"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// standing is how an organisation stands, as operators see it.
type standing struct {
	State     string     `json:"state" enum:"open,suspended,leaving"`
	Suspended *time.Time `json:"suspended_at,omitempty" doc:"Since when nobody gets in."`
	Reason    string     `json:"reason,omitempty" doc:"Why, as its people are told."`
	Ends      *time.Time `json:"ends_at,omitempty" doc:"When it is deleted with all that it has."`
}

func standingOf(s tenant.Standing) standing {
	out := standing{"open", s.Suspended, s.Reason, s.Ends}
	switch {
	case s.Ends != nil:
		out.State = "leaving"
	case s.Suspended != nil:
		out.State = "suspended"
	}
	return out
}

type departure struct {
	ID          string           `json:"id" doc:"Of the organisation."`
	Slug        string           `json:"slug"`
	Began       time.Time        `json:"began_at"`
	Ended       *time.Time       `json:"ended_at,omitempty" doc:"Absent while it goes on."`
	Had         map[string]int64 `json:"had" doc:"Rows by table, files and letters, counted before."`
	Certificate string           `json:"certificate,omitempty" doc:"A signed note that says that nothing is left; /statements/key verifies it."`
}

type departuresOut struct {
	Departures []departure `json:"departures"`
}

// OfOrganisation is the address of an organisation, for operators.
type OfOrganisation struct {
	Slug string `path:"slug" maxLength:"40" doc:"The organisation's short name." example:"bordeaux"`
}

type suspendTenant struct {
	OfOrganisation
	Body struct {
		Reason string `json:"reason" maxLength:"300" doc:"Its people read it."`
	}
}

type deleteTenant struct {
	OfOrganisation
	Body struct {
		Reason string `json:"reason" maxLength:"300" doc:"Its people read it."`
		Days   *int   `json:"days,omitempty" doc:"In how many days, during which it is closed and can be resumed; 0 is now. Default 30, at most 365."`
	}
}

func (e *edge) standings() {
	one := "/tenants/{slug}"
	register(e, operation{
		id: "tenant-suspend", method: http.MethodPost, path: one + ":suspend", action: "core:tenant.suspend", system: true,
		summary: "Close an organisation: nobody gets in, nothing is lost; for operators", example: map[string]any{"reason": "Contrat en cours de renouvellement."},
	}, e.suspendTenant)
	register(e, operation{
		id: "tenant-resume", method: http.MethodPost, path: one + ":resume", action: "core:tenant.resume", system: true,
		summary: "Open an organisation again, also one that was to be deleted; for operators",
	}, e.resumeTenant)
	register(e, operation{
		id: "tenant-delete", method: http.MethodPost, path: one + ":delete", action: "core:tenant.delete", system: true,
		summary: "Close an organisation now and delete all that it has later; for operators", example: map[string]any{"reason": "Fin du contrat.", "days": 30},
	}, e.deleteTenant)
	register(e, operation{
		id: "departure-list", method: http.MethodGet, path: "/departures", action: "core:tenant.read", system: true,
		summary: "Organisations that were deleted, with the certificate that nothing of them is left; for operators",
	}, e.listDepartures)
}

func (e *edge) suspendTenant(ctx context.Context, c *call, in *suspendTenant) (*body[organisation], error) {
	return e.stand(ctx, c, in.Slug, "core:tenant.suspend", func(t tenant.Tenant) (tenant.Tenant, error) {
		return t.Suspend(in.Body.Reason, e.Now())
	})
}

func (e *edge) resumeTenant(ctx context.Context, c *call, in *OfOrganisation) (*body[organisation], error) {
	return e.stand(ctx, c, in.Slug, "core:tenant.resume", func(t tenant.Tenant) (tenant.Tenant, error) { return t.Resume(e.Now()) })
}

func (e *edge) deleteTenant(ctx context.Context, c *call, in *deleteTenant) (*body[organisation], error) {
	if e.Departures == nil {
		return nil, fault.New(fault.Unsupported, "not-supported", "This server deletes no organisations.")
	}
	days := tenant.GraceDays
	if in.Body.Days != nil {
		days = *in.Body.Days
	}
	out, err := e.stand(ctx, c, in.Slug, "core:tenant.delete", func(t tenant.Tenant) (tenant.Tenant, error) {
		if err := e.nothingHeld(ctx, t.ID); err != nil {
			return t, err
		}
		return t.Leave(in.Body.Reason, days, e.Now())
	})
	if err == nil && days == 0 {
		e.Departures.Hurry()
	}
	return out, err
}

// stand changes how an organisation stands, with the entry in its own log.
func (e *edge) stand(ctx context.Context, c *call, slug, action string, to func(tenant.Tenant) (tenant.Tenant, error)) (*body[organisation], error) {
	t, err := e.Tenants.BySlug(ctx, slug)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil, noTenant()
	}
	if err != nil {
		return nil, err
	}
	changed, err := to(t)
	if err != nil {
		return nil, err
	}
	there := *c
	there.Tenant, there.once = t, nil // a repeated request is kept where it was made
	err = e.change(ctx, &there, action, "tenant/"+slug, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Cover([]byte(changed.Standing.Reason))
		return tx.Tenants(t.Version).Put(ctx, changed)
	})
	if err != nil {
		return nil, err
	}
	return ok(line(changed)), nil
}

func (e *edge) listDepartures(ctx context.Context, _ *call, _ *struct{}) (*body[departuresOut], error) {
	out := departuresOut{Departures: []departure{}}
	if e.Departures == nil {
		return ok(out), nil
	}
	all, err := e.Departures.All(ctx)
	for _, d := range all {
		out.Departures = append(out.Departures, departure{d.ID.String(), d.Slug, d.Began, d.Ended, d.Had, d.Certificate})
	}
	return ok(out), err
}

// open refuses everybody where an organisation is closed. Those who were in are told why.
func (c *call) open() error {
	s := c.Tenant.Standing
	if s.Open() {
		return nil
	}
	closed := fault.New(fault.Denied, "tenant-suspended", "This organisation is closed for now.")
	if c.known() && !c.foreign() {
		closed.Message += " " + s.Reason
		return with{closed, map[string]any{"reason": s.Reason, "suspended_at": s.Suspended, "ends_at": s.Ends}}
	}
	return closed
}
