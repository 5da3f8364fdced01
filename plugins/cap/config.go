package cap

import (
	"context"
	"strconv"
	"strings"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
)

// Config is what an organisation sets for its communities. The zero Config works.
type Config struct {
	Issuer     string   `json:"issuer,omitempty" maxLength:"160" fr:"Organisme qui délivre les attestations" en:"Organisation that issues certificates" frhelp:"Imprimé sur chaque attestation d’heures." enhelp:"Printed on every certificate of hours."`
	Room       string   `json:"room,omitempty" maxLength:"300" fr:"Adresse des salles" en:"Address of rooms" frhelp:"Par exemple https://visio.example/{community}-{number}. Chaque séance peut avoir la sienne." enhelp:"For instance https://visio.example/{community}-{number}. Each session may have its own."`
	DialIn     Wording  `json:"dial_in,omitempty" fr:"Par téléphone" en:"By telephone" frhelp:"Le numéro à composer et ce qu’il faut dire ou taper." enhelp:"The number to dial and what to say or key in."`
	Phones     []string `json:"phones,omitempty" maxItems:"5" fr:"Numéros pour les agendas" en:"Numbers for calendars" fradd:"Ajouter un numéro" enadd:"Add a number"`
	Pact       Wording  `json:"pact,omitempty" fr:"Pacte d’entraide proposé" en:"Usual pact"`
	Capacity   int      `json:"capacity,omitempty" minimum:"2" maximum:"200" fr:"Places par communauté" en:"Seats a community"`
	Minutes    int      `json:"minutes,omitempty" minimum:"15" maximum:"600" fr:"Durée d’une séance, en minutes" en:"Length of a session, in minutes"`
	Unanswered int      `json:"unanswered,omitempty" minimum:"1" maximum:"90" fr:"Jours sans réponse avant d’alerter l’animation" en:"Days without an answer before the mentor is told"`
}

// Wording is a text in the two languages of the platform.
type Wording struct {
	FR string `json:"fr,omitempty" maxLength:"8000" widget:"textarea" fr:"En français" en:"In French"`
	EN string `json:"en,omitempty" maxLength:"8000" widget:"textarea" fr:"En anglais" en:"In English"`
}

// both is the text as manifests have it.
func (w Wording) both() sdk.Text { return sdk.Text{"fr": w.FR, "en": w.EN} }

// in is the text in a language, or in the other one.
func (w Wording) in(language string) string {
	if strings.HasPrefix(language, "en") && w.EN != "" || w.FR == "" {
		return w.EN
	}
	return w.FR
}

// What holds where an organisation says nothing: communities of this kind have 8 to 18 members.
const (
	usualCapacity   = 14
	usualMinutes    = 90
	usualUnanswered = 7
)

// configured returns the organisation's configuration with the defaults filled in.
func configured(ctx context.Context) (Config, error) {
	c, err := sdk.Config[Config](ctx)
	if err != nil {
		return c, err
	}
	fill := func(field *int, usual int) {
		if *field == 0 {
			*field = usual
		}
	}
	fill(&c.Capacity, usualCapacity)
	fill(&c.Minutes, usualMinutes)
	fill(&c.Unanswered, usualUnanswered)
	if c.Pact == (Wording{}) {
		c.Pact = Wording{
			FR: "Ce qui se dit dans le groupe y reste. Nous parlons de nos pratiques, jamais d’un enfant ou d’une famille que l’on pourrait reconnaître. Nous écoutons sans juger, nous essayons entre les séances, nous disons ce que nous avons appris, réussi ou non. Rien n’est enregistré.",
			EN: "What is said in the group stays there. We speak of our practices, never of a child or family who could be recognised. We listen without judging, we try things between sessions, we say what we learned, whether it worked or not. Nothing is recorded.",
		}
	}
	return c, nil
}

// complete fills in what a draft left open.
func (c Config) complete(draft *community.Community, call sdk.Caller) {
	if draft.Status == "" {
		draft.Status = community.Draft
	}
	if draft.Capacity == 0 {
		draft.Capacity = c.Capacity
	}
	if draft.Minutes == 0 {
		draft.Minutes = c.Minutes
	}
	if draft.Unanswered == 0 {
		draft.Unanswered = c.Unanswered
	}
	if draft.Zone == "" && call.Zone != nil {
		draft.Zone = call.Zone.String()
	}
	if draft.Pact == "" {
		draft.Pact = c.Pact.in(call.Language)
	}
	if draft.Stage == "" {
		draft.Stage = "initiation"
	}
}

// roomOf is where a session takes place: its own address, or the organisation's template filled in. The name of
// a community's room cannot be guessed from outside.
func (c Config) roomOf(s session.Session) string {
	if s.Room != "" || c.Room == "" {
		return s.Room
	}
	id := strings.ReplaceAll(s.Community, "-", "")
	return strings.NewReplacer("{community}", id[max(len(id)-12, 0):], "{number}", strconv.Itoa(s.Number)).Replace(c.Room)
}
