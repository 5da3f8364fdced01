package api

import (
	"context"
	"encoding/base64"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// A link by e-mail serves once, within a quarter of an hour; in the browser that asked for it, without a question.
const (
	linkLife        = 15 * time.Minute
	askedCookieName = "rb_asked"
	toEnter         = "link-enter "
	sendAtOnce      = 8
	sendTime        = time.Minute
)

type linkAsked struct {
	Login string `json:"login" minLength:"1" maxLength:"200" doc:"Login name or e-mail."`
}

type linkShown struct {
	Ticket    string `json:"ticket" maxLength:"800" doc:"What stands in the link after #."`
	Confirmed bool   `json:"confirmed,omitempty" doc:"The person was asked, in a browser that did not ask for the link."`
}

func (e *edge) signInLinks() {
	register(e, operation{
		id: "sign-in-link-send", method: http.MethodPost, path: "/t/{tenant}/sign-in:link-send", action: "core:sign-in", access: anybody,
		summary: "Ask for a link by e-mail; the answer is the same whether or not there is such an account", status: http.StatusNoContent,
		example: linkAsked{"camille@example.org"},
	}, e.sendLink)
	register(e, operation{
		id: "sign-in-link", method: http.MethodPost, path: "/t/{tenant}/sign-in:link", action: "core:sign-in", access: anybody,
		summary: "Sign in with a link that came by e-mail", example: linkShown{Ticket: "…"},
	}, e.signInLink)
}

// linksFrom is the address that links by e-mail begin with, and whether anybody signs in by one.
func (e *edge) linksFrom(ctx context.Context, c *call) (origin string, on bool) {
	if c.Tenant.Settings.NoSignInLink {
		return "", false
	}
	return e.mailed(ctx, c)
}

// mailed is the address that a link in a message begins with, and whether messages may hold one. It is never a name that only the
// request tells: whoever chose that would be sent the secret of somebody else's link.
func (e *edge) mailed(ctx context.Context, c *call) (origin string, on bool) {
	if e.Mailbox == nil {
		return "", false
	}
	r, _ := requestOf(ctx)
	scheme := map[bool]string{true: "https://", false: "http://"}[c.secure]
	if e.Hosts != nil {
		if slug, own := e.Hosts.Slug(ctx, r.Host); own && slug == c.Tenant.Slug {
			return scheme + r.Host, true
		}
	}
	if public, err := url.Parse(e.URL); err == nil && public.Host != "" {
		return public.Scheme + "://" + public.Host, true
	}
	return scheme + r.Host, onThisMachine(r.Host)
}

// onThisMachine reports whether a host name leads nowhere else.
func onThisMachine(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

// sendLink answers before it looks anybody up: neither the answer nor its time tells who has an account.
func (e *edge) sendLink(ctx context.Context, c *call, in *struct {
	InTenant
	Body linkAsked
},
) (*left, error) {
	origin, on := e.linksFrom(ctx, c)
	if !on {
		return nil, fault.New(fault.Unsupported, "links-off", "Nobody signs in by a link here.")
	}
	account := identity.AccountOf(c.Tenant.ID, in.Body.Login)
	err := e.letters.Begin(account, c.source)
	limits(ctx, e.letters.Left(account, c.source))
	if err != nil {
		return nil, err
	}
	token, hash := identity.NewToken()
	go e.mailLink(context.WithoutCancel(ctx), *c, identity.CanonicalLogin(in.Body.Login), origin, hash)
	asked := http.Cookie{
		Name: askedCookieName, Value: token, Path: "/", HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteStrictMode, MaxAge: int(linkLife.Seconds()),
	}
	return &left{SetCookie: asked.String()}, nil
}

// mailLink sends the link to whoever has that login or address; to nobody where there is no such account.
func (e *edge) mailLink(ctx context.Context, c call, login, origin string, asked []byte) {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	select {
	case e.sending <- struct{}{}:
		defer func() { <-e.sending }()
	case <-ctx.Done():
		return
	}
	people, err := e.Roll.People(ctx, c.Tenant.ID)
	i := slices.IndexFunc(people, func(p identity.Person) bool {
		return p.Email != "" && !p.Suspended && (p.Login == login || p.Email == login)
	})
	if err == nil && i >= 0 {
		err = e.mailLinkTo(ctx, &c, people[i], origin, asked)
	}
	if err != nil {
		e.Logger.WarnContext(ctx, "a link to sign in could not be sent", "request_id", c.Request, "error", err)
	}
}

func (e *edge) mailLinkTo(ctx context.Context, c *call, p identity.Person, origin string, asked []byte) error {
	ticket := e.tickets.WriteUntil(p, identity.Step{First: toEnter + base64.RawURLEncoding.EncodeToString(asked)}, e.Now().Add(linkLife))
	c.Principal, c.once = identity.Principal{Kind: identity.Visitor}, nil
	err := e.change(ctx, c, "core:sign-in.link", "person/"+p.ID, func(context.Context, audit.Tx, *audit.Entry) error { return nil })
	if err != nil {
		return err
	}
	return e.Mailbox.Send(ctx, c.Tenant.ID, linkLetter(p, c.Tenant.Name, origin+"/o/"+c.Tenant.Slug+"/link#"+ticket))
}

func linkLetter(p identity.Person, organisation, link string) Letter {
	if p.Language == "en" {
		return Letter{
			To: p.Email, Language: "en", Subject: "Your link to sign in, " + organisation,
			Text: "Hello " + p.Name + ",\n\nOpen this link to sign in. It serves once, within a quarter of an hour:\n\n" + link +
				"\n\nIf you did not ask for it, do nothing: nobody gets in without it.\n\nRibambelle\n",
		}
	}
	return Letter{
		To: p.Email, Language: "fr", Subject: "Votre lien de connexion, " + organisation,
		Text: "Bonjour " + p.Name + ",\n\nOuvrez ce lien pour vous connecter. Il sert une fois, dans le quart d’heure :\n\n" + link +
			"\n\nSi vous ne l’avez pas demandé, ne faites rien : personne n’entre sans lui.\n\nRibambelle\n",
	}
}

func (e *edge) signInLink(ctx context.Context, c *call, in *struct {
	InTenant
	Body linkShown
},
) (*entered[signedInAs], error) {
	if _, on := e.linksFrom(ctx, c); !on {
		return nil, errLink()
	}
	id, purpose, err := e.tickets.Read(c.Tenant.ID, in.Body.Ticket, e.Now())
	asked, ours := strings.CutPrefix(purpose.First, toEnter)
	if err != nil || !ours {
		return nil, errLink()
	}
	p, err := e.Roll.Person(ctx, c.Tenant.ID, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	if err != nil || p.Suspended {
		return nil, errLink()
	}
	if err := e.only(ctx, p); err != nil {
		return nil, err
	}
	if !in.Body.Confirmed && !askedHere(ctx, asked) {
		return &entered[signedInAs]{Body: signedInAs{Confirm: p.Name}}, nil
	}
	out, err := e.enter(ctx, c, p, identity.Step{First: identity.FirstLink}, func(ctx context.Context, tx audit.Tx) error {
		return tx.Access().Proofs().Passkeys().Spend(ctx, identity.HashToken(in.Body.Ticket), e.Now().Add(linkLife))
	})
	if err != nil && fault.KindOf(err) == fault.Conflict {
		return nil, errLink()
	}
	return out, err
}

// askedHere reports whether the browser is the one that asked for the link.
func askedHere(ctx context.Context, asked string) bool {
	r, _ := requestOf(ctx)
	shown, err := r.Cookie(askedCookieName)
	return err == nil && base64.RawURLEncoding.EncodeToString(identity.HashToken(shown.Value)) == asked
}

// errLink is one answer for a link that never was one, was used, or is too old.
func errLink() error {
	return fault.New(fault.Unauthenticated, "link-not-valid", "This link has been used, or is too old. Ask for a new one.")
}
