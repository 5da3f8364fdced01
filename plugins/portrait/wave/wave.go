// Package wave owns one taking of a quality portrait: which sites are asked with which questionnaire, until
// when, who may be told what afterwards.
//
// A wave is a draft, then open, then closed; a draft, or an open wave that nobody has answered, may be
// cancelled. What decides over anonymity (the anonymity itself, the floor, the reporting groups, the wording
// that people answered) is fixed at opening, for everybody.
//
// Goals: the rules of a wave's life as pure functions; foresight of what can be shown, before anybody answers.
// Non-goals: storage, rights, the disclosure gate itself, which has the last word on real answers.
//
// Waves are values; functions are pure and may run concurrently.
package wave

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/sdk/foresight"
)

// Status is where a wave stands.
type Status string

// The statuses.
const (
	Draft     Status = "draft"
	Open      Status = "open"
	Closed    Status = "closed"
	Cancelled Status = "cancelled"
)

// Access is how people reach the questionnaire.
type Access string

// The kinds of access.
const (
	Link  Access = "link"  // one code a site, on a poster, for many answers
	Slips Access = "slips" // one code a person, cut out and handed out, for one answer
)

// Anonymity says whether answers carry who gave them.
type Anonymity string

// The anonymities.
const (
	Anonymous Anonymity = "anonymous"
	Named     Anonymity = "named" // kept with who gave them: only the control of the attacks on anonymity has it
)

// LeastFloor is the smallest number of people behind a published score. A wave may ask for more.
const LeastFloor = foresight.LeastFloor

// Wave is one taking of a portrait.
type Wave struct {
	Title           string                       `json:"title" minLength:"1" maxLength:"120" rb:"searchable" fr:"Titre" en:"Title"`
	Label           string                       `json:"label,omitempty" maxLength:"20" fr:"Repère" en:"Label" frhelp:"T0 pour le portrait de départ, T1 pour le premier portrait de suivi." enhelp:"T0 for the first portrait, T1 for the next one."`
	QuestionnaireID string                       `json:"questionnaire_id" minLength:"1" maxLength:"60" fr:"Questionnaire" en:"Questionnaire"`
	Follows         string                       `json:"follows,omitempty" maxLength:"60" fr:"Fait suite à" en:"Follows" frhelp:"Un portrait terminé, fait avec la même version du questionnaire : les résultats diront ce qui a changé." enhelp:"A closed portrait that asked the same version of the questionnaire: results will say what has changed."`
	Access          Access                       `json:"access,omitempty" enum:"link,slips" frenum:"link=Une affiche par lieu,slips=Un billet par personne" enenum:"link=One poster a site,slips=One slip a person" fr:"Accès" en:"Access"`
	Anonymity       Anonymity                    `json:"anonymity,omitempty" maxLength:"20" fr:"Anonymat" en:"Anonymity" frhelp:"Un portrait est anonyme, toujours." enhelp:"A portrait is anonymous, always."`
	Status          Status                       `json:"status,omitempty" enum:"draft,open,closed,cancelled" frenum:"draft=En préparation,open=Ouvert,closed=Terminé,cancelled=Annulé" enenum:"draft=In preparation,open=Open,closed=Closed,cancelled=Cancelled" rb:"index" fr:"État" en:"Status"`
	Unit            string                       `json:"unit" minLength:"1" maxLength:"60" rb:"unit" fr:"Territoire ou lieu d’accueil" en:"Territory or site"`
	ClosesOn        string                       `json:"closes_on,omitempty" format:"date" rb:"index" fr:"Dernier jour" en:"Last day"`
	OpenedOn        string                       `json:"opened_on,omitempty" format:"date" fr:"Ouvert le" en:"Opened on"`
	ClosedOn        string                       `json:"closed_on,omitempty" format:"date" fr:"Terminé le" en:"Closed on"`
	Reminded        string                       `json:"reminded,omitempty" format:"date" fr:"Dernier jour rappelé" en:"Last day that was told again"`
	Floor           int                          `json:"floor,omitempty" minimum:"5" maximum:"100" fr:"Seuil d’anonymat" en:"Anonymity floor"`
	Sites           []Site                       `json:"sites,omitempty" maxItems:"400" fr:"Lieux d’accueil" en:"Sites"`
	Groups          []Group                      `json:"groups,omitempty" maxItems:"200" fr:"Regroupements" en:"Reporting groups"`
	Questionnaire   *questionnaire.Questionnaire `json:"questionnaire,omitempty" fr:"Questionnaire figé" en:"Frozen questionnaire"`
	Purpose         questionnaire.Text           `json:"purpose,omitempty" fr:"À quoi servent les réponses" en:"What the answers are for"`
	Notice          questionnaire.Text           `json:"notice,omitempty" fr:"Note au personnel" en:"Notice to staff"`
}

// Site is a place whose team is asked.
type Site struct {
	UnitID    string `json:"unit_id" minLength:"1" maxLength:"60" fr:"Lieu" en:"Site"`
	Name      string `json:"name,omitempty" maxLength:"200" fr:"Nom" en:"Name"`
	Path      string `json:"path,omitempty" maxLength:"1000" fr:"Place dans l’organisation" en:"Place in the organisation"`
	Kind      string `json:"kind,omitempty" maxLength:"60" fr:"Genre" en:"Kind"`
	Home      bool   `json:"home,omitempty" fr:"À domicile" en:"At home"` // a single provider: never a cell of its own
	Headcount int    `json:"headcount,omitempty" minimum:"0" maximum:"10000" fr:"Effectif" en:"Headcount"`
	Group     string `json:"group,omitempty" maxLength:"40" fr:"Regroupement" en:"Reporting group"`
	Atom      string `json:"atom,omitempty" maxLength:"80" fr:"Regroupé pour compter" en:"Counted as"` // set at opening: what answers and codes say instead of the site
}

// Group is several sites that are reported as one.
type Group struct {
	Key  string `json:"key" pattern:"^[a-z0-9][a-z0-9-]{0,39}$" fr:"Code" en:"Key"`
	Name string `json:"name" minLength:"1" maxLength:"120" fr:"Nom" en:"Name"`
}

// Site finds a site by its unit; nil when the wave does not ask it. The pointer is into w.
func (w *Wave) Site(unit string) *Site {
	i := slices.IndexFunc(w.Sites, func(s Site) bool { return s.UnitID == unit })
	if i < 0 {
		return nil
	}
	return &w.Sites[i]
}

// FirstLabel is the label of a wave that follows none.
const FirstLabel = "T0"

// NextLabel is the label to propose for the wave that follows: T1 after T0.
func (w Wave) NextLabel() string {
	n, err := strconv.Atoi(strings.TrimPrefix(w.Label, "T"))
	if err != nil || n < 0 {
		return "T1"
	}
	return "T" + strconv.Itoa(n+1)
}

// Invited is how many people are asked.
func (w Wave) Invited() int {
	sum := 0
	for _, s := range w.Sites {
		sum += s.Headcount
	}
	return sum
}

// ClosesAt is the moment from which no answer is taken: 23:59 of the last day, where the tenant is.
func (w Wave) ClosesAt(zone *time.Location) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, w.ClosesOn, zone)
	if err != nil {
		return time.Time{}, err
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 23, 59, 0, 0, zone), nil
}
