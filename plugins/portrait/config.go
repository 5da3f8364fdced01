package portrait

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
)

// Config is what an organisation sets for its portraits. The zero Config works.
type Config struct {
	Floor  int         `json:"floor,omitempty" minimum:"5" maximum:"100" fr:"Seuil d’anonymat" en:"Anonymity floor" frhelp:"Aucun résultat n’est montré pour moins de personnes. 5 au minimum ; vous pouvez demander davantage." enhelp:"No result is shown for fewer people. 5 at least; you may ask for more."`
	Access wave.Access `json:"access,omitempty" enum:"link,slips" frenum:"link=Une affiche par lieu,slips=Un billet par personne" enenum:"link=One poster a site,slips=One slip a person" fr:"Accès proposé" en:"Usual access" frhelp:"Chaque portrait peut choisir autrement avant son ouverture." enhelp:"Each portrait may choose otherwise before it opens."`
	Days   int         `json:"days,omitempty" minimum:"1" maximum:"365" fr:"Durée habituelle, en jours" en:"Usual duration, in days"`
	// Reminder is how many days before the last one those who are asked are reminded: by default usualReminder.
	Reminder *int    `json:"reminder,omitempty" minimum:"0" maximum:"14" fr:"Rappel, en jours avant la fin" en:"Reminder, in days before the end" frhelp:"Les équipes et les directions des lieux interrogés sont prévenues, sans que personne sache qui a répondu. 3 sans autre choix ; 0 : aucun rappel." enhelp:"Teams and directors of the sites that are asked are told, and nobody knows who has answered. 3 unless you choose otherwise; 0: no reminder."`
	Purpose  Wording `json:"purpose,omitempty" fr:"À quoi servent les réponses" en:"What the answers are for" frhelp:"Montré à chaque personne avant de répondre." enhelp:"Shown to everyone before they answer."`
	Public   bool    `json:"public,omitempty" fr:"Montrer l’avancement à tout le monde" en:"Show progress to everybody" frhelp:"Sur une page publique et sur les sites qui l’intègrent : le nombre de réponses d’un portrait entier, une fois le seuil atteint." enhelp:"On a public page and on sites that embed it: the number of answers of a whole portrait, once the floor is reached."`
	Notice   Wording `json:"notice,omitempty" fr:"Note au personnel" en:"Notice to staff" frhelp:"Imprimée sur l’affiche et la note d’information." enhelp:"Printed on the poster and the information notice."`
}

// Wording is a text in the two languages of the platform.
type Wording struct {
	FR string `json:"fr,omitempty" maxLength:"2000" widget:"textarea" fr:"En français" en:"In French"`
	EN string `json:"en,omitempty" maxLength:"2000" widget:"textarea" fr:"En anglais" en:"In English"`
}

// usualDays is how long a portrait stays open unless somebody says otherwise: long enough for part-time
// colleagues and one holiday week.
const usualDays = 21

// usualReminder leaves time to answer to those who work every other day.
const usualReminder = 3

// configured returns the organisation's configuration with the defaults filled in.
func configured(ctx context.Context) (Config, error) {
	c, err := sdk.Config[Config](ctx)
	if err != nil {
		return c, err
	}
	c.Floor = max(c.Floor, wave.LeastFloor)
	if c.Access == "" {
		c.Access = wave.Link
	}
	if c.Days == 0 {
		c.Days = usualDays
	}
	if c.Reminder == nil {
		c.Reminder = new(usualReminder)
	}
	if c.Purpose.FR == "" {
		c.Purpose.FR = "Vos réponses aident l’équipe et le réseau à voir leurs points forts et ce qu’il est utile d’améliorer. Elles ne servent pas à évaluer une personne."
	}
	if c.Purpose.EN == "" {
		c.Purpose.EN = "Your answers help the team and the network see their strengths and what is worth improving. They are not used to assess anybody."
	}
	return c, nil
}

func (w Wording) text() questionnaire.Text { return questionnaire.Text{"fr": w.FR, "en": w.EN} }

// lastDay is the usual last day of a portrait prepared on a civil date.
func (c Config) lastDay(today string) string {
	day, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return today
	}
	return day.AddDate(0, 0, c.Days).Format(time.DateOnly)
}
