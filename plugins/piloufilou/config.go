package piloufilou

import (
	"context"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk"
)

// Config is what an organisation sets for its programme. The zero Config works.
type Config struct {
	Name         Wording `json:"name,omitempty" fr:"Nom du programme" en:"Name of the programme" frhelp:"Montré à la place de « programme à deux marionnettes ». N’utilisez une marque déposée que si vous en avez le droit." enhelp:"Shown instead of “two-puppet programme”. Use a registered mark only if you hold the rights."`
	Share        int     `json:"share,omitempty" minimum:"1" maximum:"100" fr:"Présence exigée en formation, en pour cent" en:"Attendance required in training, in per cent" frhelp:"Part des minutes de formation à avoir suivie pour être certifié. 80 sans autre choix." enhelp:"Part of the training’s minutes to attend before certification. 80 unless you choose otherwise."`
	Months       int     `json:"months,omitempty" minimum:"0" maximum:"120" fr:"Validité du certificat, en mois" en:"Validity of the certificate, in months" frhelp:"0 : sans limite." enhelp:"0: without limit."`
	PrivateCards bool    `json:"private_cards,omitempty" fr:"Fiches familles réservées aux personnes connectées" en:"Family cards for people who signed in only" frhelp:"Sinon, chacun peut les lire sur votre site." enhelp:"Otherwise anybody may read them on your site."`
}

// Wording is a text in the two languages of the platform.
type Wording struct {
	FR string `json:"fr,omitempty" maxLength:"80" fr:"En français" en:"In French"`
	EN string `json:"en,omitempty" maxLength:"80" fr:"En anglais" en:"In English"`
}

// usualShare is how much of a training somebody attends before they are certified.
const usualShare = 80

// configured returns the organisation's configuration with the defaults filled in.
func configured(ctx context.Context) (Config, error) {
	c, err := sdk.Config[Config](ctx)
	if err != nil {
		return c, err
	}
	if c.Share == 0 {
		c.Share = usualShare
	}
	if c.Name.FR == "" {
		c.Name.FR = "Programme à deux marionnettes"
	}
	if c.Name.EN == "" {
		c.Name.EN = "Two-puppet programme"
	}
	return c, nil
}

func (w Wording) text() programme.Text { return programme.Text{"fr": w.FR, "en": w.EN} }
