package module

import (
	"context"
	"slices"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// withholding is a view for a module whose tenant has not agreed to all the collections of others that it asks for: of
// those it is told that nobody has agreed, rather than that there are none.
type withholding struct {
	store.Store
	host        *Host
	caller      Caller
	collections []string
}

func (w withholding) refuse(ctx context.Context, collection string) error {
	if !slices.Contains(w.collections, collection) {
		return nil
	}
	return w.host.may(ctx, w.caller, sdk.GrantRead+collection)
}

// Get implements store.Store.
func (w withholding) Get(ctx context.Context, collection, id string) (store.Record, error) {
	if err := w.refuse(ctx, collection); err != nil {
		return store.Record{}, err
	}
	return w.Store.Get(ctx, collection, id)
}

// List implements store.Store.
func (w withholding) List(ctx context.Context, collection string, q store.Query) (store.Page, error) {
	if err := w.refuse(ctx, collection); err != nil {
		return store.Page{}, err
	}
	return w.Store.List(ctx, collection, q)
}

// Aggregate implements store.Store.
func (w withholding) Aggregate(ctx context.Context, collection string, a store.Aggregation) ([]store.Group, error) {
	if err := w.refuse(ctx, collection); err != nil {
		return nil, err
	}
	return w.Store.Aggregate(ctx, collection, a)
}

// Watch implements store.Store.
func (w withholding) Watch(ctx context.Context, collection, cursor string, deliver func(store.Change) error) error {
	if err := w.refuse(ctx, collection); err != nil {
		return err
	}
	return w.Store.Watch(ctx, collection, cursor, deliver)
}
