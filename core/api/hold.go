package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type newHold struct {
	Kind   string     `json:"kind" enum:"person,collection,unit" doc:"What it keeps."`
	Of     string     `json:"of" minLength:"1" maxLength:"320" doc:"The id of somebody's account, or an e-mail address; a collection such as cap/seats; or the id of a unit, with all below it."`
	Reason string     `json:"reason" minLength:"1" maxLength:"500" doc:"Why, for those who would delete it."`
	Until  *time.Time `json:"until,omitempty" doc:"When it ends by itself; without, it holds until it is lifted."`
}

type holdOut struct {
	ID string `json:"id"`
	newHold
	Title  sdk.Text   `json:"title" doc:"What it keeps, by name."`
	By     string     `json:"by" doc:"Who made it, by name where it is known."`
	Since  time.Time  `json:"since"`
	Lifted *time.Time `json:"lifted,omitempty"`
	Live   bool       `json:"live" doc:"It holds now."`
}

type holdsOut struct {
	Holds []holdOut `json:"holds" doc:"The newest first, those that ended too."`
}

func (e *edge) holds() {
	all := "/t/{tenant}/privacy/holds"
	register(e, operation{
		id: "hold-list", method: http.MethodGet, path: all, action: "core:privacy.read", summary: "Legal holds: what must not be deleted, and why",
	}, e.listHolds)
	register(e, operation{
		id: "hold-create", method: http.MethodPost, path: all, action: "core:hold.create", status: http.StatusCreated,
		summary: "Keep a person’s records, a collection or a unit from being deleted or anonymised", example: newHold{Kind: privacy.HoldCollection, Of: "visits/visits", Reason: "Plainte 2026-14"},
	}, e.createHold)
	register(e, operation{
		id: "hold-lift", method: http.MethodPost, path: all + "/{id}:lift", action: "core:hold.lift", summary: "Lift a legal hold",
	}, e.liftHold)
}

func (e *edge) listHolds(ctx context.Context, c *call, _ *InTenant) (*body[holdsOut], error) {
	all, err := e.Privacy.Holds(ctx, c.Tenant.ID)
	out := holdsOut{Holds: []holdOut{}}
	for _, h := range all {
		out.Holds = append(out.Holds, e.holdOut(ctx, c, h))
	}
	return ok(out), err
}

// holdOut tells a hold; what it keeps may be gone by now, and has its id for a name then.
func (e *edge) holdOut(ctx context.Context, c *call, h privacy.Hold) holdOut {
	out := holdOut{ID: h.ID, newHold: newHold{h.Kind, h.Of, h.Reason, h.Until}, Title: titles(h.Of, h.Of), By: h.By, Since: h.Since, Lifted: h.Lifted, Live: h.Live(e.clock())}
	if title, err := e.heldTitle(ctx, c, h.Kind, h.Of); err == nil {
		out.Title = title
	}
	if p, err := e.Roll.Person(ctx, c.Tenant.ID, h.By); err == nil {
		out.By = p.Name
	}
	return out
}

// heldTitle is the name of what is to be kept; invalid where there is no such thing.
func (e *edge) heldTitle(ctx context.Context, c *call, kind, of string) (sdk.Text, error) {
	switch kind {
	case privacy.HoldUnit:
		u, err := e.Units.Unit(ctx, c.Tenant.ID, of)
		if err != nil {
			return nil, fault.InvalidRule("/of", "absent", of, "there is no such unit")
		}
		return titles(u.Name, u.Name), nil
	case privacy.HoldCollection:
		for _, t := range e.Records.Installed(c.Tenant.ID) {
			if t.Module+"/"+t.Schema.Collection == of {
				return inWords(t.Schema.Title), nil
			}
		}
		return nil, fault.InvalidRule("/of", "absent", of, "there is no such collection")
	}
	if strings.Contains(of, "@") {
		return titles(of, of), identity.CheckEmail("/of", identity.CanonicalLogin(of))
	}
	held, err := e.grantsOf(ctx, c.Tenant.ID, of)
	if err != nil {
		return nil, err
	}
	p, err := identity.Somebody(ctx, e.Roll, c.Tenant.ID, held, of)
	if err != nil {
		return nil, fault.InvalidRule("/of", "absent", of, "there is no such person")
	}
	return titles(p.Name, p.Name), nil
}

func (e *edge) createHold(ctx context.Context, c *call, in *struct {
	InTenant
	Body newHold
},
) (*body[holdOut], error) {
	h := privacy.Hold{
		ID: uuid.Must(uuid.NewV7()).String(), Kind: in.Body.Kind, Of: in.Body.Of, Reason: strings.TrimSpace(in.Body.Reason),
		By: c.Principal.ID, Since: e.clock(), Until: in.Body.Until,
	}
	if h.Reason == "" {
		return nil, fault.InvalidRule("/reason", fault.Required, "", "a reason")
	}
	if h.Until != nil && !h.Until.After(h.Since) {
		return nil, fault.InvalidRule("/until", "future", "", "a time to come")
	}
	if h.Kind == privacy.HoldPerson && strings.Contains(h.Of, "@") {
		h.Of = identity.CanonicalLogin(h.Of)
	}
	if _, err := e.heldTitle(ctx, c, h.Kind, h.Of); err != nil {
		return nil, err
	}
	return e.putHold(ctx, c, "core:hold.create", h)
}

func (e *edge) putHold(ctx context.Context, c *call, action string, h privacy.Hold) (*body[holdOut], error) {
	err := e.change(ctx, c, action, "hold/"+h.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		_, err := tx.Tenants(0).Privacy().PutHold(ctx, h)
		return err
	})
	if err != nil {
		return nil, err
	}
	return ok(e.holdOut(ctx, c, h)), nil
}

func (e *edge) liftHold(ctx context.Context, c *call, in *WithID) (*body[holdOut], error) {
	all, err := e.Privacy.Holds(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(h privacy.Hold) bool { return h.ID == in.ID })
	if i < 0 {
		return nil, fault.Missing("hold")
	}
	if all[i].Lifted != nil {
		return ok(e.holdOut(ctx, c, all[i])), nil
	}
	now := e.clock()
	all[i].Lifted = &now
	return e.putHold(ctx, c, "core:hold.lift", all[i])
}

// nothingHeld refuses to delete an organisation in which anything is under a legal hold, and names the holds.
func (e *edge) nothingHeld(ctx context.Context, t tenant.ID) error {
	all, err := e.Privacy.Holds(ctx, t)
	if err != nil {
		return err
	}
	var reasons []string
	for _, h := range all {
		if h.Live(e.clock()) {
			reasons = append(reasons, h.Reason)
		}
	}
	if len(reasons) > 0 {
		return record.UnderHold(reasons...)
	}
	return nil
}

// unheld refuses to erase a person whom a hold is about.
func (e *edge) unheld(ctx context.Context, c *call, p identity.Person) error {
	all, err := e.Privacy.Holds(ctx, c.Tenant.ID)
	if err != nil {
		return err
	}
	for _, h := range all {
		if h.Kind == privacy.HoldPerson && h.Live(e.clock()) && (h.Of == p.ID || p.Email != "" && h.Of == p.Email) {
			return record.UnderHold(h.Reason)
		}
	}
	return nil
}
