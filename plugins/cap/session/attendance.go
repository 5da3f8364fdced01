package session

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Presence is how somebody was there.
type Presence string

// The ways of being there, and of not.
const (
	Present Presence = "present"
	Late    Presence = "late" // came late or left early
	Excused Presence = "excused"
	Absent  Presence = "absent"
)

// Attendance is one member's line on a session's sheet. Once validated it changes by correction only, and the
// corrections stay.
type Attendance struct {
	Line        string       `json:"line" maxLength:"121" rb:"unique" fr:"Ligne" en:"Line"`
	Community   string       `json:"community" maxLength:"60" rb:"index" fr:"Communauté" en:"Community"`
	Session     string       `json:"session" maxLength:"60" rb:"index" fr:"Séance" en:"Session"`
	Seat        string       `json:"seat" maxLength:"60" rb:"index" fr:"Place" en:"Seat"`
	Person      string       `json:"person" maxLength:"320" rb:"index,subject=person" fr:"Personne" en:"Person"`
	Presence    Presence     `json:"presence" enum:"present,late,excused,absent" rb:"personal,subject=person" fr:"Présence" en:"Attendance"`
	Minutes     int          `json:"minutes" minimum:"0" maximum:"600" rb:"personal,subject=person" fr:"Minutes" en:"Minutes"`
	ValidatedBy string       `json:"validated_by" maxLength:"320" fr:"Validée par" en:"Validated by"`
	ValidatedAt string       `json:"validated_at" format:"date-time" fr:"Validée le" en:"Validated at"`
	Log         []Correction `json:"log,omitempty" maxItems:"50" rb:"personal,subject=person" fr:"Corrections" en:"Corrections"`
}

// LineOf names a member's line on a session's sheet: there is one, however many hands validate at once.
func LineOf(sessionID, seatID string) string { return sessionID + "/" + seatID }

// Correction is what a line said before it was corrected, by whom and why.
type Correction struct {
	At       string   `json:"at" format:"date-time"`
	By       string   `json:"by" maxLength:"320"`
	Presence Presence `json:"presence" doc:"What stood there before."`
	Minutes  int      `json:"minutes"`
	Reason   string   `json:"reason" maxLength:"500"`
}

// Line is what a mentor says about one member.
type Line struct {
	Seat     string   `json:"seat" minLength:"1" maxLength:"60"`
	Presence Presence `json:"presence" enum:"present,late,excused,absent"`
	Minutes  *int     `json:"minutes,omitempty" minimum:"0" maximum:"600" doc:"The whole session when left out and present."`
	Reason   string   `json:"reason,omitempty" maxLength:"500" doc:"Needed to correct a line that was validated."`
}

// Count checks the minutes of a line against what the session gives; a fault points to /minutes.
func (l Line) Count(s Session) (int, error) {
	if s.State != Open && s.State != Held {
		return 0, errNotHeld
	}
	there := l.Presence == Present || l.Presence == Late
	switch {
	case !there && l.Minutes != nil && *l.Minutes > 0:
		return 0, fault.InvalidRule("/minutes", "cap-absent-minutes", "", "must be 0 for somebody who was not there")
	case !there:
		return 0, nil
	case l.Minutes == nil && l.Presence == Late:
		return 0, fault.InvalidRule("/minutes", fault.Required, "", "must say how long somebody was there who came late or left early")
	case l.Minutes == nil:
		return s.Credit(), nil
	case *l.Minutes < 1 || *l.Minutes > s.Credit():
		return 0, fault.InvalidRule("/minutes", fault.Between, fmt.Sprintf("1-%d", s.Credit()), "must lie between 1 and %d, the length of the session", s.Credit())
	}
	return *l.Minutes, nil
}

// Says reports whether the line already reads so.
func (a Attendance) Says(presence Presence, minutes int) bool {
	return a.Presence == presence && a.Minutes == minutes
}

// Corrected is the line after a correction, which keeps what it said. A reason is needed.
func (a Attendance) Corrected(presence Presence, minutes int, by, at, reason string) (Attendance, error) {
	if strings.TrimSpace(reason) == "" {
		return a, fault.InvalidRule("/reason", fault.Required, "", "must say why a validated line is corrected")
	}
	a.Log = append(slices.Clone(a.Log), Correction{At: at, By: by, Presence: a.Presence, Minutes: a.Minutes, Reason: reason})
	a.Presence, a.Minutes, a.ValidatedBy, a.ValidatedAt = presence, minutes, by, at
	return a, nil
}

// Quarters is a number of minutes in quarters of an hour. Minutes are added up first and rounded once, to the
// nearest quarter: 7 minutes over do not count, 8 do.
func Quarters(minutes int) int { return (max(minutes, 0) + 7) / 15 }

// Hours writes quarters of an hour as hours: "12.75".
func Hours(quarters int) string { return fmt.Sprintf("%d.%02d", quarters/4, quarters%4*25) }
