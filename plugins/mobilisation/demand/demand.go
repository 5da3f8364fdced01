// Package demand owns what a movement asks for: whom it asks, what it rests on, and what became of it.
//
// A demand is prepared in private and shown once it serves an axis and rests on a work that can be found again. Where it
// stands (raised, answered, adopted, refused) moves by dated steps that are never changed afterwards.
//
// Goals: the rules as pure functions. Non-goals: storage, rights, the works themselves. Demands are values.
package demand

import (
	"errors"
	"slices"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
)

// Status is where a demand stands.
type Status string

// The statuses.
const (
	Raised   Status = "raised"
	Answered Status = "answered"
	Adopted  Status = "adopted"
	Refused  Status = "refused"
)

// Demand is something that is asked of somebody.
type Demand struct {
	Title    wording.Text  `json:"title" rb:"searchable" fr:"Demande" en:"Demand"`
	Text     wording.Prose `json:"text,omitempty" fr:"Explication" en:"Explanation"`
	Target   wording.Text  `json:"target" fr:"À qui" en:"Of whom"`
	Axes     []string      `json:"axes,omitempty" maxItems:"10" fr:"Axes" en:"Axes" fradd:"Ajouter un axe" enadd:"Add an axis" frhelp:"Le premier est l’axe principal." enhelp:"The first is the main one."`
	Evidence []string      `json:"evidence,omitempty" maxItems:"50" fr:"Références" en:"References" fradd:"Ajouter une référence" enadd:"Add a reference"`
	Public   bool          `json:"public,omitempty" rb:"index" fr:"Publique" en:"Public"`
	Status   Status        `json:"status,omitempty" enum:"raised,answered,adopted,refused" rb:"index" frenum:"raised=Portée,answered=Une réponse est venue,adopted=Adoptée,refused=Refusée" enenum:"raised=Raised,answered=Answered,adopted=Adopted,refused=Refused" fr:"État" en:"Status"`
	History  []Stage       `json:"history,omitempty" maxItems:"100" fr:"Historique" en:"History"`
}

// Stage is a dated change of where a demand stands.
type Stage struct {
	On     string       `json:"on" format:"date" fr:"Le" en:"On"`
	Status Status       `json:"status" enum:"raised,answered,adopted,refused" frenum:"raised=Portée,answered=Une réponse est venue,adopted=Adoptée,refused=Refusée" enenum:"raised=Raised,answered=Answered,adopted=Adopted,refused=Refused" fr:"État" en:"Status"`
	Note   wording.Text `json:"note,omitempty" fr:"Précision" en:"Note"`
}

// Problem is one place of a demand that keeps it from being shown.
type Problem struct{ Pointer, Message string }

// The refusals.
var (
	ErrHistory = errors.New("the history of a demand is not changed: add a step")
	ErrOrder   = errors.New("a step is not dated before the one before it, nor after today")
	ErrAgain   = errors.New("the demand stands there already")
)

// Check returns what keeps a demand from being shown. citable tells of each reference whether it can be found again.
func (d Demand) Check(citable map[string]bool) []Problem {
	var wrong []Problem
	if len(d.Axes) == 0 {
		wrong = append(wrong, Problem{"/axes", "a public demand serves one axis at least"})
	}
	if !slices.ContainsFunc(d.Evidence, func(id string) bool { return citable[id] }) {
		wrong = append(wrong, Problem{"/evidence", "a public demand rests on one work at least that has a DOI or an archived address"})
	}
	return wrong
}

// Move adds a step.
func (d Demand) Move(s Stage, today string) (Demand, error) {
	last := ""
	if len(d.History) > 0 {
		last = d.History[len(d.History)-1].On
	}
	switch {
	case s.On < last || s.On > today:
		return d, ErrOrder
	case s.Status == d.Status && len(s.Note) == 0:
		return d, ErrAgain
	}
	d.Status = s.Status
	d.History = append(slices.Clone(d.History), s)
	return d, nil
}

// Keeps reports whether next has the same status and history: hands change everything else.
func (d Demand) Keeps(next Demand) bool {
	return d.Status == next.Status && slices.EqualFunc(d.History, next.History, func(a, b Stage) bool { return a.On == b.On && a.Status == b.Status })
}
