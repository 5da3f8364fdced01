// Package session is a meeting of a learning community and what belongs to it: its life, who was there and for
// how many minutes, and the commitments that members take home and look at together the next time.
//
// Non-goals: dates from rules (package schedule), storage, rights, mail. All functions are pure.
package session

import (
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// State is where a session stands.
type State string

// The states of a session.
const (
	Planned   State = "planned"
	Open      State = "open"
	Held      State = "held"
	Cancelled State = "cancelled"
)

// Session is one meeting.
type Session struct {
	Community string `json:"community" maxLength:"60" rb:"index" fr:"Communauté" en:"Community"`
	Number    int    `json:"number" minimum:"1" maximum:"99" fr:"Numéro" en:"Number"`
	At        int64  `json:"at" rb:"index" fr:"Début (secondes depuis 1970)" en:"Beginning (seconds since 1970)"`
	Minutes   int    `json:"minutes" minimum:"15" maximum:"600" fr:"Durée prévue" en:"Planned length"`
	State     State  `json:"state" enum:"planned,open,held,cancelled" rb:"index" fr:"État" en:"State"`
	Sequence  int    `json:"sequence,omitempty" fr:"Révision pour les agendas" en:"Revision for calendars"`
	Subject   string `json:"subject,omitempty" maxLength:"200" fr:"Sujet" en:"Subject"`
	Room      string `json:"room,omitempty" maxLength:"500" fr:"Salle" en:"Room"`
	Reason    string `json:"reason,omitempty" maxLength:"500" fr:"Raison du changement" en:"Why it changed"`
	MovedFrom int64  `json:"moved_from,omitempty" fr:"Prévue d’abord le" en:"First planned for"`
	Length    int    `json:"length,omitempty" minimum:"0" maximum:"600" fr:"Durée tenue" en:"Length held"`
}

// The refusals of a session's life. Codes are for good.
var (
	errNotPlanned = fault.New(fault.Conflict, "session-not-planned", "This session is not one to come.")
	errNotOpen    = fault.New(fault.Conflict, "session-not-open", "This session is not open.")
	errNotHeld    = fault.New(fault.Conflict, "session-not-held", "Attendance belongs to a session that is open or was held.")
	errEarly      = fault.New(fault.Conflict, "session-early", "A session opens at most an hour before its time: move it first.")
	errPast       = fault.New(fault.Invalid, "session-past", "A session is moved to a time to come.")
)

// early is how long before its time a session may be opened.
const early = time.Hour

// Time is when the session begins.
func (s Session) Time() time.Time { return time.Unix(s.At, 0).UTC() }

// Over is when it ends, as planned.
func (s Session) Over() time.Time { return s.Time().Add(time.Duration(s.Minutes) * time.Minute) }

// Credit is how many minutes somebody can have been there.
func (s Session) Credit() int {
	if s.State == Held {
		return s.Length
	}
	return s.Minutes
}

// Begun opens a session: attendance can be taken and commitments looked at.
func (s Session) Begun(now time.Time) (Session, error) {
	switch {
	case s.State != Planned:
		return s, errNotPlanned
	case now.Before(s.Time().Add(-early)):
		return s, errEarly
	}
	s.State = Open
	return s, nil
}

// Ended closes an open session; minutes is how long it lasted, 0 meaning as planned.
func (s Session) Ended(minutes int) (Session, error) {
	if s.State != Open {
		return s, errNotOpen
	}
	if minutes == 0 {
		minutes = s.Minutes
	}
	s.State, s.Length = Held, minutes
	return s, nil
}

// Moved is a session at another time; a cancelled one takes place after all.
func (s Session) Moved(at time.Time, reason string, now time.Time) (Session, error) {
	switch {
	case s.State != Planned && s.State != Cancelled:
		return s, errNotPlanned
	case !at.After(now):
		return s, errPast
	}
	if s.MovedFrom == 0 {
		s.MovedFrom = s.At
	}
	s.State, s.At, s.Reason = Planned, at.Unix(), reason
	s.Sequence++
	return s, nil
}

// Dropped is a session that does not take place.
func (s Session) Dropped(reason string) (Session, error) {
	if s.State != Planned {
		return s, errNotPlanned
	}
	s.State, s.Reason = Cancelled, reason
	s.Sequence++
	return s, nil
}

// Told is a session with another subject or room: calendars are to take notice.
func (s Session) Told(subject, room *string) (Session, error) {
	if s.State != Planned && s.State != Open {
		return s, errNotPlanned
	}
	if subject != nil {
		s.Subject = *subject
	}
	if room != nil {
		s.Room = *room
	}
	s.Sequence++
	return s, nil
}
