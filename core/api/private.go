package api

import (
	"context"
	"net/http"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

type privateKey struct{}

// Private marks every request to h as coming from the owner of this machine: over a socket in the data folder
// that only they can open. Such a request holds all of the core's roles, and nothing of a module's.
// Never wrap a handler that listens on a network.
func Private(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), privateKey{}, true)))
	})
}

func isPrivate(ctx context.Context) bool {
	private, _ := ctx.Value(privateKey{}).(bool)
	return private
}

// ownerOfMachine is the principal behind the private socket.
func ownerOfMachine(t tenant.Tenant) identity.Principal {
	p := identity.Principal{Kind: identity.Service, ID: "machine-owner", Home: t.ID, Language: first(t.Languages)}
	for _, role := range []string{identity.Operator, identity.Administrator, identity.PrivacyOfficer} {
		p.Grants = append(p.Grants, identity.Grant{ID: "machine-owner-" + role, Principal: p.ID, Role: role, Path: tenant.Root})
	}
	return p
}
