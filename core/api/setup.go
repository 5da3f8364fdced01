package api

import (
	"context"
	"crypto/subtle"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type setupState struct {
	Open bool `json:"open" doc:"The first administrator's link still works."`
}

// SetupOrganisation is the first organisation.
type SetupOrganisation struct {
	Name      string   `json:"name" minLength:"1" maxLength:"160"`
	Slug      string   `json:"slug" minLength:"2" maxLength:"40" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" doc:"Short name in addresses."`
	Country   string   `json:"country" pattern:"^[A-Z]{2}$" example:"FR"`
	Wording   string   `json:"wording" maxLength:"12" example:"fr-FR"`
	Languages []string `json:"languages" minItems:"1" maxItems:"2"`
	Template  string   `json:"template" enum:"municipality,network,association"`
	Zone      string   `json:"zone" maxLength:"60" example:"Europe/Paris"`
}

// SetupAdministrator is the first account.
type SetupAdministrator struct {
	Name     string `json:"name" minLength:"1" maxLength:"120"`
	Login    string `json:"login" maxLength:"120"`
	Password string `json:"password" maxLength:"1024"`
	Language string `json:"language" enum:"fr,en"`
}

// SetupSite is one of the first sites.
type SetupSite struct {
	Name      string `json:"name" minLength:"1" maxLength:"160"`
	Kind      string `json:"kind" maxLength:"60"`
	Headcount int    `json:"headcount,omitempty" minimum:"0" maximum:"10000"`
	Places    int    `json:"places,omitempty" minimum:"0" maximum:"10000"`
}

type setupRequest struct {
	Body struct {
		Token         string             `json:"token" maxLength:"200" doc:"From the link that the server printed."`
		Organisation  SetupOrganisation  `json:"organisation"`
		Administrator SetupAdministrator `json:"administrator"`
		Sites         []SetupSite        `json:"sites,omitempty" maxItems:"200"`
		Territory     string             `json:"territory,omitempty" maxLength:"160" doc:"A territory that holds the sites."`
	}
}

type trySetup struct {
	Body struct {
		Token string `json:"token" maxLength:"200" doc:"From the link that the server printed."`
	}
}

type setupDone struct {
	Slug string `json:"slug"`
}

func (e *edge) firstSteps() {
	register(e, operation{
		id: "setup-state", method: http.MethodGet, path: "/setup", action: "core:setup", access: anybody,
		summary: "Whether the first administrator is still awaited",
	}, e.setupState)
	register(e, operation{
		id: "setup-try", method: http.MethodPost, path: "/setup:try", action: "core:setup", access: anybody,
		summary: "Whether a link is the one that the server printed, before anything is asked", status: http.StatusNoContent,
	}, e.trySetup)
	register(e, operation{
		id: "setup", method: http.MethodPost, path: "/setup", action: "core:setup", access: anybody,
		summary: "Make the first organisation and its administrator, once", status: http.StatusCreated,
	}, e.runSetup)
}

// setupOpen reports whether there is a token, and no organisation yet.
func (e *edge) setupOpen(ctx context.Context) (bool, error) {
	if e.Setup == "" {
		return false, nil
	}
	all, err := e.Tenants.All(ctx)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(all, func(t tenant.Tenant) bool { return t.Slug != tenant.SystemSlug }), nil
}

func (e *edge) setupState(ctx context.Context, _ *call, _ *struct{}) (*body[setupState], error) {
	open, err := e.setupOpen(ctx)
	return ok(setupState{open}), err
}

func (e *edge) trySetup(ctx context.Context, _ *call, in *trySetup) (*struct{}, error) {
	return nil, e.setupToken(ctx, in.Body.Token)
}

// setupToken refuses what is not the link of a first administrator who is still awaited.
func (e *edge) setupToken(ctx context.Context, token string) error {
	open, err := e.setupOpen(ctx)
	if err != nil {
		return err
	}
	if !open || subtle.ConstantTimeCompare([]byte(token), []byte(e.Setup)) != 1 {
		return fault.New(fault.Denied, "setup-closed", "This link has been used, or is not the one that the server printed.")
	}
	return nil
}

func (e *edge) runSetup(ctx context.Context, _ *call, in *setupRequest) (*entered[setupDone], error) {
	e.first.Lock()
	defer e.first.Unlock()
	if err := e.setupToken(ctx, in.Body.Token); err != nil {
		return nil, err
	}
	r, _ := requestOf(ctx)
	c := &call{source: e.address(r), agent: r.UserAgent(), secure: e.overTLS(r)}
	c.Request = requestID(ctx)
	if err := e.founding(c, in); err != nil {
		return nil, err
	}
	token, err := e.found(ctx, c, in)
	if err != nil {
		return nil, err
	}
	return &entered[setupDone]{SetCookie: cookie(token, c.secure), Body: setupDone{c.Tenant.Slug}}, nil
}

// founding checks everything before anything is written, and makes the tenant.
func (e *edge) founding(c *call, in *setupRequest) error {
	o := in.Body.Organisation
	settings := SettingFields{Name: o.Name, Country: o.Country, Wording: o.Wording, Languages: o.Languages, Zone: o.Zone}
	if err := below("/organisation", settings.check()); err != nil {
		return err
	}
	if o.Slug == tenant.SystemSlug {
		return fault.InvalidRule("/organisation/slug", fault.Taken, "", "%q is taken", o.Slug)
	}
	c.Tenant = settings.apply(tenant.Tenant{
		ID: tenant.NewID(), Slug: o.Slug, Template: o.Template, Created: e.clock(),
	})
	for i, s := range in.Body.Sites {
		if err := below("/sites/"+strconv.Itoa(i), checkUnit(c.Tenant, tenant.Unit{Name: strings.TrimSpace(s.Name), Kind: s.Kind})); err != nil {
			return err
		}
	}
	return nil
}

// found writes organisation, administrator and sites in one transaction, and signs the administrator in.
func (e *edge) found(ctx context.Context, c *call, in *setupRequest) (token string, err error) {
	a := in.Body.Administrator
	p, err := e.newPerson(c.Tenant.ID, "/administrator", strings.TrimSpace(a.Name), a.Login, a.Language)
	if err != nil {
		return "", err
	}
	if err := identity.CheckPassword("/administrator/password", a.Password, p.Login); err != nil {
		return "", err
	}
	kept, err := e.Passwords.Hash(ctx, a.Password)
	if err != nil {
		return "", err
	}
	session, token, hash := identity.NewSession(p, identity.How{First: identity.FirstPassword}, c.agent, e.Now())
	c.become(p)
	err = e.change(ctx, c, "core:setup", "", func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		if err := tx.Tenants(c.Tenant.Version).Put(ctx, c.Tenant); err != nil {
			return err
		}
		if err := administer(ctx, tx, p); err != nil {
			return err
		}
		if err := newPassword(ctx, tx, p.ID, kept, session, hash); err != nil {
			return err
		}
		return firstUnits(ctx, tx, in.Body.Territory, in.Body.Sites)
	})
	return token, err
}

// administer makes the account with the two roles that a small organisation's first person fills: setting up
// and running programmes.
func administer(ctx context.Context, tx audit.Tx, p identity.Person) error {
	if _, err := tx.People().Put(ctx, p); err != nil {
		return err
	}
	for _, role := range []string{identity.Administrator, identity.Coordinator} {
		grant := identity.Grant{ID: uuid.Must(uuid.NewV7()).String(), Principal: p.ID, Role: role, Path: tenant.Root, Reason: "first administrator"}
		if err := tx.Access().PutGrant(ctx, grant); err != nil {
			return err
		}
	}
	return nil
}

func firstUnits(ctx context.Context, tx audit.Tx, territory string, sites []SetupSite) error {
	taken, parent := map[string]bool{}, ""
	if territory = strings.TrimSpace(territory); territory != "" {
		key := keyOf(territory)
		taken[key] = true
		unit, err := tx.Units().Put(ctx, tenant.Unit{Key: key, Name: territory, Kind: "territory"})
		if err != nil {
			return err
		}
		parent = unit.ID
	}
	for _, s := range sites {
		key := free(keyOf(s.Name), taken)
		taken[key] = true
		unit := tenant.Unit{Key: key, Parent: parent, Name: strings.TrimSpace(s.Name), Kind: s.Kind, Headcount: s.Headcount, Places: s.Places}
		if _, err := tx.Units().Put(ctx, unit); err != nil {
			return err
		}
	}
	return nil
}

// below puts a prefix before the pointers of a refusal.
func below(prefix string, err error) error {
	if err == nil {
		return nil
	}
	refusal := *fault.From(err)
	fields := slices.Clone(refusal.Fields)
	for i := range fields {
		fields[i].Pointer = prefix + fields[i].Pointer
	}
	refusal.Fields = fields
	return &refusal
}
