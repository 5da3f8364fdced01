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
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// tenantBrief is the organisation as everybody may see it.
type tenantBrief struct {
	Slug      string            `json:"slug"`
	Name      string            `json:"name"`
	Country   string            `json:"country"`
	Wording   string            `json:"wording"`
	Languages []string          `json:"languages"`
	Zone      string            `json:"zone"`
	Template  string            `json:"template"`
	Officer   tenant.Contact    `json:"officer"`
	Brand     map[string]string `json:"brand"`
	Words     map[string]string `json:"words"`
	Hosting   string            `json:"hosting"`
	Links     bool              `json:"sign_in_link" doc:"People may ask for a link by e-mail to sign in."`
	Mails     bool              `json:"mails" doc:"Invitations can be sent by e-mail."`
}

func briefTenant(t tenant.Tenant) tenantBrief {
	return tenantBrief{
		Slug: t.Slug, Name: t.Name, Country: t.Country, Wording: t.Wording, Languages: list(t.Languages), Zone: t.Zone,
		Template: t.Template, Officer: t.Officer, Brand: table(t.Settings.Brand), Words: table(t.Settings.Words), Hosting: t.Hosting,
	}
}

type grantOut struct {
	ID       string     `json:"id"`
	Role     string     `json:"role"`
	Title    sdk.Text   `json:"role_title,omitempty" doc:"What people call the role; in one's own grants."`
	UnitID   string     `json:"unit_id,omitempty"`
	UnitPath string     `json:"unit_path"`
	UnitName string     `json:"unit_name,omitempty"`
	Expires  *time.Time `json:"expires,omitempty"`
	Reason   string     `json:"reason,omitempty"`
	Group    string     `json:"group,omitempty" doc:"Name of the group through which it is held: it is given to the group, and taken away there."`
}

type moduleBrief struct {
	Name    string            `json:"name"`
	Title   map[string]string `json:"title"`
	Icon    string            `json:"icon,omitempty" doc:"Of Lucide's."`
	Version string            `json:"version"`
	On      bool              `json:"on"`
	Guest   bool              `json:"guest" doc:"It did not come with the server: its widgets live in frames without an origin."`
	Base    string            `json:"base" doc:"Address of its built files."`
	Widgets []sdk.Widget      `json:"widgets"`
	// Collections have a generated list and form each; those that the caller may read and that belong in a menu.
	Collections []collectionBrief `json:"collections"`
}

type collectionBrief struct {
	Name  string            `json:"name"`
	Title map[string]string `json:"title"`
}

// readable lists the ordinary collections of a module that are among the allowed actions, and for a menu.
func readable(m plugin, allowed []string) []collectionBrief {
	all := []collectionBrief{}
	for _, s := range m.Collections {
		if s.Kind == store.Ordinary && !s.Unlisted && slices.Contains(allowed, m.Name+":"+s.Collection+".read") {
			all = append(all, collectionBrief{s.Collection, s.Title})
		}
	}
	return all
}

type meOut struct {
	Kind    string             `json:"kind" enum:"person,visitor,service"`
	Person  *PersonBrief       `json:"person,omitempty"`
	Tenant  tenantBrief        `json:"tenant"`
	Home    *organisationBrief `json:"home,omitempty" doc:"Where my account is, when it is not here."`
	Support *supportOut        `json:"support,omitempty" doc:"I run the server, and am here to help: until when, and why."`
	Several bool               `json:"several,omitempty" doc:"I hold roles in other organisations too."`
	Device  *deviceBrief       `json:"device,omitempty" doc:"The site's device that I am on. What it allows is done in the field, at its site."`
	Grants  []grantOut         `json:"grants"`
	Actions []string           `json:"actions" doc:"What is allowed on at least one unit."`
	Modules []moduleBrief      `json:"modules" doc:"Those that are on."`
	Needs   string             `json:"needs,omitempty" enum:"second-factor" doc:"What I must set up before I may do anything else."`
}

type profile struct {
	Name     string `json:"name" minLength:"1" maxLength:"120"`
	Language string `json:"language" enum:"fr,en"`
}

type passwordChange struct {
	Current string `json:"current" maxLength:"1024"`
	New     string `json:"new" maxLength:"1024" doc:"At least 10 characters."`
}

func (e *edge) me() {
	register(e, operation{
		id: "me", method: http.MethodGet, path: "/t/{tenant}/me", action: "core:me.read", access: anybody, greets: true, field: true,
		summary: "Who I am here, and what I may do",
	}, e.readMe)
	register(e, operation{
		id: "me-update", method: http.MethodPut, path: "/t/{tenant}/me", action: "core:me.update", access: signedIn,
		summary: "Change my name or language", example: profile{"Camille Roy", "fr"},
	}, e.updateMe)
	register(e, operation{
		id: "me-password", method: http.MethodPut, path: "/t/{tenant}/me/password", action: "core:me.password", access: signedIn,
		summary: "Change my password; my other sessions end", status: http.StatusNoContent,
	}, e.changePassword)
}

func (e *edge) readMe(ctx context.Context, c *call, _ *InTenant) (*body[meOut], error) {
	if c.foreign() && !c.unproven {
		c.Principal = identity.Principal{Kind: identity.Visitor, Language: c.Principal.Language}
	}
	out := meOut{Kind: string(c.Principal.Kind), Tenant: briefTenant(c.Tenant)}
	_, out.Tenant.Links = e.linksFrom(ctx, c)
	_, out.Tenant.Mails = e.mailed(ctx, c)
	if c.Principal.Kind == identity.Human {
		p, err := e.Roll.Person(ctx, c.Principal.Home, c.Principal.ID)
		if err != nil {
			return nil, err
		}
		person := brief(p)
		out.Person = &person
		if out.Home, out.Several, err = e.elsewhere(ctx, c); err != nil {
			return nil, err
		}
	}
	out.Support = supportOf(c.Principal.Grants)
	var err error
	if out.Device, err = e.deviceHere(ctx, c); err != nil {
		return nil, err
	}
	if c.unproven {
		out.Needs, out.Grants, out.Actions, out.Modules = "second-factor", []grantOut{}, []string{}, []moduleBrief{}
		return ok(out), nil
	}
	on, err := e.modulesHere(ctx, c)
	if err != nil {
		return nil, err
	}
	if out.Actions, err = e.allowed(ctx, c, on); err != nil {
		return nil, err
	}
	out.Grants, err = e.grantsOut(ctx, c.Tenant.ID, c.Principal.Grants)
	for i := range out.Grants {
		out.Grants[i].Title = titleOfRole(on, out.Grants[i].Role)
	}
	for _, m := range on {
		out.Modules = append(out.Modules, moduleBrief{
			Name: m.Name, Title: m.Title, Icon: m.Icon, Version: m.Version, On: true, Guest: !m.bundled, Base: assetBase(m), Widgets: list(m.Widgets),
			Collections: readable(m, out.Actions),
		})
	}
	out.Modules = list(out.Modules)
	return ok(out), err
}

// modulesHere lists the modules that the caller can meet: of those that are on, all but those that are closed in every place where
// the caller holds a role.
func (e *edge) modulesHere(ctx context.Context, c *call) ([]plugin, error) {
	on, err := e.modulesOn(ctx, c.Tenant.ID)
	if err != nil || len(c.Principal.Grants) == 0 {
		return on, err
	}
	particular, err := e.Units.Particular(ctx, c.Tenant.ID)
	turns := c.Tenant.Turns(particular)
	return slices.DeleteFunc(on, func(m plugin) bool {
		return !slices.ContainsFunc(c.Principal.Grants, func(g identity.Grant) bool { return tenant.OpenBelow(turns[m.Name], g.Path) })
	}), err
}

// elsewhere names the caller's own organisation when it is another, and says whether they hold roles in several.
func (e *edge) elsewhere(ctx context.Context, c *call) (*organisationBrief, bool, error) {
	if c.fromElsewhere() {
		home, err := e.Tenants.ByID(ctx, c.Principal.Home)
		return &organisationBrief{home.Slug, home.Name}, true, err
	}
	away, err := e.Stays.Stays(ctx, c.Principal.Home, c.Principal.ID)
	return nil, len(away) > 0, err
}

// allowed lists the actions that the caller may do on at least one unit.
func (e *edge) allowed(ctx context.Context, c *call, on []plugin) ([]string, error) {
	names := []string{}
	for _, a := range actionsOf(on) {
		filter, err := e.Authorizer.Filter(ctx, c.question(a.Name))
		if err != nil {
			return nil, err
		}
		if filter.Reaches(c.Principal) {
			names = append(names, a.Name)
		}
	}
	return names, nil
}

// actionsOf lists the actions of the core and of modules.
func actionsOf(modules []plugin) []sdk.Action {
	all := Actions()
	for _, m := range modules {
		all = append(all, m.Actions...)
	}
	return all
}

// held tells every principal's grants.
func (e *edge) held(ctx context.Context, t tenant.ID) (map[string][]identity.Grant, error) {
	grants, err := e.Roll.Grants(ctx, t)
	if err != nil {
		return nil, err
	}
	held := map[string][]identity.Grant{}
	for _, g := range grants {
		held[g.Principal] = append(held[g.Principal], g)
	}
	return held, nil
}

// grantsOut names the units of grants.
func (e *edge) grantsOut(ctx context.Context, t tenant.ID, grants []identity.Grant) ([]grantOut, error) {
	out := []grantOut{}
	for _, g := range grants {
		line := grantOut{ID: g.ID, Role: g.Role, UnitID: g.Unit, UnitPath: g.Path, Expires: g.Expires, Reason: g.Reason, Group: g.GroupName}
		if g.Unit != "" {
			u, err := e.Units.Unit(ctx, t, g.Unit)
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return nil, err
			}
			line.UnitName = u.Name
		}
		out = append(out, line)
	}
	slices.SortFunc(out, func(a, b grantOut) int { return strings.Compare(a.UnitPath+a.Role, b.UnitPath+b.Role) })
	return out, nil
}

func (e *edge) updateMe(ctx context.Context, c *call, in *struct {
	InTenant
	Body profile
},
) (*body[PersonBrief], error) {
	p, err := e.Roll.Person(ctx, c.Principal.Home, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	p.Name, p.Language = strings.TrimSpace(in.Body.Name), in.Body.Language
	if p.Name == "" {
		return nil, fault.InvalidRule("/name", fault.Required, "", "a name")
	}
	home := *c
	home.Tenant.ID = p.Tenant
	var kept identity.Person
	err = e.change(ctx, &home, "core:me.update", "person/"+p.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) (err error) {
		kept, err = tx.People().Put(ctx, p)
		return err
	})
	return ok(brief(kept)), err
}

func (e *edge) changePassword(ctx context.Context, c *call, in *struct {
	InTenant
	Body passwordChange
},
) (*left, error) {
	p, err := e.Roll.Person(ctx, c.Principal.Home, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	if err := e.gate.Confirm(ctx, p, in.Body.Current, c.source); err != nil {
		return nil, err
	}
	if err := identity.CheckPassword("/new", in.Body.New, p.Login); err != nil {
		return nil, err
	}
	kept, err := e.Passwords.Hash(ctx, in.Body.New)
	if err != nil {
		return nil, err
	}
	session, token, hash := identity.NewSession(p, c.session.How, c.agent, e.Now())
	session.Source = c.session.Source
	home := *c
	home.Tenant.ID = p.Tenant
	err = e.change(ctx, &home, "core:me.password", "person/"+p.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return newPassword(ctx, tx, p.ID, kept, session, hash)
	})
	return &left{SetCookie: cookie(token, c.secure)}, err
}

// newPassword sets a password, ends every session and begins one.
func newPassword(ctx context.Context, tx audit.Tx, person, kept string, s identity.Session, hash []byte) error {
	if err := tx.Access().Proofs().SetPassword(ctx, person, kept); err != nil {
		return err
	}
	people := tx.People()
	if err := people.EndSessions(ctx, person, ""); err != nil {
		return err
	}
	return people.PutSession(ctx, s, hash)
}

// list is never null in JSON.
func list[T any](values []T) []T {
	if values == nil {
		return []T{}
	}
	return values
}

// table is never null in JSON.
func table[V any](values map[string]V) map[string]V {
	if values == nil {
		return map[string]V{}
	}
	return values
}
