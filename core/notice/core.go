package notice

import "github.com/ribambelle/ribambelle/sdk"

// What the core itself tells people.
const (
	ErasureAsked    = "erasure-asked"    // to privacy officers; value day
	ErasureRefused  = "erasure-refused"  // to who asked; value reason
	ErasureReceived = "erasure-received" // to who asked; value day
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
	}
}
