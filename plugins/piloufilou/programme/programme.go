// Package programme owns what is played with children: a programme at one version, its workshops, and the
// psychosocial competences that each of them serves.
//
// How many workshops there are, how long they take and what makes their core is data. A published version
// never changes: who began with it ends with it. A programme is a value: it is checked whole (Check), read
// whole from YAML with the line of each mistake (Read).
//
// Goals: any programme of that kind, of any length, in French and English; families are told in plain words.
// Non-goals: storage, rights, dates, who plays it with whom (package cycle).
//
// Functions are pure and may run concurrently.
package programme

// Text is wording by language: "fr", "en", and where the field's words differ a regional one, "fr-CA".
type Text map[string]string

// Status says whether a programme may still change.
type Status string

// The statuses. A published version never changes again; a change is a new version.
const (
	Draft     Status = "draft"
	Published Status = "published"
)

// Programme is a programme at one version.
type Programme struct {
	Code       string      `json:"code" pattern:"^[a-z][a-z0-9-]{1,39}$" rb:"index" fr:"Code" en:"Code" frhelp:"Un nom court, sans espace ni accent." enhelp:"A short name without spaces or accents."`
	Version    string      `json:"version" pattern:"^(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})$" fr:"Version" en:"Version" frhelp:"Trois nombres, par exemple 1.0.0." enhelp:"Three numbers, for example 1.0.0."`
	Title      Text        `json:"title" fr:"Titre" en:"Title"`
	Intro      Text        `json:"intro,omitempty" fr:"Présentation" en:"Introduction"`
	Licence    string      `json:"licence" maxLength:"200" fr:"Licence" en:"Licence"`
	Author     string      `json:"author,omitempty" maxLength:"200" fr:"Auteur" en:"Author"`
	Status     Status      `json:"status,omitempty" enum:"draft,published" frenum:"draft=Brouillon,published=Publié" enenum:"draft=Draft,published=Published" rb:"index" fr:"État" en:"Status"`
	Puppets    []Puppet    `json:"puppets" minItems:"1" maxItems:"6" fr:"Marionnettes" en:"Puppets"`
	Components []Component `json:"components,omitempty" maxItems:"20" fr:"Composantes de chaque atelier" en:"Components of every workshop"`
	Workshops  []Workshop  `json:"workshops" minItems:"1" maxItems:"60" fr:"Ateliers" en:"Workshops"`
}

// Puppet is one of the characters.
type Puppet struct {
	Key  string `json:"key" pattern:"^[a-z][a-z0-9-]{0,39}$" fr:"Code" en:"Key"`
	Name Text   `json:"name" fr:"Nom" en:"Name"`
	Part Text   `json:"part,omitempty" fr:"Caractère" en:"Character"`
}

// Component is something without which a workshop would not be this programme's.
type Component struct {
	Key  string `json:"key" pattern:"^[a-z][a-z0-9-]{0,39}$" fr:"Code" en:"Key"`
	Text Text   `json:"text" fr:"Composante" en:"Component"`
}

// Workshop is one of the meetings of the children with the puppets.
type Workshop struct {
	Number     int         `json:"number" minimum:"1" maximum:"60" fr:"Numéro" en:"Number"`
	Title      Text        `json:"title" fr:"Titre" en:"Title"`
	Objectives []Text      `json:"objectives" minItems:"1" maxItems:"6" fr:"Objectifs" en:"Objectives"`
	CPS        []string    `json:"cps" minItems:"1" maxItems:"21" fr:"Compétences psychosociales" en:"Psychosocial competences"`
	Minutes    int         `json:"minutes" minimum:"5" maximum:"180" fr:"Durée, en minutes" en:"Length, in minutes"`
	Components []Component `json:"components,omitempty" maxItems:"20" fr:"Composantes propres à l’atelier" en:"Components of this workshop"`
	Material   []Text      `json:"material,omitempty" maxItems:"20" fr:"Matériel" en:"Material"`
	Script     []Step      `json:"script" minItems:"1" maxItems:"20" fr:"Déroulement" en:"Outline"`
	Card       Card        `json:"card" fr:"Fiche pour les familles" en:"Card for families"`
}

// Step is a part of a workshop's outline.
type Step struct {
	Minutes int  `json:"minutes" minimum:"1" maximum:"120" fr:"Minutes" en:"Minutes"`
	Text    Text `json:"text" fr:"Ce que l’on fait" en:"What is done"`
}

// Card is what families read about a workshop. Plain says the same in short sentences and easy words.
type Card struct {
	Did   Text `json:"did" fr:"Ce que nous avons vécu" en:"What we lived"`
	Try   Text `json:"try" fr:"À essayer à la maison" en:"To try at home"`
	Plain Text `json:"plain" fr:"En mots simples" en:"In plain words"`
}

// Workshop finds a workshop by its number.
func (p Programme) Workshop(number int) (Workshop, bool) {
	if number < 1 || number > len(p.Workshops) {
		return Workshop{}, false
	}
	return p.Workshops[number-1], true
}

// Listed are the core components of a workshop: those of every workshop, then its own.
func (p Programme) Listed(w Workshop) []Component {
	all := make([]Component, 0, len(p.Components)+len(w.Components))
	return append(append(all, p.Components...), w.Components...)
}

// Minutes is how long the whole programme takes.
func (p Programme) Minutes() int {
	sum := 0
	for _, w := range p.Workshops {
		sum += w.Minutes
	}
	return sum
}

// In returns the wording for a language tag: itself, then its language, then French, then any.
func (t Text) In(tag string) string {
	for _, key := range []string{tag, tag[:min(2, len(tag))], "fr", "en"} {
		if text := t[key]; text != "" {
			return text
		}
	}
	return ""
}
