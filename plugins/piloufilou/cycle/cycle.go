// Package cycle owns one group's way through a programme: when each workshop is played, what was played, what
// was left out and why.
//
// A cycle is planned, then open, then done or stopped. Opening makes one workshop for each of the programme's,
// in order, with its date; each is then held, or skipped with a reason. What is said about children is how
// many: present, engaged, drifted away. Nothing about one child has a place here.
//
// Goals: the rules of a cycle's life as pure functions; an educator who logs late, or several workshops at
// once, is helped, not blamed. Non-goals: storage, rights, certificates, what figures follow (package fidelity).
//
// Cycles and workshops are values; functions are pure and may run concurrently.
package cycle

import (
	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Status is where a cycle stands.
type Status string

// The statuses.
const (
	Planned Status = "planned"
	Open    Status = "open"
	Done    Status = "done"    // every workshop is held or skipped
	Stopped Status = "stopped" // given up, with a reason
)

// LeastGroup is the smallest group of which it is counted how many were engaged or drifted away: in a smaller
// one, such a count speaks of a child.
const LeastGroup = 4

// Cycle is one group's way through a programme.
type Cycle struct {
	Edition     string `json:"edition" minLength:"1" maxLength:"60" rb:"index" fr:"Édition" en:"Edition"`
	Unit        string `json:"unit" minLength:"1" maxLength:"60" rb:"unit" fr:"Lieu d’accueil" en:"Site"`
	Place       string `json:"place,omitempty" maxLength:"200" fr:"Nom du lieu" en:"Name of the site"` // as the organisation calls the unit; filled in
	Group       string `json:"group" minLength:"1" maxLength:"80" rb:"searchable" fr:"Groupe" en:"Group" frhelp:"Le nom de la section ou du groupe, jamais celui d’un enfant." enhelp:"The name of the room or group, never a child’s."`
	Ages        string `json:"ages" enum:"0-17,18-35,36-59,mixed,60+" frenum:"0-17=Moins de 18 mois,18-35=18 à 35 mois,36-59=3 à 5 ans,mixed=Âges mélangés,60+=5 ans et plus" enenum:"0-17=Under 18 months,18-35=18 to 35 months,36-59=3 to 5 years,mixed=Mixed ages,60+=5 years and over" fr:"Âges" en:"Ages"`
	Children    int    `json:"children" minimum:"1" maximum:"40" fr:"Nombre d’enfants" en:"Number of children" frhelp:"Combien, pas qui." enhelp:"How many, not who."`
	Adults      int    `json:"adults,omitempty" minimum:"0" maximum:"20" fr:"Nombre d’adultes" en:"Number of adults"`
	Facilitator string `json:"facilitator,omitempty" maxLength:"60" rb:"index" fr:"Animation" en:"Facilitator"`
	Partner     string `json:"partner,omitempty" maxLength:"60" fr:"Deuxième marionnettiste" en:"Second puppeteer"`
	FirstOn     string `json:"first_on" format:"date" fr:"Premier atelier" en:"First workshop"`
	At          string `json:"at,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" fr:"Heure" en:"Time"`
	Every       int    `json:"every,omitempty" minimum:"1" maximum:"8" fr:"Toutes les … semaines" en:"Every … weeks"`
	Closed      []Span `json:"closed,omitempty" maxItems:"20" fr:"Périodes sans atelier" en:"Periods without workshops"`
	Status      Status `json:"status,omitempty" enum:"planned,open,done,stopped" frenum:"planned=En préparation,open=En cours,done=Terminé,stopped=Interrompu" enenum:"planned=In preparation,open=Under way,done=Finished,stopped=Stopped" rb:"index" fr:"État" en:"Status"`
	Programme   string `json:"programme,omitempty" maxLength:"60" rb:"index" fr:"Programme" en:"Programme"` // the edition's version; fixed at creation
	Workshops   int    `json:"workshops,omitempty" minimum:"0" maximum:"60" fr:"Ateliers prévus" en:"Workshops planned"`
	OpenedOn    string `json:"opened_on,omitempty" format:"date" fr:"Ouvert le" en:"Opened on"`
	EndedOn     string `json:"ended_on,omitempty" format:"date" fr:"Terminé le" en:"Ended on"`
	Reason      string `json:"reason,omitempty" maxLength:"500" fr:"Raison de l’interruption" en:"Reason for stopping"`
}

// Span is a period of days, both ends included.
type Span struct {
	From string `json:"from" format:"date" fr:"Du" en:"From"`
	To   string `json:"to" format:"date" fr:"Au" en:"To"`
}

// The refusals of a cycle's life.
var (
	ErrNotPlanned = fault.New(fault.Conflict, "cycle-not-planned", "The cycle is under way: its plan is changed workshop by workshop.")
	ErrNotOpen    = fault.New(fault.Conflict, "cycle-not-open", "The cycle is not open.")
	ErrKept       = fault.New(fault.Conflict, "cycle-kept", "Only a cycle in preparation can be deleted; stop it, with a reason.")
	ErrFixed      = fault.New(fault.Conflict, "cycle-edition-fixed", "A cycle stays in the edition that it was made for.")
)

// Open makes an open cycle and its workshops, dated in order, on no day on which the site is closed.
func (c Cycle) Open(p programme.Programme, today string, site ...Span) (Cycle, []Session, error) {
	if c.Status != Planned {
		return c, nil, ErrNotPlanned
	}
	dates, err := c.Dates(len(p.Workshops), site...)
	if err != nil {
		return c, nil, err
	}
	all := make([]Session, len(dates))
	for i, w := range p.Workshops {
		all[i] = Session{
			Edition: c.Edition, Unit: c.Unit, Number: w.Number, Title: w.Title, State: ToCome,
			PlannedOn: dates[i], At: c.At, PlannedMinutes: w.Minutes,
		}
		for _, component := range p.Listed(w) {
			all[i].Core = append(all[i].Core, component.Key)
		}
		all[i].CoreListed = len(all[i].Core)
	}
	c.Status, c.OpenedOn, c.Workshops = Open, today, len(all)
	return c, all, nil
}

// Stop gives an open cycle up: what was held stays, what was to come is skipped for that reason. It returns the
// workshops that changed.
func (c Cycle) Stop(all []Session, reason, today string) (Cycle, []Session, error) {
	if c.Status != Open {
		return c, nil, ErrNotOpen
	}
	if reason == "" {
		return c, nil, fault.InvalidField("/reason", "say why, so that others learn from it")
	}
	c.Status, c.EndedOn, c.Reason = Stopped, today, reason
	var left []Session
	for _, w := range all {
		if w.State == ToCome {
			w.State, w.Reason, w.LoggedOn = Skipped, stopped, today
			left = append(left, w)
		}
	}
	return c, left, nil
}

// Settled is the cycle after its workshops changed: done when none is to come, open again when one is.
func (c Cycle) Settled(all []Session, today string) Cycle {
	if c.Status != Open && c.Status != Done {
		return c
	}
	for _, w := range all {
		if w.State == ToCome {
			c.Status, c.EndedOn = Open, ""
			return c
		}
	}
	if c.Status == Open {
		c.Status, c.EndedOn = Done, today
	}
	return c
}

// Guard judges what is written by hand: the plan of a cycle in preparation, how large the group is, who plays.
func Guard(before, after *Cycle) error {
	switch {
	case after == nil:
		if before.Status != Planned {
			return ErrKept
		}
		return nil
	case before == nil:
		if after.Status != Planned || after.OpenedOn != "" || after.EndedOn != "" || after.Reason != "" {
			return fault.InvalidField("/status", "a new cycle is in preparation")
		}
		return nil
	case before.Edition != after.Edition || before.Programme != after.Programme:
		return ErrFixed
	}
	if before.Status == Planned && after.Status == Planned {
		return nil
	}
	may := *before
	may.Group, may.Ages, may.Children, may.Adults = after.Group, after.Ages, after.Children, after.Adults
	may.Facilitator, may.Partner, may.Place = after.Facilitator, after.Partner, after.Place
	if !same(may, *after) {
		return ErrNotPlanned
	}
	return nil
}
