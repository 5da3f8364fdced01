package cycle

import (
	"fmt"
	"slices"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// State is where a workshop stands.
type State string

// The states.
const (
	ToCome  State = "planned"
	Held    State = "held"
	Skipped State = "skipped"
)

// The refusals of a workshop.
var (
	ErrNotToCome = fault.New(fault.Conflict, "workshop-not-to-come", "Only a workshop to come can be moved.")
	ErrHeld      = fault.New(fault.Conflict, "workshop-held", "This workshop was held: take its log back first.")
)

// Session is one workshop of a cycle: planned, then held with its log, or skipped with a reason. It keeps what
// it needs of the programme, so that logging reads nothing else.
type Session struct {
	Cycle          string         `json:"cycle" maxLength:"60" rb:"index" fr:"Cycle" en:"Cycle"`
	Edition        string         `json:"edition" maxLength:"60" rb:"index" fr:"Édition" en:"Edition"`
	Unit           string         `json:"unit" maxLength:"60" rb:"unit" fr:"Lieu d’accueil" en:"Site"`
	Number         int            `json:"number" minimum:"1" maximum:"60" fr:"Numéro" en:"Number"`
	Title          programme.Text `json:"title" fr:"Titre" en:"Title"`
	State          State          `json:"state" enum:"planned,held,skipped" frenum:"planned=À venir,held=Tenu,skipped=Non tenu" enenum:"planned=To come,held=Held,skipped=Skipped" rb:"index" fr:"État" en:"State"`
	PlannedOn      string         `json:"planned_on" format:"date" rb:"index,retention=P2Y,least=P6M,most=P5Y,anonymise" fr:"Prévu le" en:"Planned on"`
	At             string         `json:"at,omitempty" maxLength:"5" fr:"Heure" en:"Time"`
	PlannedMinutes int            `json:"planned_minutes" minimum:"1" maximum:"180" fr:"Minutes prévues" en:"Minutes planned"`
	Core           []string       `json:"core" maxItems:"40" fr:"Composantes prévues" en:"Components listed"`
	CoreListed     int            `json:"core_listed" minimum:"1" maximum:"40" fr:"Nombre de composantes prévues" en:"Components listed, how many"`

	Reason     Reason `json:"reason,omitempty" enum:"closure,staff,illness,weather,group,stopped,other" frenum:"closure=Fermeture,staff=Personnel absent,illness=Maladie,weather=Chaleur ou météo,group=Groupe pris ailleurs,stopped=Cycle interrompu,other=Autre" enenum:"closure=Closure,staff=Staff away,illness=Illness,weather=Heat or weather,group=Group elsewhere,stopped=Cycle stopped,other=Other" fr:"Raison" en:"Reason"`
	ReasonNote string `json:"reason_note,omitempty" maxLength:"300" rb:"passing" fr:"Précision" en:"Detail"`

	HeldOn         string       `json:"held_on,omitempty" format:"date" fr:"Tenu le" en:"Held on"`
	LoggedOn       string       `json:"logged_on,omitempty" format:"date" fr:"Noté le" en:"Logged on"`
	Minutes        int          `json:"minutes,omitempty" minimum:"0" maximum:"240" fr:"Minutes" en:"Minutes"`
	Components     []string     `json:"components,omitempty" maxItems:"40" fr:"Composantes faites" en:"Components done"`
	CoreDone       int          `json:"core_done,omitempty" minimum:"0" maximum:"40" fr:"Nombre de composantes faites" en:"Components done, how many"`
	Present        int          `json:"present,omitempty" minimum:"0" maximum:"60" fr:"Présents" en:"Present"`
	Counted        int          `json:"counted,omitempty" minimum:"0" maximum:"60" fr:"Présents, quand l’intérêt est compté" en:"Present, where interest is counted"`
	Engaged        int          `json:"engaged,omitempty" minimum:"0" maximum:"60" fr:"Pris par l’atelier" en:"Engaged"`
	Drifted        int          `json:"drifted,omitempty" minimum:"0" maximum:"60" fr:"Se sont éloignés" en:"Drifted away"`
	Responsiveness int          `json:"responsiveness,omitempty" minimum:"0" maximum:"4" fr:"Réceptivité du groupe" en:"Responsiveness of the group"`
	Quality        int          `json:"quality,omitempty" minimum:"0" maximum:"4" fr:"Qualité d’animation, selon soi" en:"Delivery quality, by oneself"`
	Adaptations    []Adaptation `json:"adaptations,omitempty" maxItems:"5" fr:"Adaptations" en:"Adaptations"`
	Adapted        int          `json:"adapted,omitempty" minimum:"0" maximum:"1" fr:"Adapté" en:"Adapted"`
	Unplanned      int          `json:"unplanned,omitempty" minimum:"0" maximum:"1" fr:"Adapté sur le moment" en:"Adapted on the spot"`
	Notes          string       `json:"notes,omitempty" maxLength:"2000" rb:"searchable,passing" fr:"Notes" en:"Notes"`
	NamesChecked   bool         `json:"names_checked,omitempty" fr:"Noms vérifiés" en:"Names checked"`
}

// Reason is why a workshop was not held.
type Reason string

// stopped is the reason of the workshops that a stopped cycle leaves.
const stopped Reason = "stopped"

// Adaptation is what was done otherwise than written.
type Adaptation struct {
	What    string `json:"what" minLength:"1" maxLength:"300" fr:"Quoi" en:"What"`
	Why     string `json:"why" minLength:"1" maxLength:"300" fr:"Pourquoi" en:"Why"`
	Planned bool   `json:"planned,omitempty" fr:"Prévue d’avance" en:"Planned beforehand"`
}

// Entry is what an educator logs about one workshop. Ratings of 0 were not given.
type Entry struct {
	Number         int          `json:"number" minimum:"1" maximum:"60"`
	HeldOn         string       `json:"held_on" format:"date"`
	Minutes        int          `json:"minutes" minimum:"1" maximum:"240"`
	Components     []string     `json:"components" maxItems:"40" doc:"Keys of the core components that were done."`
	Present        int          `json:"present" minimum:"1" maximum:"60" doc:"Children present: how many."`
	Engaged        *int         `json:"engaged,omitempty" minimum:"0" maximum:"60"`
	Drifted        *int         `json:"drifted,omitempty" minimum:"0" maximum:"60"`
	Responsiveness int          `json:"responsiveness,omitempty" minimum:"0" maximum:"4"`
	Quality        int          `json:"quality,omitempty" minimum:"0" maximum:"4"`
	Adaptations    []Adaptation `json:"adaptations,omitempty" maxItems:"5"`
	Notes          string       `json:"notes,omitempty" maxLength:"2000"`
	NamesChecked   bool         `json:"names_checked,omitempty" doc:"A person has looked: no child is named."`
}

// Log is the workshop as held, or everything that is wrong with the entry, by its pointers under at.
func (w Session) Log(e Entry, c Cycle, today, at string) (Session, []fault.Field) {
	k := &checks{at: at}
	k.require("/held_on", e.HeldOn <= today, "lies in the future")
	for i, key := range e.Components {
		here := fmt.Sprintf("/components/%d", i)
		k.require(here, slices.Contains(w.Core, key), "workshop %d has no component %q", w.Number, key)
		k.require(here, !slices.Contains(e.Components[:i], key), "is named twice")
	}
	k.counts(e, c)
	for i, a := range e.Adaptations {
		k.require(fmt.Sprintf("/adaptations/%d/what", i), a.What != "", "say what was changed")
		k.require(fmt.Sprintf("/adaptations/%d/why", i), a.Why != "", "say why")
	}
	if len(k.wrong) > 0 {
		return w, k.wrong
	}
	w = w.Cleared()
	w.State, w.HeldOn, w.LoggedOn = Held, e.HeldOn, today
	w.Minutes, w.Components, w.CoreDone = e.Minutes, e.Components, len(e.Components)
	w.Present, w.Responsiveness, w.Quality = e.Present, e.Responsiveness, e.Quality
	if e.Engaged != nil && e.Drifted != nil {
		w.Counted, w.Engaged, w.Drifted = e.Present, *e.Engaged, *e.Drifted
	}
	w.Adaptations, w.Notes, w.NamesChecked = e.Adaptations, e.Notes, e.NamesChecked
	if len(e.Adaptations) > 0 {
		w.Adapted = 1
	}
	if slices.ContainsFunc(e.Adaptations, func(a Adaptation) bool { return !a.Planned }) {
		w.Unplanned = 1
	}
	return w, nil
}

// Skip is the workshop as not held.
func (w Session) Skip(reason Reason, note, today string) (Session, error) {
	if w.State == Held {
		return w, ErrHeld
	}
	if reason == "" || reason == stopped {
		return w, fault.InvalidField("/reason", "a skipped workshop needs a reason of its own")
	}
	if reason == "other" && note == "" {
		return w, fault.InvalidField("/note", "say which reason")
	}
	w = w.Cleared()
	w.State, w.Reason, w.ReasonNote, w.LoggedOn = Skipped, reason, note, today
	return w, nil
}

// Cleared is the workshop as it was planned.
func (w Session) Cleared() Session {
	return Session{
		Cycle: w.Cycle, Edition: w.Edition, Unit: w.Unit, Number: w.Number, Title: w.Title, State: ToCome,
		PlannedOn: w.PlannedOn, At: w.At, PlannedMinutes: w.PlannedMinutes, Core: w.Core, CoreListed: w.CoreListed,
	}
}

type checks struct {
	at    string
	wrong []fault.Field
}

func (k *checks) require(pointer string, ok bool, format string, args ...any) {
	if !ok {
		k.wrong = append(k.wrong, fault.Field{Pointer: k.at + pointer, Message: fmt.Sprintf(format, args...)})
	}
}

// counts must fit into each other, and are not asked of a group where they would speak of one child.
func (k *checks) counts(e Entry, c Cycle) {
	if e.Engaged == nil && e.Drifted == nil {
		return
	}
	if c.Children < LeastGroup {
		k.require("/engaged", false, "is not counted in a group of fewer than %d children", LeastGroup)
		return
	}
	k.require("/engaged", e.Engaged != nil, "is counted together with those who drifted away")
	k.require("/drifted", e.Drifted != nil, "is counted together with those who were engaged")
	if e.Engaged != nil && e.Drifted != nil {
		k.require("/engaged", *e.Engaged+*e.Drifted <= e.Present, "more children were engaged or drifted away than were present")
	}
}
