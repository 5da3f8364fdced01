package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// cookieName is the session's cookie.
const cookieName = "rb_session"

// call is one request within a tenant: who asks, where, and what the gate found.
type call struct {
	Caller
	session  identity.Session
	token    []byte       // hash of the session's token; nil without a session
	filter   authz.Filter // what a list operation may show
	source   string       // network address, for limits only
	agent    string
	secure   bool
	once     *once
	states   []tenant.Module  // of the tenant, when the call came
	held     []identity.Grant // what the caller holds here, also while unproven
	unproven bool             // a second factor is asked of what they hold, and they have not shown one
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// known reports whether somebody is signed in, or a key was shown.
func (c *call) known() bool { return c.Principal.Kind != identity.Visitor }

// foreign reports whether the caller belongs elsewhere and holds nothing here: for them the tenant does not exist.
func (c *call) foreign() bool {
	return c.known() && c.Principal.Home != c.Tenant.ID && len(c.Principal.Grants) == 0
}

// actor is the principal as the audit log names it.
func (c *call) actor() string { return c.Principal.String() }

// entry begins the audit entry of something that this call does.
func (c *call) entry(action, resource string) *audit.Entry {
	return &audit.Entry{
		Tenant: c.Tenant.ID, Principal: c.actor(), Behalf: c.Principal.Behalf, Action: action, Resource: resource,
		Unit: tenant.Root, Outcome: audit.Done, Count: 1, Request: c.Request,
	}
}

// arrive finds the tenant and the principal of a request. slug "" is the tenant of operators.
func (e *edge) arrive(r *http.Request, slug string) (*call, error) {
	ctx := r.Context()
	if slug == "" {
		slug = tenant.SystemSlug
	}
	found, err := bySlug(ctx, e.Tenants, slug)
	return e.arriveAt(r, found, err)
}

// arriveAt is arrive where the tenant was looked for already.
func (e *edge) arriveAt(r *http.Request, found known, err error) (*call, error) {
	ctx, t := r.Context(), found.tenant
	switch {
	case err != nil && fault.KindOf(err) == fault.NotFound:
		return nil, noTenant()
	case err != nil:
		return nil, err
	}
	c := &call{
		Caller: Caller{Tenant: t, Request: requestID(ctx), Principal: identity.Principal{Kind: identity.Visitor, Language: first(t.Languages)}},
		states: found.modules, source: e.address(r), agent: r.UserAgent(), secure: e.overTLS(r),
	}
	if isPrivate(ctx) {
		c.Principal = ownerOfMachine(t)
		return c, nil
	}
	if err := e.authenticate(r, c); err != nil {
		return c, err
	}
	return c, c.open()
}

func noTenant() error { return fault.Missing("organisation") }

// authenticate takes the service key, or the cookie. A wrong key is refused; a dead cookie is a visitor's.
func (e *edge) authenticate(r *http.Request, c *call) error {
	if header := r.Header.Get("Authorization"); header != "" {
		return e.byKey(r, c, header)
	}
	cookie, err := r.Cookie(cookieName)
	if err != nil || cookie.Value == "" {
		return nil //nolint:nilerr // the one error of Cookie is that there is none
	}
	hash := identity.HashToken(cookie.Value)
	session, principal, err := e.Identities.Session(r.Context(), hash, c.Tenant.ID)
	if err != nil {
		if kind := fault.KindOf(err); kind == fault.NotFound || kind == fault.Unauthenticated {
			return nil
		}
		return err
	}
	if !session.Live(e.Now()) {
		return nil
	}
	c.session, c.Principal, c.token = session, principal, hash
	c.hold()
	e.renew(r.Context(), c)
	return nil
}

func (e *edge) byKey(r *http.Request, c *call, header string) error {
	wrong := fault.New(fault.Unauthenticated, "key-not-valid", "This service key is not valid, or has expired.")
	scheme, secret, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || !identity.IsKey(secret) {
		return wrong
	}
	key, principal, err := e.Identities.Key(r.Context(), identity.HashToken(secret), c.Tenant.ID)
	if err != nil {
		if kind := fault.KindOf(err); kind == fault.NotFound || kind == fault.Unauthenticated {
			return wrong
		}
		return err
	}
	c.Principal = principal
	e.noteUse(r.Context(), c, key)
	return nil
}

// noteUse writes when a key of this organisation was last used, at most once a day, so that nobody revokes as unused
// what a program depends on. A failure costs nothing: the next request tries again.
func (e *edge) noteUse(ctx context.Context, c *call, key identity.Key) {
	if key.Tenant != c.Tenant.ID || !key.Unnoted(e.Now()) {
		return
	}
	err := e.Book.Change(ctx, key.Tenant, c.entry("core:key.use", "key/"+key.ID), func(ctx context.Context, tx audit.Tx) error {
		return tx.Keys().Use(ctx, key.ID)
	})
	if err != nil {
		e.Logger.WarnContext(ctx, "the use of a key could not be noted", "request_id", c.Request, "error", err)
	}
}

// renew prolongs a session that is in use, at most once a day. A failure costs nothing: the next request tries again.
func (e *edge) renew(ctx context.Context, c *call) {
	renewed, worth := c.session.Renewed(e.Now())
	if !worth {
		return
	}
	entry := c.entry("core:session.renew", "session/"+renewed.ID)
	home := *entry
	home.Tenant = renewed.Tenant
	err := e.Book.Change(ctx, renewed.Tenant, &home, func(ctx context.Context, tx audit.Tx) error {
		return tx.People().PutSession(ctx, renewed, c.token)
	})
	if err != nil {
		e.Logger.WarnContext(ctx, "a session could not be prolonged", "request_id", c.Request, "error", err)
	}
}

func first(texts []string) string {
	if len(texts) == 0 {
		return "fr"
	}
	return texts[0]
}
