package server

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/disclosure"
	"github.com/ribambelle/ribambelle/core/egress"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/seal"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// backend is what the core does for modules.
type backend struct {
	records *record.Keeper
	tenants tenant.Directory
	tree    tenant.Tree
	closed  tenant.Calendar
	queue   outbox.Queue
	gate    *disclosure.Gate
	letters record.Letters
	keys    *seal.Keys
	outside *egress.Client // nil: no module reaches anything
	reached *audit.Tally
	denials *audit.Tally
	roll    identity.Roll
}

// Open implements module.Backend.
func (b backend) Open(_ context.Context, c module.Caller) store.Store {
	return b.records.View(viewer(c))
}

// viewer is the caller as the keeper of records knows it.
func viewer(c module.Caller) record.Caller {
	caller := record.Caller{
		Tenant: c.Tenant, Version: c.Version, Principal: c.Principal, Module: c.Module,
		Inside: true, Action: c.Action, Request: c.Request, Needs: c.Reads,
	}
	if c.Mode == module.AsModule {
		caller.Mode = record.AsModule
	}
	return caller
}

// Units implements module.Backend.
func (b backend) Units(ctx context.Context, c module.Caller, id, path string) ([]sdk.Unit, error) {
	t, err := b.tenants.ByID(ctx, c.Tenant)
	if err != nil {
		return nil, fmt.Errorf("reading the tenant's kinds: %w", err)
	}
	found, err := b.find(ctx, c.Tenant, id, path)
	if err != nil {
		return nil, err
	}
	units := make([]sdk.Unit, 0, len(found))
	for _, u := range found {
		kind, _ := t.Kind(u.Kind)
		units = append(units, sdk.Unit{
			ID: u.ID, Key: u.Key, Path: u.Path, Parent: u.Parent, Name: u.Name, Kind: u.Kind, Class: string(kind.Class),
			Headcount: u.Headcount, Closed: u.Closed != nil, Priority: u.Priority,
		})
	}
	return units, nil
}

func (b backend) find(ctx context.Context, t tenant.ID, id, path string) ([]tenant.Unit, error) {
	if id == "" {
		return b.tree.Units(ctx, t, path)
	}
	u, err := b.tree.Unit(ctx, t, id)
	return []tenant.Unit{u}, err
}

// Closures implements module.Backend.
func (b backend) Closures(ctx context.Context, c module.Caller, q wire.ClosureQuery) ([]sdk.Closure, error) {
	t, err := b.tenants.ByID(ctx, c.Tenant)
	if err != nil {
		return nil, fmt.Errorf("reading whose public holidays a tenant keeps: %w", err)
	}
	path := tenant.Root
	if q.Unit != "" {
		unit, err := b.tree.Unit(ctx, c.Tenant, q.Unit)
		if err != nil {
			return nil, err
		}
		path = unit.Path
	}
	shut, err := b.closed.Shut(ctx, t, path, q.From, q.To)
	closures := make([]sdk.Closure, 0, len(shut))
	for _, s := range shut {
		closures = append(closures, sdk.Closure{From: s.From, To: s.To, Name: s.Name})
	}
	return closures, err
}

// Publish implements module.Backend.
func (b backend) Publish(ctx context.Context, c module.Caller, t sdk.Table) (sdk.Released, error) {
	// What one module released says nothing about another's: the ledger is kept apart for each.
	release := c.Module + "/" + t.Release
	if t.Final && len(t.Cells) == 0 {
		told, ok := b.gate.Recall(c.Tenant, release, t.Name)
		if !ok {
			return sdk.Released{}, fault.Missing("publication")
		}
		return toldAs(t.Release, told), nil
	}
	table := tableOf(t)
	table.Release = release
	told, err := b.gate.Publish(ctx, c.Tenant, table)
	if err != nil {
		return sdk.Released{}, err
	}
	return toldAs(t.Release, told), nil
}

// Mail implements module.Backend.
func (b backend) Mail(ctx context.Context, c module.Caller, m sdk.Message) error {
	if m.Language == "" {
		m.Language = c.Principal.Language
	}
	data, err := b.letters(c.Tenant, m)
	if err != nil {
		return err
	}
	return b.queue.Add(ctx, outbox.Item{
		ID: uuid.Must(uuid.NewV7()).String(), Tenant: c.Tenant, Kind: outbox.Mail, Name: c.Module,
		Principal: "module:" + c.Module, Data: data,
	})
}

func wireChange(c record.Change) wire.Change {
	return wire.Change{Collection: c.Collection, Verb: c.Verb, ID: c.ID, Rev: c.Rev, Old: c.Old, New: c.New}
}
