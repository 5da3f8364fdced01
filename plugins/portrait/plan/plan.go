// Package plan owns what a team decides after it has looked at its practices: a plan of actions, each born from
// what the portrait showed, followed until it is done or given up for a reason, and looked back on at the end.
//
// A plan is a draft while the team discusses it, under way once the team has adopted it, closed by its review. What
// is still open then was carried over to the next plan: nothing vanishes.
//
// Goals: the rules of a plan's life as pure functions; every change of an action leaves its trace in it.
// Non-goals: storage, rights, reminders, which tools there are.
//
// Plans and actions are values; functions are pure and may run concurrently.
package plan

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Status is where a plan stands.
type Status string

// The statuses.
const (
	Draft    Status = "draft"
	UnderWay Status = "under-way"
	Closed   Status = "closed"
)

// Plan is what one place works on until its next portrait.
type Plan struct {
	Title         string `json:"title" minLength:"1" maxLength:"160" rb:"searchable" fr:"Titre" en:"Title"`
	Unit          string `json:"unit" minLength:"1" maxLength:"60" rb:"unit" fr:"Lieu d’accueil" en:"Site"`
	Place         string `json:"place,omitempty" maxLength:"200" rb:"index" fr:"Nom du lieu" en:"Name of the site"` // the unit's; filled in
	Wave          string `json:"wave,omitempty" maxLength:"60" rb:"index" fr:"Portrait" en:"Portrait"`
	Label         string `json:"label,omitempty" maxLength:"20" fr:"Repère du portrait" en:"Label of the portrait"` // the wave's; filled in
	From          string `json:"from,omitempty" format:"date" fr:"Début" en:"Begins"`
	Until         string `json:"until,omitempty" format:"date" fr:"Fin prévue" en:"Ends"`
	Status        Status `json:"status,omitempty" enum:"draft,under-way,closed" frenum:"draft=En préparation,under-way=En cours,closed=Terminé" enenum:"draft=In preparation,under-way=Under way,closed=Closed" rb:"index" fr:"État" en:"Status"`
	VotedOn       string `json:"voted_on,omitempty" format:"date" fr:"Vote du" en:"Voted on"`
	Present       int    `json:"present,omitempty" minimum:"0" maximum:"1000" fr:"Présents au vote" en:"Present at the vote"`
	AdoptedOn     string `json:"adopted_on,omitempty" format:"date" fr:"Adopté le" en:"Adopted on"`
	ValidatedOn   string `json:"validated_on,omitempty" format:"date" fr:"Validé le" en:"Validated on"`
	ValidatedBy   string `json:"validated_by,omitempty" maxLength:"60" rb:"personal,subject=validated_by" fr:"Validé par" en:"Validated by"`
	ValidatedNote string `json:"validated_note,omitempty" maxLength:"2000" widget:"textarea" fr:"Mot de la validation" en:"Note of the validation"`
	Follows       string `json:"follows,omitempty" maxLength:"60" rb:"index" fr:"Suite du plan" en:"Carries on the plan"`
	Reminded      string `json:"reminded,omitempty" format:"date" fr:"Rappelé le" en:"Reminded of on"` // when those who lead the place were last told what is due
	Review        string `json:"review,omitempty" maxLength:"5000" widget:"textarea" fr:"Bilan" en:"Review"`
	Signed        []Sign `json:"signed,omitempty" maxItems:"10" fr:"Signatures" en:"Signatures"`
	ClosedOn      string `json:"closed_on,omitempty" format:"date" fr:"Bilan du" en:"Reviewed on"`
}

// Sign is a function that agreed to a review, and when: never a name.
type Sign struct {
	Owner Owner  `json:"owner" fr:"Fonction" en:"Function"`
	On    string `json:"on" format:"date" fr:"Le" en:"On"`
}

// The refusals of a plan's life. Codes are for good: screens translate by them.
var (
	errNotDraft    = fault.New(fault.Conflict, "plan-not-draft", "The plan is no longer in preparation.")
	ErrNotUnderWay = fault.New(fault.Conflict, "plan-not-under-way", "The plan is not under way.")
	ErrClosed      = fault.New(fault.Conflict, "plan-closed", "The plan is closed: what was done stays as it is.")
	errEmpty       = fault.New(fault.Conflict, "plan-empty", "A plan holds at least one action.")
	errOpenActions = fault.New(fault.Conflict, "plan-has-open-actions", "Some actions are neither done nor given up: end them, or carry them over to a next plan.")
	errKept        = fault.New(fault.Conflict, "plan-kept", "Only a plan in preparation without actions can be deleted.")
)

// usualMonths is how long a plan lasts unless somebody says otherwise: until the next portrait, a year later.
const usualMonths = 12

// Complete fills in what was left open.
func (p *Plan) Complete(today string) {
	if p.Status == "" {
		p.Status = Draft
	}
	if p.From == "" {
		p.From = today
	}
	if p.Until == "" {
		if from, err := time.Parse(time.DateOnly, p.From); err == nil {
			p.Until = from.AddDate(0, usualMonths, 0).Format(time.DateOnly)
		}
	}
}

// Guard judges a change by hand: before is nil for a new plan, after is nil for a deletion. Title and dates may
// move until the plan is closed; everything else has an operation of its own.
func Guard(before, after *Plan, actions int) error {
	switch {
	case after == nil:
		if before != nil && (before.Status != Draft || actions > 0) {
			return errKept
		}
		return nil
	case before == nil:
		if after.Status != Draft {
			return errNotDraft
		}
		before = &Plan{Status: Draft, Unit: after.Unit, Wave: after.Wave}
	case before.Status == Closed:
		return ErrClosed
	}
	if after.Until < after.From {
		return fault.InvalidField("/until", "lies before the plan begins")
	}
	return fixed(*before, *after)
}

// fixed refuses to move by hand what is set by voting, adopting, validating, carrying over and closing.
func fixed(before, after Plan) error {
	for _, f := range []struct {
		pointer string
		same    bool
	}{
		{"/unit", before.Unit == after.Unit},
		{"/wave", before.Wave == after.Wave},
		{"/status", before.Status == after.Status},
		{"/voted_on", before.VotedOn == after.VotedOn},
		{"/present", before.Present == after.Present},
		{"/adopted_on", before.AdoptedOn == after.AdoptedOn},
		{"/validated_on", before.ValidatedOn == after.ValidatedOn},
		{"/validated_by", before.ValidatedBy == after.ValidatedBy},
		{"/validated_note", before.ValidatedNote == after.ValidatedNote},
		{"/follows", before.Follows == after.Follows},
		{"/reminded", before.Reminded == after.Reminded},
		{"/review", before.Review == after.Review},
		{"/signed", slices.Equal(before.Signed, after.Signed)},
		{"/closed_on", before.ClosedOn == after.ClosedOn},
	} {
		if !f.same {
			return fault.InvalidRule(f.pointer, "plan-fixed", "", "is not written by hand")
		}
	}
	return nil
}

// Adopt puts a draft under way. Each action must say what it is for, who carries it, until when, and how one will
// see that it helped; what is missing is told action by action.
func (p Plan) Adopt(actions []Action, today string) (Plan, error) {
	switch {
	case p.Status != Draft:
		return p, errNotDraft
	case len(actions) == 0:
		return p, errEmpty
	}
	refusal := fault.New(fault.Invalid, "plan-not-ready", "The plan cannot be adopted yet.")
	for i, a := range actions {
		if a.Ended() {
			continue
		}
		for _, said := range []struct{ field, value string }{{"objective", a.Objective}, {"owner", string(a.Owner)}, {"due", a.Due}, {"measure", a.Measure}} {
			if said.value == "" {
				refusal.Fields = append(refusal.Fields, fault.Field{
					Pointer: fmt.Sprintf("/actions/%d/%s", i, said.field), Rule: fault.Required, Message: fmt.Sprintf("the action “%s” does not say it", a.Title),
				})
			}
		}
	}
	if len(refusal.Fields) > 0 {
		return p, refusal
	}
	p.Status, p.AdoptedOn = UnderWay, today
	return p, nil
}

// Validate notes that somebody who accompanies the place has looked at the plan and agrees.
func (p Plan) Validate(by, note, today string) (Plan, error) {
	if p.Status != UnderWay {
		return p, ErrNotUnderWay
	}
	p.ValidatedOn, p.ValidatedBy, p.ValidatedNote = today, by, note
	return p, nil
}

// Vote is what a team said of the actions of a draft, together.
type Vote struct {
	On       string         `json:"on" format:"date"`
	Present  int            `json:"present" minimum:"1" maximum:"1000"`
	InFavour map[string]int `json:"in_favour" doc:"By the action's id: how many raised their hand."`
}

// Cast writes a vote into a draft and its actions, which are changed in place.
func (p Plan) Cast(v Vote, actions map[string]*Action, today string) (Plan, error) {
	if p.Status != Draft {
		return p, errNotDraft
	}
	if v.On > today {
		return p, fault.InvalidField("/on", "lies in the future")
	}
	for id, n := range v.InFavour {
		a, ok := actions[id]
		switch {
		case !ok:
			return p, fault.InvalidRule("/in_favour/"+id, fault.Absent, "", "the plan has no such action")
		case n < 0 || n > v.Present:
			return p, fault.InvalidField("/in_favour/"+id, "must lie between 0 and the %d who were present", v.Present)
		}
		a.Votes = &n
	}
	p.VotedOn, p.Present = v.On, v.Present
	return p, nil
}

// CarryOn makes the next plan of a place, and the actions that go over to it: those that are neither done nor given
// up. The actions of p are changed in place; copies hold the ids of theirs in Origin.
func (p Plan) CarryOn(id string, next Plan, actions map[string]*Action, today string) (Plan, []Action, error) {
	if p.Status != UnderWay {
		return p, nil, ErrNotUnderWay
	}
	next.Unit, next.Place, next.Status, next.Follows = p.Unit, p.Place, Draft, id
	next.Complete(today)
	var carried []Action
	for _, origin := range slices.Sorted(maps.Keys(actions)) {
		a := actions[origin]
		if a.Ended() {
			continue
		}
		on := *a
		on.Origin, on.Votes, on.Steps, on.History = origin, nil, slices.Clone(a.Steps), slices.Clone(a.History)
		on.note(Entry{On: today, Status: Carried, Note: p.Title})
		carried = append(carried, on)
		a.move(Carried, "", today)
	}
	return next, carried, nil
}

// Close ends a plan with its review.
func (p Plan) Close(review string, signed []Sign, actions []Action, today string) (Plan, error) {
	if p.Status != UnderWay {
		return p, ErrNotUnderWay
	}
	for i, s := range signed {
		if s.On > today {
			return p, fault.InvalidField(fmt.Sprintf("/signed/%d/on", i), "lies in the future")
		}
	}
	if slices.ContainsFunc(actions, func(a Action) bool { return !a.Ended() }) {
		return p, errOpenActions
	}
	p.Status, p.Review, p.Signed, p.ClosedOn = Closed, review, signed, today
	return p, nil
}
