// Package sharing owns what organisations agreed to let each other read, and what one publishes for others to take over.
//
// A share is an agreement in two copies: each organisation keeps its own, with its own entries in its own log. It lets
// something be read only while both copies say that it is live, so that either side ends it alone and at once, and what
// one side has lost (it left, or went back to an older copy of its data) opens nothing.
//
// A work is the other way round: something that an organisation has written and gives away under a licence, version by
// version. Others subscribe to it; each new version is a proposal to them, and what they take over is their own from then on.
//
// Goals: one offer, one organisation that takes it, one scope, one end; figures of several put beside each other and
// together without telling more than each told; nothing changes in an organisation because another one published.
// Non-goals: who may offer or read (authz), where copies are kept, HTTP. Shares are values; everything here may be used
// concurrently.
package sharing

import (
	"context"
	"crypto/subtle"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Longest is how long a share may last, in days: agreements are made anew once a year.
const Longest = 366

// MostUnits is how many parts of its tree an organisation may name in one share.
const MostUnits = 100

// Side says which of the two an organisation is.
type Side string

// The sides.
const (
	Given    Side = "given"    // its own data
	Received Side = "received" // another's
)

// Share is one organisation's copy of an agreement.
type Share struct {
	ID     string    `json:"id"` // the same in both copies
	Side   Side      `json:"side"`
	Other  tenant.ID `json:"-"`  // the other organisation; zero until the offer is taken
	To     string    `json:"to"` // whom the offer is for: a short name or a host name, as it was typed
	Module string    `json:"module"`
	What   string    `json:"what"`            // the name of what the module lets be shared
	Units  []Place   `json:"units,omitempty"` // the giver's units, each with all below it; none: everything

	Purpose string    `json:"purpose"`
	Expires time.Time `json:"expires"`

	Offered  time.Time  `json:"offered"`
	By       string     `json:"by"`             // who offered it, as the giver's log names principals
	Code     []byte     `json:"code,omitempty"` // hash of the one-time code; the giver's copy only, until it is used
	Taken    *time.Time `json:"taken,omitempty"`
	Accepted *time.Time `json:"accepted,omitempty"`
	Declined *time.Time `json:"declined,omitempty"`
	Ended    *time.Time `json:"ended,omitempty"`
	EndedBy  Side       `json:"ended_by,omitempty"`
	Rev      int64      `json:"-"`
}

// Place is a unit of the giver, with the name that it had when it was offered.
type Place struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// The states of a share.
const (
	Offered  = "offered" // nobody has used the code yet, or the other has not decided
	Live     = "live"
	Declined = "declined"
	Ended    = "ended"
	Expired  = "expired"
)

// State says in one word how the copy stands.
func (s Share) State(now time.Time) string {
	switch {
	case s.Ended != nil:
		return Ended
	case s.Declined != nil:
		return Declined
	case !now.Before(s.Expires):
		return Expired
	case s.Accepted != nil:
		return Live
	}
	return Offered
}

// Opens reports whether two copies are of one agreement between these organisations, and both say that it is live.
func Opens(given, received Share, giver, receiver tenant.ID, now time.Time) bool {
	return given.Side == Given && received.Side == Received && given.ID == received.ID &&
		given.Other == receiver && received.Other == giver && !giver.IsZero() && !receiver.IsZero() &&
		given.State(now) == Live && received.State(now) == Live &&
		given.Module == received.Module && given.What == received.What
}

// Fits reports whether a code's hash is that of an offer that nobody took yet.
func (s Share) Fits(codeHash []byte, now time.Time) bool {
	return s.Side == Given && s.Taken == nil && s.State(now) == Offered && len(s.Code) > 0 && subtle.ConstantTimeCompare(s.Code, codeHash) == 1
}

// Copy is the other organisation's copy of an offer that it takes.
func (s Share) Copy(giver tenant.ID) Share {
	s.Side, s.Other, s.Code, s.Rev = Received, giver, nil, 0
	s.Units = slices.Clone(s.Units)
	return s
}

// codeMark stands between the giver's short name and the secret of a code.
const codeMark = "."

// CodeOf is the one-time code of an offer: where to look, and the secret that opens it.
func CodeOf(slug, secret string) string { return slug + codeMark + secret }

// ReadCode takes a code apart; false where it has not the form of one.
func ReadCode(code string) (slug, secret string, ok bool) {
	slug, secret, ok = strings.Cut(strings.TrimSpace(code), codeMark)
	return slug, secret, ok && slug != "" && secret != ""
}

// Store finds copies. Fault kind: not_found.
type Store interface {
	// Shares lists an organisation's copies, the newest first.
	Shares(ctx context.Context, t tenant.ID) ([]Share, error)
	// Share finds one.
	Share(ctx context.Context, t tenant.ID, id string) (Share, error)
}

// Writer changes an organisation's copies.
type Writer interface {
	// PutShare keeps a new copy (Rev 0), or replaces the one at that Rev: conflict where it has moved.
	PutShare(ctx context.Context, s Share) (Share, error)
	// RemoveShare forgets a copy, as when the other organisation leaves the installation; not_found where there is none.
	RemoveShare(ctx context.Context, id string) error
}

// ErrNotOpen refuses to read by a share that opens nothing, whatever the reason.
func ErrNotOpen() error {
	return fault.New(fault.Denied, "share-not-open", "This share is not open: it has ended or expired, or the organisation that gives it is closed for now.")
}
