package cap

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// own finds the caller's own seat.
func (d *desk) own(ctx context.Context, id string) (*sdk.Item[community.Seat], error) {
	one, err := d.seats.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if one.Doc.Person != sdk.Call(ctx).PrincipalID {
		return nil, fault.Missing("seat")
	}
	return one, nil
}

// entry is somebody who has come in.
type entry struct {
	seat *sdk.Item[community.Seat]
	roll roll
	now  time.Time
}

// enter lets the holder of a live seat in.
func (d *desk) enter(ctx context.Context, id string) (entry, error) {
	one, err := d.own(ctx, id)
	if err != nil {
		return entry{}, err
	}
	e := entry{seat: one, now: sdk.Call(ctx).Now}
	if err := one.Doc.Live(e.now); err != nil {
		return entry{}, err
	}
	kept, err := d.roll(ctx, one.Doc.Community)
	if err != nil {
		return entry{}, err
	}
	e.roll = kept.Doc
	return e, nil
}

// bound lets in who has signed the pact.
func (d *desk) bound(ctx context.Context, id string) (entry, error) {
	e, err := d.enter(ctx, id)
	if err == nil {
		err = e.seat.Doc.Bound(e.roll.Community)
	}
	return e, err
}

// active lets in who has signed the pact, as long as the cycle runs.
func (d *desk) active(ctx context.Context, id string) (entry, error) {
	e, err := d.bound(ctx, id)
	if err == nil && e.roll.Status != community.Open {
		err = community.ErrNotOpen
	}
	return e, err
}

// everybody reads all seats of a community, those given up included: what people left behind has their name.
func (d *desk) everybody(ctx context.Context, communityID string) ([]sdk.Item[community.Seat], error) {
	all, err := gather(ctx, d.seats, store.Query{Filter: fmt.Sprintf("community = %q", communityID)})
	if err != nil {
		return nil, fmt.Errorf("reading the seats: %w", err)
	}
	slices.SortStableFunc(all, func(a, b sdk.Item[community.Seat]) int { return strings.Compare(a.Doc.Name, b.Doc.Name) })
	return all, nil
}

// names maps seats to the names of who holds them.
func names(seats []sdk.Item[community.Seat]) map[string]string {
	all := make(map[string]string, len(seats))
	for _, s := range seats {
		all[s.ID] = s.Doc.Name
	}
	return all
}
