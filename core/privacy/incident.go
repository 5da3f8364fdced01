package privacy

import "time"

// Risk is how likely an incident is to hurt those whom it is about, and how badly.
type Risk string

// The risks, as GDPR art. 33 and 34 and Québec's Law 25 (art. 3.5, 3.7) tell them apart. What nobody has weighed yet is treated as
// one that the authority must hear of.
const (
	RiskUnknown  Risk = "unknown"
	RiskUnlikely Risk = "unlikely" // GDPR: the authority need not be told
	RiskPossible Risk = "possible" // GDPR: the authority is told; Law 25: no risk of serious injury
	RiskHigh     Risk = "high"     // GDPR: people are told too; Law 25: a risk of serious injury
)

// Incident is a breach of personal data, as the register keeps it (GDPR art. 33(5); Québec's Regulation respecting confidentiality
// incidents, art. 7).
type Incident struct {
	ID         string     `json:"id"`
	Title      string     `json:"title"`
	Happened   string     `json:"happened"`          // when, or from when: "2026-11-03"
	Ended      string     `json:"ended,omitempty"`   // until when, where it went on
	Known      time.Time  `json:"known"`             // when the organisation became aware of it: terms count from here
	What       string     `json:"what"`              // the circumstances, and the cause where it is known
	Categories []string   `json:"categories"`        // kinds of data
	People     int        `json:"people"`            // how many are concerned, about
	Records    int        `json:"records,omitempty"` // how many records, about
	Risk       Risk       `json:"risk"`
	Why        string     `json:"why,omitempty"`       // what that judgement of the risk rests on
	Measures   string     `json:"measures,omitempty"`  // taken, or decided
	Authority  *time.Time `json:"authority,omitempty"` // when it was told
	Late       string     `json:"late,omitempty"`      // why later than the term
	Informed   *time.Time `json:"informed,omitempty"`  // when people were
	Closed     *time.Time `json:"closed,omitempty"`
	Noted      time.Time  `json:"noted"` // when it came into the register
	By         string     `json:"by"`    // principal id of who noted it
	Rev        int64      `json:"-"`
}

// keptYears is how long the register keeps an incident (Québec's Regulation respecting confidentiality incidents, art. 8); elsewhere
// the same.
const keptYears = 5

// Kept is until when an incident stays in the register, whatever happens.
// Time counts from when the organisation became aware of it, or from when it was noted, if that is later.
func (i Incident) Kept() time.Time {
	from := i.Known
	if i.Noted.After(from) {
		from = i.Noted
	}
	return from.AddDate(keptYears, 0, 0)
}

// Law is what sets the terms.
type Law string

// The laws.
const (
	GDPR  Law = "gdpr"
	Law25 Law = "law25"
)

// LawOf is the law of an organisation's country (ISO 3166-1 alpha-2).
func LawOf(country string) Law {
	if country == "CA" {
		return Law25
	}
	return GDPR
}

// Whom an organisation has to tell.
const (
	TellAuthority = "authority"
	TellPeople    = "people"
)

// The states of a duty.
const (
	DutyDone  = "done"
	DutyDue   = "due"
	DutyLate  = "late"
	DutyNone  = "none"  // the risk does not ask for it
	DutyWeigh = "weigh" // the risk has to be weighed first
)

// Duty is that somebody has to be told of an incident.
type Duty struct {
	Whom  string
	State string
	Until *time.Time // the term; nil: with diligence, without a number of hours
	Done  *time.Time
}

// authorityTerm is how soon the authority is told (GDPR art. 33(1)).
const authorityTerm = 72 * time.Hour

// Duties are whom the law has the organisation tell, and until when. Under Law 25 the Commission d’accès à l’information and the
// people are told with diligence where the risk is one of serious injury; under the GDPR the authority within 72 hours unless a risk
// is unlikely, and people without undue delay where it is high (art. 34).
func (i Incident) Duties(law Law, now time.Time) []Duty {
	authority := Duty{Whom: TellAuthority, Done: i.Authority, State: DutyDue}
	people := Duty{Whom: TellPeople, Done: i.Informed, State: DutyNone}
	switch i.Risk {
	case RiskHigh:
		people.State = DutyDue
	case RiskUnlikely:
		authority.State = DutyNone
	case RiskPossible:
		if law == Law25 {
			authority.State = DutyNone
		}
	default:
		people.State = DutyWeigh
		if law == Law25 {
			authority.State = DutyWeigh
		}
	}
	if law == GDPR && authority.State == DutyDue {
		until := i.Known.Add(authorityTerm)
		authority.Until = &until
		if now.After(until) {
			authority.State = DutyLate
		}
	}
	duties := []Duty{authority, people}
	for n, d := range duties {
		if d.Done != nil {
			duties[n].State = DutyDone
		}
	}
	return duties
}
