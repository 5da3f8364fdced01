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
)

// errCalendar is the same for an address that never was and for one that was revoked.
var errCalendar = fault.New(fault.NotFound, "calendar-unknown", "This calendar’s address opens nothing, or nothing any more.")

func (d *desk) registerCalendars(api huma.API) {
	huma.Register(api, sdk.Operation(step("calendar-subscribe", "/seats/{id}:subscribe", "Make a secret address for one’s calendar program",
		"Shown once. An earlier one is revoked."), onSeat("seat.enter")), d.subscribe)
	huma.Register(api, sdk.Operation(step("calendar-unsubscribe", "/seats/{id}:unsubscribe", "Revoke the address of one’s calendar", ""), onSeat("seat.enter")), d.unsubscribe)
	huma.Register(api, sdk.Operation(look("calendar-file", "/seats/{id}/calendar", "Take the sessions along as a calendar file"), onSeat("seat.enter")), d.calendarFile)
	huma.Register(api, sdk.Operation(look("calendar-feed", "/calendars/{token}", "Read a calendar by its secret address"),
		sdk.Rules{Action: "cap:calendar.read", Internal: true, Public: true}), d.feed)
}

// subscription is the address of a feed.
type subscription struct {
	Address string `json:"address,omitempty" doc:"Shown once; whoever has it reads the dates."`
	Feed    bool   `json:"feed"`
}

func (d *desk) subscribe(ctx context.Context, in *sdk.Target) (*sdk.Reply[subscription], error) {
	e, err := d.enter(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	token, digest := calendar.NewToken()
	e.seat.Doc.Feed = digest
	if err := d.seats.Update(ctx, e.seat); err != nil {
		return nil, err
	}
	return sdk.OK(subscription{Address: sdk.Call(ctx).Operations + "/calendars/" + token + ".ics", Feed: true}), nil
}

func (d *desk) unsubscribe(ctx context.Context, in *sdk.Target) (*sdk.Reply[subscription], error) {
	one, err := d.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	one.Doc.Feed = ""
	if err := d.seats.Update(ctx, one); err != nil {
		return nil, err
	}
	return sdk.OK(subscription{}), nil
}

func (d *desk) calendarFile(ctx context.Context, in *sdk.Target) (*calendar.Reply, error) {
	e, err := d.enter(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	file, err := d.calendarOf(ctx, e.roll, e.seat.Doc)
	if err != nil {
		return nil, err
	}
	return calendar.Attach(file), nil
}

func (d *desk) feed(ctx context.Context, in *struct {
	Token string `path:"token" maxLength:"60"`
	Known string `header:"If-None-Match" maxLength:"200"`
},
) (*calendar.Reply, error) {
	seat, err := d.opened(ctx, "feed", calendar.Asked(in.Token), errCalendar)
	if err != nil {
		return nil, err
	}
	kept, err := d.roll(ctx, seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	file, err := d.calendarOf(ctx, kept.Doc, seat.Doc)
	if err != nil {
		return nil, err
	}
	return calendar.Follow(file, in.Known), nil
}

// calendarOf writes the sessions that a seat sees, in the language of whoever holds it. Who has not signed the
// pact sees the dates and no room.
func (d *desk) calendarOf(ctx context.Context, r roll, seat community.Seat) ([]byte, error) {
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	all, err := d.sessionsOf(ctx, r.CommunityID)
	if err != nil {
		return nil, err
	}
	c := calendar.Calendar{Name: r.Title, Details: r.Question, Refresh: time.Hour}
	for _, s := range all {
		if seat.Sees(s.ID) {
			c.Events = append(c.Events, eventOf(s, r, seat, config))
		}
	}
	file, err := c.Write()
	if err != nil {
		return nil, fmt.Errorf("writing the calendar of %s: %w", r.CommunityID, err)
	}
	return file, nil
}

// eventOf is a session in a calendar. Its UID is the session's id, for good.
func eventOf(s sdk.Item[session.Session], r roll, seat community.Seat, config Config) calendar.Event {
	lines := []string{s.Doc.Subject}
	e := calendar.Event{
		UID: s.ID, Sequence: s.Doc.Sequence, Begin: s.Doc.Time(), End: s.Doc.Over(), Stamp: s.Updated, Category: "CAP",
		Title:     fmt.Sprintf(Wording{FR: "%s, séance %d", EN: "%s, session %d"}.in(seat.Language), r.Title, s.Doc.Number),
		Cancelled: s.Doc.State == session.Cancelled,
	}
	if seat.Bound(r.Community) == nil && !e.Cancelled {
		e.Room, e.Phones = config.roomOf(s.Doc), config.Phones
		lines = append(lines, e.Room, config.DialIn.in(seat.Language))
	}
	if s.Doc.Reason != "" {
		lines = append(lines, s.Doc.Reason)
	}
	for _, l := range lines {
		if l != "" {
			e.Details += l + "\n"
		}
	}
	e.Details = strings.TrimSpace(e.Details)
	return e
}
