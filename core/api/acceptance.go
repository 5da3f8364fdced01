package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type invitationToken struct {
	Token string `json:"token" maxLength:"80" doc:"What stands in the link after #."`
}

type invitationLook struct {
	Name       string         `json:"name"`
	Role       string         `json:"role"`
	RoleTitle  sdk.Text       `json:"role_title,omitempty" doc:"For people; none when an access is renewed."`
	UnitName   string         `json:"unit_name"`
	TenantName string         `json:"tenant_name"`
	Login      string         `json:"login,omitempty" doc:"Kept when an access is renewed."`
	Renews     bool           `json:"renews"`
	Support    bool           `json:"support,omitempty" doc:"Only for whoever runs the server."`
	As         *signedInBrief `json:"as,omitempty" doc:"Who is signed in, and may take the role with the account that they have."`
}

// signedInBrief is somebody who is signed in, with the organisation that their account belongs to.
type signedInBrief struct {
	Name         string            `json:"name"`
	Organisation organisationBrief `json:"organisation"`
}

type acceptInvitation struct {
	Token    string `json:"token" maxLength:"80"`
	Name     string `json:"name,omitempty" maxLength:"120" doc:"As the invitation says when left out."`
	Login    string `json:"login,omitempty" maxLength:"120" doc:"Not needed when an access is renewed."`
	Password string `json:"password" maxLength:"1024" doc:"At least 10 characters."`
	Language string `json:"language" enum:"fr,en"`
}

func (e *edge) acceptance() {
	register(e, operation{
		id: "invitation-look", method: http.MethodPost, path: "/t/{tenant}/invitations:look", action: "core:invitation.accept", access: anybody,
		summary: "What an invitation is for", example: invitationToken{"…"},
	}, e.lookInvitation)
	register(e, operation{
		id: "invitation-accept", method: http.MethodPost, path: "/t/{tenant}/invitations:accept", action: "core:invitation.accept", access: anybody,
		summary: "Take an invitation: make the account and sign in", example: acceptInvitation{Token: "…", Login: "dominique.petit", Password: "une phrase bien longue", Language: "fr"},
	}, e.acceptInvitation)
}

// noInvitation is one answer for a token that never was, was used, was revoked or is too old.
func noInvitation(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.NotFound, "invitation-not-valid", "This link has been used, revoked, or is too old. Ask for a new one.")
	}
	return err
}

func (e *edge) lookInvitation(ctx context.Context, c *call, in *struct {
	InTenant
	Body invitationToken
},
) (*body[invitationLook], error) {
	i, err := e.Sessions.Invited(ctx, c.Tenant.ID, identity.HashToken(in.Body.Token))
	if err != nil {
		return nil, noInvitation(err)
	}
	line, err := e.invitationOf(ctx, c, i)
	if err != nil {
		return nil, err
	}
	on, err := e.modulesOn(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := invitationLook{Name: i.Name, Role: i.Role, RoleTitle: titleOfRole(on, i.Role), UnitName: line.UnitName, TenantName: c.Tenant.Name, Renews: i.Person != "", Support: i.Support}
	if i.Person != "" {
		p, err := e.Roll.Person(ctx, c.Tenant.ID, i.Person)
		if err != nil {
			return nil, noInvitation(err)
		}
		out.Login = p.Login
		return ok(out), nil
	}
	out.As, err = e.whoAsks(ctx, c)
	return ok(out), err
}

// whoAsks tells people who are signed in who they are; nothing to others.
func (e *edge) whoAsks(ctx context.Context, c *call) (*signedInBrief, error) {
	if c.Principal.Kind != identity.Human {
		return nil, nil
	}
	p, err := e.Roll.Person(ctx, c.Principal.Home, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	home, err := e.Tenants.ByID(ctx, c.Principal.Home)
	return &signedInBrief{p.Name, organisationBrief{home.Slug, home.Name}}, err
}

func (e *edge) acceptInvitation(ctx context.Context, c *call, in *struct {
	InTenant
	Body acceptInvitation
},
) (*entered[signedInAs], error) {
	hash := identity.HashToken(in.Body.Token)
	i, err := e.Sessions.Invited(ctx, c.Tenant.ID, hash)
	if err != nil {
		return nil, noInvitation(err)
	}
	if i.Support {
		return nil, errSupport()
	}
	p, err := e.joining(ctx, c, i, in.Body)
	if err != nil {
		return nil, err
	}
	if err := e.only(ctx, p); err != nil {
		return nil, err
	}
	if err := identity.CheckPassword("/password", in.Body.Password, p.Login); err != nil {
		return nil, err
	}
	kept, err := e.Passwords.Hash(ctx, in.Body.Password)
	if err != nil {
		return nil, err
	}
	session, token, sessionHash := identity.NewSession(p, identity.How{First: identity.FirstPassword}, c.agent, e.Now())
	f, err := e.Factors.Factor(ctx, p.Tenant, p.ID)
	if err != nil {
		return nil, err
	}
	c.become(p)
	err = e.change(ctx, c, "core:invitation.accept", "invitation/"+i.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		if _, err := tx.Access().Invitations().Redeem(ctx, hash); err != nil {
			return noInvitation(err)
		}
		if err := join(ctx, tx, i, p); err != nil {
			return err
		}
		if err := newPassword(ctx, tx, p.ID, kept, session, sessionHash); err != nil || !f.On() {
			return err
		}
		return tx.People().EndSessions(ctx, p.ID, session.ID) // a second factor is asked for first
	})
	if err != nil {
		return nil, err
	}
	if f.On() {
		asked, err := e.ask(ctx, p, identity.Step{First: identity.FirstPassword})
		return &entered[signedInAs]{Body: signedInAs{Second: asked}}, err
	}
	who := brief(p)
	return &entered[signedInAs]{SetCookie: cookie(token, c.secure), Body: signedInAs{Person: &who}}, nil
}

// joining is the person that the invitation makes, or whose access it renews.
func (e *edge) joining(ctx context.Context, c *call, i identity.Invitation, in acceptInvitation) (identity.Person, error) {
	if i.Person != "" {
		p, err := e.Roll.Person(ctx, c.Tenant.ID, i.Person)
		return p, noInvitationOrNil(err)
	}
	return e.newPerson(c.Tenant.ID, "", strings.TrimSpace(orElse(in.Name, i.Name)), in.Login, in.Language)
}

func noInvitationOrNil(err error) error {
	if err == nil {
		return nil
	}
	return noInvitation(err)
}

// newPerson checks what somebody says of themselves; an e-mail as login is also kept as e-mail. Pointers are
// below prefix.
func (e *edge) newPerson(t tenant.ID, prefix, name, login, language string) (identity.Person, error) {
	p := identity.Person{
		ID: uuid.Must(uuid.NewV7()).String(), Tenant: t, Name: name, Login: identity.CanonicalLogin(login),
		Language: language, Created: e.clock(),
	}
	if name == "" {
		return p, fault.InvalidRule(prefix+"/name", fault.Required, "", "a name")
	}
	if err := identity.CheckLogin(prefix+"/login", p.Login); err != nil {
		return p, err
	}
	if strings.Contains(p.Login, "@") && identity.CheckEmail("", p.Login) == nil {
		p.Email = p.Login
	}
	return p, nil
}

// join makes the account with the invitation's role. A renewed one stays as it is.
func join(ctx context.Context, tx audit.Tx, i identity.Invitation, p identity.Person) error {
	if i.Person != "" {
		return nil
	}
	if _, err := tx.People().Put(ctx, p); err != nil {
		return err
	}
	return tx.Access().PutGrant(ctx, grantOf(i, p.ID))
}

// grantOf is what an invitation gives to somebody.
func grantOf(i identity.Invitation, principal string) identity.Grant {
	return identity.Grant{
		ID: uuid.Must(uuid.NewV7()).String(), Principal: principal, Role: i.Role, Unit: i.Unit, Expires: i.Until,
		Reason: orElse(i.Reason, "invitation "+i.ID), By: i.By, Support: i.Support,
	}
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
