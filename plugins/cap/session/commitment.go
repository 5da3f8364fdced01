package session

import (
	"slices"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Outcome is what became of a commitment.
type Outcome string

// The outcomes: tenu, en partie, non tenu, reporté. One that is still due is Due.
const (
	Due     Outcome = "due"
	Kept    Outcome = "kept"
	Partial Outcome = "partial"
	Missed  Outcome = "missed"
	Moved   Outcome = "moved" // to the next session: it is due again there
)

// Commitment is what a member will try by a session, and what came of it.
type Commitment struct {
	Community string   `json:"community" maxLength:"60" rb:"index" fr:"Communauté" en:"Community"`
	Seat      string   `json:"seat" maxLength:"60" rb:"index" fr:"Place" en:"Seat"`
	Person    string   `json:"person" maxLength:"320" rb:"index,subject=person" fr:"Personne" en:"Person"`
	Text      string   `json:"text,omitempty" maxLength:"1000" rb:"personal,subject=person" fr:"Ce que je vais essayer" en:"What I will try"`
	Tool      *Tool    `json:"tool,omitempty" rb:"personal,subject=person" fr:"Outil" en:"Tool"`
	Made      string   `json:"made,omitempty" maxLength:"60" fr:"Pris à la séance" en:"Made at session"`
	DueAt     string   `json:"due_at" maxLength:"60" rb:"index" fr:"À revoir à la séance" en:"Due at session"`
	Outcome   Outcome  `json:"outcome" enum:"due,kept,partial,missed" fr:"Suite" en:"Outcome"`
	Reviews   []Review `json:"reviews,omitempty" maxItems:"60" rb:"personal,subject=person" fr:"Retours" en:"Reviews"`
}

// Tool is an entry of the toolbox that somebody points at: its id there, and the title that it had. Nothing of the
// toolbox is read here: without it the title stays, and leads nowhere.
type Tool struct {
	ID    string `json:"id" minLength:"1" maxLength:"60"`
	Title string `json:"title" minLength:"1" maxLength:"160"`
}

// Review is what was said of a commitment at a session.
type Review struct {
	Session  string  `json:"session" maxLength:"60"`
	Outcome  Outcome `json:"outcome" enum:"kept,partial,missed,moved"`
	Learning string  `json:"learning,omitempty" maxLength:"1000" doc:"What was learned."`
	At       string  `json:"at" format:"date-time"`
}

var (
	errReviewed = fault.New(fault.Conflict, "commitment-reviewed", "This commitment was reviewed already.")
	errTooSoon  = fault.New(fault.Conflict, "commitment-not-due", "A commitment is reviewed at the session at which it is due.")
	errNoNext   = fault.New(fault.Conflict, "commitment-no-next", "There is no later session to move this commitment to.")
)

// Reviewed is a commitment after what was said of it at a session; next is the session after that one, empty
// when there is none. A review of the same session is replaced: people correct themselves.
func (c Commitment) Reviewed(r Review, next string) (Commitment, error) {
	last := len(c.Reviews) - 1
	again := last >= 0 && c.Reviews[last].Session == r.Session
	switch {
	case !again && c.Outcome != Due:
		return c, errReviewed
	case !again && c.DueAt != r.Session:
		return c, errTooSoon
	case r.Outcome == Moved && next == "":
		return c, errNoNext
	}
	c.Reviews = slices.Clone(c.Reviews)
	if again {
		c.Reviews = c.Reviews[:last]
	}
	c.Reviews = append(c.Reviews, r)
	c.Outcome, c.DueAt = r.Outcome, r.Session
	if r.Outcome == Moved {
		c.Outcome, c.DueAt = Due, next
	}
	return c, nil
}

// At is what was said of the commitment at a session: Due when it was expected there and nothing was said yet,
// empty when it does not concern that session.
func (c Commitment) At(session string) Outcome {
	for _, r := range c.Reviews {
		if r.Session == session {
			return r.Outcome
		}
	}
	if c.DueAt == session && c.Outcome == Due {
		return Due
	}
	return ""
}

// Tally counts outcomes at a session.
type Tally struct {
	All     int `json:"all"`
	Due     int `json:"due"`
	Kept    int `json:"kept"`
	Partial int `json:"partial"`
	Missed  int `json:"missed"`
	Moved   int `json:"moved"`
}

// Add counts one outcome; an empty one counts for nothing.
func (t *Tally) Add(o Outcome) {
	places := map[Outcome]*int{Due: &t.Due, Kept: &t.Kept, Partial: &t.Partial, Missed: &t.Missed, Moved: &t.Moved}
	if place, ok := places[o]; ok {
		*place++
		t.All++
	}
}
