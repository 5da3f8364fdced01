package record

import "github.com/ribambelle/ribambelle/sdk/store"

// View is one caller's store.Store. It is cheap: make one for each call.
type View struct {
	keeper *Keeper
	caller Caller
}

var _ store.Store = (*View)(nil)
