package cap

import (
	"context"
	"net/mail"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/schedule"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
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
		return community.Seat{}, fault.InvalidRule("/email", fault.Format, "email", "must be an e-mail address")
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
		return community.Seat{}, fault.InvalidRule("/name", fault.Required, "", "must say who you are")
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
	sdk.Target
	Body Introduction
},
) (*sdk.Reply[mySeat], error) {
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
	return sdk.Made(out), nil
}

func (d *desk) leave(ctx context.Context, in *sdk.Target) (*sdk.Reply[mySeat], error) {
	one, err := d.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := d.free(ctx, one); err != nil {
		return nil, err
	}
	return sdk.OK(mySeat{ID: one.ID, Role: one.Doc.Role, State: one.Doc.State}), nil
}

// Signature is a pact that was read.
type Signature struct {
	Digest string `json:"digest" minLength:"64" maxLength:"64" doc:"Of the text that was shown."`
}

func (d *desk) signPact(ctx context.Context, in *struct {
	sdk.Target
	Body Signature
},
) (*sdk.Reply[mySeat], error) {
	e, err := d.enter(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.Digest != e.roll.PactDigest() {
		return nil, fault.New(fault.Conflict, "pact-changed", "The pact has changed meanwhile: read it again.")
	}
	e.seat.Doc = e.seat.Doc.Sign(in.Body.Digest, e.now)
	if err := d.seats.Update(ctx, e.seat); err != nil {
		return nil, err
	}
	return sdk.OK(mySeat{ID: e.seat.ID, Role: e.seat.Doc.Role, State: e.seat.Doc.State}), nil
}
