package record

import (
	"context"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// View is one caller's store.Store. It is cheap: make one for each call.
type View struct {
	keeper *Keeper
	caller Caller
}

var _ store.Store = (*View)(nil)

// Get implements store.Store.
func (v *View) Get(ctx context.Context, collection, id string) (store.Record, error) {
	return store.Record{}, fault.Missing("record")
}

// List implements store.Store.
func (v *View) List(ctx context.Context, collection string, q store.Query) (store.Page, error) {
	return store.Page{}, fault.Missing("collection")
}

// Aggregate implements store.Store.
func (v *View) Aggregate(ctx context.Context, collection string, a store.Aggregation) ([]store.Group, error) {
	return nil, fault.Missing("collection")
}

// Commit implements store.Store.
func (v *View) Commit(ctx context.Context, c store.Commit) (store.Receipt, error) {
	return store.Receipt{}, fault.Missing("collection")
}

// Watch implements store.Store.
func (v *View) Watch(ctx context.Context, collection, cursor string, deliver func(store.Change) error) error {
	return fault.Missing("collection")
}

// Schema returns a collection's declaration, for forms and lists.
func (v *View) Schema(collection string) (store.Schema, error) {
	return store.Schema{}, fault.Missing("collection")
}
