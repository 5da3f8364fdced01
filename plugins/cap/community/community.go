// Package community is a learning community as its organisation runs it: what it is about and for whom, how many
// seats it has, the life of its cycle; and a seat in it: whose, in which role, until when.
//
// Non-goals: sessions (package session), dates (package schedule), storage, rights. All functions are pure.
package community

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/plugins/cap/schedule"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Public is whom a community is for.
type Public string

// The publics. Somebody may belong to both, by two roles that were given on purpose.
const (
	Educators Public = "educators"
	Managers  Public = "managers"
)

// Status is where a community stands.
type Status string

// The states of a community's cycle.
const (
	Draft  Status = "draft"
	Open   Status = "open"
	Closed Status = "closed"
)

// Community is what everybody in the organisation may read about a learning community. Nothing private is in it:
// the room is the session's, and what is said is the members'.
type Community struct {
	Title      string       `json:"title" minLength:"1" maxLength:"120" rb:"searchable,index" fr:"Nom" en:"Name"`
	Theme      string       `json:"theme,omitempty" maxLength:"80" rb:"searchable,index" fr:"Thème" en:"Theme"`
	Domains    []sdk.Domain `json:"domains,omitempty" maxItems:"4" uniqueItems:"true" fr:"Ce qu’elle aide à travailler" en:"What it helps with" frhelp:"Là où un portrait de la qualité invite à travailler l’un de ces domaines, la communauté est proposée." enhelp:"Where a quality portrait invites people to work on one of these domains, the community is suggested."`
	Public     Public       `json:"public" enum:"educators,managers" rb:"index" fr:"Public" en:"For" frenum:"educators=Personnel éducateur,managers=Gestionnaires" enenum:"educators=Educators,managers=Managers"`
	Summary    string       `json:"summary,omitempty" maxLength:"2000" rb:"searchable" widget:"textarea" fr:"Présentation" en:"Summary"`
	Question   string       `json:"question,omitempty" maxLength:"500" fr:"Question du cycle" en:"Question of the cycle" frhelp:"Ce que le groupe veut comprendre ou changer ensemble." enhelp:"What the group wants to understand or change together."`
	Unit       string       `json:"unit,omitempty" maxLength:"60" rb:"unit" fr:"Territoire" en:"Territory"`
	Capacity   int          `json:"capacity,omitempty" minimum:"2" maximum:"200" fr:"Places" en:"Seats" frhelp:"De 8 à 18 d’ordinaire. Au-delà, une liste d’attente." enhelp:"Usually 8 to 18. Beyond that, a waiting list."`
	Zone       string       `json:"zone,omitempty" maxLength:"60" fr:"Fuseau horaire" en:"Time zone"`
	Rule       string       `json:"rule" minLength:"1" maxLength:"200" fr:"Récurrence" en:"Recurrence" frhelp:"Règle RRULE : FREQ=MONTHLY;BYDAY=2TU;COUNT=10." enhelp:"RRULE: FREQ=MONTHLY;BYDAY=2TU;COUNT=10."`
	Starts     string       `json:"starts" maxLength:"16" fr:"Première séance" en:"First session" frhelp:"Heure du fuseau de la communauté : 2026-09-08T18:30." enhelp:"In the community’s zone: 2026-09-08T18:30."`
	Except     []string     `json:"except,omitempty" maxItems:"60" fr:"Jours sans séance" en:"Days without a session"`
	Minutes    int          `json:"minutes,omitempty" minimum:"15" maximum:"600" fr:"Durée, en minutes" en:"Length, in minutes"`
	Pact       string       `json:"pact,omitempty" maxLength:"8000" widget:"textarea" fr:"Pacte d’entraide" en:"Pact" frhelp:"Chaque membre le signe à l’entrée." enhelp:"Every member signs it at entry."`
	Unanswered int          `json:"unanswered,omitempty" minimum:"1" maximum:"90" fr:"Jours avant d’alerter l’animation" en:"Days before the mentor is told"`
	Listed     bool         `json:"listed,omitempty" rb:"index" fr:"Annoncer la prochaine séance au public" en:"Announce the next session to the public"`
	Stage      string       `json:"stage,omitempty" enum:"initiation,implantation,integration" frenum:"initiation=Initiation,implantation=Implantation,integration=Intégration" enenum:"initiation=Initiation,implantation=Implementation,integration=Integration" fr:"Étape" en:"Stage"`
	Status     Status       `json:"status,omitempty" enum:"draft,open,closed" rb:"index" frenum:"draft=à venir,open=en cours,closed=terminé" enenum:"draft=to come,open=under way,closed=ended" fr:"État" en:"State"`
	OpenedOn   string       `json:"opened_on,omitempty" format:"date" fr:"Ouverte le" en:"Opened on"`
	ClosedOn   string       `json:"closed_on,omitempty" format:"date" fr:"Terminée le" en:"Closed on"`
}

// The refusals of a community's life. Codes are for good: screens translate by them.
var (
	ErrNotDraft = fault.New(fault.Conflict, "community-not-draft", "The community is no longer in preparation: change it with :revise.")
	ErrNotOpen  = fault.New(fault.Conflict, "community-not-open", "The community is not open.")
	errKept     = fault.New(fault.Conflict, "community-kept", "Only a community in preparation can be deleted.")
	errNoPact   = fault.New(fault.Invalid, "community-no-pact", "A community opens with the pact that its members sign.")
)

// Plan is when the sessions are.
func (c Community) Plan() schedule.Plan {
	return schedule.Plan{Rule: c.Rule, First: c.Starts, Zone: c.Zone, Except: c.Except}
}

// Opened is the community with its cycle begun on a civil date.
func (c Community) Opened(today string) (Community, error) {
	switch {
	case c.Status != Draft:
		return c, ErrNotDraft
	case strings.TrimSpace(c.Pact) == "":
		return c, errNoPact
	}
	c.Status, c.OpenedOn = Open, today
	return c, nil
}

// Ended is the community with its cycle over.
func (c Community) Ended(today string) (Community, error) {
	if c.Status != Open {
		return c, ErrNotOpen
	}
	c.Status, c.ClosedOn = Closed, today
	return c, nil
}

// Revision is what may change while a cycle runs. What is left out stays.
type Revision struct {
	Title      *string       `json:"title,omitempty" minLength:"1" maxLength:"120"`
	Theme      *string       `json:"theme,omitempty" maxLength:"80"`
	Domains    *[]sdk.Domain `json:"domains,omitempty" maxItems:"4" uniqueItems:"true"`
	Summary    *string       `json:"summary,omitempty" maxLength:"2000"`
	Question   *string       `json:"question,omitempty" maxLength:"500"`
	Capacity   *int          `json:"capacity,omitempty" minimum:"2" maximum:"200"`
	Pact       *string       `json:"pact,omitempty" minLength:"1" maxLength:"8000" doc:"Everybody signs the new one before going on."`
	Unanswered *int          `json:"unanswered,omitempty" minimum:"1" maximum:"90"`
	Listed     *bool         `json:"listed,omitempty"`
	Stage      *string       `json:"stage,omitempty" enum:"initiation,implantation,integration"`
}

// Revised is an open community with some of it changed. Nobody loses a seat: fewer seats than people who hold
// one only means that nobody is let in for a while.
func (c Community) Revised(r Revision) (Community, error) {
	if c.Status != Open {
		return c, ErrNotOpen
	}
	set(&c.Title, r.Title)
	set(&c.Theme, r.Theme)
	set(&c.Domains, r.Domains)
	set(&c.Summary, r.Summary)
	set(&c.Question, r.Question)
	set(&c.Capacity, r.Capacity)
	set(&c.Pact, r.Pact)
	set(&c.Unanswered, r.Unanswered)
	set(&c.Listed, r.Listed)
	set(&c.Stage, r.Stage)
	return c, nil
}

func set[T any](field, value *T) {
	if value != nil {
		*field = *value
	}
}

// Guard judges what is written by hand: before is nil for a new community, after is nil for a deletion. Drafts
// may be edited; the rest of a community's life goes through the functions above.
func Guard(before, after *Community) error {
	switch {
	case before == nil && after == nil:
		return nil
	case after == nil:
		if before.Status != Draft {
			return errKept
		}
		return nil
	case before != nil && before.Status != Draft, after.Status != Draft:
		return ErrNotDraft
	case after.OpenedOn != "" || after.ClosedOn != "":
		return fault.InvalidField("/opened_on", "is set by opening the community")
	}
	_, err := after.Plan().Times()
	return err
}

// PactDigest names a pact's text: who signed knows which.
func (c Community) PactDigest() string {
	sum := sha256.Sum256([]byte(c.Pact))
	return hex.EncodeToString(sum[:])
}

// Publics are those that exist, in order.
func Publics() []Public { return slices.Clone([]Public{Educators, Managers}) }
