package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// visitCookie holds the key of a browser whose owner is at a provider.
const visitCookie = "rb_visit"

// The pace of what strangers make us ask providers, by organisation and network address.
const (
	mostVisits  = 60
	mostLogouts = 600 // of providers: everybody of a town may leave at once
	visitsWhile = 10 * time.Minute
)

type whichAccount struct {
	Login string `json:"login" maxLength:"200" doc:"An e-mail address. Its domain decides; whose it is, nobody looks up."`
}

type providerBrief struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Only bool   `json:"only" doc:"People of this domain sign in in no other way."`
}

type whereOut struct {
	Provider *providerBrief `json:"provider,omitempty" doc:"Absent: by login and password."`
}

type enterProvider struct {
	Provider string `json:"provider" maxLength:"64"`
	Login    string `json:"login,omitempty" maxLength:"200" doc:"The address that was typed; the provider is told, so that nobody types it twice."`
	Next     string `json:"next,omitempty" maxLength:"200" doc:"The console's page to which they were going."`
}

type away struct {
	Address string `json:"address" doc:"Where the browser goes now; empty: nowhere else."`
}

func (e *edge) providerEntry() {
	register(e, operation{
		id: "sign-in-where", method: http.MethodPost, path: "/t/{tenant}/sign-in:where", action: "core:sign-in", access: anybody,
		summary: "By which account people with an address of this domain sign in", example: whichAccount{"camille.martin@ville.example.org"},
	}, e.signInWhere)
	register(e, operation{
		id: "sign-in-provider", method: http.MethodPost, path: "/t/{tenant}/sign-in:provider", action: "core:sign-in", access: anybody, secret: true,
		summary: "Begin to sign in by the organisation's account", example: enterProvider{Provider: "…"},
	}, e.signInProvider)
	e.adapter.Mount(http.MethodGet, "/t/{tenant}/providers/{id}/return", http.HandlerFunc(e.providerReturn))
	e.adapter.Mount(http.MethodPost, "/t/{tenant}/providers/{id}/logout", http.HandlerFunc(e.providerLogout))
}

// providerFor is the provider of an address's domain; nil where there is none.
func (e *edge) providerFor(ctx context.Context, t tenant.ID, address string) (*identity.Provider, error) {
	if !strings.Contains(address, "@") {
		return nil, nil
	}
	all, err := e.Providers.Providers(ctx, t)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.Ready() && p.For(identity.CanonicalLogin(address)) {
			return &p, nil
		}
	}
	return nil, nil
}

func (e *edge) signInWhere(ctx context.Context, c *call, in *struct {
	InTenant
	Body whichAccount
},
) (*body[whereOut], error) {
	p, err := e.providerFor(ctx, c.Tenant.ID, in.Body.Login)
	if err != nil || p == nil {
		return ok(whereOut{}), err
	}
	return ok(whereOut{&providerBrief{p.ID, p.Name, p.Only}}), nil
}

func (e *edge) signInProvider(ctx context.Context, c *call, in *struct {
	InTenant
	Body enterProvider
},
) (*entered[away], error) {
	if wait := e.visits.wait(c.Tenant.Slug+" "+neighbourhood(c.source), e.Now()); wait > 0 {
		return nil, tooManyVisits(wait)
	}
	return e.leaveFor(ctx, c, in.Body, "")
}

func tooManyVisits(wait time.Duration) error {
	f := fault.New(fault.Exhausted, "provider-paused", "Enough sign-ins from this address for now. Wait a little, then begin again.")
	f.RetryAfter = wait
	return f
}

// leaveFor sends a browser to a provider; person is who links an account to theirs.
func (e *edge) leaveFor(ctx context.Context, c *call, to enterProvider, person string) (*entered[away], error) {
	p, err := e.provider(ctx, c.Tenant.ID, to.Provider)
	if err == nil && !p.Ready() {
		err = fault.Missing("provider")
	}
	if err != nil {
		return nil, err
	}
	key, asked, err := e.tickets.Leave(c.Tenant.ID, identity.Visit{Provider: p.ID, Issuer: p.Issuer, Person: person, Next: to.Next}, e.Now())
	if err != nil {
		return nil, err
	}
	asked.Return = e.providerAddress(ctx, c, p.ID) + "/return"
	if identity.CheckEmail("", identity.CanonicalLogin(to.Login)) == nil {
		asked.Hint = identity.CanonicalLogin(to.Login)
	}
	address, err := e.Parties.Ask(ctx, p, asked)
	return &entered[away]{SetCookie: visit(key, c), Body: away{address}}, err
}

// visit writes the cookie of a visit; an empty key takes it away.
func visit(key string, c *call) string {
	made := http.Cookie{
		Name: visitCookie, Value: key, Path: "/t/" + c.Tenant.Slug + "/providers/", HttpOnly: true, Secure: c.secure,
		SameSite: http.SameSiteLaxMode, MaxAge: int(identity.VisitLife.Seconds()),
	}
	if key == "" {
		made.MaxAge = -1
	}
	return made.String()
}

// providerReturn takes back who comes from a provider, and sends them on into the console, whatever has become of it. The
// address asks nothing but what is its own: providers add to it what they like.
func (e *edge) providerReturn(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	c, err := e.arrive(r, r.PathValue("tenant"))
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	w.Header().Add("Set-Cookie", visit("", c))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	to, session, err := e.returned(ctx, c, r)
	if err != nil {
		to = e.notReturned(ctx, c, err)
	}
	if session != "" {
		w.Header().Add("Set-Cookie", session)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// notReturned notes why a sign-in came to nothing, and is the page that says it.
func (e *edge) notReturned(ctx context.Context, c *call, err error) string {
	known := fault.From(err)
	switch known.Kind {
	case fault.Unauthenticated, fault.Denied, fault.Conflict, fault.NotFound:
		c.Principal = identity.Principal{Kind: identity.Visitor}
		if noted := e.failed(ctx, c); noted != nil {
			known = fault.From(noted)
		}
	}
	if known.Kind == fault.Internal || known.Kind == fault.Unauthenticated && known.Code == "provider-refused" {
		e.Logger.WarnContext(ctx, "a sign-in by a provider came to nothing", "request_id", c.Request, "error", err)
	}
	return "/o/" + c.Tenant.Slug + "/sign-in#problem=" + known.Code
}

// returned is the way of who comes back: the visit must be this browser's, the answer this provider's, and the account
// somebody's.
func (e *edge) returned(ctx context.Context, c *call, r *http.Request) (to, session string, err error) {
	if wait := e.visits.wait(c.Tenant.Slug+" "+neighbourhood(c.source), e.Now()); wait > 0 {
		return "", "", tooManyVisits(wait)
	}
	query := r.URL.Query()
	key, err := r.Cookie(visitCookie)
	if err != nil {
		key = &http.Cookie{}
	}
	v, asked, err := e.tickets.Return(c.Tenant.ID, query.Get("state"), key.Value, e.Now())
	if err != nil {
		return "", "", err
	}
	p, err := e.provider(ctx, c.Tenant.ID, v.Provider)
	if err != nil {
		return "", "", err
	}
	if p.ID != r.PathValue("id") || p.Issuer != v.Issuer || !p.Ready() {
		return "", "", fault.New(fault.Unauthenticated, "provider-again", "This is not where this sign-in was begun. Begin it again.")
	}
	asked.Return = e.providerAddress(ctx, c, p.ID) + "/return"
	account, err := e.vouched(ctx, c, p, asked, query.Get("code"), query.Get("iss"))
	if err != nil {
		return "", "", err
	}
	spend := func(ctx context.Context, tx audit.Tx) error {
		return tx.Access().Proofs().Passkeys().Spend(ctx, identity.HashToken(asked.State), e.Now().Add(identity.VisitLife))
	}
	if v.Person != "" {
		return "/o/" + c.Tenant.Slug + "/account", "", e.linkOwn(ctx, c, v, account, spend)
	}
	return e.enterBy(ctx, c, p, account, v, spend)
}

// vouched asks the provider what a code is worth.
func (e *edge) vouched(ctx context.Context, c *call, p identity.Provider, asked identity.Asked, code, issuer string) (identity.Account, error) {
	if code == "" {
		return identity.Account{}, fault.New(fault.Unauthenticated, "provider-declined", "The provider has not signed you in, or you have turned back.")
	}
	var secret []byte
	if p.Secret != "" {
		open, err := e.Secrets.Open(c.Tenant.ID, "provider/"+p.ID, p.Secret)
		if err != nil {
			return identity.Account{}, err
		}
		secret = open
	}
	return e.Parties.Answered(ctx, p, string(secret), asked, identity.Returned{Code: code, Issuer: issuer})
}

// enterBy lets in whose account it is, or asks them for their second factor first.
func (e *edge) enterBy(ctx context.Context, c *call, p identity.Provider, a identity.Account, v identity.Visit, spend func(context.Context, audit.Tx) error) (to, session string, err error) {
	who, take, err := e.whose(ctx, c, p, a)
	if err != nil {
		return "", "", err
	}
	both := func(ctx context.Context, tx audit.Tx) error {
		if err := spend(ctx, tx); err != nil || take == nil {
			return err
		}
		return take(ctx, tx)
	}
	from, factor := identity.NewSource(p.ID, a.Subject, a.Sid), identity.Factor{}
	if !p.Suffices {
		if factor, err = e.Factors.Factor(ctx, who.Tenant, who.ID); err != nil {
			return "", "", err
		}
	}
	if factor.On() {
		c.become(who)
		err := e.change(ctx, c, "core:sign-in.provider", "person/"+who.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error { return both(ctx, tx) })
		if err != nil {
			return "", "", err
		}
		asked, err := e.ask(ctx, who, identity.Step{First: identity.FirstProvider, Source: from})
		return "/o/" + c.Tenant.Slug + "/sign-in?next=" + onward(c, v.Next) + asked.fragment(), "", err
	}
	in, err := e.begin(ctx, c, who, p.How(), from, both)
	if err != nil {
		return "", "", err
	}
	return onward(c, v.Next), in.SetCookie, nil
}

// onward is the page of the console to which somebody was going; their organisation's first page for any other address.
func onward(c *call, next string) string {
	home := "/o/" + c.Tenant.Slug + "/"
	if !strings.HasPrefix(next, home) || strings.ContainsAny(next, "\\?#&%") || strings.Contains(next, "//") || strings.ContainsFunc(next, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return home
	}
	return next
}

// only refuses who must sign in by a provider and came otherwise. Administrators may: a provider that fails locks nobody out.
func (e *edge) only(ctx context.Context, p identity.Person) error {
	by, err := e.providerFor(ctx, p.Tenant, orElse(p.Email, p.Login))
	if err != nil || by == nil || !by.Only {
		return err
	}
	held, err := e.held(ctx, p.Tenant)
	if err != nil {
		return err
	}
	if administers(held[p.ID]) {
		return nil
	}
	return errOnly()
}

// administers reports whether one of somebody's roles is that of who administers the organisation.
func administers(held []identity.Grant) bool {
	return slices.ContainsFunc(held, func(g identity.Grant) bool { return g.Role == identity.Administrator && g.Unit == "" })
}

func errOnly() error {
	return fault.New(fault.Unauthenticated, "provider-only", "Your organisation asks you to sign in by its own account.")
}
