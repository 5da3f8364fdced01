package cap

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/sdk"
)

// letter is a message in both languages. In braces stand the facts. What people with an account are told is of a kind of notices.
type letter struct {
	kind                 string // of notices; empty: for guests without an account alone
	title, subject, text Wording
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
		kind: "seat-free", title: Wording{FR: "Une place s’est libérée pour vous", EN: "A seat is free for you"},
		subject: Wording{FR: "Une place s’est libérée : {title}", EN: "A seat is free: {title}"},
		text: Wording{
			FR: "Une place s’est libérée dans la communauté « {title} » et elle est pour vous. Vous étiez en tête de la liste d’attente.\n\nConnectez-vous, lisez le pacte d’entraide et signez-le : les séances et les échanges vous sont alors ouverts. Si vous n’êtes plus en mesure de venir, rendez votre place : elle ira à la personne suivante.",
			EN: "A seat has become free in the community “{title}”, and it is yours. You were first on the waiting list.\n\nSign in, read the pact and sign it: sessions and exchanges are then open to you. If you can no longer come, give your seat up: it goes to whoever is next.",
		},
	}
	letterGuest = letter{
		subject: Wording{FR: "Votre invitation : {title}", EN: "Your invitation: {title}"},
		text: Wording{
			FR: "{mentor} vous invite à une séance de la communauté « {title} » :\n\n{at}\n\nCe lien ouvre la page de cette séance, avec la salle et le numéro de téléphone. Il est personnel et s’éteint à minuit, le jour de la séance :\n\n{link}\n\nRien n’est enregistré. Merci de respecter le pacte du groupe, affiché sur la page.",
			EN: "{mentor} invites you to a session of the community “{title}”:\n\n{at}\n\nThis link opens the page of that session, with the room and the telephone number. It is personal and ends at midnight on the day of the session:\n\n{link}\n\nNothing is recorded. Please keep to the group’s pact, which the page shows.",
		},
	}
	letterMoved = letter{
		kind: "session-moved", title: Wording{FR: "Séance déplacée", EN: "A session has moved"},
		subject: Wording{FR: "Séance {number} déplacée : {title}", EN: "Session {number} has moved: {title}"},
		text: Wording{
			FR: "La séance {number} de « {title} » est déplacée.\n\nNouvelle date : {at}\nElle était prévue : {before}\n\nRaison : {reason}\n\nLe fichier d’agenda joint au courriel met toutes les séances à jour. Si vous êtes abonné à l’agenda, il change de lui-même.",
			EN: "Session {number} of “{title}” has moved.\n\nNew date: {at}\nIt was planned for: {before}\n\nWhy: {reason}\n\nThe calendar file that comes with the e-mail updates all sessions. If you subscribe to the calendar, it changes by itself.",
		},
	}
	letterCancelled = letter{
		kind: "session-cancelled", title: Wording{FR: "Séance annulée", EN: "A session is cancelled"},
		subject: Wording{FR: "Séance {number} annulée : {title}", EN: "Session {number} is cancelled: {title}"},
		text: Wording{
			FR: "La séance {number} de « {title} », prévue {at}, n’aura pas lieu.\n\nRaison : {reason}\n\nLes autres séances restent. Le fichier d’agenda joint au courriel les met à jour ; si vous êtes abonné à l’agenda, il change de lui-même. Ce qui devait être revu ce jour-là le sera à la séance suivante.",
			EN: "Session {number} of “{title}”, planned for {at}, will not take place.\n\nWhy: {reason}\n\nThe other sessions stay. The calendar file that comes with the e-mail updates them; if you subscribe to the calendar, it changes by itself. What was to be looked at that day will be at the next session.",
		},
	}
	letterUnanswered = letter{
		kind: "question-waiting", title: Wording{FR: "Une question attend une réponse", EN: "A question waits for an answer"},
		subject: Wording{FR: "Une question attend depuis {days} jours : {title}", EN: "A question has waited for {days} days: {title}"},
		text: Wording{
			FR: "Dans la communauté « {title} », une question est sans réponse depuis {days} jours :\n\n« {question} »\n\nUn mot de votre part, ou le nom de quelqu’un qui saurait répondre, suffit souvent.",
			EN: "In the community “{title}”, a question has had no answer for {days} days:\n\n“{question}”\n\nA word from you, or the name of somebody who would know, is often enough.",
		},
	}
)

// notices are the kinds of letters that people with an account get.
func notices() []sdk.NoticeKind {
	var all []sdk.NoticeKind
	for _, l := range []letter{letterSeated, letterMoved, letterCancelled, letterUnanswered} {
		all = append(all, sdk.NoticeKind{Name: l.kind, Title: l.title.both(), Subject: l.subject.both(), Text: l.text.both()})
	}
	return all
}

// tell stages a letter to whoever holds a seat, in their zone: a notice to somebody with an account, mail to a guest without one. It
// leaves with the change that it tells of, or not at all.
func tell(ctx context.Context, to community.Seat, l letter, f facts) {
	values := f.values(to.Zone)
	if !strings.Contains(to.Person, "@") {
		told := sdk.Notice{To: to.Person, Kind: l.kind, Values: map[string]map[string]string{}, Attachments: f.files, Address: to.Email}
		for name, text := range values {
			if strings.Contains(l.subject.FR+l.text.FR, "{"+name+"}") {
				told.Values[name] = text
			}
		}
		sdk.Tx(ctx).Notify(told)
		return
	}
	pairs := []string{"{name}", to.Name}
	for name, text := range values {
		pairs = append(pairs, "{"+name+"}", text.In(to.Language))
	}
	fill := strings.NewReplacer(pairs...)
	text := greeting.in(to.Language) + l.text.in(to.Language) + "\n"
	sdk.Tx(ctx).Mail(sdk.Message{
		To: to.Email, Subject: oneLine(fill.Replace(l.subject.in(to.Language))), Text: fill.Replace(text), Language: to.Language,
		Attachments: f.files,
	})
}

var greeting = Wording{FR: "Bonjour {name},\n\n", EN: "Hello {name},\n\n"}

// values are the facts by name, as somebody in a zone reads them.
func (f facts) values(zone string) map[string]sdk.Text {
	at := func(t time.Time) sdk.Text { return sdk.Text{"fr": moment(t, zone, "fr"), "en": moment(t, zone, "en")} }
	return map[string]sdk.Text{
		"title": sdk.Same(f.title), "mentor": sdk.Same(f.mentor), "question": sdk.Same(f.question), "reason": sdk.Same(f.reason), "link": sdk.Same(f.link),
		"number": sdk.Same(strconv.Itoa(f.number)), "days": sdk.Same(strconv.Itoa(f.days)), "at": at(f.at), "before": at(f.before),
	}
}

// oneLine is a subject that no mail server refuses.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if letters := []rune(text); len(letters) > 200 {
		return string(letters[:199]) + "…"
	}
	return text
}
