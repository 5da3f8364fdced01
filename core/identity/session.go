package identity

import (
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// How long a session lives: thirty days since it was last renewed, and never beyond half a year since the
// password was typed; unused for fourteen days, it ends.
const (
	SessionLife  = 30 * 24 * time.Hour
	SessionIdle  = 14 * 24 * time.Hour
	SessionLimit = 180 * 24 * time.Hour
	renewEvery   = 24 * time.Hour
	maxAgent     = 120
)

// NewSession starts a session of p, who came in that way; the token goes to the browser, the hash to the store.
func NewSession(p Person, how How, agent string, now time.Time) (s Session, token string, hash []byte) {
	token, hash = NewToken()
	now = now.UTC().Truncate(time.Millisecond)
	return Session{
		ID: newID(), Tenant: p.Tenant, Person: p.ID, How: how,
		Created: now, Seen: now, Expires: now.Add(SessionLife), Agent: shorten(agent),
	}, token, hash
}

// Live reports whether the session still lets its owner in.
func (s Session) Live(now time.Time) bool {
	idle := SessionIdle
	if s.Device != "" {
		idle = deviceSessionGrace
	}
	return now.Before(s.Expires) && now.Sub(s.Seen) < idle && now.Sub(s.Created) < SessionLimit
}

// Renewed returns the session as used now, and whether that is worth writing: once a day at most, once a minute on a site's device.
func (s Session) Renewed(now time.Time) (Session, bool) {
	if s.Device != "" {
		worth := now.Sub(s.Seen) >= renewDevice
		s.Seen = now.UTC().Truncate(time.Millisecond)
		return s, worth
	}
	if now.Sub(s.Seen) < renewEvery {
		return s, false
	}
	s.Seen = now.UTC().Truncate(time.Millisecond)
	s.Expires = s.Seen.Add(SessionLife)
	if limit := s.Created.Add(SessionLimit); s.Expires.After(limit) {
		s.Expires = limit
	}
	return s, true
}

// freshFor is how long after signing in nobody is asked again to prove who they are.
const freshFor = 10 * time.Minute

// Fresh reports whether its owner has only just signed in.
func (s Session) Fresh(now time.Time) bool { return now.Sub(s.Created) < freshFor }

func shorten(text string) string {
	if len(text) <= maxAgent {
		return text
	}
	text = text[:maxAgent]
	for !utf8.ValidString(text) {
		text = text[:len(text)-1]
	}
	return text
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
