package cap

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/schedule"
	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerSessions(api huma.API) {
	on := func(verb string) string { return "/seats/{id}/sessions/{session}:" + verb }
	lead := onSeat("session.lead")
	huma.Register(api, sdk.Operation(step("session-open", on("open"), "Open a session", "At most an hour before its time."), lead), d.openSession)
	huma.Register(api, sdk.Operation(step("session-close", on("close"), "Close a session", "It counts for as long as it was held."), lead), d.closeSession)
	huma.Register(api, sdk.Operation(step("session-move", on("move"), "Move a session", "Everybody is told, with an updated calendar file; a cancelled session takes place after all."), lead), d.moveSession)
	huma.Register(api, sdk.Operation(step("session-cancel", on("cancel"), "Cancel a session", "The others stay. Everybody is told, with an updated calendar file."), lead), d.cancelSession)
	huma.Register(api, sdk.Operation(step("session-tell", on("tell"), "Say what a session is about, or where it is", ""), lead), d.tellSession)
}

// SessionTarget is the input of an operation on one session, from a seat.
type SessionTarget struct {
	sdk.Target
	Session string `path:"session" maxLength:"60"`
}

// sessionView is a session as a seat sees it. Screens show the times in the reader's own zone.
type sessionView struct {
	ID        string        `json:"id"`
	Number    int           `json:"number"`
	StartsAt  time.Time     `json:"starts_at"`
	EndsAt    time.Time     `json:"ends_at"`
	Zone      string        `json:"zone" doc:"The community’s."`
	Minutes   int           `json:"minutes"`
	Length    int           `json:"length,omitempty" doc:"How long it was held."`
	State     session.State `json:"state"`
	Sequence  int           `json:"sequence"`
	Subject   string        `json:"subject,omitempty"`
	Reason    string        `json:"reason,omitempty"`
	MovedFrom *time.Time    `json:"moved_from,omitempty"`
	Room      string        `json:"room,omitempty"`
	DialIn    string        `json:"dial_in,omitempty"`
}

// shown is a session as whoever may come to it sees it.
func shown(id string, s session.Session, c community.Community, config Config, language string) sessionView {
	v := sessionView{
		ID: id, Number: s.Number, StartsAt: s.Time(), EndsAt: s.Over(), Zone: c.Zone, Minutes: s.Minutes, Length: s.Length,
		State: s.State, Sequence: s.Sequence, Subject: s.Subject, Reason: s.Reason,
	}
	if s.MovedFrom != 0 {
		from := time.Unix(s.MovedFrom, 0).UTC()
		v.MovedFrom = &from
	}
	if s.State == session.Planned || s.State == session.Open {
		v.Room, v.DialIn = config.roomOf(s), config.DialIn.in(language)
	}
	return v
}

// sessionOf finds a session of a community; that of another one is not there.
func (d *desk) sessionOf(ctx context.Context, communityID, id string) (*sdk.Item[session.Session], error) {
	one, err := d.sessions.Get(ctx, id)
	if err == nil && one.Doc.Community != communityID {
		err = fault.Missing("session")
	}
	return one, err
}

// sessionsOf reads the sessions of a community in the order of their time.
func (d *desk) sessionsOf(ctx context.Context, communityID string) ([]sdk.Item[session.Session], error) {
	all, err := gather(ctx, d.sessions, store.Query{Filter: fmt.Sprintf("community = %q", communityID), Order: "at"})
	if err != nil {
		return nil, fmt.Errorf("reading the sessions: %w", err)
	}
	return all, nil
}

// after is the next session that is still to come after one of them; nil when there is none.
func after(all []sdk.Item[session.Session], id string) *sdk.Item[session.Session] {
	at := slices.IndexFunc(all, func(s sdk.Item[session.Session]) bool { return s.ID == id })
	for i := at + 1; i < len(all) && at >= 0; i++ {
		if all[i].Doc.State == session.Planned {
			return &all[i]
		}
	}
	return nil
}

// change finds a session from a mentor's seat, moves it on and answers it.
func (d *desk) change(ctx context.Context, in SessionTarget, to func(e entry, s session.Session) (session.Session, error)) (entry, *sdk.Item[session.Session], error) {
	e, err := d.active(ctx, in.ID)
	if err != nil {
		return e, nil, err
	}
	one, err := d.sessionOf(ctx, e.seat.Doc.Community, in.Session)
	if err != nil {
		return e, nil, err
	}
	if one.Doc, err = to(e, one.Doc); err != nil {
		return e, nil, err
	}
	return e, one, d.sessions.Update(ctx, one)
}

// answer is the session after a change.
func (e entry) answer(ctx context.Context, one *sdk.Item[session.Session]) (*sdk.Reply[sessionView], error) {
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	return sdk.OK(shown(one.ID, one.Doc, e.roll.Community, config, sdk.Call(ctx).Language)), nil
}

func (d *desk) openSession(ctx context.Context, in *SessionTarget) (*sdk.Reply[sessionView], error) {
	e, one, err := d.change(ctx, *in, func(e entry, s session.Session) (session.Session, error) { return s.Begun(e.now) })
	if err != nil {
		return nil, err
	}
	return e.answer(ctx, one)
}

func (d *desk) closeSession(ctx context.Context, in *struct {
	SessionTarget
	Body struct {
		Minutes int `json:"minutes,omitempty" minimum:"0" maximum:"600" doc:"How long it was held; as planned when left out."`
	}
},
) (*sdk.Reply[sessionView], error) {
	e, one, err := d.change(ctx, in.SessionTarget, func(_ entry, s session.Session) (session.Session, error) { return s.Ended(in.Body.Minutes) })
	if err != nil {
		return nil, err
	}
	if err := d.fits(ctx, one); err != nil {
		return nil, err
	}
	sdk.Tx(ctx).Emit(store.Event{Type: "cap.session.held", Subject: one.ID})
	return e.answer(ctx, one)
}

func (d *desk) moveSession(ctx context.Context, in *struct {
	SessionTarget
	Body struct {
		StartsAt string `json:"starts_at" minLength:"16" maxLength:"16" doc:"In the community’s zone: 2026-09-15T18:30."`
		Reason   string `json:"reason" minLength:"1" maxLength:"500"`
	}
},
) (*sdk.Reply[sessionView], error) {
	e, one, err := d.change(ctx, in.SessionTarget, func(e entry, s session.Session) (session.Session, error) {
		zone, err := zoneOf(e.roll.Zone)
		if err != nil {
			return s, err
		}
		at, err := time.ParseInLocation(schedule.LocalLayout, in.Body.StartsAt, zone)
		if err != nil {
			return s, fault.InvalidRule("/starts_at", fault.Format, "date-time", "must be a date and time such as 2026-09-15T18:30")
		}
		return s.Moved(at, strings.TrimSpace(in.Body.Reason), e.now)
	})
	if err != nil {
		return nil, err
	}
	if err := d.moveGuests(ctx, e, one); err != nil {
		return nil, err
	}
	if err := notify(ctx, one, "moved"); err != nil {
		return nil, err
	}
	return e.answer(ctx, one)
}

// moveGuests lets guests of a moved session come on its new day.
func (d *desk) moveGuests(ctx context.Context, e entry, one *sdk.Item[session.Session]) error {
	guests, err := gather(ctx, d.seats, store.Query{
		Filter: fmt.Sprintf(`community = %q AND session = %q AND state = "seated"`, one.Doc.Community, one.ID),
	})
	if err != nil {
		return fmt.Errorf("reading the guests: %w", err)
	}
	for i := range guests {
		if guests[i].Doc, err = seatFor(guests[i].Doc, one, e.roll.Community); err != nil {
			return err
		}
		if err := d.seats.Update(ctx, &guests[i]); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) cancelSession(ctx context.Context, in *struct {
	SessionTarget
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
},
) (*sdk.Reply[sessionView], error) {
	e, one, err := d.change(ctx, in.SessionTarget, func(_ entry, s session.Session) (session.Session, error) {
		return s.Dropped(strings.TrimSpace(in.Body.Reason))
	})
	if err != nil {
		return nil, err
	}
	if err := d.postpone(ctx, one); err != nil {
		return nil, err
	}
	if err := notify(ctx, one, "cancelled"); err != nil {
		return nil, err
	}
	return e.answer(ctx, one)
}

func (d *desk) tellSession(ctx context.Context, in *struct {
	SessionTarget
	Body struct {
		Subject *string `json:"subject,omitempty" maxLength:"200"`
		Room    *string `json:"room,omitempty" maxLength:"500" doc:"Web address; empty: the organisation’s template."`
	}
},
) (*sdk.Reply[sessionView], error) {
	if room := in.Body.Room; room != nil && *room != "" && !isWeb(*room) {
		return nil, fault.InvalidRule("/room", fault.Format, "uri", "must be a web address that begins with https://")
	}
	e, one, err := d.change(ctx, in.SessionTarget, func(_ entry, s session.Session) (session.Session, error) {
		return s.Told(in.Body.Subject, in.Body.Room)
	})
	if err != nil {
		return nil, err
	}
	return e.answer(ctx, one)
}
