package programme

import (
	"slices"

	"github.com/ribambelle/ribambelle/sdk"
)

// Category is one of the three families of psychosocial competences.
type Category struct {
	Code    string
	Title   Text
	General []General
}

// General is one of the nine general competences.
type General struct {
	Code     string // "E1"
	Title    Text
	Specific []Specific
}

// Specific is one of the twenty-one specific competences; its code begins with that of its general one.
type Specific struct {
	Code  string // "E1a"
	Title Text
}

// Competences is the frame of the French public health agency: 3 categories, 9 general and 21 specific
// competences, under short labels of our own; the general ones are sdk.Competence. It is made anew on each call, so
// that nobody changes it.
func Competences() []Category {
	return []Category{
		{"C", text("Cognitives", "Cognitive"), []General{
			general("C1", []Specific{
				{"C1a", text("Connaître ses goûts, ses forces, ses limites", "Knowing one’s likes, strengths and limits")},
				{"C1b", text("Penser par soi-même", "Thinking for oneself")},
				{"C1c", text("Se voir avec bienveillance", "Seeing oneself kindly")},
				{"C1d", text("Porter attention à ce que l’on vit", "Paying attention to what one lives")},
			}),
			general("C2", []Specific{
				{"C2a", text("Freiner un élan", "Holding back an impulse")},
				{"C2b", text("Poursuivre un but", "Pursuing a goal")},
			}),
			general("C3", []Specific{
				{"C3a", text("Faire un choix réfléchi", "Making a thoughtful choice")},
				{"C3b", text("Trouver une solution nouvelle", "Finding a new solution")},
			}),
		}},
		{"E", text("Émotionnelles", "Emotional"), []General{
			general("E1", []Specific{
				{"E1a", text("Comprendre ce que sont émotions et stress", "Understanding what emotions and stress are")},
				{"E1b", text("Nommer ce que l’on ressent", "Naming what one feels")},
			}),
			general("E2", []Specific{
				{"E2a", text("Exprimer une émotion sans blesser", "Expressing an emotion without hurting")},
				{"E2b", text("Traverser une émotion difficile", "Coming through a difficult emotion")},
			}),
			general("E3", []Specific{
				{"E3a", text("S’apaiser au quotidien", "Calming down in everyday life")},
				{"E3b", text("Faire face à l’adversité", "Coping with adversity")},
			}),
		}},
		{"S", text("Sociales", "Social"), []General{
			general("S1", []Specific{
				{"S1a", text("Écouter avec empathie", "Listening with empathy")},
				{"S1b", text("S’exprimer clairement", "Speaking clearly")},
			}),
			general("S2", []Specific{
				{"S2a", text("Aller vers les autres", "Reaching out to others")},
				{"S2b", text("Aider, accueillir, coopérer", "Helping, welcoming, cooperating")},
			}),
			general("S3", []Specific{
				{"S3a", text("Demander de l’aide", "Asking for help")},
				{"S3b", text("S’affirmer et dire non", "Standing up and saying no")},
				{"S3c", text("Résoudre un conflit", "Resolving a conflict")},
			}),
		}},
	}
}

// general takes the title of a general competence from the closed list.
func general(code sdk.Competence, specific []Specific) General {
	return General{Code: string(code), Title: Text(code.Title()), Specific: specific}
}

// generals lists the general competences in order.
func generals() []General {
	var all []General
	for _, c := range Competences() {
		all = append(all, c.General...)
	}
	return all
}

// generalOf returns the code of the general competence that a specific one belongs to.
func generalOf(specific string) (string, bool) {
	for _, g := range generals() {
		if slices.ContainsFunc(g.Specific, func(s Specific) bool { return s.Code == specific }) {
			return g.Code, true
		}
	}
	return "", false
}

func text(fr, en string) Text { return Text{"fr": fr, "en": en} }
