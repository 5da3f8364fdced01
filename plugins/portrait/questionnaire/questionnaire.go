// Package questionnaire owns the instrument of a quality portrait: dimensions, items, scales, the answers
// that a scale allows, and the scores that follow from them.
//
// An item that does not apply ("na") and one that could not be observed ("no") are answers, apart from an
// item left out. A questionnaire is a value: it is checked whole (Check), read whole from YAML with the line
// of each mistake (Read), and frozen by copying.
//
// Goals: an engine for anybody's instrument, of whatever scale, in several languages.
// Non-goals: storage, rights, statistics over people, the text of licensed instruments.
//
// Functions are pure and may run concurrently.
package questionnaire

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
	Author     string      `json:"author,omitempty" maxLength:"200" fr:"Auteur" en:"Author"`
	Languages  []string    `json:"languages" minItems:"1" maxItems:"10" fr:"Langues" en:"Languages"`
	Status     Status      `json:"status,omitempty" enum:"draft,published" frenum:"draft=Brouillon,published=Publié" enenum:"draft=Draft,published=Published" fr:"État" en:"Status"`
	Scales     []Scale     `json:"scales" minItems:"1" maxItems:"20" fr:"Échelles" en:"Scales"`
	Dimensions []Dimension `json:"dimensions" minItems:"1" maxItems:"30" fr:"Dimensions" en:"Dimensions"`
}

// Dimension is a set of items that make one score.
type Dimension struct {
	Key    string   `json:"key" pattern:"^[a-z][a-z0-9_-]{0,39}$" fr:"Code" en:"Key"`
	Title  Text     `json:"title" fr:"Titre" en:"Title"`
	Help   Text     `json:"help,omitempty" fr:"Précision" en:"Help"`
	Weight *float64 `json:"weight,omitempty" minimum:"0" maximum:"1000" fr:"Poids" en:"Weight" frhelp:"Part de la dimension dans le score d’ensemble. Sans aucun poids, il n’y a pas de score d’ensemble." enhelp:"The dimension’s part in the overall score. Without any weight there is no overall score."`
	Items  []Item   `json:"items" minItems:"1" maxItems:"100" fr:"Énoncés" en:"Items"`
}

// Item is one statement or question.
type Item struct {
	Key      string `json:"key" pattern:"^[a-z][a-z0-9_-]{0,39}$" fr:"Code" en:"Key"`
	Scale    string `json:"scale" fr:"Échelle" en:"Scale"`
	Text     Text   `json:"text" fr:"Énoncé" en:"Text"`
	Help     Text   `json:"help,omitempty" fr:"Précision" en:"Help"`
	Reversed bool   `json:"reversed,omitempty" fr:"Inversé" en:"Reversed" frhelp:"Une réponse élevée décrit une pratique moins favorable." enhelp:"A high answer describes a less favourable practice."`
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

// Range returns the lowest and highest score of a dimension, on its native scale. All items of a dimension
// share one range; Check sees to that.
func (q Questionnaire) Range(d Dimension) (low, high int) {
	if len(d.Items) == 0 {
		return 0, 0
	}
	s, _ := q.Scale(d.Items[0].Scale)
	return s.Min, s.Max
}

// Weighted reports whether the dimensions join into one overall score.
func (q Questionnaire) Weighted() bool {
	for _, d := range q.Dimensions {
		if d.Weight != nil && *d.Weight > 0 {
			return true
		}
	}
	return false
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
