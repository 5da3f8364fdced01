// Package petition owns what people are asked to sign, and its life: draft, open, paused, closed.
//
// What people agree to is fixed at opening: title, text, addressee and the words of the two choices. Every step of its
// life is put down with a day and, where it pauses or closes, a reason that everybody can read.
//
// Goals: the rules as pure functions. Non-goals: storage, rights, signatures. Petitions are values.
package petition

import (
	"slices"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/consent"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
)

// Status is where a petition stands.
type Status string

// The statuses.
const (
	Draft  Status = "draft"
	Open   Status = "open"
	Paused Status = "paused"
	Closed Status = "closed"
)

// Petition is a text that people support by name.
type Petition struct {
	Title      wording.Text  `json:"title" rb:"searchable" fr:"Titre" en:"Title"`
	Text       wording.Prose `json:"text" fr:"Texte" en:"Text" frhelp:"Ce que les personnes signent. Fixé à l’ouverture." enhelp:"What people sign. Fixed at opening."`
	Target     wording.Text  `json:"target" fr:"Destinataire" en:"Addressee" frhelp:"À qui la pétition sera remise." enhelp:"Whom the petition will be handed to."`
	Axes       []string      `json:"axes,omitempty" maxItems:"10" fr:"Axes" en:"Axes" fradd:"Ajouter un axe" enadd:"Add an axis" frhelp:"Le premier est l’axe principal : c’est sous lui que la pétition est comptée." enhelp:"The first is the main one: the petition is counted under it."`
	Goal       int           `json:"goal,omitempty" minimum:"0" maximum:"100000000" fr:"Objectif" en:"Goal"`
	Thresholds []Threshold   `json:"thresholds,omitempty" maxItems:"10" fr:"Paliers" en:"Thresholds" fradd:"Ajouter un palier" enadd:"Add a threshold" frhelp:"À partir de combien de signatures quelle réponse est promise." enhelp:"From how many signatures on which response is promised."`
	ClosesOn   string        `json:"closes_on,omitempty" format:"date" fr:"Dernier jour" en:"Last day"`
	Postcode   bool          `json:"postcode,omitempty" fr:"Proposer d’indiquer un code postal" en:"Offer to give a postal code"`
	Status     Status        `json:"status,omitempty" enum:"draft,open,paused,closed" frenum:"draft=En préparation,open=Ouverte,paused=En pause,closed=Terminée" enenum:"draft=In preparation,open=Open,paused=Paused,closed=Closed" rb:"index" fr:"État" en:"Status"`
	Log        []Step        `json:"log,omitempty" maxItems:"200" fr:"Journal public" en:"Public log"`
	Sign       wording.Prose `json:"sign,omitempty" fr:"Texte du consentement à signer" en:"Wording of the consent to sign"`
	News       wording.Prose `json:"news,omitempty" fr:"Texte du choix de recevoir des nouvelles" en:"Wording of the choice to get news"`
	Kept       *Count        `json:"kept,omitempty" fr:"Comptes gardés" en:"Counts kept"`
}

// Threshold is a number of signatures and what is promised from there on.
type Threshold struct {
	Count   int          `json:"count" minimum:"1" maximum:"100000000" fr:"Signatures" en:"Signatures"`
	Promise wording.Text `json:"promise" fr:"Réponse promise" en:"Promised response"`
}

// Step is one step of a petition's life.
type Step struct {
	On     string       `json:"on" format:"date" fr:"Le" en:"On"`
	Status Status       `json:"status" enum:"draft,open,paused,closed" fr:"État" en:"Status"`
	Reason wording.Text `json:"reason,omitempty" fr:"Motif" en:"Reason"`
}

// Count is what is known of a petition once its signatures were deleted.
type Count struct {
	Confirmed int `json:"confirmed" minimum:"0" fr:"Confirmées" en:"Confirmed"`
	Invalid   int `json:"invalid,omitempty" minimum:"0" fr:"Non valables" en:"Not valid"`
	Withdrawn int `json:"withdrawn,omitempty" minimum:"0" fr:"Retirées" en:"Withdrawn"`
}

// Agreed returns the words of a purpose that a version names, in whatever language they were read.
func (p Petition) Agreed(purpose consent.Purpose, version string) (text string, ok bool) {
	words := p.Sign
	if purpose == consent.News {
		words = p.News
	}
	for _, text := range words {
		if consent.Version(text) == version {
			return text, true
		}
	}
	return "", false
}

// Reached returns the thresholds that a number has passed, highest first.
func (p Petition) Reached(n int) []Threshold {
	var passed []Threshold
	for _, t := range p.Thresholds {
		if n >= t.Count {
			passed = append(passed, t)
		}
	}
	slices.SortFunc(passed, func(a, b Threshold) int { return b.Count - a.Count })
	return passed
}

// Taking reports whether signatures are taken on a civil date.
func (p Petition) Taking(today string) bool {
	return p.Status == Open && (p.ClosesOn == "" || today <= p.ClosesOn)
}
