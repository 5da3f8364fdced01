package piloufilou

import (
	_ "embed"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/web"
	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed policy/piloufilou.rego
var policy string

// The core's roles that the programme's actions are given to unless an organisation decides otherwise.
const (
	administrator = "core:administrator"
	coordinator   = "core:coordinator"
	director      = "core:director"
	educator      = "core:educator"
	adviser       = "core:adviser"
)

func manifest(d *desk) sdk.Manifest {
	return sdk.Manifest{
		Name: "piloufilou", Version: "1.0.0", Icon: "drama", Placement: sdk.Shared,
		Title: sdk.Text{"fr": "Programme à deux marionnettes", "en": "Two-puppet programme"},
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
	lead := []string{administrator, coordinator}
	support := []string{administrator, coordinator, adviser}
	site := []string{administrator, coordinator, director, educator}
	read := []string{administrator, coordinator, adviser, director, educator}
	return []sdk.Action{
		act("programmes.read", "Lire les programmes d’ateliers", "Read workshop programmes", read...),
		act("programmes.create", "Écrire un programme", "Write a programme", lead...),
		act("programmes.update", "Modifier un brouillon de programme", "Change a programme’s draft", lead...),
		act("programmes.delete", "Supprimer un brouillon de programme", "Delete a programme’s draft", lead...),
		act("programme.import", "Importer un programme", "Import a programme", lead...),
		act("programme.publish", "Publier un programme", "Publish a programme", lead...),
		act("editions.read", "Voir les éditions", "See editions", read...),
		act("editions.create", "Lancer une édition", "Start an edition", lead...),
		act("editions.update", "Modifier une édition", "Change an edition", lead...),
		act("editions.delete", "Supprimer une édition sans cycle", "Delete an edition without cycles", lead...),
		act("trainings.read", "Voir les formations", "See trainings", administrator, coordinator, adviser, director),
		act("trainings.create", "Organiser une formation", "Organise a training", support...),
		act("trainings.update", "Modifier une formation", "Change a training", support...),
		act("trainings.delete", "Supprimer une formation", "Delete a training", support...),
		act("training.attend", "Noter les présences en formation", "Note attendance in training", support...),
		act("training.certify", "Certifier après une formation", "Certify after a training", support...),
		act("attendances.read", "Voir les présences en formation", "See attendance in training", administrator, coordinator, adviser, director),
		act("attendances.create", "Ajouter une présence à la main", "Add attendance by hand"),
		act("attendances.update", "Modifier une présence à la main", "Change attendance by hand"),
		act("attendances.delete", "Supprimer une présence", "Delete attendance", lead...),
		act("facilitators.read", "Voir qui anime", "See who facilitates", read...),
		act("facilitators.create", "Inscrire une personne qui animera", "Register a facilitator", support...),
		act("facilitators.update", "Modifier une personne qui anime", "Change a facilitator", support...),
		act("facilitators.delete", "Retirer une personne qui anime", "Remove a facilitator", lead...),
		act("facilitator.withdraw", "Retirer un certificat", "Withdraw a certificate", lead...),
		act("cycles.read", "Voir les cycles d’ateliers", "See cycles of workshops", read...),
		act("cycles.create", "Préparer un cycle", "Prepare a cycle", site...),
		act("cycles.update", "Modifier un cycle", "Change a cycle", site...),
		act("cycles.delete", "Supprimer un cycle en préparation", "Delete a cycle in preparation", administrator, coordinator, director),
		act("cycle.open", "Ouvrir un cycle", "Open a cycle", site...),
		act("cycle.stop", "Interrompre un cycle", "Stop a cycle", administrator, coordinator, director),
		act("workshops.read", "Voir les ateliers notés", "See logged workshops", read...),
		act("workshops.create", "Ajouter un atelier à la main", "Add a workshop by hand"),
		act("workshops.update", "Modifier un atelier à la main", "Change a workshop by hand"),
		act("workshops.delete", "Supprimer un atelier", "Delete a workshop"),
		act("workshop.log", "Noter un atelier", "Log a workshop", site...),
		act("workshop.plan", "Déplacer un atelier ou dire pourquoi il n’a pas eu lieu", "Move a workshop or say why it was not held", site...),
		act("names.check", "Vérifier un texte avant de l’envoyer", "Check a text before sending it"),
		act("supervisions.read", "Voir les supervisions", "See supervisions", read...),
		act("supervisions.create", "Noter une supervision", "Record a supervision", support...),
		act("supervisions.update", "Modifier une supervision", "Change a supervision", support...),
		act("supervisions.delete", "Supprimer une supervision", "Delete a supervision", lead...),
		act("report.read", "Lire les bilans", "Read reports", read...),
		act("feed.share", "Partager le calendrier d’un cycle", "Share a cycle’s calendar", site...),
		act("feed.read", "Suivre un calendrier par son adresse", "Follow a calendar by its address"),
		act("card.read", "Lire les fiches pour les familles", "Read the cards for families"),
	}
}

func act(name, fr, en string, roles ...string) sdk.Action {
	return sdk.Action{Name: "piloufilou:" + name, Title: sdk.Text{"fr": fr, "en": en}, Roles: roles}
}
