package cap

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func (d *desk) registerMembers(api huma.API) {
	huma.Register(api, sdk.Operation(look("seat-list", "/communities/{id}:seats", "List who has a seat, who waits, and in which order"),
		onCommunity("community.people")), d.listSeats)
	huma.Register(api, sdk.Operation(step("seat-appoint", "/communities/{id}:appoint", "Give somebody the role of mentor or expert",
		"Whoever has a seat keeps it in the new role. An expert may come to one session only: the seat then ends with that day."),
		onCommunity("community.people")), d.appoint)
	huma.Register(api, sdk.Operation(step("seat-promote", "/communities/{id}/seats/{seat}:appoint", "Give a member the role of mentor or expert",
		"A member's seat is then free for whoever waits first."), onCommunity("community.people")), d.appointSeat)
	huma.Register(api, sdk.Operation(step("seat-remove", "/communities/{id}/seats/{seat}:remove", "End somebody’s seat", ""),
		onCommunity("community.people")), d.removeSeat)
}

// memberView is a member as the others see them.
type memberView struct {
	Seat         string          `json:"seat"`
	Name         string          `json:"name"`
	Role         community.Role  `json:"role"`
	State        community.State `json:"state"`
	Organisation string          `json:"organisation,omitempty"`
	Region       string          `json:"region,omitempty"`
	Zone         string          `json:"zone,omitempty"`
	Session      string          `json:"session,omitempty" doc:"The only session that the seat opens."`
	Until        string          `json:"until,omitempty"`
	Signed       bool            `json:"signed"`
	Certificate  string          `json:"certificate,omitempty" doc:"For mentors: the number of the certificate that the member holds."`
}

func viewOf(s sdk.Item[community.Seat], c community.Community) memberView {
	return memberView{
		Seat: s.ID, Name: s.Doc.Name, Role: s.Doc.Role, State: s.Doc.State, Organisation: s.Doc.Organisation,
		Region: s.Doc.Region, Zone: s.Doc.Zone, Session: s.Doc.Session, Until: s.Doc.Until, Signed: s.Doc.Bound(c) == nil,
	}
}

type seatList struct {
	Seats []memberView `json:"seats" doc:"Who waits comes last, in order."`
}

func (d *desk) listSeats(ctx context.Context, in *sdk.Target) (*sdk.Reply[seatList], error) {
	one, err := d.communities.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	all, err := d.everybody(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	list, waiting := seatList{Seats: []memberView{}}, []memberView{}
	for _, s := range byID(all) {
		if s.Doc.State == community.Waiting {
			waiting = append(waiting, viewOf(s, one.Doc))
		}
	}
	for _, s := range all {
		if s.Doc.State == community.Seated {
			list.Seats = append(list.Seats, viewOf(s, one.Doc))
		}
	}
	list.Seats = append(list.Seats, waiting...)
	return sdk.OK(list), nil
}

// Appointment is whom an organisation gives a role to.
type Appointment struct {
	Introduction
	Person  string         `json:"person" minLength:"1" maxLength:"60" doc:"Id of the person’s account."`
	Role    community.Role `json:"role" enum:"mentor,expert"`
	Session string         `json:"session,omitempty" maxLength:"60" doc:"An expert’s only session."`
}

func (d *desk) appoint(ctx context.Context, in *struct {
	sdk.Target
	Body Appointment
},
) (*sdk.Reply[memberView], error) {
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
	seat.Community, seat.Person, seat.Role = in.ID, in.Body.Person, in.Body.Role
	if seat, err = d.limited(ctx, seat, in.Body.Session, kept.Doc.Community); err != nil {
		return nil, err
	}
	mine, err := d.seatsOf(ctx, in.ID, seat.Person)
	if err != nil {
		return nil, err
	}
	if len(mine) > 0 {
		return d.promote(ctx, kept, &mine[0], seat)
	}
	if err := d.turn(ctx, kept); err != nil {
		return nil, err
	}
	one, err := d.seats.Create(ctx, seat)
	if err != nil {
		return nil, err
	}
	return sdk.Made(viewOf(*one, kept.Doc.Community)), nil
}

// limited ends a seat with the day of its only session, where it has one.
func (d *desk) limited(ctx context.Context, seat community.Seat, sessionID string, c community.Community) (community.Seat, error) {
	if sessionID == "" {
		return seat, nil
	}
	if seat.Role == community.Mentor {
		return seat, fault.InvalidRule("/session", "cap-mentor-whole", "", "a mentor leads the whole cycle")
	}
	one, err := d.sessionOf(ctx, seat.Community, sessionID)
	if err != nil {
		return seat, missingAt(err, "/session", "there is no such session")
	}
	seat.Role = community.Guest // an expert for one session is a guest, with an account or without
	return seatFor(seat, one, c)
}

// promote gives a member another role: their seat is free for the next.
func (d *desk) promote(ctx context.Context, kept *sdk.Item[roll], one *sdk.Item[community.Seat], to community.Seat) (*sdk.Reply[memberView], error) {
	before := one.Doc
	one.Doc.Role, one.Doc.State, one.Doc.Session, one.Doc.Until = to.Role, community.Seated, to.Session, to.Until
	if err := d.seats.Update(ctx, one); err != nil {
		return nil, err
	}
	if before.Role == community.Member {
		if err := d.turn(ctx, kept); err != nil {
			return nil, err
		}
		if err := d.letIn(ctx, kept.Doc, before.State); err != nil {
			return nil, err
		}
	}
	return sdk.OK(viewOf(*one, kept.Doc.Community)), nil
}

func (d *desk) appointSeat(ctx context.Context, in *struct {
	SeatTarget
	Body struct {
		Role community.Role `json:"role" enum:"mentor,expert"`
	}
},
) (*sdk.Reply[memberView], error) {
	kept, err := d.roll(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	one, err := d.seatIn(ctx, in.ID, in.Seat)
	if err != nil {
		return nil, err
	}
	if one.Doc.State == community.Left || one.Doc.Role == community.Guest {
		return nil, fault.Missing("seat")
	}
	return d.promote(ctx, kept, one, community.Seat{Role: in.Body.Role})
}

// SeatTarget is the input of an operation on one seat of a community.
type SeatTarget struct {
	sdk.Target
	Seat string `path:"seat" maxLength:"60"`
}

func (d *desk) removeSeat(ctx context.Context, in *SeatTarget) (*sdk.Reply[memberView], error) {
	one, err := d.seatIn(ctx, in.ID, in.Seat)
	if err != nil {
		return nil, err
	}
	if err := d.free(ctx, one); err != nil {
		return nil, err
	}
	return sdk.OK(viewOf(*one, community.Community{})), nil
}

// seatIn finds a seat of a community; that of another one is not there.
func (d *desk) seatIn(ctx context.Context, communityID, id string) (*sdk.Item[community.Seat], error) {
	one, err := d.seats.Get(ctx, id)
	if err == nil && one.Doc.Community != communityID {
		err = fault.Missing("seat")
	}
	return one, err
}

// seatFor limits a seat to the day of a session.
func seatFor(seat community.Seat, one *sdk.Item[session.Session], c community.Community) (community.Seat, error) {
	zone, err := zoneOf(c.Zone)
	if err != nil {
		return seat, err
	}
	return seat.For(one.ID, one.Doc.Time(), zone), nil
}

// missingAt turns "there is no such thing" into a refusal of the field that named it.
func missingAt(err error, pointer, message string) error {
	if fault.KindOf(err) == fault.NotFound {
		return fault.InvalidField(pointer, "%s", message).Because(err)
	}
	return err
}
