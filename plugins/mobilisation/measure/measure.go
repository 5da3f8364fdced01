// Package measure owns the platform of a movement: measures in families, each with evidence, indicator, owner and
// status; and the public commitments that organisations make to them, kept only where a proof was accepted.
//
// Goals: the rules as pure functions. Non-goals: storage, rights. Values throughout; functions may run concurrently.
package measure

import (
	"errors"
	"strings"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
)

// Status is where a measure stands.
type Status string

// The statuses of a measure.
const (
	Proposed  Status = "proposed"
	Discussed Status = "discussed"
	Underway  Status = "underway"
	Achieved  Status = "achieved"
	Dropped   Status = "dropped"
)

// Measure is something that a movement proposes to do.
type Measure struct {
	Title     wording.Text  `json:"title" rb:"searchable" fr:"Mesure" en:"Measure"`
	Text      wording.Prose `json:"text,omitempty" fr:"Explication" en:"Explanation"`
	Family    string        `json:"family" minLength:"1" maxLength:"40" rb:"index" fr:"Famille" en:"Family"`
	Number    int           `json:"number" minimum:"1" maximum:"999" rb:"index" fr:"Numéro" en:"Number"`
	Evidence  []string      `json:"evidence,omitempty" maxItems:"50" fr:"Références" en:"References" fradd:"Ajouter une référence" enadd:"Add a reference"`
	Indicator Indicator     `json:"indicator,omitempty" fr:"Indicateur" en:"Indicator"`
	Owner     string        `json:"owner,omitempty" maxLength:"160" fr:"Qui la porte" en:"Owner"`
	Status    Status        `json:"status,omitempty" enum:"proposed,discussed,underway,achieved,dropped" frenum:"proposed=Proposée,discussed=En discussion,underway=En cours,achieved=Réalisée,dropped=Abandonnée" enenum:"proposed=Proposed,discussed=Under discussion,underway=Under way,achieved=Achieved,dropped=Dropped" rb:"index" fr:"État" en:"Status"`
	Public    bool          `json:"public,omitempty" rb:"index" fr:"Publique" en:"Public"`
}

// Indicator says how a change will be seen: where it begins, where it is to be, where it was on which day.
type Indicator struct {
	Title    wording.Text `json:"title,omitempty" fr:"Ce qui est compté" en:"What is counted"`
	Unit     string       `json:"unit,omitempty" maxLength:"40" fr:"Unité" en:"Unit"`
	Baseline *float64     `json:"baseline,omitempty" fr:"Point de départ" en:"Baseline"`
	Target   *float64     `json:"target,omitempty" fr:"Cible" en:"Target"`
	Year     int          `json:"year,omitempty" minimum:"1900" maximum:"2200" fr:"Année de la cible" en:"Year of the target"`
	Actuals  []Actual     `json:"actuals,omitempty" maxItems:"100" fr:"Relevés" en:"Readings" fradd:"Ajouter un relevé" enadd:"Add a reading"`
}

// Actual is an indicator's value on a day.
type Actual struct {
	On    string  `json:"on" format:"date" fr:"Le" en:"On"`
	Value float64 `json:"value" fr:"Valeur" en:"Value"`
}

// State is where a commitment stands.
type State string

// The states of a commitment.
const (
	Promised State = "promised"
	Claimed  State = "claimed" // said to be kept, with a proof that nobody has accepted yet
	Kept     State = "kept"
	Unkept   State = "unkept"
)

// Commitment is a public promise of an organisation.
type Commitment struct {
	Who     string       `json:"who" minLength:"2" maxLength:"160" rb:"searchable" fr:"Qui s’engage" en:"Who commits"`
	Sector  string       `json:"sector" enum:"elected,health,education,community,business,childcare" frenum:"elected=Élus et collectivités,health=Santé,education=Éducation,community=Associations et milieu communautaire,business=Entreprises,childcare=Petite enfance" enenum:"elected=Elected officials and local authorities,health=Health,education=Education,community=Associations and community,business=Business,childcare=Early childhood" rb:"index" fr:"Secteur" en:"Sector"`
	Measure string       `json:"measure" minLength:"1" maxLength:"60" rb:"index" fr:"Mesure" en:"Measure"`
	Promise wording.Text `json:"promise" fr:"Engagement" en:"Promise"`
	DueOn   string       `json:"due_on" format:"date" rb:"index" fr:"Échéance" en:"Due on"`
	State   State        `json:"state,omitempty" enum:"promised,claimed,kept,unkept" rb:"index" frenum:"promised=À tenir,claimed=Preuve à vérifier,kept=Tenu,unkept=Non tenu" enenum:"promised=To be kept,claimed=Proof to be checked,kept=Kept,unkept=Not kept" fr:"État" en:"State"`
	Proof   string       `json:"proof,omitempty" maxLength:"600" fr:"Preuve" en:"Proof" frhelp:"L’adresse d’un document public, ou où le voir." enhelp:"The address of a public document, or where it can be seen."`
	Ended   string       `json:"ended_on,omitempty" format:"date" fr:"Close le" en:"Ended on"`
	Public  bool         `json:"public,omitempty" rb:"index" fr:"Public" en:"Public"`
}

// The refusals of commitments.
var (
	ErrState = errors.New("the commitment does not stand where that is possible")
	ErrProof = errors.New("a commitment is kept only with a proof that people can look at")
)

// Claim says that a commitment was kept, and where that can be seen.
func (c Commitment) Claim(proof string) (Commitment, error) {
	if c.State == Kept {
		return c, ErrState
	}
	if strings.TrimSpace(proof) == "" {
		return c, ErrProof
	}
	c.State, c.Proof, c.Ended = Claimed, strings.TrimSpace(proof), ""
	return c, nil
}

// Judge accepts the proof, or does not.
func (c Commitment) Judge(accepted bool, today string) (Commitment, error) {
	if c.State != Claimed {
		return c, ErrState
	}
	c.State, c.Ended = Promised, ""
	if accepted {
		c.State, c.Ended = Kept, today
	}
	return c, nil
}

// GiveUp says that a commitment will not be kept.
func (c Commitment) GiveUp(today string) (Commitment, error) {
	if c.State == Kept || c.State == Unkept {
		return c, ErrState
	}
	c.State, c.Ended = Unkept, today
	return c, nil
}

// Overdue reports whether the day is over and nothing shows that the promise was kept.
func (c Commitment) Overdue(today string) bool {
	return c.DueOn < today && (c.State == Promised || c.State == Claimed || c.State == "")
}

// Keeps reports whether next stands where c does: hands change everything else.
func (c Commitment) Keeps(next Commitment) bool {
	return c.State == next.State && c.Proof == next.Proof && c.Ended == next.Ended
}
