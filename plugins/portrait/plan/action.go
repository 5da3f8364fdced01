package plan

import (
	"cmp"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// State is how far an action is.
type State string

// The states. Carried is set by carrying over alone.
const (
	Todo    State = "todo"
	Doing   State = "doing"
	Done    State = "done"
	Dropped State = "dropped"
	Carried State = "carried"
)

// Owner is the function that carries an action: never a person.
type Owner string

// The functions, from the nearest to the children on.
const (
	Team        Owner = "team"
	Director    Owner = "director"
	Adviser     Owner = "adviser"
	Coordinator Owner = "coordinator"
	Families    Owner = "families"
)

// Owners lists them.
func Owners() []Owner { return []Owner{Team, Director, Adviser, Coordinator, Families} }

// Schema implements huma.SchemaProvider.
func (Owner) Schema(huma.Registry) *huma.Schema {
	values := make([]any, 0, len(Owners()))
	for _, o := range Owners() {
		values = append(values, string(o))
	}
	return &huma.Schema{
		Type: huma.TypeString, Enum: values,
		Extensions: map[string]any{"x-enum": map[Owner]sdk.Text{
			Team:        {"fr": "L’équipe", "en": "The team"},
			Director:    {"fr": "La direction", "en": "The director"},
			Adviser:     {"fr": "L’accompagnement pédagogique", "fr-CA": "Le soutien pédagogique", "en": "The pedagogical adviser"},
			Coordinator: {"fr": "La coordination", "en": "The coordinator"},
			Families:    {"fr": "Les familles", "en": "Families"},
		}},
	}
}

// Action is one thing that a place changes, and why.
type Action struct {
	Plan       string  `json:"plan" minLength:"1" maxLength:"60" rb:"index" fr:"Plan d’action" en:"Action plan"`
	Unit       string  `json:"unit,omitempty" maxLength:"60" rb:"unit" fr:"Lieu d’accueil" en:"Site"` // the plan's
	Title      string  `json:"title" minLength:"1" maxLength:"200" rb:"searchable" fr:"Action" en:"Action"`
	Dimension  string  `json:"dimension,omitempty" maxLength:"40" rb:"index" fr:"Dimension" en:"Dimension"`
	Item       string  `json:"item,omitempty" maxLength:"40" fr:"Énoncé" en:"Item"`
	Cause      string  `json:"cause,omitempty" maxLength:"500" widget:"textarea" fr:"Ce que nous avons vu" en:"What we saw"`
	Objective  string  `json:"objective,omitempty" maxLength:"500" widget:"textarea" fr:"Objectif" en:"Objective"`
	Steps      []Step  `json:"steps,omitempty" maxItems:"20" fr:"Étapes" en:"Steps"`
	Owner      Owner   `json:"owner,omitempty" fr:"Portée par" en:"Carried by"`
	Resources  string  `json:"resources,omitempty" maxLength:"500" fr:"Moyens" en:"Resources"`
	Tools      []Tool  `json:"tools,omitempty" maxItems:"10" fr:"Outils" en:"Tools"`
	Due        string  `json:"due,omitempty" format:"date" rb:"index" fr:"Échéance" en:"Due"`
	Measure    string  `json:"measure,omitempty" maxLength:"500" fr:"Signe de réussite" en:"Measure of success"`
	Priority   int     `json:"priority,omitempty" minimum:"1" maximum:"3" fr:"Priorité" en:"Priority" frhelp:"1 : d’abord." enhelp:"1: first."`
	Status     State   `json:"status,omitempty" enum:"todo,doing,done,dropped,carried" frenum:"todo=À faire,doing=En cours,done=Fait,dropped=Abandonné,carried=Reporté" enenum:"todo=To do,doing=Under way,done=Done,dropped=Given up,carried=Carried over" rb:"index" fr:"État" en:"Status"`
	Reason     string  `json:"reason,omitempty" maxLength:"500" fr:"Pourquoi c’est abandonné" en:"Why it was given up"`
	Proof      string  `json:"proof,omitempty" maxLength:"1000" widget:"textarea" fr:"Ce qui le montre" en:"What shows it"`
	Picture    string  `json:"picture,omitempty" maxLength:"80" rb:"file=image" fr:"Photo" en:"Picture" frhelp:"Un aménagement, un document ; jamais un enfant." enhelp:"A layout, a document; never a child."`
	Votes      *int    `json:"votes,omitempty" minimum:"0" maximum:"1000" fr:"Voix de l’équipe" en:"Votes of the team"` // set by voting
	Since      string  `json:"since,omitempty" format:"date" fr:"Proposée le" en:"Proposed on"`                         // filled in
	DoneOn     string  `json:"done_on,omitempty" format:"date" fr:"Faite le" en:"Done on"`                              // filled in
	Origin     string  `json:"origin,omitempty" maxLength:"60" rb:"index" fr:"Suite de l’action" en:"Carries on the action"`
	StepsDone  int     `json:"steps_done,omitempty" minimum:"0" maximum:"20" fr:"Étapes faites" en:"Steps done"` // counted
	StepsTotal int     `json:"steps_total,omitempty" minimum:"0" maximum:"20" fr:"Étapes" en:"Steps"`            // counted
	History    []Entry `json:"history,omitempty" maxItems:"200" fr:"Suivi" en:"History"`                         // filled in
}

// Step is a part of an action.
type Step struct {
	Text   string `json:"text" minLength:"1" maxLength:"300" fr:"Étape" en:"Step"`
	Due    string `json:"due,omitempty" format:"date" fr:"Échéance" en:"Due"`
	DoneOn string `json:"done_on,omitempty" format:"date" fr:"Faite le" en:"Done on"`
}

// Tool is an entry of the toolbox that the team wants to try.
type Tool struct {
	ID    string `json:"id" minLength:"1" maxLength:"60" fr:"Outil" en:"Tool"`
	Title string `json:"title" minLength:"1" maxLength:"160" fr:"Titre" en:"Title"`
}

// Entry is something that happened to an action.
type Entry struct {
	On     string `json:"on" format:"date" fr:"Le" en:"On"`
	Status State  `json:"status" fr:"État" en:"Status"`
	Due    string `json:"due,omitempty" format:"date" fr:"Échéance avant" en:"Due before"` // where the due date moved
	Note   string `json:"note,omitempty" maxLength:"500" fr:"Note" en:"Note"`
}

// most is how much history an action keeps: the latest.
const most = 200

var (
	errReason      = fault.InvalidRule("/reason", fault.Required, "", "say why the action is given up")
	errCarried     = fault.New(fault.Conflict, "action-carried", "The action was carried over to the next plan: go on there.")
	errBegins      = fault.New(fault.Conflict, "plan-not-adopted", "An action begins once the team has adopted the plan.")
	errOtherPlan   = fault.InvalidField("/plan", "an action stays in its plan")
	errOtherUnit   = fault.InvalidField("/unit", "is another than the plan's")
	errActionsKept = fault.New(fault.Conflict, "action-kept", "An action of a plan under way is not deleted: give it up and say why.")
)

// Ended reports whether nothing is to be done any more, in this plan.
func (a Action) Ended() bool { return a.Status == Done || a.Status == Dropped || a.Status == Carried }

// Overdue reports whether an action should have ended before a civil date.
func (a Action) Overdue(today string) bool { return !a.Ended() && a.Due != "" && a.Due < today }

// Change judges a change of an action by hand and writes its trace: before is nil for a new one, after is nil for a
// deletion. of is its plan.
func Change(of Plan, before, after *Action, today string) error {
	switch {
	case of.Status == Closed:
		return ErrClosed
	case after == nil:
		if of.Status != Draft {
			return errActionsKept
		}
		return nil
	}
	unit := after.Unit // the gate has judged the write by it: it is never put right silently
	if before == nil {
		*after = Action{
			Plan: after.Plan, Title: after.Title, Dimension: after.Dimension, Item: after.Item, Cause: after.Cause, Objective: after.Objective, Steps: after.Steps,
			Owner: after.Owner, Resources: after.Resources, Tools: after.Tools, Due: after.Due, Measure: after.Measure, Priority: after.Priority, Picture: after.Picture,
			Status: cmp.Or(after.Status, Todo), Reason: after.Reason, Proof: after.Proof, Since: today,
		}
		before = &Action{Plan: after.Plan, Due: after.Due, Status: Todo, Since: today}
	}
	switch {
	case before.Plan != after.Plan:
		return errOtherPlan
	case unit != "" && unit != of.Unit:
		return errOtherUnit
	case before.Status == Carried:
		return errCarried
	}
	return after.follow(*before, of, today)
}

// follow keeps what is not written by hand as it was and notes what changed.
func (a *Action) follow(before Action, of Plan, today string) error {
	status, reason := a.Status, a.Reason
	a.Unit, a.Votes, a.Since, a.DoneOn, a.Origin, a.History = of.Unit, before.Votes, before.Since, before.DoneOn, before.Origin, before.History
	a.Status, a.Priority = before.Status, cmp.Or(a.Priority, 2)
	for i := range a.Steps {
		if a.Steps[i].DoneOn > today {
			return fault.InvalidField("/steps", "a step is not done in the future")
		}
	}
	a.count()
	switch {
	case status == Carried || status == "":
		return fault.InvalidField("/status", "must be todo, doing, done or dropped")
	case status != Todo && of.Status == Draft && status != Dropped:
		return errBegins
	case status == Dropped && reason == "":
		return errReason
	case status != before.Status:
		a.move(status, reason, today)
	case before.Due != "" && before.Due != a.Due:
		a.note(Entry{On: today, Status: status, Due: before.Due})
	}
	if status != Dropped {
		a.Reason = ""
	}
	return nil
}

// move takes an action to another state and notes it.
func (a *Action) move(to State, note, today string) {
	a.Status, a.DoneOn = to, ""
	if to == Done {
		a.DoneOn = today
	}
	a.note(Entry{On: today, Status: to, Note: note})
}

// note adds to the history; the oldest goes where there is no room.
func (a *Action) note(e Entry) {
	a.History = append(slices.Clone(a.History), e)
	a.History = a.History[max(0, len(a.History)-most):]
}

// count counts the steps.
func (a *Action) count() {
	a.StepsDone, a.StepsTotal = 0, len(a.Steps)
	for _, s := range a.Steps {
		if s.DoneOn != "" {
			a.StepsDone++
		}
	}
}
