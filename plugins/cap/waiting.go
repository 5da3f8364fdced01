package cap

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// seatsOf finds the seats that somebody holds or waits for in a community.
func (d *desk) seatsOf(ctx context.Context, communityID, person string) ([]sdk.Item[community.Seat], error) {
	return gather(ctx, d.seats, store.Query{
		Filter: fmt.Sprintf(`community = %q AND person = %q AND (state = "seated" OR state = "waiting")`, communityID, person),
	})
}

// taken counts members by the state of their seat. Mentors, experts and guests take no seat away.
func (d *desk) taken(ctx context.Context, communityID string) (map[community.State]int, error) {
	groups, err := sdk.Internal(ctx).Aggregate(ctx, "seats", store.Aggregation{
		Filter:  fmt.Sprintf(`community = %q AND role = "member" AND (state = "seated" OR state = "waiting")`, communityID),
		GroupBy: []string{"state"}, Measure: []store.Measure{{Op: store.Count}},
	})
	if err != nil {
		return nil, fmt.Errorf("counting seats: %w", err)
	}
	counts := map[community.State]int{}
	for _, g := range groups {
		if state, ok := g.Key[0].(string); ok {
			counts[community.State(state)] = int(g.N)
		}
	}
	return counts, nil
}

// letIn gives free seats to whoever waits first, and tells them. freed is a seat that this call gives up.
func (d *desk) letIn(ctx context.Context, r roll, freed community.State) error {
	taken, err := d.taken(ctx, r.CommunityID)
	if err != nil {
		return err
	}
	free := r.Capacity - taken[community.Seated]
	if freed == community.Seated {
		free++
	}
	if free <= 0 || taken[community.Waiting] == 0 || r.Status != community.Open {
		return nil
	}
	first, _, err := d.seats.List(ctx, store.Query{
		Filter: fmt.Sprintf(`community = %q AND state = "waiting"`, r.CommunityID), Order: "id", Size: min(free, 200),
	})
	if err != nil {
		return fmt.Errorf("reading the waiting list: %w", err)
	}
	for i := range first {
		one := &first[i]
		if one.Doc.State != community.Waiting { // given up in this very call
			continue
		}
		one.Doc.State = community.Seated
		if err := d.seats.Update(ctx, one); err != nil {
			return err
		}
		tell(ctx, one.Doc, letterSeated, facts{title: r.Title})
	}
	return nil
}

// free stages the end of a seat; a member's goes to whoever waits first.
func (d *desk) free(ctx context.Context, one *sdk.Item[community.Seat]) error {
	before := one.Doc
	if before.State == community.Left {
		return nil
	}
	kept, err := d.roll(ctx, before.Community)
	if err != nil {
		return err
	}
	one.Doc = one.Doc.Withdraw(sdk.Call(ctx).Now)
	one.Doc.State, one.Doc.Feed, one.Doc.Key = community.Left, "", ""
	if err := d.seats.Update(ctx, one); err != nil {
		return err
	}
	if before.Role != community.Member {
		return nil
	}
	if err := d.turn(ctx, kept); err != nil {
		return err
	}
	return d.letIn(ctx, kept.Doc, before.State)
}
