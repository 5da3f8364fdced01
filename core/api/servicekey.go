package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// maxKeyLife is how far away a key's expiry may lie.
const maxKeyLife = 366 * 24 * time.Hour

type keyOut struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Hint    string     `json:"hint" doc:"Last characters of the secret."`
	Scopes  []string   `json:"scopes"`
	Expires time.Time  `json:"expires"`
	Used    *time.Time `json:"used_at,omitempty"`
	Revoked *time.Time `json:"revoked_at,omitempty"`
}

// listedKey is a key with what it may do, and where.
type listedKey struct {
	keyOut
	Grants []grantOut `json:"grants"`
}

type keysOut struct {
	Keys []listedKey `json:"keys"`
}

type newKey struct {
	Name    string    `json:"name" minLength:"1" maxLength:"120"`
	Scopes  []string  `json:"scopes,omitempty" maxItems:"100" doc:"Actions that it is limited to; empty: all that its role allows."`
	Role    string    `json:"role" maxLength:"80"`
	UnitID  string    `json:"unit_id,omitempty" maxLength:"64" doc:"Empty: the whole organisation."`
	Expires time.Time `json:"expires" doc:"At most a year away."`
}

type createKey struct {
	InTenant
	Body newKey
}

func (in *createKey) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	_, doc, err := e.place(ctx, c, in.Body.UnitID, "/unit_id")
	return doc, err
}

type keyMade struct {
	Key    keyOut `json:"key"`
	Secret string `json:"secret" doc:"Shown once."`
}

func (e *edge) keys() {
	register(e, operation{id: "key-list", method: http.MethodGet, path: "/t/{tenant}/keys", action: "core:key.read", summary: "Service keys"}, e.listKeys)
	register(e, operation{
		id: "key-create", secret: true, method: http.MethodPost, path: "/t/{tenant}/keys", action: "core:key.create",
		summary: "Make a service key", status: http.StatusCreated,
		example: newKey{Name: "open data export", Scopes: []string{"core:unit.read"}, Role: identity.Coordinator, Expires: e.clock().AddDate(0, 6, 0).Truncate(time.Hour)},
	}, e.createKey)
	register(e, operation{
		id: "key-revoke", method: http.MethodDelete, path: "/t/{tenant}/keys/{id}", action: "core:key.revoke",
		summary: "Revoke a service key", status: http.StatusNoContent,
	}, e.revokeKey)
}

func keyLine(k identity.Key) keyOut {
	return keyOut{k.ID, k.Name, k.Hint, list(k.Scopes), k.Expires, k.Used, k.Revoked}
}

func (e *edge) listKeys(ctx context.Context, c *call, _ *InTenant) (*body[keysOut], error) {
	all, err := e.Roll.Keys(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	held, err := e.held(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := keysOut{Keys: []listedKey{}}
	for _, k := range all {
		grants, err := e.grantsOut(ctx, c.Tenant.ID, held[k.ID])
		if err != nil {
			return nil, err
		}
		out.Keys = append(out.Keys, listedKey{keyLine(k), grants})
	}
	return ok(out), nil
}

func (e *edge) createKey(ctx context.Context, c *call, in *createKey) (*body[keyMade], error) {
	if err := e.checkKey(c, in.Body); err != nil {
		return nil, err
	}
	secret, hash, hint := identity.NewKey()
	k := identity.Key{
		ID: uuid.Must(uuid.NewV7()).String(), Tenant: c.Tenant.ID, Name: strings.TrimSpace(in.Body.Name), Hint: hint,
		Scopes: in.Body.Scopes, Expires: in.Body.Expires.UTC(),
	}
	grant := identity.Grant{
		ID: uuid.Must(uuid.NewV7()).String(), Principal: k.ID, Role: in.Body.Role, Unit: in.Body.UnitID,
		Expires: &k.Expires, Reason: "service key",
	}
	err := e.change(ctx, c, "core:key.create", "key/"+k.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		if err := tx.Keys().Put(ctx, k, hash); err != nil {
			return err
		}
		return tx.Access().PutGrant(ctx, grant)
	})
	if err != nil {
		return nil, err
	}
	return ok(keyMade{keyLine(k), secret}), nil
}

func (e *edge) checkKey(c *call, in newKey) error {
	away := in.Expires.Sub(e.Now())
	switch {
	case strings.TrimSpace(in.Name) == "":
		return fault.InvalidRule("/name", fault.Required, "", "a name")
	case away <= 0 || away > maxKeyLife:
		return fault.InvalidRule("/expires", fault.NotAhead, "", "a time to come, at most a year away")
	case in.Role == identity.Operator && c.Tenant.Slug != tenant.SystemSlug:
		return fault.InvalidField("/role", "operators belong to the organisation %q only", tenant.SystemSlug)
	}
	known := actionsOf(e.plugins(c.Tenant.ID))
	for i, scope := range in.Scopes {
		if !slices.ContainsFunc(known, func(a sdk.Action) bool { return a.Name == scope }) {
			return fault.InvalidRule("/scopes/"+strconv.Itoa(i), fault.Absent, "", "there is no action %q", scope)
		}
	}
	return e.checkRole(c, in.Role)
}

func (e *edge) revokeKey(ctx context.Context, c *call, in *WithID) (*none, error) {
	all, err := e.Roll.Keys(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(k identity.Key) bool { return k.ID == in.ID })
	if i < 0 {
		return nil, fault.Missing("key")
	}
	now := e.clock()
	all[i].Revoked = &now
	return &none{}, e.change(ctx, c, "core:key.revoke", "key/"+in.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Keys().Put(ctx, all[i], nil)
	})
}
