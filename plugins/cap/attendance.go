package cap

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

var errLonger = fault.New(fault.Conflict, "session-shorter", "Somebody is down for longer than that: correct the attendance first.")

func (d *desk) registerAttendance(api huma.API) {
	huma.Register(api, sdk.Operation(look("session-sheet", "/seats/{id}/sessions/{session}:sheet", "Read a session’s attendance sheet"),
		onSeat("session.lead")), d.readSheet)
	huma.Register(api, sdk.Operation(step("session-attend", "/seats/{id}/sessions/{session}:attend", "Validate or correct attendance",
		"Members who are left out stay as they are. A correction needs a reason and keeps what stood there before."),
		onSeat("session.lead")), d.attend)
}

// sheet is a session's attendance.
type sheet struct {
	Session sessionView `json:"session"`
	Lines   []sheetLine `json:"lines"`
}

type sheetLine struct {
	Seat      string               `json:"seat"`
	Name      string               `json:"name"`
	Presence  session.Presence     `json:"presence,omitempty" doc:"Absent until validated."`
	Minutes   int                  `json:"minutes"`
	Validated string               `json:"validated_at,omitempty"`
	Log       []session.Correction `json:"log,omitempty"`
}

func (d *desk) readSheet(ctx context.Context, in *SessionTarget) (*sdk.Reply[sheet], error) {
	e, err := d.bound(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	one, err := d.sessionOf(ctx, e.seat.Doc.Community, in.Session)
	if err != nil {
		return nil, err
	}
	lines, err := d.linesOf(ctx, one.ID)
	if err != nil {
		return nil, err
	}
	return d.sheetOf(ctx, e, one, lines)
}

// linesOf reads a session's lines by seat.
func (d *desk) linesOf(ctx context.Context, sessionID string) (map[string]sdk.Item[session.Attendance], error) {
	all, err := gather(ctx, d.attendances, store.Query{Filter: fmt.Sprintf("session = %q", sessionID)})
	if err != nil {
		return nil, fmt.Errorf("reading the attendance: %w", err)
	}
	lines := make(map[string]sdk.Item[session.Attendance], len(all))
	for _, one := range all {
		lines[one.Doc.Seat] = one
	}
	return lines, nil
}

func (d *desk) sheetOf(ctx context.Context, e entry, one *sdk.Item[session.Session], lines map[string]sdk.Item[session.Attendance]) (*sdk.Reply[sheet], error) {
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	all, err := d.everybody(ctx, e.seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	out := sheet{Session: shown(one.ID, one.Doc, e.roll.Community, config, sdk.Call(ctx).Language), Lines: []sheetLine{}}
	for _, s := range all {
		line, noted := lines[s.ID]
		if !noted && !counts(s.Doc) {
			continue
		}
		out.Lines = append(out.Lines, sheetLine{
			Seat: s.ID, Name: s.Doc.Name, Presence: line.Doc.Presence, Minutes: line.Doc.Minutes, Validated: line.Doc.ValidatedAt, Log: line.Doc.Log,
		})
	}
	return sdk.OK(out), nil
}

// counts reports whether somebody's hours are kept: those of members who have their seat.
func counts(s community.Seat) bool { return s.Role == community.Member && s.State == community.Seated }

func (d *desk) attend(ctx context.Context, in *struct {
	SessionTarget
	Body struct {
		Lines []session.Line `json:"lines" minItems:"1" maxItems:"200"`
	}
},
) (*sdk.Reply[sheet], error) {
	e, err := d.bound(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	one, err := d.sessionOf(ctx, e.seat.Doc.Community, in.Session)
	if err != nil {
		return nil, err
	}
	lines, err := d.linesOf(ctx, one.ID)
	if err != nil {
		return nil, err
	}
	for i, l := range in.Body.Lines {
		noted, err := d.note(ctx, e, one, l, lines)
		if err != nil {
			return nil, located(err, fmt.Sprintf("/lines/%d", i))
		}
		lines[l.Seat] = *noted
	}
	return d.sheetOf(ctx, e, one, lines)
}

// note stages what a mentor says about one member.
func (d *desk) note(ctx context.Context, e entry, one *sdk.Item[session.Session], l session.Line, lines map[string]sdk.Item[session.Attendance]) (*sdk.Item[session.Attendance], error) {
	seat, err := d.seatIn(ctx, one.Doc.Community, l.Seat)
	if err != nil {
		return nil, missingAt(err, "/seat", "there is no such member")
	}
	minutes, err := l.Count(one.Doc)
	if err != nil {
		return nil, err
	}
	by, at := sdk.Call(ctx).PrincipalID, e.now.Format(time.RFC3339)
	before, noted := lines[l.Seat]
	switch {
	case noted && before.Doc.Says(l.Presence, minutes):
		return &before, nil
	case noted:
		if before.Doc, err = before.Doc.Corrected(l.Presence, minutes, by, at, l.Reason); err != nil {
			return nil, err
		}
		return &before, d.attendances.Update(ctx, &before)
	case !counts(seat.Doc):
		return nil, fault.InvalidRule("/seat", "cap-members-only", "", "hours are kept for members only")
	}
	return d.attendances.Create(ctx, session.Attendance{
		Line: session.LineOf(one.ID, l.Seat), Community: one.Doc.Community, Session: one.ID, Seat: l.Seat, Person: seat.Doc.Person, Presence: l.Presence, Minutes: minutes,
		ValidatedBy: by, ValidatedAt: at,
	})
}

// fits refuses to close a session as shorter than somebody was there.
func (d *desk) fits(ctx context.Context, one *sdk.Item[session.Session]) error {
	lines, err := d.linesOf(ctx, one.ID)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.Doc.Minutes > one.Doc.Length {
			return errLonger
		}
	}
	return nil
}

// hoursOf adds a seat's validated minutes up.
func (d *desk) hoursOf(ctx context.Context, seatID string) (hours, error) {
	lines, err := gather(ctx, d.attendances, store.Query{Filter: fmt.Sprintf("seat = %q", seatID)})
	if err != nil {
		return hours{}, fmt.Errorf("reading the hours: %w", err)
	}
	return hoursOf(lines), nil
}
