package cap

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/sdk"
)

// letter is a message in both languages. In braces stand the facts.
type letter struct {
	subject, text Wording
}

// facts are what a letter tells.
type facts struct {
	title    string // of the community
	mentor   string
	question string
	reason   string
	link     string
	number   int
	days     int
	at       time.Time
	before   time.Time
	files    []sdk.Attachment
}

var (
	letterSeated = letter{
		subject: Wording{FR: "Une place s’est libérée : {title}", EN: "A seat is free: {title}"},
		text: Wording{
			FR: "Bonjour {name},\n\nune place s’est libérée dans la communauté « {title} » et elle est pour vous. Vous étiez en tête de la liste d’attente.\n\nConnectez-vous, lisez le pacte d’entraide et signez-le : les séances et les échanges vous sont alors ouverts. Si vous n’êtes plus en mesure de venir, rendez votre place : elle ira à la personne suivante.\n",
			EN: "Hello {name},\n\na seat has become free in the community “{title}”, and it is yours. You were first on the waiting list.\n\nSign in, read the pact and sign it: sessions and exchanges are then open to you. If you can no longer come, give your seat up: it goes to whoever is next.\n",
		},
	}
	letterGuest = letter{
		subject: Wording{FR: "Votre invitation : {title}", EN: "Your invitation: {title}"},
		text: Wording{
			FR: "Bonjour {name},\n\n{mentor} vous invite à une séance de la communauté « {title} » :\n\n{at}\n\nCe lien ouvre la page de cette séance, avec la salle et le numéro de téléphone. Il est personnel et s’éteint à minuit, le jour de la séance :\n\n{link}\n\nRien n’est enregistré. Merci de respecter le pacte du groupe, affiché sur la page.\n",
			EN: "Hello {name},\n\n{mentor} invites you to a session of the community “{title}”:\n\n{at}\n\nThis link opens the page of that session, with the room and the telephone number. It is personal and ends at midnight on the day of the session:\n\n{link}\n\nNothing is recorded. Please keep to the group’s pact, which the page shows.\n",
		},
	}
	letterMoved = letter{
		subject: Wording{FR: "Séance {number} déplacée : {title}", EN: "Session {number} has moved: {title}"},
		text: Wording{
			FR: "Bonjour {name},\n\nla séance {number} de « {title} » est déplacée.\n\nNouvelle date : {at}\nElle était prévue : {before}\n\nRaison : {reason}\n\nLe fichier d’agenda joint met toutes les séances à jour. Si vous êtes abonné à l’agenda, il change de lui-même.\n",
			EN: "Hello {name},\n\nsession {number} of “{title}” has moved.\n\nNew date: {at}\nIt was planned for: {before}\n\nWhy: {reason}\n\nThe attached calendar file updates all sessions. If you subscribe to the calendar, it changes by itself.\n",
		},
	}
	letterCancelled = letter{
		subject: Wording{FR: "Séance {number} annulée : {title}", EN: "Session {number} is cancelled: {title}"},
		text: Wording{
			FR: "Bonjour {name},\n\nla séance {number} de « {title} », prévue {at}, n’aura pas lieu.\n\nRaison : {reason}\n\nLes autres séances restent. Le fichier d’agenda joint les met à jour ; si vous êtes abonné à l’agenda, il change de lui-même. Ce qui devait être revu ce jour-là le sera à la séance suivante.\n",
			EN: "Hello {name},\n\nsession {number} of “{title}”, planned for {at}, will not take place.\n\nWhy: {reason}\n\nThe other sessions stay. The attached calendar file updates them; if you subscribe to the calendar, it changes by itself. What was to be looked at that day will be at the next session.\n",
		},
	}
	letterUnanswered = letter{
		subject: Wording{FR: "Une question attend depuis {days} jours : {title}", EN: "A question has waited for {days} days: {title}"},
		text: Wording{
			FR: "Bonjour {name},\n\ndans la communauté « {title} », une question est sans réponse depuis {days} jours :\n\n« {question} »\n\nUn mot de votre part, ou le nom de quelqu’un qui saurait répondre, suffit souvent.\n",
			EN: "Hello {name},\n\nin the community “{title}”, a question has had no answer for {days} days:\n\n“{question}”\n\nA word from you, or the name of somebody who would know, is often enough.\n",
		},
	}
)

// tell stages a letter to whoever holds a seat, in their language and zone. It leaves with the change that it
// tells of, or not at all.
func tell(ctx context.Context, to community.Seat, l letter, f facts) {
	if to.Email == "" {
		return
	}
	fill := strings.NewReplacer(
		"{name}", to.Name, "{title}", f.title, "{mentor}", f.mentor, "{question}", f.question, "{reason}", f.reason, "{link}", f.link,
		"{number}", strconv.Itoa(f.number), "{days}", strconv.Itoa(f.days),
		"{at}", moment(f.at, to.Zone, to.Language), "{before}", moment(f.before, to.Zone, to.Language),
	)
	sdk.Tx(ctx).Mail(sdk.Message{
		To: to.Email, Subject: oneLine(fill.Replace(l.subject.in(to.Language))), Text: fill.Replace(l.text.in(to.Language)), Language: to.Language,
		Attachments: f.files,
	})
}

// oneLine is a subject that no mail server refuses.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if letters := []rune(text); len(letters) > 200 {
		return string(letters[:199]) + "…"
	}
	return text
}
