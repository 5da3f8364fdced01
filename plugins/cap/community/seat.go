package community

import (
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/schedule"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Role is what somebody is in a community.
type Role string

// The roles. An expert accompanies a whole cycle; a guest comes to one session.
const (
	Member Role = "member"
	Mentor Role = "mentor"
	Expert Role = "expert"
	Guest  Role = "guest"
)

// State is how a seat stands.
type State string

// The states of a seat.
const (
	Seated  State = "seated"
	Waiting State = "waiting"
	Left    State = "left"
)

// Seat is somebody's place in a community: the right to come in, and the only one.
type Seat struct {
	Community    string      `json:"community" maxLength:"60" rb:"index" fr:"Communauté" en:"Community"`
	Person       string      `json:"person" maxLength:"320" rb:"index,subject=person" fr:"Personne" en:"Person"`
	Role         Role        `json:"role" enum:"member,mentor,expert,guest" fr:"Rôle" en:"Role"`
	State        State       `json:"state" enum:"seated,waiting,left" rb:"index" fr:"État" en:"State"`
	Name         string      `json:"name,omitempty" maxLength:"120" rb:"personal,subject=person" fr:"Nom" en:"Name"`
	Email        string      `json:"email,omitempty" maxLength:"320" rb:"personal,subject=person" fr:"Adresse électronique" en:"E-mail address"`
	Organisation string      `json:"organisation,omitempty" maxLength:"120" rb:"personal,subject=person" fr:"Organisme" en:"Organisation"`
	Region       string      `json:"region,omitempty" maxLength:"80" rb:"personal,subject=person" fr:"Région ou province" en:"Region or province"`
	Zone         string      `json:"zone,omitempty" maxLength:"60" rb:"personal,subject=person" fr:"Fuseau horaire" en:"Time zone"`
	Language     string      `json:"language,omitempty" maxLength:"10" rb:"personal,subject=person" fr:"Langue" en:"Language"`
	Pact         string      `json:"pact,omitempty" maxLength:"64" rb:"personal,subject=person" fr:"Pacte signé" en:"Pact signed"`
	SignedAt     string      `json:"signed_at,omitempty" format:"date-time" rb:"personal,subject=person" fr:"Signé le" en:"Signed at"`
	Agreed       []Agreement `json:"agreed,omitempty" maxItems:"20" rb:"personal,subject=person,consent" fr:"Consentements" en:"Consents"`
	Session      string      `json:"session,omitempty" maxLength:"60" fr:"Seule séance" en:"Only session"`
	Until        string      `json:"until,omitempty" format:"date-time" fr:"Jusqu’à" en:"Until"`
	Feed         string      `json:"feed,omitempty" maxLength:"64" rb:"index" fr:"Empreinte de l’agenda" en:"Digest of the calendar’s token"`
	Key          string      `json:"key,omitempty" maxLength:"64" rb:"index" fr:"Empreinte de l’invitation" en:"Digest of the invitation"`
}

// Agreement is the proof that somebody signed the pact, or has given their seat up since.
type Agreement struct {
	Purpose string `json:"purpose" enum:"pact" frenum:"pact=Suivre le pacte d’entraide" enenum:"pact=Keep to the pact" fr:"Pour" en:"For"`
	Version string `json:"version" maxLength:"16" fr:"Version du pacte" en:"Version of the pact"`
	Given   string `json:"given_at" format:"date-time" fr:"Donné le" en:"Given at"`
	Ended   string `json:"ended_at,omitempty" format:"date-time" fr:"Retiré le" en:"Withdrawn at"`
	Channel string `json:"channel" maxLength:"20" fr:"Voie" en:"Channel"`
}

// The refusals at the door. Codes are for good.
var (
	errWaiting  = fault.New(fault.Denied, "seat-waiting", "This seat is on the waiting list.")
	errEnded    = fault.New(fault.Denied, "seat-ended", "This seat has ended.")
	errUnsigned = fault.New(fault.Denied, "pact-unsigned", "Read and sign the pact first.")
)

// Live refuses a seat that is waiting, was given up, or whose time is over.
func (s Seat) Live(now time.Time) error {
	switch s.State {
	case Waiting:
		return errWaiting
	case Seated:
		if s.Until == "" {
			return nil
		}
		until, err := time.Parse(time.RFC3339, s.Until)
		if err == nil && now.Before(until) {
			return nil
		}
	}
	return errEnded
}

// Bound refuses a seat that has not signed the pact as it stands now. Guests are shown it and sign nothing: they
// see one session and no conversation.
func (s Seat) Bound(c Community) error {
	if s.Role != Guest && s.Pact != c.PactDigest() {
		return errUnsigned
	}
	return nil
}

// Sign notes that the pact with this digest was signed; an earlier one counts no longer.
func (s Seat) Sign(digest string, now time.Time) Seat {
	s = s.Withdraw(now)
	s.Pact, s.SignedAt = digest, now.UTC().Format(time.RFC3339)
	s.Agreed = append(s.Agreed, Agreement{Purpose: "pact", Version: digest[:min(12, len(digest))], Given: s.SignedAt, Channel: "web"})
	return s
}

// Withdraw notes that the holder no longer agrees.
func (s Seat) Withdraw(now time.Time) Seat {
	s.Agreed = slices.Clone(s.Agreed)
	for i, a := range s.Agreed {
		if a.Ended == "" {
			s.Agreed[i].Ended = now.UTC().Format(time.RFC3339)
		}
	}
	return s
}

// Sees reports whether the seat's holder may see a session: a guest sees one.
func (s Seat) Sees(session string) bool { return s.Session == "" || s.Session == session }

// Place is where a newcomer sits, when so many of the seats are taken and so many people wait already.
func Place(taken, waiting, capacity int) State {
	if taken >= capacity || waiting > 0 {
		return Waiting
	}
	return Seated
}

// For is the seat limited to one session: it dies at the midnight that ends its day, where the community is.
func (s Seat) For(session string, at time.Time, zone *time.Location) Seat {
	s.Session, s.Until = session, schedule.Midnight(at, zone).UTC().Format(time.RFC3339)
	return s
}
