package module

import (
	"context"
	"slices"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// bounded is the view of a module: what it commits is held to what its tenant has agreed to, and of collections of others that it
// asks for without the tenant's agreement it is told that nobody has agreed, rather than that there are none.
type bounded struct {
	store.Store
	host     *Host
	caller   Caller
	withheld []string
}

func (b bounded) refuse(ctx context.Context, collection string) error {
	if !slices.Contains(b.withheld, collection) {
		return nil
	}
	return b.host.may(ctx, b.caller, sdk.GrantRead+collection)
}

// Commit implements store.Store.
func (b bounded) Commit(ctx context.Context, c store.Commit) (store.Receipt, error) {
	if err := b.host.mayStage(ctx, b.caller, c); err != nil {
		return store.Receipt{}, err
	}
	return b.Store.Commit(ctx, c)
}

// Get implements store.Store.
func (b bounded) Get(ctx context.Context, collection, id string) (store.Record, error) {
	if err := b.refuse(ctx, collection); err != nil {
		return store.Record{}, err
	}
	return b.Store.Get(ctx, collection, id)
}

// List implements store.Store.
func (b bounded) List(ctx context.Context, collection string, q store.Query) (store.Page, error) {
	if err := b.refuse(ctx, collection); err != nil {
		return store.Page{}, err
	}
	return b.Store.List(ctx, collection, q)
}

// Aggregate implements store.Store.
func (b bounded) Aggregate(ctx context.Context, collection string, a store.Aggregation) ([]store.Group, error) {
	if err := b.refuse(ctx, collection); err != nil {
		return nil, err
	}
	return b.Store.Aggregate(ctx, collection, a)
}

// Watch implements store.Store.
func (b bounded) Watch(ctx context.Context, collection, cursor string, deliver func(store.Change) error) error {
	if err := b.refuse(ctx, collection); err != nil {
		return err
	}
	return b.Store.Watch(ctx, collection, cursor, deliver)
}
