package server

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/tenant/manifest"
	"github.com/ribambelle/ribambelle/core/widget"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// demoPassword opens every account of the demonstration, and no account outside it.
const demoPassword = "ribambelle-demo"

// demoEmbedKey is the embed key of every organisation of a demonstration, by which one is known as such. Its text is
// known to everybody, as every embed key's is.
const demoEmbedKey = widget.Prefix + "demonstrationdemonstration"

// demonstration is the accounts that a demonstration shows to everybody.
type demonstration struct {
	directory tenant.Directory
	people    map[string][]manifest.Actor // by slug
}

// organisations implements api.Config.Demo.
func (d *demonstration) organisations(ctx context.Context) ([]api.DemoOrganisation, error) {
	tenants, err := d.directory.All(ctx)
	if err != nil {
		return nil, err
	}
	var all []api.DemoOrganisation
	for _, t := range tenants {
		o := api.DemoOrganisation{Slug: t.Slug, Name: t.Name}
		for _, a := range d.people[t.Slug] {
			o.Logins = append(o.Logins, api.DemoLogin{Role: a.Role, Login: a.Login, Password: demoPassword, Name: a.Name})
		}
		if len(o.Logins) > 0 {
			all = append(all, o)
		}
	}
	return all, nil
}

// mayDemonstrate refuses to show accounts with known passwords beside data of somebody's: a demonstration is for an
// empty database, or for one that it made.
func (p *parts) mayDemonstrate(ctx context.Context) error {
	all, err := p.others(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	for _, t := range all {
		keys, err := p.db.Embeds().Keys(ctx, t.ID)
		if err != nil {
			return fmt.Errorf("looking for a demonstration in %s: %w", t.Slug, err)
		}
		if slices.ContainsFunc(keys, func(k widget.Key) bool { return k.Public == demoEmbedKey }) {
			return nil
		}
	}
	return fault.New(fault.Invalid, "not-a-demonstration", "--demo is for an empty database or one that it made, and this one holds organisations of yours: start without --demo, or name another with --data or --database")
}

// makeActors creates the accounts of a demonstration in a tenant that was just made, and returns them.
func (p *parts) makeActors(ctx context.Context, t tenant.Tenant, actors []manifest.Actor, hash string) (sdk.Demo, error) {
	units, err := p.db.Tree().Units(ctx, t.ID, tenant.Root)
	if err != nil {
		return sdk.Demo{}, fmt.Errorf("reading the units of %s: %w", t.Slug, err)
	}
	var demo sdk.Demo
	entry := &audit.Entry{Tenant: t.ID, Principal: "operator", Action: "core:demo.people", Unit: tenant.Root, Outcome: audit.Done, Count: 1}
	err = p.db.Book().Change(ctx, t.ID, entry, func(ctx context.Context, tx audit.Tx) error {
		demo.People = nil
		for _, a := range actors {
			unit := ""
			if i := slices.IndexFunc(units, func(u tenant.Unit) bool { return u.Key == a.Unit }); i >= 0 {
				unit = units[i].ID
			}
			person, err := tx.People().Put(ctx, identity.Person{
				ID: uuid.Must(uuid.NewV7()).String(), Tenant: t.ID, Name: a.Name, Login: identity.CanonicalLogin(a.Login),
				Language: cmp.Or(a.Language, t.Languages[0]), Created: time.Now().UTC(),
			})
			if err != nil {
				return fmt.Errorf("making the account %s: %w", a.Login, err)
			}
			if err := tx.Access().Proofs().SetPassword(ctx, person.ID, hash); err != nil {
				return err
			}
			grant := identity.Grant{ID: uuid.Must(uuid.NewV7()).String(), Principal: person.ID, Role: a.Role, Unit: unit, Reason: "demonstration"}
			if err := tx.Access().PutGrant(ctx, grant); err != nil {
				return fmt.Errorf("giving %s to %s: %w", a.Role, a.Login, err)
			}
			demo.People = append(demo.People, sdk.DemoPerson{ID: person.ID, Name: person.Name, Role: a.Role, Language: person.Language})
		}
		return tx.Keys().PutEmbed(ctx, p.demoEmbed())
	})
	return demo, err
}

// beginDemo tells the modules of an organisation that a demonstration begins, and with whom, for them to show content.
func (p *parts) beginDemo(ctx context.Context, id tenant.ID, demo sdk.Demo) error {
	data, err := json.Marshal(demo)
	if err != nil {
		return fmt.Errorf("writing the event: %w", err)
	}
	return p.db.Queue().Add(ctx, outbox.Item{
		ID: uuid.Must(uuid.NewV7()).String(), Tenant: id, Kind: outbox.Event, Name: sdk.DemoBegan, Principal: "operator", Data: data, At: time.Now().UTC(),
	})
}

// demoEmbed lets the example portal show every module's widgets.
func (p *parts) demoEmbed() widget.Key {
	k := widget.Key{
		ID: uuid.Must(uuid.NewV7()).String(), Public: demoEmbedKey, Name: "Portail d’exemple",
		Origins: []string{"http://127.0.0.1:8090", "http://localhost:8090"}, Created: time.Now().UTC(),
	}
	for _, m := range p.modules.manifests(tenant.ID{}) {
		k.Modules = append(k.Modules, m.Name)
	}
	return k
}
