package manifest

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// State is one organisation as it is now.
type State struct {
	Tenant  tenant.Tenant
	Units   []tenant.Unit
	Modules []tenant.Module
}

// Now reads the state of every organisation; the installation's own tenant is not one.
func Now(ctx context.Context, directory tenant.Directory, tree tenant.Tree) ([]State, error) {
	tenants, err := directory.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list organisations: %w", err)
	}
	var states []State
	for _, t := range tenants {
		if t.Slug == tenant.SystemSlug {
			continue
		}
		s := State{Tenant: t}
		if s.Units, err = tree.Units(ctx, t.ID, tenant.Root); err != nil {
			return nil, fmt.Errorf("read the units of %s: %w", t.Slug, err)
		}
		if s.Modules, err = directory.Modules(ctx, t.ID); err != nil {
			return nil, fmt.Errorf("read the modules of %s: %w", t.Slug, err)
		}
		states = append(states, s)
	}
	return states, nil
}

// organisation is the part of a tenant that a file may own, in the file's shape.
type organisation struct {
	Slug      string          `json:"slug"`
	Name      string          `json:"name"`
	Country   string          `json:"country"`
	Wording   string          `json:"wording"`
	Languages []string        `json:"languages"`
	Template  string          `json:"template"`
	Zone      string          `json:"zone"`
	Officer   tenant.Contact  `json:"officer"`
	Hosting   string          `json:"hosting"`
	Settings  tenant.Settings `json:"settings"`
}

func organisationOf(d document) (o organisation) {
	d.into(&o)
	return o
}

// fieldsOf is the organisation as a document.
func fieldsOf(t tenant.Tenant) document {
	return documentOf(organisation{
		t.Slug, t.Name, t.Country, t.Wording, t.Languages, t.Template, t.Zone, t.Officer, t.Hosting, t.Settings,
	})
}

// withFields returns the tenant with the document's fields.
func withFields(t tenant.Tenant, d document) tenant.Tenant {
	o := organisationOf(d)
	t.Slug, t.Name, t.Country, t.Wording, t.Languages = o.Slug, o.Name, o.Country, o.Wording, o.Languages
	t.Template, t.Zone, t.Officer, t.Hosting, t.Settings = o.Template, o.Zone, o.Officer, o.Hosting, o.Settings
	return t
}

// place is the part of a unit that a file may own.
type place struct {
	Parent    string `json:"parent"` // key
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Headcount int    `json:"headcount"`
	Places    int    `json:"places"`
	Address   string `json:"address"`
	Code      string `json:"code"`
	Priority  bool   `json:"priority"`

	Settings tenant.Local `json:"settings,omitzero"`
}

// placeOf is the unit as a document; parent is the key of its parent.
func placeOf(u tenant.Unit, parent string) document {
	return documentOf(place{parent, u.Name, u.Kind, u.Headcount, u.Places, u.Address, u.Code, u.Priority, u.Local})
}

// withPlace returns the unit with the document's fields; its parent is another matter.
func withPlace(u tenant.Unit, d document) tenant.Unit {
	var p place
	d.into(&p)
	u.Name, u.Kind, u.Headcount, u.Places = p.Name, p.Kind, p.Headcount, p.Places
	u.Address, u.Code, u.Priority, u.Local = p.Address, p.Code, p.Priority, p.Settings
	return u
}

func known(t tenant.Tenant, kind string) bool {
	_, ok := t.Kind(kind)
	return ok
}
