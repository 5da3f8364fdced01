package cap

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
)

func (d *desk) registerRoom(api huma.API) {
	huma.Register(api, sdk.Operation(look("seat-room", "/seats/{id}:room", "See a community from one’s seat"), onSeat("seat.enter")), d.showRoom)
}

// room is a community from a seat. Before the pact is signed it holds the pact and the dates, and nothing that
// anybody said; from a guest's seat, one session.
type room struct {
	Seat         memberView          `json:"seat"`
	Email        string              `json:"email,omitempty"`
	Feed         bool                `json:"feed" doc:"An address for a calendar is out."`
	ID           string              `json:"id" doc:"Of the community."`
	Community    community.Community `json:"community"`
	Pact         Signature           `json:"pact" doc:"What signing it sends."`
	Sessions     []sessionView       `json:"sessions"`
	Members      []memberView        `json:"members"`
	Hours        hours               `json:"hours"`
	Certificates []certificateLine   `json:"certificates"`
	Recorded     bool                `json:"recorded" doc:"Never: sessions are not recorded."`
}

func (d *desk) showRoom(ctx context.Context, in *sdk.Target) (*sdk.Reply[room], error) {
	e, err := d.enter(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out, err := d.roomOf(ctx, e)
	if err != nil || e.seat.Doc.Bound(e.roll.Community) != nil || e.seat.Doc.Role == community.Guest {
		return sdk.OK(out), err
	}
	all, err := d.everybody(ctx, e.seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	issued, err := d.issuedBy(ctx, e)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.Doc.State == community.Seated {
			view := viewOf(s, e.roll.Community)
			view.Certificate = issued[s.ID]
			out.Members = append(out.Members, view)
		}
	}
	if out.Hours, err = d.hoursOf(ctx, e.seat.ID); err != nil {
		return nil, err
	}
	if out.Certificates, err = d.certificatesOf(ctx, e.seat.ID); err != nil {
		return nil, err
	}
	return sdk.OK(out), nil
}

// roomOf is what every live seat sees.
func (d *desk) roomOf(ctx context.Context, e entry) (room, error) {
	config, err := configured(ctx)
	if err != nil {
		return room{}, err
	}
	out := room{
		Seat: viewOf(*e.seat, e.roll.Community), Email: e.seat.Doc.Email, Feed: e.seat.Doc.Feed != "", ID: e.seat.Doc.Community,
		Community: e.roll.Community, Pact: Signature{Digest: e.roll.PactDigest()}, Sessions: []sessionView{}, Members: []memberView{},
		Certificates: []certificateLine{},
	}
	all, err := d.sessionsOf(ctx, e.seat.Doc.Community)
	if err != nil {
		return room{}, err
	}
	signed := e.seat.Doc.Bound(e.roll.Community) == nil
	for _, s := range all {
		if !e.seat.Doc.Sees(s.ID) {
			continue
		}
		view := shown(s.ID, s.Doc, e.roll.Community, config, sdk.Call(ctx).Language)
		if !signed {
			view.Room, view.DialIn = "", ""
		}
		out.Sessions = append(out.Sessions, view)
	}
	return out, nil
}

// hours is how long somebody took part, as validated.
type hours struct {
	Minutes  int    `json:"minutes"`
	Hours    string `json:"hours" doc:"To the nearest quarter of an hour, minutes added up first: 12.75."`
	Sessions int    `json:"sessions"`
}

func hoursOf(lines []sdk.Item[session.Attendance]) hours {
	var h hours
	for _, l := range lines {
		if h.Minutes += l.Doc.Minutes; l.Doc.Minutes > 0 {
			h.Sessions++
		}
	}
	h.Hours = session.Hours(session.Quarters(h.Minutes))
	return h
}
