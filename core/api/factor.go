package api

import (
	"context"
	"net/http"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Sealer keeps what people's authenticator apps share with the server unreadable where it is stored.
type Sealer interface {
	Seal(t tenant.ID, person string, secret []byte) (string, error)
	Open(t tenant.ID, person, sealed string) ([]byte, error)
}

type factorOut struct {
	On     bool       `json:"on" doc:"It is asked for at sign-in."`
	Since  *time.Time `json:"since,omitempty"`
	Codes  int        `json:"codes_left" doc:"Recovery codes that have not been used."`
	Needed bool       `json:"needed" doc:"The organisation asks it of this person's role."`
}

type beginFactor struct {
	Current string `json:"current,omitempty" maxLength:"1024" doc:"The present password; not needed within ten minutes of signing in."`
}

type begunFactor struct {
	Secret  string `json:"secret" doc:"For an app that cannot read the QR code. Shown once."`
	Address string `json:"address" doc:"What the QR code holds: otpauth://…"`
}

type factorCode struct {
	Code string `json:"code" maxLength:"40" doc:"Six digits of the app, or a recovery code."`
}

type proveFactor struct {
	InTenant
	Body factorCode
}

type codesOut struct {
	Codes []string `json:"codes" doc:"Ten one-time codes for the day on which the phone is lost. Shown once."`
}

func (e *edge) factors() {
	const own, action = "/t/{tenant}/me/second-factor", "core:me.second-factor"
	code := factorCode{"123456"}
	register(e, operation{
		id: "me-factor", method: http.MethodGet, path: own, action: "core:me.read", access: unproven,
		summary: "Whether a second factor is asked of me",
	}, e.readFactor)
	register(e, operation{
		id: "me-factor-begin", method: http.MethodPost, path: own + ":begin", action: action, access: unproven, secret: true,
		summary: "Begin to set up an authenticator app", example: beginFactor{},
	}, e.beginFactor)
	register(e, operation{
		id: "me-factor-confirm", method: http.MethodPost, path: own + ":confirm", action: action, access: unproven, secret: true,
		summary: "Show that the app works: it is asked for from now on, and my other sessions end", example: code,
	}, e.confirmFactor)
	register(e, operation{
		id: "me-factor-codes", method: http.MethodPost, path: own + ":codes", action: action, access: signedIn, secret: true,
		summary: "Make new recovery codes; the old ones end", example: code,
	}, e.renewCodes)
	register(e, operation{
		id: "me-factor-remove", method: http.MethodPost, path: own + ":remove", action: action, access: signedIn,
		summary: "Turn my second factor off; my other sessions end", status: http.StatusNoContent, example: code,
	}, e.removeFactor)
}

// owner is a signed-in person with their second factor, and the call in the organisation that their account belongs to.
type owner struct {
	identity.Person
	factor identity.Factor
	home   *call
}

func (e *edge) owner(ctx context.Context, c *call) (o owner, err error) {
	home := *c
	home.Tenant.ID = c.Principal.Home
	o.home = &home
	if o.Person, err = e.Roll.Person(ctx, c.Principal.Home, c.Principal.ID); err != nil {
		return o, err
	}
	o.factor, err = e.Factors.Factor(ctx, o.Tenant, o.ID)
	return o, err
}

func (e *edge) readFactor(ctx context.Context, c *call, _ *InTenant) (*body[factorOut], error) {
	o, err := e.owner(ctx, c)
	if err != nil {
		return nil, err
	}
	return ok(factorOut{On: o.factor.On(), Since: o.factor.Confirmed, Codes: o.factor.Codes, Needed: c.needsFactor()}), nil
}

// beginFactor keeps a secret that is not asked for yet. Whoever finds an open browser must not bind the account to a
// phone of theirs: the password is asked for again unless it has just been given.
func (e *edge) beginFactor(ctx context.Context, c *call, in *struct {
	InTenant
	Body beginFactor
},
) (*body[begunFactor], error) {
	o, err := e.owner(ctx, c)
	if err != nil {
		return nil, err
	}
	if o.factor.On() {
		return nil, fault.New(fault.Conflict, "second-factor-on", "A second factor is asked of you already. Turn it off first.")
	}
	if !c.session.Fresh(e.Now()) {
		if err := e.gate.Confirm(ctx, o.Person, in.Body.Current, c.source); err != nil {
			return nil, err
		}
	}
	secret := identity.NewAppSecret()
	sealed, err := e.Secrets.Seal(o.Tenant, o.ID, secret)
	if err != nil {
		return nil, err
	}
	err = e.change(ctx, o.home, "core:me.second-factor.begin", "person/"+o.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Access().Proofs().Factors().Put(ctx, o.ID, identity.Factor{Secret: sealed})
	})
	return ok(begunFactor{identity.AppSecretText(secret), identity.AppAddress(secret, c.Tenant.Name, o.Login)}), err
}

func (e *edge) confirmFactor(ctx context.Context, c *call, in *proveFactor) (*entered[codesOut], error) {
	o, err := e.owner(ctx, c)
	if err != nil {
		return nil, err
	}
	if o.factor.On() || o.factor.Secret == "" {
		return nil, fault.New(fault.Conflict, "second-factor-not-begun", "Begin to set up an authenticator app first.")
	}
	secret, err := e.Secrets.Open(o.Tenant, o.ID, o.factor.Secret)
	if err != nil {
		return nil, err
	}
	proof, err := e.gate.Enrol(secret, in.Body.Code)
	if err != nil {
		return nil, err
	}
	now := e.clock()
	o.factor.Confirmed, o.factor.Step = &now, proof.Step
	codes, hashes := identity.NewRecoveryCodes(o.ID)
	how := identity.How{First: c.session.How.First, Second: identity.SecondApp}
	token, err := e.anew(ctx, o, "core:me.second-factor.on", how, func(ctx context.Context, w identity.FactorWriter) error {
		if err := w.Put(ctx, o.ID, o.factor); err != nil {
			return err
		}
		return w.PutCodes(ctx, o.ID, hashes)
	})
	return &entered[codesOut]{SetCookie: token, Body: codesOut{codes}}, err
}

func (e *edge) renewCodes(ctx context.Context, c *call, in *proveFactor) (*body[codesOut], error) {
	o, proof, err := e.prove(ctx, c, in.Body.Code)
	if err != nil {
		return nil, err
	}
	codes, hashes := identity.NewRecoveryCodes(o.ID)
	err = e.change(ctx, o.home, "core:me.second-factor.codes", "person/"+o.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		w := tx.Access().Proofs().Factors()
		if err := w.Use(ctx, o.ID, proof); err != nil {
			return err
		}
		return w.PutCodes(ctx, o.ID, hashes)
	})
	if err != nil {
		return nil, err
	}
	e.gate.Entered(o.Person, c.source)
	return ok(codesOut{codes}), nil
}

func (e *edge) removeFactor(ctx context.Context, c *call, in *proveFactor) (*left, error) {
	o, proof, err := e.prove(ctx, c, in.Body.Code)
	if err != nil {
		return nil, err
	}
	token, err := e.anew(ctx, o, "core:me.second-factor.off", identity.How{First: c.session.How.First}, func(ctx context.Context, w identity.FactorWriter) error {
		if err := w.Use(ctx, o.ID, proof); err != nil {
			return err
		}
		return w.Forget(ctx, o.ID)
	})
	if err != nil {
		return nil, err
	}
	e.gate.Entered(o.Person, c.source)
	return &left{SetCookie: token}, nil
}

// prove reads a code of somebody who is signed in.
func (e *edge) prove(ctx context.Context, c *call, code string) (o owner, proof identity.Proof, err error) {
	if o, err = e.owner(ctx, c); err != nil {
		return o, proof, err
	}
	if !o.factor.On() {
		return o, proof, fault.New(fault.Conflict, "second-factor-off", "No second factor is asked of you.")
	}
	secret, err := e.Secrets.Open(o.Tenant, o.ID, o.factor.Secret)
	if err != nil {
		return o, proof, err
	}
	proof, err = e.gate.Second(o.Person, o.factor, secret, code, c.source)
	return o, proof, err
}

// anew changes a second factor, ends every session of its owner, and begins one that was signed in as said. It returns
// the cookie.
func (e *edge) anew(ctx context.Context, o owner, action string, how identity.How, do func(context.Context, identity.FactorWriter) error) (string, error) {
	session, token, hash := identity.NewSession(o.Person, how, o.home.agent, e.Now())
	session.Source = o.home.session.Source
	err := e.change(ctx, o.home, action, "person/"+o.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		if err := do(ctx, tx.Access().Proofs().Factors()); err != nil {
			return err
		}
		if err := tx.People().EndSessions(ctx, o.ID, ""); err != nil {
			return err
		}
		return tx.People().PutSession(ctx, session, hash)
	})
	return cookie(token, o.home.secure), err
}
