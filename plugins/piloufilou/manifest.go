package piloufilou

import (
	_ "embed"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/web"
	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed policy/piloufilou.rego
var policy string

func manifest(d *desk) sdk.Manifest {
	return sdk.Manifest{
		Name: "piloufilou", Version: "1.0.0", Icon: "drama", Placement: sdk.Shared,
		Title: sdk.Text{"fr": "Programme à deux marionnettes", "en": "Two-puppet programme"},
		Basis: sdk.Text{"fr": "Le suivi d’une formation et d’un certificat, que la personne a demandés.", "en": "Following a training and a certificate, which the person has asked for."},
		Summary: sdk.Text{
			"fr": "Des ateliers sur les émotions et le vivre-ensemble, joués avec deux marionnettes ; chacun voit ce qui a été vécu, et où soutenir.",
			"en": "Workshops about emotions and living together, played with two puppets; everyone sees what was lived, and where to support.",
		},
		Actions: actions(),
		Policy:  policy,
		Config:  sdk.SchemaOf[Config](),
		Assets:  web.Files(),
		Widgets: widgets(),
		Hears:   []sdk.Listener{{Type: sdk.DemoBegan, Handle: d.beginDemo}},
		Publishes: []sdk.Publishable{{
			Collection: "programmes", Filter: `status = "published"`, Title: "title", Line: []string{"code"}, Version: "version",
			Licence: "licence", Stays: []string{"status"},
		}},
		UnderWay: []sdk.UnderWay{{
			Collection: "cycles", Filter: `status = "open"`,
			Title: sdk.Text{"fr": "Cycles en cours", "en": "Cycles under way"},
		}},
	}
}

func widgets() []sdk.Widget {
	return []sdk.Widget{
		{
			Element: "rb-piloufilou-home", Script: "piloufilou.js", Page: "home", Place: sdk.PlaceConsole,
			Title: sdk.Text{"fr": "Ateliers", "en": "Workshops"}, Icon: "drama", Action: "piloufilou:cycles.read",
		},
		{
			Element: "rb-piloufilou-waiting", Script: "waiting.js", Place: sdk.PlaceHome,
			Title: sdk.Text{"fr": "Ateliers à noter", "en": "Workshops to log"}, Icon: "drama", Action: "piloufilou:workshops.read",
		},
		{
			Element: "rb-piloufilou-card", Script: "card.js", Page: "card", Place: sdk.PlacePublic,
			Title: sdk.Text{"fr": "Fiche pour les familles", "en": "Card for families"}, Icon: "house-heart", Embed: true, Plain: "/cards:page",
		},
	}
}

// actions lists everything that can be allowed. Workshops are written by operations only: their collection's own
// verbs are given to nobody.
func actions() []sdk.Action {
	lead := []string{sdk.Administrator, sdk.Coordinator}
	support := []string{sdk.Administrator, sdk.Coordinator, sdk.Adviser}
	site := []string{sdk.Administrator, sdk.Coordinator, sdk.Director, sdk.Educator}
	read := []string{sdk.Administrator, sdk.Coordinator, sdk.Adviser, sdk.Director, sdk.Educator}
	return []sdk.Action{
		sdk.Act("piloufilou:programmes.read", "Lire les programmes d’ateliers", "Read workshop programmes", read...).InField(),
		sdk.Act("piloufilou:programmes.create", "Écrire un programme", "Write a programme", lead...),
		sdk.Act("piloufilou:programmes.update", "Modifier un brouillon de programme", "Change a programme’s draft", lead...),
		sdk.Act("piloufilou:programmes.delete", "Supprimer un brouillon de programme", "Delete a programme’s draft", lead...),
		sdk.Act("piloufilou:programme.import", "Importer un programme", "Import a programme", lead...),
		sdk.Act("piloufilou:programme.publish", "Publier un programme", "Publish a programme", lead...),
		sdk.Act("piloufilou:editions.read", "Voir les éditions", "See editions", read...).InField(),
		sdk.Act("piloufilou:editions.create", "Lancer une édition", "Start an edition", lead...),
		sdk.Act("piloufilou:editions.update", "Modifier une édition", "Change an edition", lead...),
		sdk.Act("piloufilou:editions.delete", "Supprimer une édition sans cycle", "Delete an edition without cycles", lead...),
		sdk.Act("piloufilou:trainings.read", "Voir les formations", "See trainings", sdk.Administrator, sdk.Coordinator, sdk.Adviser, sdk.Director),
		sdk.Act("piloufilou:trainings.create", "Organiser une formation", "Organise a training", support...),
		sdk.Act("piloufilou:trainings.update", "Modifier une formation", "Change a training", support...),
		sdk.Act("piloufilou:trainings.delete", "Supprimer une formation", "Delete a training", support...),
		sdk.Act("piloufilou:training.attend", "Noter les présences en formation", "Note attendance in training", support...),
		sdk.Act("piloufilou:training.certify", "Certifier après une formation", "Certify after a training", support...),
		sdk.Act("piloufilou:attendances.read", "Voir les présences en formation", "See attendance in training", sdk.Administrator, sdk.Coordinator, sdk.Adviser, sdk.Director),
		sdk.Act("piloufilou:attendances.create", "Ajouter une présence à la main", "Add attendance by hand"),
		sdk.Act("piloufilou:attendances.update", "Modifier une présence à la main", "Change attendance by hand"),
		sdk.Act("piloufilou:attendances.delete", "Supprimer une présence", "Delete attendance", lead...),
		sdk.Act("piloufilou:facilitators.read", "Voir qui anime", "See who facilitates", read...).InField(),
		sdk.Act("piloufilou:facilitators.create", "Inscrire une personne qui animera", "Register a facilitator", support...),
		sdk.Act("piloufilou:facilitators.update", "Modifier une personne qui anime", "Change a facilitator", support...),
		sdk.Act("piloufilou:facilitators.delete", "Retirer une personne qui anime", "Remove a facilitator", lead...),
		sdk.Act("piloufilou:facilitator.withdraw", "Retirer un certificat", "Withdraw a certificate", lead...),
		sdk.Act("piloufilou:cycles.read", "Voir les cycles d’ateliers", "See cycles of workshops", read...).InField(),
		sdk.Act("piloufilou:cycles.create", "Préparer un cycle", "Prepare a cycle", site...),
		sdk.Act("piloufilou:cycles.update", "Modifier un cycle", "Change a cycle", site...),
		sdk.Act("piloufilou:cycles.delete", "Supprimer un cycle en préparation", "Delete a cycle in preparation", sdk.Administrator, sdk.Coordinator, sdk.Director),
		sdk.Act("piloufilou:cycle.open", "Ouvrir un cycle", "Open a cycle", site...),
		sdk.Act("piloufilou:cycle.stop", "Interrompre un cycle", "Stop a cycle", sdk.Administrator, sdk.Coordinator, sdk.Director),
		sdk.Act("piloufilou:workshops.read", "Voir les ateliers notés", "See logged workshops", read...).InField(),
		sdk.Act("piloufilou:workshops.create", "Ajouter un atelier à la main", "Add a workshop by hand"),
		sdk.Act("piloufilou:workshops.update", "Modifier un atelier à la main", "Change a workshop by hand"),
		sdk.Act("piloufilou:workshops.delete", "Supprimer un atelier", "Delete a workshop"),
		sdk.Act("piloufilou:workshop.log", "Noter un atelier", "Log a workshop", site...).InField(),
		sdk.Act("piloufilou:workshop.plan", "Déplacer un atelier ou dire pourquoi il n’a pas eu lieu", "Move a workshop or say why it was not held", site...).InField(),
		sdk.Act("piloufilou:names.check", "Vérifier un texte avant de l’envoyer", "Check a text before sending it").InField(),
		sdk.Act("piloufilou:supervisions.read", "Voir les supervisions", "See supervisions", read...),
		sdk.Act("piloufilou:supervisions.create", "Noter une supervision", "Record a supervision", support...),
		sdk.Act("piloufilou:supervisions.update", "Modifier une supervision", "Change a supervision", support...),
		sdk.Act("piloufilou:supervisions.delete", "Supprimer une supervision", "Delete a supervision", lead...),
		sdk.Act("piloufilou:report.read", "Lire les bilans", "Read reports", read...),
		sdk.Act("piloufilou:feed.share", "Partager le calendrier d’un cycle", "Share a cycle’s calendar", site...),
		sdk.Act("piloufilou:feed.read", "Suivre un calendrier par son adresse", "Follow a calendar by its address"),
		sdk.Act("piloufilou:card.read", "Lire les fiches pour les familles", "Read the cards for families").InField(),
	}
}
