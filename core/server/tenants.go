package server

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/tenant/manifest"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// ownTenant makes the tenant to which operators belong, once.
func (p *parts) ownTenant(ctx context.Context) error {
	_, err := p.db.Directory().BySlug(ctx, tenant.SystemSlug)
	if err == nil || fault.KindOf(err) != fault.NotFound {
		return err
	}
	own := tenant.Tenant{
		ID: tenant.NewID(), Slug: tenant.SystemSlug, Name: "Ribambelle",
		Country: "FR", Wording: "fr-FR", Languages: []string{"fr", "en"}, Template: "network", Zone: "UTC", Created: time.Now().UTC(),
	}
	entry := &audit.Entry{Tenant: own.ID, Principal: "operator", Action: "core:tenant.create", Unit: tenant.Root, Outcome: audit.Done, Count: 1}
	return p.db.Book().Change(ctx, own.ID, entry, func(ctx context.Context, tx audit.Tx) error {
		return tx.Tenants(0).Put(ctx, own)
	})
}

// clock is the time now, in UTC to the millisecond.
func (p *parts) clock() time.Time { return p.now().UTC().Truncate(time.Millisecond) }

// others lists the organisations of the installation, without its own.
func (p *parts) others(ctx context.Context) ([]tenant.Tenant, error) {
	all, err := p.db.Directory().All(ctx)
	return slices.DeleteFunc(all, func(t tenant.Tenant) bool { return t.Slug == tenant.SystemSlug }), err
}

// firstToken returns the token of the first administrator's link, as long as there is no organisation.
func (p *parts) firstToken(ctx context.Context) (string, error) {
	all, err := p.others(ctx)
	if err != nil || len(all) > 0 {
		return "", err
	}
	token, _ := identity.NewToken()
	return token, nil
}

// applyTenants applies the files of organisations to an empty database; later it only compares.
func (p *parts) applyTenants(ctx context.Context, c Config) (plan manifest.Plan, applied bool, err error) {
	if c.Tenants == "" {
		return plan, false, nil
	}
	files, err := manifest.Load(os.DirFS(c.Tenants))
	if err != nil {
		return plan, false, fmt.Errorf("reading the organisations in %s: %w", c.Tenants, err)
	}
	if c.Demo {
		if p.demo, err = p.readDemo(files); err != nil {
			return plan, false, err
		}
	}
	checks := api.ManifestChecks(ctx, p.modules.host.Module, p.authorizer)
	plan, err = manifest.Against(ctx, files, p.db.Directory(), p.db.Tree(), checks)
	if err != nil || !plan.First() {
		return plan, false, err
	}
	if err := manifest.Apply(ctx, p.db.Book(), plan, manifest.By{Principal: "operator"}); err != nil {
		return plan, false, err
	}
	return plan, true, p.fillDemo(ctx)
}

func (p *parts) readDemo(files map[string]string) (*demonstration, error) {
	people, err := manifest.People(files)
	if err != nil {
		return nil, err
	}
	return &demonstration{directory: p.db.Directory(), people: people}, nil
}

// fillDemo makes the accounts of the demonstration in the organisations that were just made, and lets modules
// show themselves there.
func (p *parts) fillDemo(ctx context.Context) error {
	if p.demo == nil {
		return nil
	}
	hash, err := p.passwords.Hash(ctx, demoPassword)
	if err != nil {
		return fmt.Errorf("hashing the demonstration's password: %w", err)
	}
	all, err := p.others(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		people, err := p.makeActors(ctx, t, p.demo.people[t.Slug], hash)
		if err != nil {
			return err
		}
		if err := p.beginDemo(ctx, t.ID, people); err != nil {
			return fmt.Errorf("beginning the demonstration of %s: %w", t.Slug, err)
		}
	}
	return nil
}
