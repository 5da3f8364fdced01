package notice

import "github.com/ribambelle/ribambelle/sdk"

// What the core itself tells people.
const (
	ErasureAsked    = "erasure-asked"    // to privacy officers; value day
	ErasureRefused  = "erasure-refused"  // to who asked; value reason
	ErasureReceived = "erasure-received" // to who asked; value day
	ShareOffered    = "share-offered"    // to administrators; values name of the giver, purpose
	WorkProposed    = "work-proposed"    // to administrators; values name of the publisher, title, label
)

// CoreKinds are the kinds of what the core itself tells people.
func CoreKinds() []sdk.NoticeKind {
	law := sdk.Text{"fr": "La loi fixe un délai pour répondre.", "en": "The law sets a term for the answer."}
	told := sdk.Text{"fr": "La loi veut que vous ayez une réponse.", "en": "The law wants you to have an answer."}
	return []sdk.NoticeKind{
		{
			Name: ErasureAsked, Required: law,
			Title:   sdk.Text{"fr": "Une personne demande l’effacement de ses données", "en": "A person asks for the erasure of their data"},
			Subject: sdk.Text{"fr": "Une demande d’effacement", "en": "A request for erasure"},
			Text:    sdk.Text{"fr": "Une personne demande que ce qui est détenu à son sujet soit effacé. Répondez au plus tard le {day}.", "en": "A person asks that what is held about them be erased. Answer by {day}."},
		},
		{
			Name: ErasureReceived, Required: told,
			Title:   sdk.Text{"fr": "Votre demande d’effacement est reçue", "en": "Your request for erasure was received"},
			Subject: sdk.Text{"fr": "Votre demande d’effacement est reçue", "en": "Your request for erasure was received"},
			Text:    sdk.Text{"fr": "Une réponse vous parviendra au plus tard le {day}.", "en": "You will have an answer by {day}."},
		},
		{
			Name: ErasureRefused, Required: told,
			Title:   sdk.Text{"fr": "Réponse à votre demande d’effacement", "en": "Answer to your request for erasure"},
			Subject: sdk.Text{"fr": "Réponse à votre demande d’effacement", "en": "Answer to your request for erasure"},
			Text:    sdk.Text{"fr": "Ce qui est détenu à votre sujet n’a pas été effacé. Raison : {reason}", "en": "What is held about you was not erased. Reason: {reason}"},
		},
		{
			Name:    ShareOffered,
			Title:   sdk.Text{"fr": "Une organisation propose un partage", "en": "An organisation offers to share something"},
			Subject: sdk.Text{"fr": "Un partage attend votre réponse : {name}", "en": "An offer to share waits for your answer: {name}"},
			Text: sdk.Text{
				"fr": "{name} vous propose de lire ce qu’elle partage. À quoi cela sert : {purpose}. Vous pouvez accepter ou refuser.",
				"en": "{name} offers you to read what it shares. What it serves for: {purpose}. You can accept or decline.",
			},
		},
		{
			Name:    WorkProposed,
			Title:   sdk.Text{"fr": "Une nouvelle version de ce que vous suivez", "en": "A new version of what you follow"},
			Subject: sdk.Text{"fr": "Une nouvelle version vous est proposée : {title}", "en": "A new version is proposed to you: {title}"},
			Text: sdk.Text{
				"fr": "{name} a publié la version {label} de « {title} », que votre organisation suit. Reprenez-la ou laissez-la de côté : ce qui est en cours garde sa version.",
				"en": "{name} has published version {label} of “{title}”, which your organisation follows. Take it over or set it aside: what is under way keeps its version.",
			},
		},
	}
}
