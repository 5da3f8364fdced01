package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// myOrganisationOut is an organisation in which somebody may do something.
type myOrganisationOut struct {
	Slug   string     `json:"slug"`
	Name   string     `json:"name"`
	Home   bool       `json:"home" doc:"My account belongs to it."`
	Grants []grantOut `json:"grants" doc:"What I hold there."`
}

type myOrganisationsOut struct {
	Organisations []myOrganisationOut `json:"organisations"`
}

// organisationBrief names an organisation.
type organisationBrief struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

type guestOut struct {
	ID        string            `json:"id"`
	Name      string            `json:"name"`
	Home      organisationBrief `json:"home" doc:"Where their account is."`
	Suspended bool              `json:"suspended" doc:"Their own organisation has suspended them."`
	Support   *supportOut       `json:"support,omitempty" doc:"They run the server, and are here to help."`
	Grants    []grantOut        `json:"grants" doc:"What they hold here, of what the caller may see."`
}

type guestsOut struct {
	Guests []guestOut `json:"guests"`
}

type organisationPath struct {
	InTenant
	Slug string `path:"slug" maxLength:"64" doc:"The other organisation."`
}

func (e *edge) stays() {
	register(e, operation{
		id: "invitation-join", method: http.MethodPost, path: "/t/{tenant}/invitations:join", action: "core:invitation.accept", access: anybody, greets: true,
		summary: "Take an invitation with the account that one is signed in with, of this organisation or of another", example: invitationToken{"…"},
		status: http.StatusNoContent,
	}, e.joinSignedIn)
	register(e, operation{
		id: "my-organisations", method: http.MethodGet, path: "/t/{tenant}/me/organisations", action: "core:me.read", access: signedIn,
		summary: "All organisations in which I hold a role",
	}, e.myOrganisations)
	register(e, operation{
		id: "my-organisation-leave", method: http.MethodPost, path: "/t/{tenant}/me/organisations/{slug}:leave", action: "core:stay.leave", access: signedIn,
		summary: "Give back all that I hold in another organisation", status: http.StatusNoContent,
	}, e.leaveOrganisation)
	register(e, operation{
		id: "guest-list", method: http.MethodGet, path: "/t/{tenant}/guests", action: "core:guest.read", access: onAny,
		summary: "People of other organisations who hold roles here",
	}, e.listGuests)
	register(e, operation{
		id: "guest-dismiss", method: http.MethodPost, path: "/t/{tenant}/guests/{id}:dismiss", action: "core:guest.dismiss",
		summary: "Take away all roles of somebody of another organisation", status: http.StatusNoContent,
	}, e.dismissGuest)
}

// joinSignedIn gives the invitation's role to whoever is signed in. The other organisation's log is told first: it may tell of a
// stay that then failed to begin, but never lacks one.
func (e *edge) joinSignedIn(ctx context.Context, c *call, in *struct {
	InTenant
	Body invitationToken
},
) (*none, error) {
	if c.Principal.Kind != identity.Human {
		return nil, fault.New(fault.Unauthenticated, "sign-in-needed", "Sign in first.")
	}
	hash := identity.HashToken(in.Body.Token)
	i, err := e.Sessions.Invited(ctx, c.Tenant.ID, hash)
	if err != nil {
		return nil, noInvitation(err)
	}
	if i.Person != "" {
		return nil, fault.New(fault.Conflict, "invitation-renews", "This link renews an access. Choose a password with it.")
	}
	if i.Support {
		if helps, err := e.helps(ctx, c); err != nil || !helps {
			return nil, cmp.Or(err, errSupport())
		}
	}
	g := grantOf(i, c.Principal.ID)
	if c.fromElsewhere() {
		g.Home = c.Principal.Home
		if err := e.tellHome(ctx, c, g.Home, "core:stay.begin"); err != nil {
			return nil, err
		}
	}
	return &none{}, e.change(ctx, c, "core:invitation.accept", "invitation/"+i.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		if _, err := tx.Access().Invitations().Redeem(ctx, hash); err != nil {
			return noInvitation(err)
		}
		return tx.Access().PutGrant(ctx, g)
	})
}

// fromElsewhere reports whether the caller's account belongs to another organisation.
func (c *call) fromElsewhere() bool { return c.Principal.Home != c.Tenant.ID }

// in is the call as one in another organisation, for what follows there from what it does here.
func (c *call) in(t tenant.Tenant) *call {
	there := *c
	there.Tenant, there.once = t, nil
	return &there
}

// tellHome notes in the log of somebody's own organisation what concerns their roles in this one.
func (e *edge) tellHome(ctx context.Context, c *call, home tenant.ID, action string) error {
	entry := c.entry(action, "tenant/"+c.Tenant.Slug)
	entry.Tenant, entry.At = home, e.clock()
	if err := e.Log.Append(ctx, *entry); err != nil {
		return fmt.Errorf("note %s: %w", action, err)
	}
	return nil
}

func (e *edge) myOrganisations(ctx context.Context, c *call, _ *InTenant) (*body[myOrganisationsOut], error) {
	home, err := e.Tenants.ByID(ctx, c.Principal.Home)
	if err != nil {
		return nil, err
	}
	mine, err := e.heldIn(ctx, c, home)
	if err != nil {
		return nil, err
	}
	mine.Home = true
	out := myOrganisationsOut{Organisations: []myOrganisationOut{mine}}
	away, err := e.Stays.Stays(ctx, c.Principal.Home, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	for _, stay := range away {
		host, err := e.Tenants.ByID(ctx, stay.Host)
		if err != nil {
			return nil, err
		}
		there, err := e.heldIn(ctx, c, host)
		if err != nil {
			return nil, err
		}
		if len(there.Grants) > 0 && host.Standing.Suspended == nil {
			out.Organisations = append(out.Organisations, there)
		}
	}
	slices.SortFunc(out.Organisations[1:], func(a, b myOrganisationOut) int { return cmp.Compare(a.Name, b.Name) })
	return ok(out), nil
}

// heldIn tells what the caller holds in an organisation.
func (e *edge) heldIn(ctx context.Context, c *call, t tenant.Tenant) (myOrganisationOut, error) {
	out := myOrganisationOut{Slug: t.Slug, Name: t.Name}
	grants, err := e.grantsOf(ctx, t.ID, c.Principal.ID)
	if err != nil {
		return out, err
	}
	if out.Grants, err = e.grantsOut(ctx, t.ID, grants); err != nil {
		return out, err
	}
	on, err := e.modulesOn(ctx, t.ID)
	for i := range out.Grants {
		out.Grants[i].Title = titleOfRole(on, out.Grants[i].Role)
	}
	return out, err
}

func (e *edge) leaveOrganisation(ctx context.Context, c *call, in *organisationPath) (*none, error) {
	away, err := e.Stays.Stays(ctx, c.Principal.Home, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	for _, stay := range away {
		host, err := e.Tenants.ByID(ctx, stay.Host)
		if err != nil {
			return nil, err
		}
		if host.Slug == in.Slug {
			return &none{}, e.endStay(ctx, c.in(host), c.Principal.Home, c.Principal.ID, "core:stay.leave")
		}
	}
	return nil, noTenant()
}

// endStay takes away all that somebody of another organisation holds in the call's.
func (e *edge) endStay(ctx context.Context, c *call, home tenant.ID, person, action string) error {
	err := e.change(ctx, c, action, "person/"+person, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.People().Erase(ctx, person)
	})
	if err != nil {
		return err
	}
	return e.tellHome(ctx, c, home, "core:stay.end")
}

// listGuests shows those who hold something where the caller may look, or above it.
func (e *edge) listGuests(ctx context.Context, c *call, _ *InTenant) (*body[guestsOut], error) {
	all, err := e.Roll.Grants(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	seen := map[identity.Stay][]identity.Grant{}
	for _, g := range all {
		if !g.Home.IsZero() && c.sees(g) {
			who := identity.Stay{Person: g.Principal, Home: g.Home, Host: c.Tenant.ID}
			seen[who] = append(seen[who], g)
		}
	}
	out := guestsOut{Guests: []guestOut{}}
	for who, grants := range seen {
		guest, err := e.guest(ctx, who, grants)
		if fault.KindOf(err) == fault.NotFound {
			continue // erased at home, or their organisation is going: their roles open nothing
		}
		if err != nil {
			return nil, err
		}
		out.Guests = append(out.Guests, guest)
	}
	slices.SortFunc(out.Guests, func(a, b guestOut) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return ok(out), nil
}

// sees reports whether a role reaches what the call's filter lets its caller see: a site below, or all that is above it.
func (c *call) sees(g identity.Grant) bool {
	if c.filter.Match(authz.Document{"unit_path": g.Path}) {
		return true
	}
	return slices.ContainsFunc(c.Principal.Grants, func(own identity.Grant) bool {
		return tenant.Within(own.Path, g.Path) && c.filter.Match(authz.Document{"unit_path": own.Path})
	})
}

func (e *edge) guest(ctx context.Context, who identity.Stay, grants []identity.Grant) (guestOut, error) {
	p, err := e.Roll.Person(ctx, who.Home, who.Person)
	if err != nil {
		return guestOut{}, err
	}
	home, err := e.Tenants.ByID(ctx, who.Home)
	if err != nil {
		return guestOut{}, err
	}
	held, err := e.grantsOut(ctx, who.Host, grants)
	return guestOut{p.ID, p.Name, organisationBrief{home.Slug, home.Name}, p.Suspended, supportOf(grants), held}, err
}

func (e *edge) dismissGuest(ctx context.Context, c *call, in *WithID) (*none, error) {
	held, err := e.grantsOf(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	if len(held) == 0 || held[0].Home.IsZero() {
		return nil, fault.Missing("person")
	}
	return &none{}, e.endStay(ctx, c, held[0].Home, in.ID, "core:guest.dismiss")
}
