// Package questionnaire owns the instrument of a quality portrait: dimensions, items, scales, the answers
// that a scale allows, and the scores that follow from them.
//
// Dimensions form a tree of any shape, written as one list in the order in which they are asked and printed: a
// dimension names the one it belongs to, and stands below it. A dimension holds items or other dimensions.
//
// An item that does not apply ("na") and one that could not be observed ("no") are answers, apart from an
// item left out. A questionnaire is a value: it is checked whole (Check), read whole from YAML with the line
// of each mistake (Read), written back (Write), and frozen by copying. Texts that belong to somebody stay in
// their manual: a licensed questionnaire may say where an item is found and not what it says.
//
// Goals: an engine for anybody's instrument, of whatever scale, in several languages.
// Non-goals: storage, rights, statistics over people, the text of licensed instruments.
//
// Functions are pure and may run concurrently.
package questionnaire

import (
	"fmt"
	"iter"

	"github.com/ribambelle/ribambelle/sdk"
)

// Text is wording by language: "fr", "en", and where the field's words differ a regional one, "fr-CA".
type Text map[string]string

// Status says whether a questionnaire may still change.
type Status string

// The statuses. A published version never changes again; a change is a new version.
const (
	Draft     Status = "draft"
	Published Status = "published"
)

// Questionnaire is an instrument at one version.
type Questionnaire struct {
	Code       string      `json:"code" pattern:"^[a-z][a-z0-9-]{1,39}$" fr:"Code" en:"Code" frhelp:"Un nom court, sans espace ni accent." enhelp:"A short name without spaces or accents."`
	Version    string      `json:"version" pattern:"^(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})$" fr:"Version" en:"Version" frhelp:"Trois nombres, par exemple 1.0.0." enhelp:"Three numbers, for example 1.0.0."`
	Title      Text        `json:"title" fr:"Titre" en:"Title"`
	Intro      Text        `json:"intro,omitempty" fr:"Présentation" en:"Introduction"`
	Licence    string      `json:"licence" maxLength:"200" fr:"Licence" en:"Licence"`
	Licensed   bool        `json:"licensed,omitempty" fr:"Textes protégés" en:"Protected texts" frhelp:"Les énoncés appartiennent à quelqu’un : ils peuvent manquer, et rien n’en est publié pour d’autres." enhelp:"The items belong to somebody: their texts may be absent, and nothing of it is published for others."`
	Author     string      `json:"author,omitempty" maxLength:"200" fr:"Auteur" en:"Author"`
	Languages  []string    `json:"languages" minItems:"1" maxItems:"10" fr:"Langues" en:"Languages"`
	Status     Status      `json:"status,omitempty" enum:"draft,published" frenum:"draft=Brouillon,published=Publié" enenum:"draft=Draft,published=Published" fr:"État" en:"Status"`
	Scales     []Scale     `json:"scales" maxItems:"20" fr:"Échelles" en:"Scales"`
	Dimensions []Dimension `json:"dimensions" maxItems:"60" fr:"Dimensions" en:"Dimensions"`
}

// Dimension is a set of items, or of dimensions, that make one score.
type Dimension struct {
	Key    string   `json:"key" pattern:"^[a-z][a-z0-9_-]{0,39}$" fr:"Code" en:"Key"`
	Parent string   `json:"parent,omitempty" maxLength:"40" fr:"Dimension qui la contient" en:"Dimension that holds it" frhelp:"Le code d’une dimension placée plus haut." enhelp:"The key of a dimension further up."`
	Title  Text     `json:"title" fr:"Titre" en:"Title"`
	Help   Text     `json:"help,omitempty" fr:"Précision" en:"Help"`
	Weight *float64 `json:"weight,omitempty" minimum:"0" maximum:"1000" fr:"Poids" en:"Weight" frhelp:"Part de la dimension dans le score de celle qui la contient, sinon dans le score d’ensemble. Sans aucun poids, les dimensions d’une autre comptent autant, et il n’y a pas de score d’ensemble." enhelp:"The dimension’s part in the score of the one that holds it, else in the overall score. Without any weight the dimensions within another count alike, and there is no overall score."`
	Items  []Item   `json:"items,omitempty" maxItems:"100" fr:"Énoncés" en:"Items"`
}

// Item is one statement or question. In a licensed questionnaire its text may be absent.
type Item struct {
	Key      string           `json:"key" pattern:"^[a-z][a-z0-9_-]{0,39}$" fr:"Code" en:"Key"`
	Scale    string           `json:"scale" maxLength:"40" fr:"Échelle" en:"Scale"`
	Text     Text             `json:"text,omitempty" fr:"Énoncé" en:"Text"`
	Help     Text             `json:"help,omitempty" fr:"Précision" en:"Help"`
	Evidence Text             `json:"evidence,omitempty" fr:"Ce qui a été vu" en:"What was seen" frhelp:"Une question qui aide à penser à ce que l’on a vu ou entendu." enhelp:"A question that helps to think of what was seen or heard."`
	Reversed bool             `json:"reversed,omitempty" fr:"Inversé" en:"Reversed" frhelp:"Une réponse élevée décrit une pratique moins favorable." enhelp:"A high answer describes a less favourable practice."`
	Domains  []sdk.Domain     `json:"domains,omitempty" maxItems:"4" fr:"Domaines" en:"Domains"`
	CPS      []sdk.Competence `json:"cps,omitempty" maxItems:"9" fr:"Compétences psychosociales" en:"Psychosocial competences"`
}

// Items returns all items in the order in which they are asked.
func (q Questionnaire) Items() []Item {
	var all []Item
	for _, d := range q.Dimensions {
		all = append(all, d.Items...)
	}
	return all
}

// Scale returns the scale of that key.
func (q Questionnaire) Scale(key string) (Scale, bool) {
	for _, s := range q.Scales {
		if s.Key == key {
			return s, true
		}
	}
	return Scale{}, false
}

// Range returns the lowest and highest score of a dimension: on the native scale of its items, which share one
// range (Check sees to that); 0 and 100 where it holds dimensions.
func (q Questionnaire) Range(d Dimension) (low, high int) {
	if len(d.Items) == 0 {
		return 0, 100
	}
	s, _ := q.Scale(d.Items[0].Scale)
	return s.Min, s.Max
}

// Within goes through the dimensions that another one holds, in order; those at the top for "".
func (q Questionnaire) Within(parent string) iter.Seq[Dimension] {
	return func(yield func(Dimension) bool) {
		for _, d := range q.Dimensions {
			if d.Parent == parent && !yield(d) {
				return
			}
		}
	}
}

// Weighted reports whether the dimensions at the top join into one overall score.
func (q Questionnaire) Weighted() bool { return weighted(q.Within("")) }

func weighted(all iter.Seq[Dimension]) bool {
	for d := range all {
		if d.Weight != nil && *d.Weight > 0 {
			return true
		}
	}
	return false
}

// Worded returns the questionnaire with words for each item: one whose text stays in its manual is called by its
// number there, that of the order.
func (q Questionnaire) Worded() Questionnaire {
	dimensions, number := make([]Dimension, len(q.Dimensions)), 0
	for i, d := range q.Dimensions {
		items := make([]Item, len(d.Items))
		for j, it := range d.Items {
			number++
			if len(it.Text) == 0 {
				it.Text = Text{
					"fr": fmt.Sprintf("Énoncé %d : voir le manuel", number),
					"en": fmt.Sprintf("Item %d: see the manual", number),
				}
			}
			items[j] = it
		}
		d.Items = items
		dimensions[i] = d
	}
	q.Dimensions = dimensions
	return q
}

// In returns the wording for a language tag: itself, then its language, then any that the text has in the
// order given.
func (t Text) In(tag string, fallback ...string) string {
	language := tag
	if len(tag) > 2 {
		language = tag[:2]
	}
	for _, key := range append([]string{tag, language}, fallback...) {
		if text := t[key]; text != "" {
			return text
		}
	}
	return ""
}
