package guard_test

import (
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/guard"
)

func found(text string, allowed ...string) string {
	var all []string
	for _, f := range guard.Find(text, allowed...) {
		mark := "?"
		if f.Sure {
			mark = ""
		}
		all = append(all, f.Word+mark)
	}
	return strings.Join(all, " ")
}

func TestNamesAreFound(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Léo a souri.":                                     "Léo",
		"leo a souri":                                      "leo",
		"LÉO a souri":                                      "LÉO",
		"On a consolé d’Emma et l'Inès":                    "Emma Inès",
		"Marie-Ève et Jean-Baptiste ont ri":                "Marie-Ève Jean-Baptiste",
		"Il a pris la main de Rose.":                       "Rose",
		"Rose, la couleur préférée du groupe":              "",
		"La pierre est tombée":                             "",
		"J'ai vu Pierre pleurer":                           "Pierre",
		"le petit Kaelan s'est calmé":                      "Kaelan?",
		"Nathanae\u0308l a ri, puis a dormi":               "Nathanae\u0308l",
		"Aboubacar et Siham sont restés près de Tiago":     "Aboubacar Siham Tiago",
		"We asked Mia and Wren to wait; Hope came late":    "Mia Wren",
		"One child left. Grace at the table. I saw Grace.": "Grace",
		"Avec la balle\nZélie a joué":                      "Zélie",
	} {
		if got := found(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Notes as they are written: nothing to say about them.
func TestOrdinaryNotesAreLeftAlone(t *testing.T) {
	t.Parallel()
	for _, note := range []string{
		"Groupe calme, deux enfants sont partis jouer au bout de dix minutes. On a raccourci la scène.",
		"Scène reprise deux fois : les enfants l’ont demandé ! La plume a beaucoup plu.",
		"Le camion était cassé, remplacé par un tracteur. Prévoir 5 minutes de plus.",
		"« Stop » a été repris à la sieste par trois enfants. À refaire lundi, avant Noël.",
		"Atelier au RPE, avec six enfants et quatre AM. Bruit dans le couloir.",
		"On the mat as planned. Two children drifted away; we sang the song again on Tuesday.",
		"May be shorter next time. The box was stuck - we used a hat.",
		"Piko a fait rire. Tamtam la tortue fatigue un peu les bras.",
		"Les Grands des Lilas étaient fatigués",
	} {
		if got := found(note, "Tamtam la tortue", "Piko le hérisson", "Les Grands", "Les Lilas"); got != "" {
			t.Errorf("%q: %q", note, got)
		}
	}
}

func TestRedactionKeepsTheRest(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Léo a souri à Emma.":         "un enfant a souri à un enfant.",
		"Le tour d’Inès, bien.":       "Le tour d’un enfant, bien.",
		"On a aidé Léo Martin hier":   "On a aidé un enfant hier",
		"Rien à signaler.":            "Rien à signaler.",
		"Noé":                         "un enfant",
		"Emma et Léo ont ri ; bravo.": "un enfant et un enfant ont ri ; bravo.",
	} {
		redacted := guard.Redact(text, guard.Find(text), "un enfant")
		if redacted != want {
			t.Errorf("%q becomes %q, want %q", text, redacted, want)
		}
		if left := guard.Find(redacted); len(left) > 0 {
			t.Errorf("%q still holds %v", redacted, left)
		}
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("Léo a souri à Emma.")
	f.Add("d’Inès-- \xff Marie-\u0301Ève")
	f.Fuzz(func(t *testing.T, text string) {
		guard.Redact(text, guard.Find(text), "un enfant")
	})
}
