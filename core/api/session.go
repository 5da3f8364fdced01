package api

import (
	"context"
	"net/http"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// credentials are what somebody types to sign in.
type credentials struct {
	Login    string `json:"login" maxLength:"200" doc:"Login name or e-mail."`
	Password string `json:"password" maxLength:"1024"`
}

// PersonBrief is a person, to themselves.
type PersonBrief struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Login    string `json:"login"`
	Email    string `json:"email"`
	Language string `json:"language"`
}

func brief(p identity.Person) PersonBrief {
	return PersonBrief{ID: p.ID, Name: p.Name, Login: p.Login, Email: p.Email, Language: p.Language}
}

type signedInAs struct {
	Person  *PersonBrief `json:"person,omitempty" doc:"Who is signed in; absent while a second step is asked for."`
	Second  *secondStep  `json:"second,omitempty" doc:"A second factor is asked for."`
	Confirm string       `json:"confirm,omitempty" doc:"Whose account the link opens, which was asked for in another browser: send it again, confirmed."`
}

type sessionOut struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created_at"`
	Seen    time.Time `json:"seen_at"`
	Expires time.Time `json:"expires_at"`
	Agent   string    `json:"agent" doc:"The browser, as it named itself."`
	First   string    `json:"first" doc:"By what it was signed in." enum:"password,link,passkey,provider,pin"`
	Second  string    `json:"second,omitempty" doc:"By what else." enum:"app,code,passkey,provider"`
	Current bool      `json:"current" doc:"This is the session that asks."`
}

type sessionsOut struct {
	Sessions []sessionOut `json:"sessions"`
}

func (e *edge) sessions() {
	register(e, operation{
		id: "sign-in", method: http.MethodPost, path: "/t/{tenant}/sign-in", action: "core:sign-in", access: anybody,
		summary: "Sign in with login and password", example: credentials{"coordination", "une phrase bien longue"},
	}, e.signIn)
	register(e, operation{
		id: "sign-in-second", method: http.MethodPost, path: "/t/{tenant}/sign-in:second", action: "core:sign-in", access: anybody,
		summary: "Second step of a sign-in: a code of the authenticator app, or a recovery code", example: secondCredentials{Ticket: "…", Code: "123456"},
	}, e.signInSecond)
	e.signInLinks()
	register(e, operation{
		id: "sign-out", method: http.MethodPost, path: "/t/{tenant}/sign-out", action: "core:sign-out", access: anybody, greets: true, field: true,
		summary: "End this session", status: http.StatusNoContent,
	}, e.signOut)
	register(e, operation{
		id: "sign-out-leave", method: http.MethodPost, path: "/t/{tenant}/sign-out:leave", action: "core:sign-out", access: anybody, greets: true, secret: true,
		summary: "End this session, and say where the organisation's account is signed out too",
	}, e.leave)
	register(e, operation{
		id: "session-list", method: http.MethodGet, path: "/t/{tenant}/sessions", action: "core:session.read", access: signedIn,
		summary: "Where I am signed in",
	}, e.listSessions)
	register(e, operation{
		id: "session-end", method: http.MethodDelete, path: "/t/{tenant}/sessions/{id}", action: "core:session.end", access: signedIn,
		summary: "End one of my sessions", status: http.StatusNoContent,
	}, e.endSession)
	register(e, operation{
		id: "session-end-others", method: http.MethodPost, path: "/t/{tenant}/sessions:end-others", action: "core:session.end", access: signedIn,
		summary: "End all my sessions but this one", status: http.StatusNoContent,
	}, e.endOthers)
}

func (e *edge) signIn(ctx context.Context, c *call, in *struct {
	InTenant
	Body credentials
},
) (*entered[signedInAs], error) {
	person, err := e.gate.SignIn(ctx, c.Tenant.ID, in.Body.Login, in.Body.Password, c.source)
	defer e.tellLimits(ctx, c, in.Body.Login)
	if err == nil {
		err = e.only(ctx, person)
	}
	if fault.KindOf(err) == fault.Unauthenticated {
		if noted := e.failed(ctx, c); noted != nil {
			return nil, noted
		}
		if by, failed := e.providerFor(ctx, c.Tenant.ID, in.Body.Login); failed == nil && by != nil && by.Only {
			return nil, errOnly() // the domain decides: right or wrong, the password is told nothing of
		}
	}
	if err != nil {
		return nil, err
	}
	return e.enter(ctx, c, person, identity.Step{First: identity.FirstPassword}, nil)
}

// become makes the call that of a person who has just proved who they are.
func (c *call) become(p identity.Person) {
	c.Principal = identity.Principal{Kind: identity.Human, ID: p.ID, Home: p.Tenant, Language: p.Language}
}

func (e *edge) signOut(ctx context.Context, c *call, _ *InTenant) (*left, error) {
	if c.session.ID != "" {
		if err := e.end(ctx, c, "core:sign-out", c.session.ID); err != nil {
			return nil, err
		}
	}
	return &left{SetCookie: cookie("", c.secure)}, nil
}

// end closes one of the caller's sessions, in the log of the organisation that their account belongs to.
func (e *edge) end(ctx context.Context, c *call, action, session string) error {
	home := *c
	home.Tenant.ID = c.Principal.Home
	return e.change(ctx, &home, action, "session/"+session, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.People().EndSessions(ctx, c.Principal.ID, session)
	})
}

func (e *edge) listSessions(ctx context.Context, c *call, _ *InTenant) (*body[sessionsOut], error) {
	all, err := e.Sessions.Sessions(ctx, c.Principal.Home, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	out := sessionsOut{Sessions: []sessionOut{}}
	for _, s := range all {
		if s.Live(e.Now()) {
			out.Sessions = append(out.Sessions, sessionOut{s.ID, s.Created, s.Seen, s.Expires, s.Agent, s.How.First, s.How.Second, s.ID == c.session.ID})
		}
	}
	return ok(out), nil
}

func (e *edge) endSession(ctx context.Context, c *call, in *WithID) (*none, error) {
	all, err := e.Sessions.Sessions(ctx, c.Principal.Home, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.ID == in.ID {
			return &none{}, e.end(ctx, c, "core:session.end", s.ID)
		}
	}
	return nil, fault.Missing("session")
}

// endOthers closes all of the caller's sessions but the one that asks, with one entry in the log.
func (e *edge) endOthers(ctx context.Context, c *call, _ *InTenant) (*none, error) {
	home := *c
	home.Tenant.ID = c.Principal.Home
	all, err := e.Sessions.Sessions(ctx, c.Principal.Home, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	return &none{}, e.change(ctx, &home, "core:session.end-others", "person/"+c.Principal.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		for _, s := range all {
			if s.ID == c.session.ID {
				continue
			}
			if err := tx.People().EndSessions(ctx, c.Principal.ID, s.ID); err != nil {
				return err
			}
		}
		return nil
	})
}
