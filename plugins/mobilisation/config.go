package mobilisation

import (
	"context"
	"strconv"
	"strings"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
	"github.com/ribambelle/ribambelle/sdk"
)

// Config is what an organisation sets for its movement. Organisation and postal address are needed before a petition
// opens and before anybody is written to.
type Config struct {
	Organisation string  `json:"organisation,omitempty" maxLength:"160" fr:"Qui demande et qui écrit" en:"Who asks and writes" frhelp:"Le nom de votre organisation, tel que les personnes la connaissent." enhelp:"The name of your organisation, as people know it."`
	Postal       string  `json:"postal,omitempty" maxLength:"300" widget:"textarea" fr:"Adresse postale et contact" en:"Postal address and contact" frhelp:"Au bas de chaque message, comme la loi le demande." enhelp:"At the foot of each message, as the law asks."`
	Sign         Wording `json:"sign,omitempty" fr:"Consentement à signer" en:"Consent to sign" frhelp:"Laissez vide pour le texte proposé. Fixé pour chaque pétition à son ouverture." enhelp:"Leave empty for the proposed text. Fixed for each petition when it opens."`
	News         Wording `json:"news,omitempty" fr:"Choix de recevoir des nouvelles" en:"Choice to get news"`
	Story        Wording `json:"story,omitempty" fr:"Consentement à publier un témoignage" en:"Consent to publish a testimony"`
	Months       int     `json:"months,omitempty" minimum:"1" maximum:"120" fr:"Conservation, en mois après la fin d’une pétition" en:"Months that signatures are kept after a petition ends" frhelp:"12 sans autre choix. Les comptes restent, les personnes sont effacées." enhelp:"12 unless you choose otherwise. The counts stay, the people are erased."`
	Effort       int     `json:"effort,omitempty" minimum:"1000" maximum:"1000000" fr:"Effort demandé contre les robots" en:"Effort asked against robots" frhelp:"Nombre d’essais au plus, fait par l’appareil ; 50 000 sans autre choix, moins d’une seconde sur un téléphone." enhelp:"Tries at most, made by the device; 50,000 unless you choose otherwise, less than a second on a phone."`
}

// Wording is a text in the two languages of the platform.
type Wording struct {
	FR string `json:"fr,omitempty" maxLength:"2000" widget:"textarea" fr:"En français" en:"In French"`
	EN string `json:"en,omitempty" maxLength:"2000" widget:"textarea" fr:"En anglais" en:"In English"`
}

// The usual choices.
const (
	usualMonths = 12
	usualEffort = 50_000
)

// configured returns the organisation's configuration with the defaults filled in.
func configured(ctx context.Context) (Config, error) {
	c, err := sdk.Config[Config](ctx)
	if err != nil {
		return c, err
	}
	if c.Months == 0 {
		c.Months = usualMonths
	}
	if c.Effort == 0 {
		c.Effort = usualEffort
	}
	return c, nil
}

// ready refuses to ask or write to anybody before they can be told by whom.
func (c Config) ready() error {
	if strings.TrimSpace(c.Organisation) == "" || strings.TrimSpace(c.Postal) == "" {
		return errNobody
	}
	return nil
}

// words is a wording with what it leaves open filled in: the organisation, months, and the age of consent in its country.
func (c Config) words(own Wording, usual wording.Text, country string) wording.Prose {
	age := "15"
	if country == "CA" {
		age = "14"
	}
	fill := strings.NewReplacer("{organisation}", c.Organisation, "{months}", strconv.Itoa(c.Months), "{age}", age)
	text := wording.Prose{}
	for language, given := range map[string]string{"fr": own.FR, "en": own.EN} {
		if given == "" {
			given = usual[language]
		}
		text[language] = fill.Replace(given)
	}
	return text
}

func (c Config) signWords(country string) wording.Prose {
	return c.words(c.Sign, wording.Text{
		"fr": "Je signe cette pétition et j’ai {age} ans ou plus. {organisation} garde mon nom et mon adresse électronique pour compter ma signature, et remet mon nom au destinataire. Tout est effacé {months} mois après la fin de la pétition ; je peux retirer ma signature avant.",
		"en": "I sign this petition and I am {age} or older. {organisation} keeps my name and e-mail address to count my signature, and hands my name to the addressee. All of it is erased {months} months after the petition ends; I can withdraw before.",
	}, country)
}

func (c Config) newsWords(country string) wording.Prose {
	return c.words(c.News, wording.Text{
		"fr": "Je souhaite recevoir des nouvelles de {organisation} par courriel. Je peux arrêter à tout moment, d’un seul geste.",
		"en": "I would like to get news from {organisation} by e-mail. I can stop at any time, with a single click.",
	}, country)
}

func (c Config) storyWords(country string) wording.Prose {
	return c.words(c.Story, wording.Text{
		"fr": "J’ai {age} ans ou plus et j’accepte que {organisation} publie ce témoignage sur les voies que j’ai choisies, jusqu’aux dates indiquées. Il ne permet de reconnaître aucun enfant. Je peux le retirer à tout moment ; ce qui est imprimé ne peut pas être rappelé.",
		"en": "I am {age} or older and I agree that {organisation} publishes this testimony on the channels that I chose, until the dates given. No child can be recognised in it. I can withdraw it at any time; what is printed cannot be called back.",
	}, country)
}
