package api

import (
	"context"
	"net/http"
	"slices"
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

type memberOut struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	Since time.Time `json:"since"`
}

type groupOut struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	UnitID   string      `json:"unit_id,omitempty" doc:"Where it belongs; empty: the whole organisation."`
	UnitName string      `json:"unit_name,omitempty"`
	Members  []memberOut `json:"members"`
	Grants   []grantOut  `json:"grants" doc:"What it is given, of what the caller may see."`
	Gives    bool        `json:"gives" doc:"I may give, and take away, all that it is given: I may put people in and out."`
	Rev      int64       `json:"rev"`
}

type groupsOut struct {
	Groups []groupOut `json:"groups"`
}

type groupName struct {
	Name string `json:"name" minLength:"1" maxLength:"120" example:"Équipe de l'été"`
}

type newGroup struct {
	Name   string `json:"name" minLength:"1" maxLength:"120"`
	UnitID string `json:"unit_id,omitempty" maxLength:"64" doc:"Where it belongs: who may change groups there may change it. Empty: the whole organisation."`
}

type createGroup struct {
	InTenant
	Body newGroup
	unit tenant.Unit
}

func (in *createGroup) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	unit, doc, err := e.place(ctx, c, in.Body.UnitID, "/unit_id")
	in.unit = unit
	return doc, err
}

// OfGroup is the address of a group; the gate is about where it belongs.
type OfGroup struct {
	WithID
	group identity.Group
}

func (in *OfGroup) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	all, err := e.Groups.Groups(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(g identity.Group) bool { return g.ID == in.ID })
	if i < 0 {
		return nil, fault.Missing("group")
	}
	in.group = all[i]
	return authz.Document{"unit_path": in.group.Path}, nil
}

type renameGroup struct {
	OfGroup
	IfMatch
	Body groupName
}

// memberOf is the address of somebody in a group.
type memberOf struct {
	OfGroup
	Person string `path:"person" maxLength:"64" doc:"Of this organisation."`
}

func groupActions() []sdk.Action {
	const admin, coordinator, director = identity.Administrator, identity.Coordinator, identity.Director
	return []sdk.Action{
		sdk.Act("core:group.read", "Voir les groupes", "See groups", admin, identity.PrivacyOfficer, coordinator, director),
		sdk.Act("core:group.create", "Créer un groupe", "Make a group", admin, coordinator, director),
		sdk.Act("core:group.update", "Renommer un groupe", "Give a group another name", admin, coordinator, director),
		sdk.Act("core:group.put", "Mettre une personne dans un groupe", "Put somebody into a group", admin, coordinator, director),
		sdk.Act("core:group.take", "Sortir une personne d’un groupe", "Take somebody out of a group", admin, coordinator, director),
		sdk.Act("core:group.delete", "Supprimer un groupe", "Delete a group", admin, coordinator, director),
	}
}

func (e *edge) groups() {
	const all, one = "/t/{tenant}/groups", "/t/{tenant}/groups/{id}"
	example := groupName{"Équipe de l'été"}
	register(e, operation{
		id: "group-list", method: http.MethodGet, path: all, action: "core:group.read", access: onAny,
		summary: "Groups of people, with what each is given",
	}, e.listGroups)
	register(e, operation{
		id: "group-create", method: http.MethodPost, path: all, action: "core:group.create", status: http.StatusCreated,
		summary: "Make a group; roles are given to it as to a person, by its id", example: newGroup{Name: example.Name},
	}, e.createGroup)
	register(e, operation{
		id: "group-update", method: http.MethodPut, path: one, action: "core:group.update",
		summary: "Give a group another name", example: example,
	}, e.updateGroup)
	register(e, operation{
		id: "group-delete", method: http.MethodDelete, path: one, action: "core:group.delete", status: http.StatusNoContent,
		summary: "Delete a group; those in it lose what they held through it at once",
	}, e.deleteGroup)
	register(e, operation{
		id: "group-put", method: http.MethodPut, path: one + "/members/{person}", action: "core:group.put", status: http.StatusNoContent,
		summary: "Put somebody into a group: they hold what it is given, at once",
	}, e.putMember)
	register(e, operation{
		id: "group-take", method: http.MethodDelete, path: one + "/members/{person}", action: "core:group.take", status: http.StatusNoContent,
		summary: "Take somebody out of a group: they lose what they held through it, at once",
	}, e.takeMember)
}

func (e *edge) listGroups(ctx context.Context, c *call, _ *InTenant) (*body[groupsOut], error) {
	all, err := e.Groups.Groups(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	people, err := e.Roll.People(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	gives, err := e.giver(ctx, c)
	if err != nil {
		return nil, err
	}
	out := groupsOut{Groups: []groupOut{}}
	for _, g := range all {
		if !c.filter.Match(authz.Document{"unit_path": g.Path}) {
			continue
		}
		line, err := e.groupOf(ctx, c, g, names)
		if err != nil {
			return nil, err
		}
		line.Gives = gives.all(g.Grants)
		out.Groups = append(out.Groups, line)
	}
	return ok(out), nil
}

func (e *edge) groupOf(ctx context.Context, c *call, g identity.Group, names map[string]string) (out groupOut, err error) {
	out = groupOut{ID: g.ID, Name: g.Name, UnitID: g.Unit, Members: []memberOut{}, Rev: g.Rev}
	for _, m := range g.Members {
		out.Members = append(out.Members, memberOut{m.Person, names[m.Person], m.Since})
	}
	slices.SortFunc(out.Members, func(a, b memberOut) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	if g.Unit != "" {
		unit, err := e.Units.Unit(ctx, c.Tenant.ID, g.Unit)
		if err != nil {
			return out, err
		}
		out.UnitName = unit.Name
	}
	out.Grants, err = e.grantsOut(ctx, c.Tenant.ID, c.reachable(g.Grants))
	return out, err
}

func (e *edge) createGroup(ctx context.Context, c *call, in *createGroup) (*body[groupOut], error) {
	g, err := named(identity.Group{ID: uuid.Must(uuid.NewV7()).String(), Unit: in.unit.ID, Path: in.unit.Path}, in.Body.Name)
	if err != nil {
		return nil, err
	}
	err = e.changeGroup(ctx, c, "core:group.create", g, "", func(ctx context.Context, w identity.GroupWriter) error {
		_, err := w.Put(ctx, g)
		return err
	})
	return ok(groupOut{ID: g.ID, Name: g.Name, UnitID: g.Unit, UnitName: in.unit.Name, Members: []memberOut{}, Grants: []grantOut{}, Gives: true, Rev: 1}), err
}

// named is the group with a name as somebody typed it.
func named(g identity.Group, name string) (identity.Group, error) {
	if g.Name = strings.TrimSpace(name); g.Name == "" {
		return g, fault.InvalidRule("/name", fault.Required, "", "a name")
	}
	return g, nil
}

func (e *edge) updateGroup(ctx context.Context, c *call, in *renameGroup) (*tagged[groupName], error) {
	if err := in.hold(in.group.Rev); err != nil {
		return nil, err
	}
	g, err := named(in.group, in.Body.Name)
	if err != nil {
		return nil, err
	}
	err = e.changeGroup(ctx, c, "core:group.update", g, "", func(ctx context.Context, w identity.GroupWriter) error {
		_, err := w.Put(ctx, g)
		return err
	})
	return at(g.Rev+1, groupName{g.Name}), err
}

func (e *edge) deleteGroup(ctx context.Context, c *call, in *OfGroup) (*none, error) {
	if err := e.mayEmpty(ctx, c, in.group, ""); err != nil {
		return nil, err
	}
	return &none{}, e.changeGroup(ctx, c, "core:group.delete", in.group, "", func(ctx context.Context, w identity.GroupWriter) error {
		return w.Remove(ctx, in.group)
	})
}

// putMember gives somebody all that the group is given: as giving each of these roles, it takes the right to give them.
func (e *edge) putMember(ctx context.Context, c *call, in *memberOf) (*none, error) {
	if err := e.mayGiveAll(ctx, c, in.group.Grants); err != nil {
		return nil, err
	}
	if _, err := e.Roll.Person(ctx, c.Tenant.ID, in.Person); err != nil {
		return nil, err
	}
	return &none{}, e.changeGroup(ctx, c, "core:group.put", in.group, in.Person, func(ctx context.Context, w identity.GroupWriter) error {
		return w.Members(ctx, in.group, []string{in.Person}, nil)
	})
}

func (e *edge) takeMember(ctx context.Context, c *call, in *memberOf) (*none, error) {
	if !in.group.Has(in.Person) {
		return nil, fault.Missing("person")
	}
	if err := e.mayEmpty(ctx, c, in.group, in.Person); err != nil {
		return nil, err
	}
	return &none{}, e.changeGroup(ctx, c, "core:group.take", in.group, in.Person, func(ctx context.Context, w identity.GroupWriter) error {
		return w.Members(ctx, in.group, nil, []string{in.Person})
	})
}

// mayEmpty refuses to take from somebody what the group is given, or from everybody in it, who may not take that away, and to
// leave nobody who administers the organisation.
func (e *edge) mayEmpty(ctx context.Context, c *call, g identity.Group, person string) error {
	if err := e.mayGiveAll(ctx, c, g.Grants); err != nil {
		return err
	}
	all, err := e.Roll.Grants(ctx, c.Tenant.ID)
	if err != nil {
		return err
	}
	return keepsAdministrator(all, func(held identity.Grant) bool {
		return held.Group == g.ID && (person == "" || held.Principal == person)
	})
}

// changeGroup writes a group, about a person or not.
func (e *edge) changeGroup(ctx context.Context, c *call, action string, g identity.Group, person string, write func(ctx context.Context, w identity.GroupWriter) error) error {
	resource := "group/" + g.ID
	if person != "" {
		resource += ";person=" + person
	}
	return e.change(ctx, c, action, resource, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Unit = g.Path
		return write(ctx, tx.Access().Groups())
	})
}

// groupsOf lists the groups that somebody is in.
func (e *edge) groupsOf(ctx context.Context, t tenant.ID, person string) ([]identity.Group, error) {
	all, err := e.Groups.Groups(ctx, t)
	return slices.DeleteFunc(all, func(g identity.Group) bool { return !g.Has(person) }), err
}
