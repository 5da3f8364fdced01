package privacy

import "time"

// What a hold is about.
const (
	HoldPerson     = "person"
	HoldCollection = "collection"
	HoldUnit       = "unit"
)

// Hold keeps what it is about from being deleted or anonymised, for a reason such as a complaint or a trial: neither retention,
// nor an erasure, nor anybody's hand removes it.
type Hold struct {
	ID     string     `json:"id"`
	Kind   string     `json:"kind"`
	Of     string     `json:"of"` // id of an account or an e-mail address; "cap/seats"; id of a unit, with all below it
	Reason string     `json:"reason"`
	By     string     `json:"by"` // principal id
	Since  time.Time  `json:"since"`
	Until  *time.Time `json:"until,omitempty"` // default: until it is lifted
	Lifted *time.Time `json:"lifted,omitempty"`
	Rev    int64      `json:"-"`
}

// Live reports whether it holds at that time.
func (h Hold) Live(now time.Time) bool {
	return h.Lifted == nil && (h.Until == nil || now.Before(*h.Until))
}
