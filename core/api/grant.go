package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type newGrant struct {
	Principal string     `json:"principal_id" maxLength:"64" doc:"A person, a group or a service key of this organisation, or somebody of another who holds a role here already."`
	Role      string     `json:"role" maxLength:"80" example:"core:director"`
	UnitID    string     `json:"unit_id,omitempty" maxLength:"64" doc:"Empty: the whole organisation."`
	Expires   *time.Time `json:"expires,omitempty"`
	Reason    string     `json:"reason,omitempty" maxLength:"300"`
}

type createGrant struct {
	InTenant
	Body newGrant
	unit tenant.Unit
}

func (in *createGrant) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	unit, doc, err := e.place(ctx, c, in.Body.UnitID, "/unit_id")
	in.unit = unit
	return doc, err
}

type deleteGrant struct {
	WithID
	all   []identity.Grant
	grant identity.Grant
}

func (in *deleteGrant) about(ctx context.Context, e *edge, c *call) (_ authz.Document, err error) {
	if in.all, err = e.Roll.Grants(ctx, c.Tenant.ID); err != nil {
		return nil, err
	}
	groups, err := e.Groups.Groups(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	given := slices.Clone(in.all)
	for _, g := range groups {
		given = append(given, g.Grants...) // nobody holds what is given to a group without members
	}
	i := slices.IndexFunc(given, func(g identity.Grant) bool { return g.ID == in.ID })
	if i < 0 {
		return nil, fault.Missing("grant")
	}
	in.grant = given[i]
	return authz.Document{"unit_path": in.grant.Path}, nil
}

type roleOut struct {
	Name    string   `json:"name"`
	Title   sdk.Text `json:"title"`
	Module  string   `json:"module,omitempty"`
	Actions []string `json:"actions"`
	Give    bool     `json:"give" doc:"I may give it somewhere."`
}

type rolesOut struct {
	Roles []roleOut `json:"roles"`
}

func (e *edge) grants() {
	register(e, operation{
		id: "role-list", method: http.MethodGet, path: "/t/{tenant}/roles", action: "core:role.read", access: onAny,
		summary: "Roles of the core and of modules, with what they may do",
	}, e.listRoles)
	register(e, operation{
		id: "grant-create", method: http.MethodPost, path: "/t/{tenant}/grants", action: "core:grant.create",
		summary: "Give a role on a unit and all that is under it", status: http.StatusCreated,
		example: newGrant{Principal: "0198c0de-0000-7000-8000-000000000000", Role: identity.Director},
	}, e.createGrant)
	register(e, operation{
		id: "grant-delete", method: http.MethodDelete, path: "/t/{tenant}/grants/{id}", action: "core:grant.delete",
		summary: "Take a role away", status: http.StatusNoContent,
	}, e.deleteGrant)
}

func (e *edge) listRoles(ctx context.Context, c *call, _ *InTenant) (*body[rolesOut], error) {
	on, err := e.modulesOn(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	gives, err := e.giver(ctx, c)
	if err != nil {
		return nil, err
	}
	may := map[string][]string{}
	for action, roles := range gives.may {
		for _, role := range roles {
			may[role] = append(may[role], action)
		}
	}
	out := rolesOut{Roles: []roleOut{}}
	for _, r := range rolesOf(on) {
		if r.Name == identity.Operator && c.Tenant.Slug != tenant.SystemSlug {
			continue
		}
		slices.Sort(may[r.Name])
		out.Roles = append(out.Roles, roleOut{r.Name, r.Title, moduleOf(r.Name), list(may[r.Name]), gives.anywhere(r.Name)})
	}
	return ok(out), nil
}

func rolesOf(modules []plugin) []sdk.Role {
	all := Roles()
	for _, m := range modules {
		all = append(all, m.Roles...)
	}
	return all
}

// titleOfRole is what people call a role; nothing for one that is not there.
func titleOfRole(modules []plugin, name string) sdk.Text {
	all := rolesOf(modules)
	if i := slices.IndexFunc(all, func(r sdk.Role) bool { return r.Name == name }); i >= 0 {
		return all[i].Title
	}
	return nil
}

// checkRole refuses a role that is not there to be given.
func (e *edge) checkRole(c *call, role string) error {
	if role == identity.Operator && c.Tenant.Slug != tenant.SystemSlug {
		return fault.InvalidField("/role", "operators belong to the organisation %q only", tenant.SystemSlug)
	}
	known := slices.ContainsFunc(rolesOf(e.plugins(c.Tenant.ID)), func(r sdk.Role) bool { return r.Name == role })
	if !known {
		return fault.InvalidRule("/role", fault.Absent, "", "there is no role %q", role)
	}
	return nil
}

func (e *edge) createGrant(ctx context.Context, c *call, in *createGrant) (*body[grantOut], error) {
	if err := e.checkRole(c, in.Body.Role); err != nil {
		return nil, err
	}
	if err := e.mayGive(ctx, c, in.Body.Role, in.unit.Path); err != nil {
		return nil, err
	}
	if in.Body.Expires != nil && !in.Body.Expires.After(e.Now()) {
		return nil, fault.InvalidRule("/expires", fault.NotAhead, "", "a time to come")
	}
	home, err := e.homeOf(ctx, c, in.Body.Principal)
	if err != nil {
		return nil, err
	}
	g := identity.Grant{
		ID: uuid.Must(uuid.NewV7()).String(), Principal: in.Body.Principal, Home: home, Role: in.Body.Role,
		Unit: in.Body.UnitID, Path: in.unit.Path, Expires: in.Body.Expires, Reason: in.Body.Reason, By: c.actor(),
	}
	err = e.change(ctx, c, "core:grant.create", "grant/"+g.ID, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Unit = g.Path
		return tx.Access().PutGrant(ctx, g)
	})
	if err != nil {
		return nil, err
	}
	return ok(grantOut{ID: g.ID, Role: g.Role, UnitID: g.Unit, UnitPath: g.Path, UnitName: in.unit.Name, Expires: g.Expires, Reason: g.Reason}), nil
}

// homeOf refuses to give something to nobody. It tells where somebody belongs who holds something here already and has their
// account in another organisation; zero for this one's own people, groups and keys.
func (e *edge) homeOf(ctx context.Context, c *call, id string) (home tenant.ID, err error) {
	held, err := e.grantsOf(ctx, c.Tenant.ID, id)
	if err != nil {
		return home, err
	}
	p, err := identity.Somebody(ctx, e.Roll, c.Tenant.ID, held, id)
	if err == nil && p.Tenant != c.Tenant.ID {
		return p.Tenant, nil
	}
	if err == nil || fault.KindOf(err) != fault.NotFound {
		return home, err
	}
	keys, err := e.Roll.Keys(ctx, c.Tenant.ID)
	if err != nil {
		return home, err
	}
	if slices.ContainsFunc(keys, func(k identity.Key) bool { return k.ID == id && k.Revoked == nil }) {
		return home, nil
	}
	groups, err := e.Groups.Groups(ctx, c.Tenant.ID)
	if err == nil && !slices.ContainsFunc(groups, func(g identity.Group) bool { return g.ID == id }) {
		err = fault.InvalidRule("/principal_id", fault.Absent, "", "there is no such person, group or service key here")
	}
	return home, err
}

func (e *edge) deleteGrant(ctx context.Context, c *call, in *deleteGrant) (*none, error) {
	if err := e.mayGive(ctx, c, in.grant.Role, in.grant.Path); err != nil {
		return nil, err
	}
	if err := keepsAdministrator(in.all, func(g identity.Grant) bool { return g.ID == in.ID }); err != nil {
		return nil, err
	}
	return &none{}, e.change(ctx, c, "core:grant.delete", "grant/"+in.ID, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Unit = in.grant.Path
		return tx.Access().RemoveGrant(ctx, in.ID)
	})
}

// keepsAdministrator refuses to leave an organisation without anybody who could give a right again.
func keepsAdministrator(all []identity.Grant, goes func(identity.Grant) bool) error {
	isAdmin := func(g identity.Grant) bool {
		return g.Role == identity.Administrator && g.Path == tenant.Root && g.Expires == nil && g.Home.IsZero()
	}
	admins := slices.DeleteFunc(slices.Clone(all), func(g identity.Grant) bool { return !isAdmin(g) })
	if !slices.ContainsFunc(admins, goes) || slices.ContainsFunc(admins, func(g identity.Grant) bool { return !goes(g) }) {
		return nil
	}
	return fault.New(fault.Conflict, "last-administrator", "This is the last administrator. Give the role to somebody else first.")
}

// grantsOf lists what one principal holds in a tenant.
func (e *edge) grantsOf(ctx context.Context, t tenant.ID, principal string) ([]identity.Grant, error) {
	all, err := e.Roll.Grants(ctx, t)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(g identity.Grant) bool { return g.Principal != principal }), nil
}
