package cap

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/schedule"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

var (
	errSeated = fault.New(fault.Conflict, "seat-there", "You have a seat here already.")
	errPerson = fault.New(fault.Denied, "seat-for-people", "Seats are for people who signed in.")
)

func (d *desk) registerSeats(api huma.API) {
	huma.Register(api, sdk.Operation(step("seat-join", "/communities/{id}:join", "Ask for a seat",
		"When all are taken, the seat waits its turn; whoever waits first is let in first, and told."), onCommunity("community.join")), d.join)
	huma.Register(api, sdk.Operation(step("seat-sign", "/seats/{id}:sign", "Sign the pact", "As it was read: its digest is sent along."),
		onSeat("seat.enter")), d.signPact)
	huma.Register(api, sdk.Operation(step("seat-leave", "/seats/{id}:leave", "Give up one’s seat", "It goes to whoever waits first."),
		onSeat("seat.leave")), d.leave)
}

// Introduction is how somebody presents themselves to a community.
type Introduction struct {
	Name         string `json:"name" minLength:"1" maxLength:"120"`
	Email        string `json:"email" format:"email" maxLength:"320" doc:"Changes of dates are told there."`
	Organisation string `json:"organisation,omitempty" maxLength:"120"`
	Region       string `json:"region,omitempty" maxLength:"80"`
	Zone         string `json:"zone,omitempty" maxLength:"60" doc:"IANA; the community’s when left out."`
	Language     string `json:"language,omitempty" enum:"fr,en"`
}

// seat begins the seat of whoever presents themselves so.
func (i Introduction) seat(ctx context.Context, c community.Community) (community.Seat, error) {
	address, err := mail.ParseAddress(i.Email)
	if err != nil || address.Name != "" {
		return community.Seat{}, fault.InvalidField("/email", "must be an e-mail address")
	}
	if i.Zone == "" {
		i.Zone = c.Zone
	}
	if _, err := schedule.Zone(i.Zone); err != nil {
		return community.Seat{}, err
	}
	if i.Language == "" {
		i.Language = sdk.Call(ctx).Language
	}
	name := strings.Join(strings.Fields(i.Name), " ")
	if name == "" {
		return community.Seat{}, fault.InvalidField("/name", "must say who you are")
	}
	return community.Seat{
		Name: name, Email: i.Email, Organisation: strings.TrimSpace(i.Organisation), Region: strings.TrimSpace(i.Region),
		Zone: i.Zone, Language: i.Language, State: community.Seated, Role: community.Member,
	}, nil
}

// mySeat is a seat as its holder sees it from outside.
type mySeat struct {
	ID    string          `json:"id"`
	Role  community.Role  `json:"role"`
	State community.State `json:"state"`
	Ahead int             `json:"ahead,omitempty" doc:"How many wait before."`
}

func (d *desk) join(ctx context.Context, in *struct {
	Target
	Body Introduction
},
) (*reply[mySeat], error) {
	if sdk.Call(ctx).PrincipalKind != "person" {
		return nil, errPerson
	}
	kept, err := d.roll(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if kept.Doc.Status != community.Open {
		return nil, community.ErrNotOpen
	}
	seat, err := in.Body.seat(ctx, kept.Doc.Community)
	if err != nil {
		return nil, err
	}
	seat.Community, seat.Person = in.ID, sdk.Call(ctx).PrincipalID
	mine, err := d.seatsOf(ctx, in.ID, seat.Person)
	if err != nil {
		return nil, err
	}
	if len(mine) > 0 {
		return nil, errSeated
	}
	taken, err := d.taken(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	seat.State = community.Place(taken[community.Seated], taken[community.Waiting], kept.Doc.Capacity)
	if err := d.turn(ctx, kept); err != nil {
		return nil, err
	}
	one, err := d.seats.Create(ctx, seat)
	if err != nil {
		return nil, err
	}
	out := mySeat{ID: one.ID, Role: seat.Role, State: seat.State}
	if seat.State == community.Waiting {
		out.Ahead = taken[community.Waiting]
	}
	return made(out), nil
}

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

func (d *desk) leave(ctx context.Context, in *Target) (*reply[mySeat], error) {
	one, err := d.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := d.free(ctx, one); err != nil {
		return nil, err
	}
	return replyOf(mySeat{ID: one.ID, Role: one.Doc.Role, State: one.Doc.State}), nil
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

// Signature is a pact that was read.
type Signature struct {
	Digest string `json:"digest" minLength:"64" maxLength:"64" doc:"Of the text that was shown."`
}

func (d *desk) signPact(ctx context.Context, in *struct {
	Target
	Body Signature
},
) (*reply[mySeat], error) {
	e, err := d.enter(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.Digest != e.roll.PactDigest() {
		return nil, fault.New(fault.Conflict, "pact-changed", "The pact has changed meanwhile: read it again.")
	}
	e.seat.Doc.Pact, e.seat.Doc.SignedAt = in.Body.Digest, e.now.Format(time.RFC3339)
	if err := d.seats.Update(ctx, e.seat); err != nil {
		return nil, err
	}
	return replyOf(mySeat{ID: e.seat.ID, Role: e.seat.Doc.Role, State: e.seat.Doc.State}), nil
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
