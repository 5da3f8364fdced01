package api

import (
	"context"
	"net/http"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// mostToken is how long a logout token may be, with the form around it.
const mostToken = 64 << 10

// providerLogout ends the sessions behind which a session of the provider stood that has ended there (OpenID Connect
// Back-Channel Logout 1.0).
func (e *edge) providerLogout(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	err := e.loggedOut(w, r)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	w.WriteHeader(http.StatusOK)
}

func (e *edge) loggedOut(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	c, err := e.arrive(r, r.PathValue("tenant"))
	if err != nil {
		return err
	}
	if wait := e.logouts.wait(c.Tenant.Slug+" "+neighbourhood(c.source), e.Now()); wait > 0 {
		return tooManyVisits(wait)
	}
	p, err := e.provider(ctx, c.Tenant.ID, r.PathValue("id"))
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostToken)
	source, once, until, err := e.Parties.Ended(ctx, p, r.PostFormValue("logout_token"))
	if err != nil {
		return badToken(err)
	}
	c.Principal = identity.Principal{Kind: identity.Visitor}
	err = e.change(ctx, c, "core:sign-out.provider", "provider/"+p.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		if err := tx.Access().Proofs().Passkeys().Spend(ctx, identity.HashToken("logout "+once), until); err != nil {
			return err
		}
		return tx.Access().Proofs().Providers().End(ctx, source)
	})
	return badToken(err)
}

// badToken is the answer to a token that proves nothing, or has done what it can: 400, as the protocol asks.
func badToken(err error) error {
	switch {
	case err == nil:
		return nil
	case fault.KindOf(err) == fault.Unauthenticated, fault.KindOf(err) == fault.Conflict:
		return newProblem(http.StatusBadRequest, "logout-token-refused", "This logout token proves nothing, or was used before.")
	}
	return err
}

// leave signs out here, and says where the browser signs out at the provider too.
func (e *edge) leave(ctx context.Context, c *call, in *InTenant) (*entered[away], error) {
	var to away
	if by := c.session.Source.Provider; by != "" && c.session.Tenant == c.Tenant.ID {
		p, err := e.provider(ctx, c.Tenant.ID, by)
		if err == nil {
			to.Address, err = e.Parties.Leave(ctx, p, e.exit(ctx, c))
		}
		if err != nil { // whoever wants out is let out
			e.Logger.WarnContext(ctx, "where to sign out at a provider is not known", "request_id", c.Request, "error", err)
		}
	}
	out, err := e.signOut(ctx, c, in)
	if err != nil {
		return nil, err
	}
	return &entered[away]{SetCookie: out.SetCookie, Body: to}, nil
}
