package api

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// What a challenge is for: one is not taken for another.
const (
	toCreate = "passkey-create"
	toShow   = "passkey-show"
)

type passkeyOut struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Created time.Time  `json:"created_at"`
	Used    *time.Time `json:"used_at,omitempty"`
}

type passkeysOut struct {
	Passkeys []passkeyOut `json:"passkeys"`
}

type ceremony struct {
	Options json.RawMessage `json:"options" doc:"For the browser: PublicKeyCredential.parse…OptionsFromJSON. Good for five minutes, once."`
}

type newPasskey struct {
	Name       string          `json:"name" minLength:"1" maxLength:"80" doc:"How its owner calls the device."`
	Credential json.RawMessage `json:"credential" doc:"What the browser answered, as JSON."`
}

type passkeyName struct {
	Name string `json:"name" minLength:"1" maxLength:"80"`
}

type shownPasskey struct {
	Credential json.RawMessage `json:"credential" doc:"What the browser answered, as JSON."`
}

func (e *edge) passkeys() {
	const own = "/t/{tenant}/me/passkeys"
	example := json.RawMessage(`{"id":"…","rawId":"…","type":"public-key","response":{}}`)
	register(e, operation{
		id: "sign-in-passkey-begin", method: http.MethodPost, path: "/t/{tenant}/sign-in:passkey-begin", action: "core:sign-in", access: anybody, secret: true,
		summary: "Ask for a passkey: no login is typed",
	}, e.askPasskey)
	register(e, operation{
		id: "sign-in-passkey", method: http.MethodPost, path: "/t/{tenant}/sign-in:passkey", action: "core:sign-in", access: anybody,
		summary: "Sign in with a passkey", example: shownPasskey{example},
	}, e.signInPasskey)
	register(e, operation{
		id: "passkey-list", method: http.MethodGet, path: own, action: "core:me.read", access: unproven, summary: "My passkeys",
	}, e.listPasskeys)
	register(e, operation{
		id: "passkey-begin", method: http.MethodPost, path: own + ":begin", action: "core:me.passkey", access: unproven, secret: true,
		summary: "Begin to make a passkey", example: beginFactor{},
	}, e.beginPasskey)
	register(e, operation{
		id: "passkey-create", method: http.MethodPost, path: own, action: "core:me.passkey", access: unproven, status: http.StatusCreated,
		summary: "Keep the passkey that the browser made", example: newPasskey{"Téléphone", example},
	}, e.createPasskey)
	register(e, operation{
		id: "passkey-prove", method: http.MethodPost, path: own + ":prove", action: "core:me.passkey", access: unproven,
		summary: "Show one of my passkeys as the second factor of this session", example: shownPasskey{example},
	}, e.provePasskey)
	register(e, operation{
		id: "passkey-rename", method: http.MethodPut, path: own + "/{id}", action: "core:me.passkey", access: signedIn, status: http.StatusNoContent,
		summary: "Call one of my passkeys something else", example: passkeyName{"Ordinateur"},
	}, e.renamePasskey)
	register(e, operation{
		id: "passkey-remove", method: http.MethodDelete, path: own + "/{id}", action: "core:me.passkey", access: signedIn, status: http.StatusNoContent,
		summary: "Remove one of my passkeys",
	}, e.removePasskey)
}

// site is where the caller's pages live: the installation's public address, or the host name that was asked, which a custom
// name of an organisation is. A browser binds a passkey to it.
func (e *edge) site(ctx context.Context, c *call) identity.Site {
	r, _ := requestOf(ctx)
	host, scheme := r.Host, "http"
	if c.secure {
		scheme = "https"
	}
	if public, err := url.Parse(e.URL); err == nil && e.URL != "" && !e.custom(ctx, r.Host) {
		host, scheme = public.Host, public.Scheme
	}
	name := host
	if bare, _, err := net.SplitHostPort(host); err == nil {
		name = bare
	}
	return identity.Site{Host: strings.Trim(name, "[]"), Origin: scheme + "://" + host, Name: c.Tenant.Name}
}

// custom reports whether a host name is an organisation's own.
func (e *edge) custom(ctx context.Context, host string) bool {
	if e.Hosts == nil {
		return false
	}
	_, own := e.Hosts.Slug(ctx, host)
	return own
}

func (e *edge) askPasskey(ctx context.Context, c *call, _ *InTenant) (*body[ceremony], error) {
	challenge := e.tickets.Write(identity.Person{Tenant: c.Tenant.ID}, identity.Step{First: toShow}, e.Now())
	options, err := e.Ceremonies.Ask(e.site(ctx, c), challenge)
	return ok(ceremony{options}), err
}

func (e *edge) signInPasskey(ctx context.Context, c *call, in *struct {
	InTenant
	Body shownPasskey
},
) (*entered[signedInAs], error) {
	c.Principal = identity.Principal{Kind: identity.Visitor}
	return e.withPasskey(ctx, c, in.Body.Credential, func(s shown) (*entered[signedInAs], error) {
		if err := e.only(ctx, s.person); err != nil {
			return nil, err
		}
		return e.begin(ctx, c, s.person, identity.How{First: identity.FirstPasskey}, identity.Source{}, s.use)
	})
}

// shown is a passkey that a browser has shown, with what uses it up: both question and answer serve once.
type shown struct {
	person identity.Person
	use    func(ctx context.Context, tx audit.Tx) error
}

// withPasskey does what somebody may who shows a passkey. Unknown, removed, copied, replayed, of another site or person: one answer.
func (e *edge) withPasskey(ctx context.Context, c *call, answer []byte, do func(shown) (*entered[signedInAs], error)) (*entered[signedInAs], error) {
	who := c.Principal
	s, err := e.shownPasskey(ctx, c, answer)
	if err == nil {
		var out *entered[signedInAs]
		if out, err = do(s); err == nil {
			return out, nil
		}
	}
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Unauthenticated, fault.Conflict:
		if errors.Is(err, errOnly()) {
			return nil, err
		}
		c.Principal = who
		if noted := e.failed(ctx, c); noted != nil {
			return nil, noted
		}
		return nil, errPasskey().Because(err)
	}
	return nil, err
}

func errPasskey() *fault.Error {
	return fault.New(fault.Unauthenticated, "passkey-failed", "This passkey does not open an account here.")
}

func (e *edge) shownPasskey(ctx context.Context, c *call, answer []byte) (s shown, err error) {
	challenge, credential, err := e.Ceremonies.Challenge(answer)
	if err != nil {
		return s, err
	}
	if _, purpose, err := e.tickets.Read(c.Tenant.ID, challenge, e.Now()); err != nil || purpose.First != toShow {
		return s, errPasskey().Because(err)
	}
	k, err := e.Passkeys.Passkey(ctx, c.Tenant.ID, credential)
	if err != nil {
		return s, err
	}
	if s.person, err = e.Roll.Person(ctx, c.Tenant.ID, k.Person); err != nil {
		return s, err
	}
	if k, err = e.Ceremonies.Shown(e.site(ctx, c), s.person, k, answer); err != nil {
		return s, err
	}
	if s.person.Suspended {
		return s, errPasskey()
	}
	s.use = func(ctx context.Context, tx audit.Tx) error {
		w := tx.Access().Proofs().Passkeys()
		if err := w.Spend(ctx, identity.HashToken(challenge), e.Now().Add(identity.TicketLife)); err != nil {
			return err
		}
		return w.Use(ctx, k)
	}
	return s, nil
}

func (e *edge) listPasskeys(ctx context.Context, c *call, _ *InTenant) (*body[passkeysOut], error) {
	all, err := e.passkeysOf(ctx, c.Principal.Home, c.Principal.ID)
	return ok(passkeysOut{all}), err
}

// passkeysOf tells a person's passkeys by the names that their owner gave them.
func (e *edge) passkeysOf(ctx context.Context, t tenant.ID, person string) ([]passkeyOut, error) {
	all, err := e.Passkeys.Passkeys(ctx, t, person)
	out := []passkeyOut{}
	for _, k := range all {
		out = append(out, passkeyOut{k.ID, k.Name, k.Created, k.Used})
	}
	return out, err
}

func (e *edge) beginPasskey(ctx context.Context, c *call, in *struct {
	InTenant
	Body beginFactor
},
) (*body[ceremony], error) {
	o, err := e.owner(ctx, c)
	if err != nil {
		return nil, err
	}
	if !c.session.Fresh(e.Now()) {
		if err := e.gate.Confirm(ctx, o.Person, in.Body.Current, c.source); err != nil {
			return nil, err
		}
	}
	known, err := e.Passkeys.Passkeys(ctx, o.Tenant, o.ID)
	if err != nil {
		return nil, err
	}
	options, err := e.Ceremonies.Create(e.site(ctx, c), o.Person, known, e.tickets.Write(o.Person, identity.Step{First: toCreate}, e.Now()))
	return ok(ceremony{options}), err
}

func (e *edge) createPasskey(ctx context.Context, c *call, in *struct {
	InTenant
	Body newPasskey
},
) (*entered[passkeyOut], error) {
	o, err := e.owner(ctx, c)
	if err != nil {
		return nil, err
	}
	challenge, _, err := e.Ceremonies.Challenge(in.Body.Credential)
	if err != nil {
		return nil, err
	}
	who, purpose, err := e.tickets.Read(o.Tenant, challenge, e.Now())
	if err != nil || who != o.ID || purpose.First != toCreate {
		return nil, fault.New(fault.Invalid, "passkey-malformed", "This answers no question of ours, or too late. Begin again.").Because(err)
	}
	k, err := e.Ceremonies.Created(e.site(ctx, c), o.Person, in.Body.Credential)
	if err != nil {
		return nil, err
	}
	k.ID, k.Name, k.Created = uuid.Must(uuid.NewV7()).String(), strings.TrimSpace(in.Body.Name), e.clock()
	session, token, hash := e.proven(o, c)
	err = e.change(ctx, o.home, "core:me.passkey.create", "passkey/"+k.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		w := tx.Access().Proofs().Passkeys()
		if err := w.Spend(ctx, identity.HashToken(challenge), e.Now().Add(identity.TicketLife)); err != nil {
			return err
		}
		if err := w.Put(ctx, k); err != nil || !c.unproven {
			return err
		}
		return inPlace(ctx, tx, c, session, hash)
	})
	out := &entered[passkeyOut]{Body: passkeyOut{k.ID, k.Name, k.Created, nil}}
	if c.unproven {
		out.SetCookie = cookie(token, c.secure)
	}
	return out, err
}

// proven is a session of somebody who has shown a passkey beside what they came in with.
func (e *edge) proven(o owner, c *call) (s identity.Session, token string, hash []byte) {
	return identity.NewSession(o.Person, identity.How{First: c.session.How.First, Second: identity.SecondPasskey}, c.agent, e.Now())
}

// inPlace begins a session in place of the one that asks.
func inPlace(ctx context.Context, tx audit.Tx, c *call, s identity.Session, hash []byte) error {
	if err := tx.People().EndSessions(ctx, s.Person, c.session.ID); err != nil {
		return err
	}
	return tx.People().PutSession(ctx, s, hash)
}

func (e *edge) provePasskey(ctx context.Context, c *call, in *struct {
	InTenant
	Body shownPasskey
},
) (*entered[signedInAs], error) {
	o, err := e.owner(ctx, c)
	if err != nil {
		return nil, err
	}
	return e.withPasskey(ctx, o.home, in.Body.Credential, func(s shown) (*entered[signedInAs], error) {
		if s.person.ID != o.ID {
			return nil, errPasskey()
		}
		session, token, hash := e.proven(o, c)
		err := e.change(ctx, o.home, "core:me.passkey.prove", "session/"+session.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
			if err := s.use(ctx, tx); err != nil {
				return err
			}
			return inPlace(ctx, tx, c, session, hash)
		})
		who := brief(o.Person)
		return &entered[signedInAs]{SetCookie: cookie(token, c.secure), Body: signedInAs{Person: &who}}, err
	})
}

func (e *edge) renamePasskey(ctx context.Context, c *call, in *struct {
	WithID
	Body passkeyName
},
) (*none, error) {
	home := *c
	home.Tenant.ID = c.Principal.Home
	return &none{}, e.change(ctx, &home, "core:me.passkey.rename", "passkey/"+in.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Access().Proofs().Passkeys().Rename(ctx, c.Principal.ID, in.ID, strings.TrimSpace(in.Body.Name))
	})
}

func (e *edge) removePasskey(ctx context.Context, c *call, in *WithID) (*none, error) {
	home := *c
	home.Tenant.ID = c.Principal.Home
	return &none{}, e.change(ctx, &home, "core:me.passkey.remove", "passkey/"+in.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Access().Proofs().Passkeys().Remove(ctx, c.Principal.ID, in.ID)
	})
}
