package cap

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/session"
)

// said is what the members of the demonstration's communities promise, ask and share: invented, and about no child.
type said struct {
	promises  []promise
	questions []question
	tools     []artefact
}

type promise struct {
	text     string
	outcome  session.Outcome
	learning string
}

type question struct {
	title, text string
	days        int
	answers     []string
}

func demoSaid() map[string]said {
	return map[string]said{
		"grandir-dehors": {
			promises: []promise{
				{"Sortir avant la collation plutôt qu’après, trois fois dans la semaine", session.Kept, "Le départ est plus calme : personne n’attend plus devant la porte."},
				{"Laisser dix minutes sans proposer de jeu", session.Partial, "Cinq minutes ont suffi pour que les jeux naissent. C’est moi qui avais du mal à attendre."},
				{"Ranger les bottes à hauteur des enfants", session.Kept, "Ils se préparent par deux."},
				{"Dire oui à la butte, en restant au pied", session.Moved, "La cour était en travaux."},
				{"Garder une trace d’un matin dehors par semaine, sans photo", session.Due, ""},
			},
			questions: []question{
				{"Et quand il pleut vraiment ?", "Nous n’avons pas d’abri, et l’habillage prend vingt minutes.", 16, []string{"Deux départs : un petit groupe s’habille pendant que l’autre finit le rangement.", "Une bâche tendue entre deux arbres. Les voisins ont aidé."}},
				{"Qui a déjà parlé du risque utile avec les parents ?", "Je cherche les mots, pas une affiche.", 9, nil},
			},
			tools: []artefact{
				{Title: "Grille d’un matin dehors", Summary: "Une page : ce que l’on a vu, ce que l’on change demain.", Licence: "CC BY 4.0", State: "published", Versions: []version{
					{Number: 1, Link: "https://documents.demonstration.example/grille-1", Note: "Première idée"},
					{Number: 2, Link: "https://documents.demonstration.example/grille-2", Note: "Moins de cases"},
					{Number: 3, Link: "https://documents.demonstration.example/grille-3", Note: "Une colonne pour la météo"},
				}},
				{Title: "Liste de vêtements, en six langues", Licence: "CC BY-SA 4.0", State: "draft", Versions: []version{
					{Number: 1, Link: "https://documents.demonstration.example/vetements"},
				}},
			},
		},
		"piloter-un-budget": {
			promises: []promise{
				{"Faire le point de trésorerie le même jour chaque mois", session.Kept, "Vingt minutes suffisent quand le tableau est prêt."},
				{"Chiffrer le coût d’un remplacement de dernière minute", session.Partial, "Le plus cher n’est pas le remplacement, c’est le temps de le chercher."},
				{"Présenter un choix de budget en trois phrases au conseil", session.Due, ""},
			},
			questions: []question{
				{"Comment provisionnez-vous les absences longues ?", "", 12, []string{"Un mois de salaire par dix postes, revu chaque automne."}},
				{"Un modèle simple de plan de trésorerie ?", "Pour une équipe de douze personnes.", 3, nil},
			},
			tools: []artefact{{Title: "Plan de trésorerie en une page", Licence: "CC BY 4.0", State: "draft", Versions: []version{
				{Number: 1, Link: "https://documents.demonstration.example/tresorerie-1"},
				{Number: 2, Link: "https://documents.demonstration.example/tresorerie-2", Note: "Avec les subventions"},
			}}},
		},
	}
}

// promised gives members their commitments: those reviewed at the last session held, and those due at the next.
func (s *stage) promised(ctx context.Context) error {
	held := s.held()
	if len(held) < 2 || len(held) == len(s.sessions) {
		return nil
	}
	before, last, next := held[len(held)-2], held[len(held)-1], s.sessions[len(held)]
	for i, p := range demoSaid()[s.sample].promises {
		by := s.seats[(len(s.seats)-1+i)%len(s.seats)] // the account's own first, and what is due
		if p.outcome == session.Due {
			by = s.seats[len(s.seats)-1]
		}
		c := session.Commitment{Community: s.id, Seat: by.ID, Person: by.Doc.Person, Text: p.text, Made: before.ID, DueAt: last.ID, Outcome: session.Due}
		if p.outcome == session.Due {
			c.Made, c.DueAt = last.ID, next.ID
		} else {
			var err error
			r := session.Review{Session: last.ID, Outcome: p.outcome, Learning: p.learning, At: last.Doc.Over().Format(time.RFC3339)}
			if c, err = c.Reviewed(r, next.ID); err != nil {
				return err
			}
		}
		if _, err := s.commitments.Create(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// asked puts the questions, with their answers.
func (s *stage) asked(ctx context.Context) error {
	for i, q := range demoSaid()[s.sample].questions {
		by := s.seats[i%len(s.seats)]
		one, err := s.threads.Create(ctx, thread{
			Community: s.id, Seat: by.ID, Person: by.Doc.Person, Title: q.title, Text: q.text, Asked: s.now.AddDate(0, 0, -q.days).Unix(),
			Answers: len(q.answers), Told: len(q.answers) == 0 && q.days >= s.doc.Unanswered,
		})
		if err != nil {
			return err
		}
		for j, text := range q.answers {
			from := s.seats[(i+j+1)%len(s.seats)]
			if _, err := s.answers.Create(ctx, threadAnswer{Community: s.id, Thread: one.ID, Seat: from.ID, Person: from.Doc.Person, Text: text}); err != nil {
				return err
			}
		}
	}
	return nil
}

// shared lays out the tools.
func (s *stage) shared(ctx context.Context) error {
	for i, tool := range demoSaid()[s.sample].tools {
		tool.Community = s.id
		if tool.State == "published" {
			tool.Published = s.now.AddDate(0, 0, -10).Format(time.DateOnly)
		}
		for v := range tool.Versions {
			tool.Versions[v].By = s.seats[(i+v)%len(s.seats)].ID
			tool.Versions[v].At = s.now.AddDate(0, 0, -30+7*v).Format(time.RFC3339)
		}
		if _, err := s.artefacts.Create(ctx, tool); err != nil {
			return err
		}
	}
	return nil
}
