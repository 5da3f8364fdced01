package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type invitationOut struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Email    string     `json:"email,omitempty"`
	Role     string     `json:"role,omitempty"`
	Support  bool       `json:"support,omitempty" doc:"For whoever runs the server, to help."`
	Until    *time.Time `json:"until,omitempty" doc:"When the role ends."`
	PersonID string     `json:"person_id,omitempty" doc:"Set when it renews an access."`
	UnitID   string     `json:"unit_id,omitempty"`
	UnitName string     `json:"unit_name,omitempty"`
	Expires  time.Time  `json:"expires"`
	Used     *time.Time `json:"used_at,omitempty"`
	Revoked  *time.Time `json:"revoked_at,omitempty"`
	State    string     `json:"state" enum:"pending,used,revoked,expired"`
	path     string     // of its unit
}

type invitationsOut struct {
	Invitations []invitationOut `json:"invitations"`
}

type newInvitation struct {
	Name   string `json:"name" minLength:"1" maxLength:"120" doc:"Whom it is for, as the letter addresses them."`
	Email  string `json:"email,omitempty" maxLength:"120" doc:"Who proves it by an account of the organisation enters without the link."`
	Role   string `json:"role" maxLength:"80" example:"core:director"`
	UnitID string `json:"unit_id,omitempty" maxLength:"64" doc:"Empty: the whole organisation."`
	Days   int    `json:"days,omitempty" minimum:"0" maximum:"60" doc:"How long it may be accepted; 14 when left out."`
	Send   bool   `json:"send,omitempty" doc:"Send it to the address by e-mail."`
}

type createInvitation struct {
	InTenant
	Body newInvitation
	unit tenant.Unit
}

func (in *createInvitation) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	unit, doc, err := e.place(ctx, c, in.Body.UnitID, "/unit_id")
	in.unit = unit
	return doc, err
}

type revokeInvitation struct {
	WithID
	invitation identity.Invitation
	unit       tenant.Unit
}

func (in *revokeInvitation) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	all, err := e.Roll.Invitations(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(i identity.Invitation) bool { return i.ID == in.ID })
	if i < 0 {
		return nil, fault.Missing("invitation")
	}
	in.invitation = all[i]
	unit, doc, err := e.place(ctx, c, all[i].Unit, "/unit_id")
	in.unit = unit
	return doc, err
}

type invited struct {
	Invitation invitationOut `json:"invitation"`
	Link       string        `json:"link" doc:"Shown once."`
	Code       string        `json:"code" doc:"The link's token alone, for a letter. Shown once."`
	Sent       bool          `json:"sent,omitempty" doc:"It is on its way by e-mail."`
}

func (e *edge) invitations() {
	register(e, operation{
		id: "invitation-list", method: http.MethodGet, path: "/t/{tenant}/invitations", action: "core:invitation.read", access: onAny,
		summary: "Invitations and how they stand",
	}, e.listInvitations)
	register(e, operation{
		id: "invitation-create", secret: true, method: http.MethodPost, path: "/t/{tenant}/invitations", action: "core:invitation.create",
		summary: "Invite somebody to a role by a one-time link", status: http.StatusCreated,
		example: newInvitation{Name: "Dominique Petit", Role: identity.Director},
	}, e.createInvitation)
	register(e, operation{
		id: "invitation-revoke", method: http.MethodPost, path: "/t/{tenant}/invitations/{id}:revoke", action: "core:invitation.revoke",
		summary: "Take an invitation back", status: http.StatusNoContent,
	}, e.revokeInvitation)
	e.acceptance()
}

func (e *edge) invitationOf(ctx context.Context, c *call, i identity.Invitation) (invitationOut, error) {
	out := invitationOut{
		ID: i.ID, Name: i.Name, Email: i.Email, Role: i.Role, Support: i.Support, Until: i.Until, PersonID: i.Person, UnitID: i.Unit, Expires: i.Expires,
		Used: i.Used, Revoked: i.Revoked, State: i.State(e.Now()), path: tenant.Root,
	}
	if i.Unit != "" {
		unit, err := e.Units.Unit(ctx, c.Tenant.ID, i.Unit)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return out, err
		}
		out.UnitName, out.path = unit.Name, cmp.Or(unit.Path, tenant.Root)
	}
	return out, nil
}

func (e *edge) listInvitations(ctx context.Context, c *call, _ *InTenant) (*body[invitationsOut], error) {
	all, err := e.Roll.Invitations(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := invitationsOut{Invitations: []invitationOut{}}
	for _, i := range all {
		line, err := e.invitationOf(ctx, c, i)
		if err != nil {
			return nil, err
		}
		if c.filter.Match(authz.Document{"unit_path": line.path}) {
			out.Invitations = append(out.Invitations, line)
		}
	}
	return ok(out), nil
}

func (e *edge) createInvitation(ctx context.Context, c *call, in *createInvitation) (*body[invited], error) {
	if err := e.checkRole(c, in.Body.Role); err != nil {
		return nil, err
	}
	if err := e.mayGive(ctx, c, in.Body.Role, in.unit.Path); err != nil {
		return nil, err
	}
	email := identity.CanonicalLogin(in.Body.Email)
	if err := identity.CheckEmail("/email", email); err != nil {
		return nil, err
	}
	origin, mailed := e.mailed(ctx, c)
	switch {
	case in.Body.Send && email == "":
		return nil, fault.InvalidRule("/email", fault.Required, "", "an address to send the invitation to")
	case in.Body.Send && !mailed:
		return nil, errNoMail("/send")
	}
	made, err := e.invite(ctx, c, "core:invitation.create",
		identity.Invitation{Name: in.Body.Name, Email: email, Role: in.Body.Role, Unit: in.Body.UnitID}, in.Body.Days)
	if err != nil || !in.Body.Send {
		return made, err
	}
	letter := e.invitationLetter(c, identity.Invitation{Name: in.Body.Name, Email: email, Role: in.Body.Role, Expires: made.Body.Invitation.Expires}, in.unit.Name, origin+made.Body.Link)
	made.Body.Sent = e.post(ctx, c, letter)
	return made, nil
}

// post has invitations sent, and reports whether they are on their way: where they are not, whoever made them has the links.
func (e *edge) post(ctx context.Context, c *call, letters ...Letter) bool {
	if len(letters) == 0 {
		return true
	}
	err := e.Mailbox.Post(ctx, c.Tenant.ID, letters...)
	if err != nil {
		e.Logger.WarnContext(ctx, "invitations could not be sent", "request_id", c.Request, "error", err)
	}
	return err == nil
}

func errNoMail(pointer string) error {
	return fault.InvalidRule(pointer, fault.Choice, "", "this server sends no links by e-mail; pass the link on, or print the letter")
}

// joinLink is where an invitation is accepted. Its token stands in the fragment: opening it sends it to no server.
func joinLink(c *call, token string) string { return "/o/" + c.Tenant.Slug + "/join#" + token }

// invitationLetter is the message that brings an invitation, in the organisation's language.
func (e *edge) invitationLetter(c *call, i identity.Invitation, place, link string) Letter {
	english := len(c.Tenant.Languages) > 0 && c.Tenant.Languages[0] == "en"
	role := titleOfRole(e.plugins(c.Tenant.ID), i.Role)
	until := i.Expires.In(c.Tenant.Location())
	place = orElse(place, c.Tenant.Name)
	if english {
		return Letter{
			To: i.Email, Language: "en", Subject: c.Tenant.Name + " invites you to Ribambelle",
			Text: "Hello " + i.Name + ",\n\n" + c.Tenant.Name + " gives you an access: " + role["en"] + ", " + place + ". Open this link and choose a login and a password:\n\n" + link +
				"\n\nIt serves once, until " + until.Format("2 January 2006") + ".\n\nIf you did not expect this, do nothing.\n\nRibambelle\n",
		}
	}
	return Letter{
		To: i.Email, Language: "fr", Subject: c.Tenant.Name + " vous invite sur Ribambelle",
		Text: "Bonjour " + i.Name + ",\n\n" + c.Tenant.Name + " vous ouvre un accès : " + role["fr"] + ", " + place + ". Ouvrez ce lien, puis choisissez un identifiant et un mot de passe :\n\n" + link +
			"\n\nIl sert une fois, jusqu’au " + until.Format("02/01/2006") + ".\n\nSi vous n’attendiez pas ce message, ne faites rien.\n\nRibambelle\n",
	}
}

// invite makes an invitation and the link to accept it, which is never logged.
func (e *edge) invite(ctx context.Context, c *call, action string, i identity.Invitation, days int) (*body[invited], error) {
	i.By = c.actor()
	made, token, hash, err := identity.NewInvitation(c.Tenant.ID, i, days, e.Now())
	if err != nil {
		return nil, err
	}
	replaced, err := e.renewals(ctx, c, i.Person)
	if err != nil {
		return nil, err
	}
	err = e.change(ctx, c, action, "invitation/"+made.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		for _, old := range replaced {
			if err := tx.Access().Invitations().Put(ctx, old, nil); err != nil {
				return err
			}
		}
		return tx.Access().Invitations().Put(ctx, made, hash)
	})
	if err != nil {
		return nil, err
	}
	line, err := e.invitationOf(ctx, c, made)
	return ok(invited{Invitation: line, Link: joinLink(c, token), Code: token}), err
}

// renewals returns the links under way that renew a person's access, revoked: a new link takes their place, for
// the one that got lost must open nothing.
func (e *edge) renewals(ctx context.Context, c *call, person string) (revoked []identity.Invitation, err error) {
	if person == "" {
		return nil, nil
	}
	all, err := e.Roll.Invitations(ctx, c.Tenant.ID)
	now := e.clock()
	for _, i := range all {
		if i.Person == person && i.State(e.Now()) == "pending" {
			i.Revoked = &now
			revoked = append(revoked, i)
		}
	}
	return revoked, err
}

func (e *edge) revokeInvitation(ctx context.Context, c *call, in *revokeInvitation) (*none, error) {
	if err := e.mayGive(ctx, c, in.invitation.Role, in.unit.Path); err != nil {
		return nil, err
	}
	if state := in.invitation.State(e.Now()); state == "used" {
		return nil, fault.New(fault.Conflict, "invitation-used", "This invitation has been used. Suspend the person's access instead.")
	}
	now := e.clock()
	in.invitation.Revoked = &now
	return &none{}, e.change(ctx, c, "core:invitation.revoke", "invitation/"+in.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Access().Invitations().Put(ctx, in.invitation, nil)
	})
}
