package cap

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/calendar"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// errInvitation is the same for an invitation that never was, was taken back, or whose day is over.
var errInvitation = fault.New(fault.NotFound, "invitation-unknown", "This invitation opens nothing, or nothing any more.")

func (d *desk) registerGuests(api huma.API) {
	huma.Register(api, sdk.Operation(step("guest-invite", "/seats/{id}/sessions/{session}:invite", "Invite an expert to one session",
		"Without an account: the link in the message opens that session and nothing else, until midnight where the community is."),
		onSeat("session.lead")), d.invite)
	huma.Register(api, sdk.Operation(step("guest-revoke", "/seats/{id}/guests/{seat}:revoke", "Take an invitation back", ""),
		onSeat("session.lead")), d.revokeGuest)
	huma.Register(api, sdk.Operation(step("guest-enter", "/guests:enter", "Enter a session with an invitation", ""),
		sdk.Rules{Action: "cap:guest.enter", Internal: true, Public: true}), d.enterGuest)
}

// invitation is a guest's seat, and the link that opens it.
type invitation struct {
	Guest memberView `json:"guest"`
	Link  string     `json:"link" doc:"Shown once; it was mailed as well."`
}

func (d *desk) invite(ctx context.Context, in *struct {
	SessionTarget
	Body Introduction
},
) (*sdk.Reply[invitation], error) {
	e, err := d.active(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	one, err := d.sessionOf(ctx, e.seat.Doc.Community, in.Session)
	if err != nil {
		return nil, err
	}
	if one.Doc.State != session.Planned && one.Doc.State != session.Open {
		return nil, fault.New(fault.Conflict, "session-over", "Guests are invited to a session to come.")
	}
	seat, err := in.Body.seat(ctx, e.roll.Community)
	if err != nil {
		return nil, err
	}
	seat.Community, seat.Role, seat.Person = e.seat.Doc.Community, community.Guest, strings.ToLower(seat.Email)
	if seat, err = seatFor(seat, one, e.roll.Community); err != nil {
		return nil, err
	}
	var token string
	token, seat.Key = calendar.NewToken()
	guest, err := d.seats.Create(ctx, seat)
	if err != nil {
		return nil, err
	}
	link := sdk.Call(ctx).Pages + "/guest#" + token
	tell(ctx, seat, letterGuest, facts{title: e.roll.Title, mentor: e.seat.Doc.Name, at: one.Doc.Time(), link: link})
	return sdk.Made(invitation{Guest: viewOf(*guest, e.roll.Community), Link: link}), nil
}

func (d *desk) revokeGuest(ctx context.Context, in *SeatTarget) (*sdk.Reply[memberView], error) {
	e, err := d.active(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	one, err := d.seatIn(ctx, e.seat.Doc.Community, in.Seat)
	if err != nil {
		return nil, err
	}
	if one.Doc.Role != community.Guest {
		return nil, fault.Missing("seat")
	}
	if err := d.free(ctx, one); err != nil {
		return nil, err
	}
	return sdk.OK(viewOf(*one, e.roll.Community)), nil
}

// guestView is the one session that a guest sees.
type guestView struct {
	Name     string      `json:"name"`
	Title    string      `json:"title" doc:"Of the community."`
	Question string      `json:"question,omitempty"`
	Pact     string      `json:"pact"`
	Session  sessionView `json:"session"`
	Until    time.Time   `json:"until" doc:"When the invitation ends."`
}

func (d *desk) enterGuest(ctx context.Context, in *struct {
	Body struct {
		Token string `json:"token" minLength:"1" maxLength:"100"`
	}
},
) (*sdk.Reply[guestView], error) {
	seat, err := d.opened(ctx, "key", calendar.Digest(in.Body.Token), errInvitation)
	if err != nil {
		return nil, err
	}
	kept, err := d.roll(ctx, seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	one, err := d.sessions.Get(ctx, seat.Doc.Session)
	if err != nil {
		return nil, err
	}
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	until, err := time.Parse(time.RFC3339, seat.Doc.Until)
	if err != nil {
		return nil, fmt.Errorf("reading the end of an invitation: %w", err)
	}
	return sdk.OK(guestView{
		Name: seat.Doc.Name, Title: kept.Doc.Title, Question: kept.Doc.Question, Pact: kept.Doc.Pact, Until: until,
		Session: shown(one.ID, one.Doc, kept.Doc.Community, config, sdk.Call(ctx).Language),
	}), nil
}

// opened finds the live seat that a secret token opens; field holds the token's digest. Whatever is wrong, the refusal
// is the same.
func (d *desk) opened(ctx context.Context, field, digest string, refusal *fault.Error) (*sdk.Item[community.Seat], error) {
	found, _, err := d.seats.List(ctx, store.Query{Filter: fmt.Sprintf("%s = %q", field, digest), Size: 1})
	if err != nil {
		return nil, fmt.Errorf("looking for a seat: %w", err)
	}
	if len(found) == 0 || found[0].Doc.Live(sdk.Call(ctx).Now) != nil {
		return nil, refusal
	}
	return &found[0], nil
}
