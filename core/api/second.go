package api

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// secondStep is what is asked of somebody whose first step was right.
type secondStep struct {
	Ticket  string `json:"ticket" doc:"Send it back with the code, within five minutes."`
	Passkey bool   `json:"passkey" doc:"They have a passkey, which serves in place of a code."`
}

// fragment tells the step to the console's page of sign-in, in a part of its address that no server is sent.
func (s *secondStep) fragment() string {
	if s.Passkey {
		return "#passkey=1&ticket=" + s.Ticket
	}
	return "#ticket=" + s.Ticket
}

type secondCredentials struct {
	Ticket string `json:"ticket" maxLength:"600"`
	Code   string `json:"code,omitempty" maxLength:"40" doc:"Six digits of the app, or a recovery code."`
	// Credential is the passkey instead.
	Credential json.RawMessage `json:"credential,omitempty" doc:"Or one of their passkeys: what the browser answered to sign-in-passkey-begin, as JSON."`
}

// enter lets a person in who has done the first step, or asks for the second one where they have a factor. What they did it with, if
// it serves once, is used up either way.
func (e *edge) enter(ctx context.Context, c *call, p identity.Person, done identity.Step, use func(ctx context.Context, tx audit.Tx) error) (*entered[signedInAs], error) {
	f, err := e.Factors.Factor(ctx, p.Tenant, p.ID)
	if err != nil {
		return nil, err
	}
	if f.On() {
		e.gate.Awaits(c.source)
		if use != nil {
			err := e.change(ctx, c, "core:sign-in.first", "person/"+p.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error { return use(ctx, tx) })
			if err != nil {
				return nil, err
			}
		}
		asked, err := e.ask(ctx, p, done)
		return &entered[signedInAs]{Body: signedInAs{Second: asked}}, err
	}
	return e.begin(ctx, c, p, identity.How{First: done.First}, done.Source, use)
}

// ask is the second step for a person.
func (e *edge) ask(ctx context.Context, p identity.Person, done identity.Step) (*secondStep, error) {
	keys, err := e.Passkeys.Passkeys(ctx, p.Tenant, p.ID)
	return &secondStep{Ticket: e.tickets.Write(p, done, e.Now()), Passkey: len(keys) > 0}, err
}

// begin signs a person in, who has proved who they are. What they proved it with is used up in the same transaction.
func (e *edge) begin(ctx context.Context, c *call, p identity.Person, how identity.How, from identity.Source, use func(ctx context.Context, tx audit.Tx) error) (*entered[signedInAs], error) {
	session, token, hash := identity.NewSession(p, how, c.agent, e.Now())
	session.Source = from
	c.become(p)
	err := e.change(ctx, c, "core:sign-in", "session/"+session.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		if use != nil {
			if err := use(ctx, tx); err != nil {
				return err
			}
		}
		return tx.People().PutSession(ctx, session, hash)
	})
	if err != nil {
		return nil, err
	}
	e.gate.Entered(p, c.source)
	who := brief(p)
	return &entered[signedInAs]{SetCookie: cookie(token, c.secure), Body: signedInAs{Person: &who}}, nil
}

func (e *edge) signInSecond(ctx context.Context, c *call, in *struct {
	InTenant
	Body secondCredentials
},
) (*entered[signedInAs], error) {
	id, done, err := e.tickets.Read(c.Tenant.ID, in.Body.Ticket, e.Now())
	if err == nil && !slices.Contains([]string{identity.FirstPassword, identity.FirstLink, identity.FirstProvider}, done.First) {
		err = identity.ErrBeginAgain()
	}
	if err != nil {
		return nil, err
	}
	p, err := e.Roll.Person(ctx, c.Tenant.ID, id)
	if err != nil {
		return nil, err
	}
	if len(in.Body.Credential) > 0 {
		return e.secondByPasskey(ctx, c, p, done, in.Body.Credential)
	}
	out, err := e.second(ctx, c, p, done, in.Body.Code)
	e.tellLimits(ctx, c, p.Login)
	if err != nil && slices.Contains([]string{"code-wrong", "code-used"}, fault.From(err).Code) {
		c.Principal = identity.Principal{Kind: identity.Visitor}
		if noted := e.failed(ctx, c); noted != nil {
			return nil, noted
		}
	}
	return out, err
}

// secondByPasskey takes a passkey of the same person, and of nobody else, for the second step.
func (e *edge) secondByPasskey(ctx context.Context, c *call, p identity.Person, done identity.Step, answer []byte) (*entered[signedInAs], error) {
	c.Principal = identity.Principal{Kind: identity.Visitor}
	return e.withPasskey(ctx, c, answer, func(s shown) (*entered[signedInAs], error) {
		if s.person.ID != p.ID {
			return nil, errPasskey()
		}
		return e.begin(ctx, c, p, identity.How{First: done.First, Second: identity.SecondPasskey}, done.Source, s.use)
	})
}

func (e *edge) second(ctx context.Context, c *call, p identity.Person, done identity.Step, code string) (*entered[signedInAs], error) {
	f, err := e.Factors.Factor(ctx, p.Tenant, p.ID)
	if err != nil {
		return nil, err
	}
	var secret []byte
	if f.On() {
		if secret, err = e.Secrets.Open(p.Tenant, p.ID, f.Secret); err != nil {
			return nil, err
		}
	}
	proof, err := e.gate.Second(p, f, secret, code, c.source)
	if err != nil {
		return nil, err
	}
	return e.begin(ctx, c, p, identity.How{First: done.First, Second: proof.Second()}, done.Source, func(ctx context.Context, tx audit.Tx) error {
		return tx.Access().Proofs().Factors().Use(ctx, p.ID, proof)
	})
}

// needsFactor reports whether the organisation asks a second factor of what the caller holds.
func (c *call) needsFactor() bool {
	return c.Tenant.Settings.SecondFactor && c.session.ID != "" && slices.ContainsFunc(c.held, asksFactor)
}

// asksFactor reports whether a role is one of those that a second factor is asked of.
func asksFactor(g identity.Grant) bool {
	return slices.Contains([]string{identity.Administrator, identity.PrivacyOfficer, identity.Operator}, g.Role)
}

// hold takes the rights of somebody who must sign in with a second factor here and has not: until they have, they hold
// nothing. On a site's device nobody administers anything.
func (c *call) hold() {
	if c.session.Device != "" {
		c.Principal.Grants = slices.DeleteFunc(slices.Clone(c.Principal.Grants), asksFactor)
	}
	c.held = c.Principal.Grants
	if c.unproven = c.needsFactor() && !c.session.How.Strong(); c.unproven {
		c.Principal.Grants = nil
	}
	c.asSupport()
}

// errUnproven is what they are told.
func errUnproven() error {
	return fault.New(fault.Denied, "second-factor-needed", "Your organisation asks for a second factor here. Set one up first.")
}
