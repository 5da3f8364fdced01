package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type personOut struct {
	PersonBrief
	Suspended bool       `json:"suspended"`
	Factor    bool       `json:"second_factor" doc:"They sign in with a second factor."`
	Away      []string   `json:"away,omitempty" doc:"Other organisations in which they hold roles."`
	Rev       int64      `json:"rev"`
	Grants    []grantOut `json:"grants"`
}

type peopleOut struct {
	People []personOut `json:"people"`
}

type personFields struct {
	Name     string `json:"name" minLength:"1" maxLength:"120"`
	Email    string `json:"email,omitempty" maxLength:"120"`
	Language string `json:"language" enum:"fr,en"`
}

type updatePerson struct {
	WithID
	IfMatch
	Body personFields
}

func (e *edge) people() {
	one := "/t/{tenant}/people/{id}"
	register(e, operation{
		id: "person-list", method: http.MethodGet, path: "/t/{tenant}/people", action: "core:person.read", access: onAny,
		summary: "People who have an account here and hold a role where I may look, and what they hold there",
	}, e.listPeople)
	register(e, operation{
		id: "person-update", method: http.MethodPut, path: one, action: "core:person.update", summary: "Change a person",
		example: personFields{"Camille Roy", "camille@example.org", "fr"},
	}, e.updatePerson)
	register(e, operation{
		id: "person-suspend", method: http.MethodPost, path: one + ":suspend", action: "core:person.suspend",
		summary: "Suspend an access; sessions end at once",
	}, e.suspend(true))
	register(e, operation{
		id: "person-resume", method: http.MethodPost, path: one + ":resume", action: "core:person.suspend",
		summary: "Give a suspended access back",
	}, e.suspend(false))
	register(e, operation{
		id: "person-renew", secret: true, method: http.MethodPost, path: one + ":renew", action: "core:person.renew",
		summary: "Make a one-time link for somebody who has lost their password", status: http.StatusCreated,
	}, e.renewAccess)
	e.factorReset()
	e.relay()
	e.personData()
}

func (e *edge) listPeople(ctx context.Context, c *call, _ *InTenant) (*body[peopleOut], error) {
	people, err := e.Roll.People(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	held, err := e.held(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	protected, err := e.Factors.Protected(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	away, err := e.away(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := peopleOut{People: []personOut{}}
	for _, p := range people {
		line := personOut{PersonBrief: brief(p), Suspended: p.Suspended, Factor: slices.Contains(protected, p.ID), Away: away[p.ID], Rev: p.Rev}
		near := c.reachable(held[p.ID])
		if !c.everywhere() {
			if len(near) == 0 {
				continue
			}
			line = personOut{PersonBrief: PersonBrief{ID: p.ID, Name: p.Name, Language: p.Language}, Suspended: p.Suspended, Rev: p.Rev}
		}
		if line.Grants, err = e.grantsOut(ctx, c.Tenant.ID, near); err != nil {
			return nil, err
		}
		out.People = append(out.People, line)
	}
	return ok(out), nil
}

// away names the other organisations in which people of this one hold roles.
func (e *edge) away(ctx context.Context, home tenant.ID) (map[string][]string, error) {
	stays, err := e.Stays.Stays(ctx, home, "")
	if err != nil {
		return nil, err
	}
	names := map[string][]string{}
	for _, stay := range stays {
		host, err := e.Tenants.ByID(ctx, stay.Host)
		if err != nil {
			return nil, err
		}
		names[stay.Person] = append(names[stay.Person], host.Name)
	}
	return names, nil
}

func (e *edge) updatePerson(ctx context.Context, c *call, in *updatePerson) (*tagged[personOut], error) {
	p, err := e.Roll.Person(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	if err := in.hold(p.Rev); err != nil {
		return nil, err
	}
	p.Name, p.Email, p.Language = strings.TrimSpace(in.Body.Name), identity.CanonicalLogin(in.Body.Email), in.Body.Language
	if p.Name == "" {
		return nil, fault.InvalidRule("/name", fault.Required, "", "a name")
	}
	if err := identity.CheckEmail("/email", p.Email); err != nil {
		return nil, err
	}
	return e.writePerson(ctx, c, "core:person.update", p)
}

func (e *edge) suspend(suspended bool) func(context.Context, *call, *WithID) (*tagged[personOut], error) {
	action := map[bool]string{true: "core:person.suspend", false: "core:person.resume"}[suspended]
	return func(ctx context.Context, c *call, in *WithID) (*tagged[personOut], error) {
		p, err := e.Roll.Person(ctx, c.Tenant.ID, in.ID)
		if err != nil {
			return nil, err
		}
		if suspended && p.ID == c.Principal.ID {
			return nil, fault.New(fault.Conflict, "own-account", "You cannot suspend your own account.")
		}
		p.Suspended = suspended
		return e.writePerson(ctx, c, action, p)
	}
}

// writePerson keeps a person; a suspended one is signed out everywhere.
func (e *edge) writePerson(ctx context.Context, c *call, action string, p identity.Person) (*tagged[personOut], error) {
	var kept identity.Person
	err := e.change(ctx, c, action, "person/"+p.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) (err error) {
		if kept, err = tx.People().Put(ctx, p); err != nil {
			return err
		}
		if p.Suspended {
			return tx.People().EndSessions(ctx, p.ID, "")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return at(kept.Rev, personOut{PersonBrief: brief(p), Suspended: p.Suspended, Rev: kept.Rev, Grants: []grantOut{}}), nil
}

func (e *edge) renewAccess(ctx context.Context, c *call, in *WithID) (*body[invited], error) {
	p, err := e.Roll.Person(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	return e.invite(ctx, c, "core:person.renew", identity.Invitation{Person: p.ID, Name: p.Name}, 0)
}
