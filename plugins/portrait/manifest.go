package portrait

import (
	_ "embed"

	"github.com/ribambelle/ribambelle/plugins/portrait/web"
	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed policy/portrait.rego
var policy string

// The core's roles that the portrait's actions are given to unless an organisation decides otherwise.
const (
	administrator = "core:administrator"
	coordinator   = "core:coordinator"
	director      = "core:director"
	adviser       = "core:adviser"
)

func manifest(d *desk) sdk.Manifest {
	return sdk.Manifest{
		Name: "portrait", Version: "1.0.0", Icon: "chart-no-axes-column", Placement: sdk.Shared,
		Title: sdk.Text{"fr": "Portrait de la qualité", "en": "Quality portrait"},
		Summary: sdk.Text{
			"fr": "Les équipes décrivent leurs pratiques, anonymement ; chacun voit ses points forts et ce qu’il est utile d’améliorer.",
			"en": "Teams describe their practices, anonymously; everyone sees their strengths and what is worth improving.",
		},
		Actions: actions(),
		Policy:  policy,
		Config:  sdk.SchemaOf[Config](),
		Assets:  web.Files(),
		Widgets: widgets(),
		Jobs:    []sdk.JobDeclaration{{Name: closingJob, Handle: d.closeWhenDue}, {Name: needJob, Handle: d.findNeeds}},
		UnderWay: []sdk.UnderWay{{
			Collection: "waves", Filter: `status = "open"`,
			Title: sdk.Text{"fr": "Portraits ouverts", "en": "Open portraits"},
		}},
		FirstSteps: []sdk.FirstStep{{
			Title: sdk.Text{"fr": "Préparer un premier portrait", "en": "Prepare a first portrait"},
			Help: sdk.Text{
				"fr": "Un questionnaire, des lieux, des dates : dix minutes suffisent, et rien ne part avant que vous ouvriez le portrait.",
				"en": "A questionnaire, settings, dates: ten minutes will do, and nothing leaves before you open the portrait.",
			},
			Path: "/prepare", Action: "portrait:waves.create", Collection: "waves", Filter: `status != "cancelled"`,
		}},
	}
}

func widgets() []sdk.Widget {
	return []sdk.Widget{
		{
			Element: "rb-portrait-home", Script: "portrait.js", Page: "home", Place: sdk.PlaceConsole,
			Title: sdk.Text{"fr": "Portraits", "en": "Portraits"}, Icon: "chart-no-axes-column", Action: "portrait:waves.read",
		},
		{
			Element: "rb-portrait-questionnaires", Script: "portrait.js", Page: "questionnaires", Place: sdk.PlaceConsole,
			Title: sdk.Text{"fr": "Questionnaires", "en": "Questionnaires"}, Icon: "list-checks", Action: "portrait:questionnaires.read",
		},
		{
			Element: "rb-portrait-waiting", Script: "waiting.js", Place: sdk.PlaceHome,
			Title: sdk.Text{"fr": "Portraits en cours", "en": "Portraits under way"}, Icon: "chart-no-axes-column", Action: "portrait:waves.read",
		},
		{
			Element: "rb-portrait-answer", Script: "answer.js", Page: "answer", Place: sdk.PlacePublic,
			Title: sdk.Text{"fr": "Répondre au portrait", "en": "Answer the portrait"}, Icon: "message-square-text",
		},
		{
			Element: "rb-portrait-progress", Script: "progress.js", Page: "progress", Place: sdk.PlacePublic, Embed: true, Plain: "/public/progress:page",
			Title: sdk.Text{"fr": "Avancement des portraits", "en": "Portraits under way"}, Icon: "chart-no-axes-column",
		},
	}
}

// actions lists everything that can be allowed. Answering is allowed by the module's policy, to whoever has a code.
func actions() []sdk.Action {
	lead := []string{administrator, coordinator}
	accompany := []string{administrator, coordinator, adviser}
	read := []string{administrator, coordinator, adviser, director}
	return []sdk.Action{
		act("questionnaires.read", "Voir les questionnaires", "See questionnaires", read...),
		act("questionnaires.create", "Écrire un questionnaire", "Write a questionnaire", lead...),
		act("questionnaires.update", "Modifier un brouillon de questionnaire", "Change a questionnaire’s draft", lead...),
		act("questionnaires.delete", "Supprimer un questionnaire", "Delete a questionnaire", lead...),
		act("questionnaire.import", "Importer un questionnaire", "Import a questionnaire", lead...),
		act("questionnaire.publish", "Publier un questionnaire", "Publish a questionnaire", lead...),
		act("waves.read", "Voir les portraits", "See portraits", read...),
		act("waves.create", "Préparer un portrait", "Prepare a portrait", lead...),
		act("waves.update", "Modifier un portrait en préparation", "Change a portrait in preparation", lead...),
		act("waves.delete", "Supprimer un portrait en préparation", "Delete a portrait in preparation", lead...),
		act("wave.open", "Ouvrir un portrait", "Open a portrait", lead...),
		act("wave.extend", "Prolonger ou élargir un portrait", "Extend or widen a portrait", lead...),
		act("wave.close", "Terminer un portrait", "Close a portrait", lead...),
		act("wave.cancel", "Annuler un portrait", "Cancel a portrait", lead...),
		act("wave.access", "Imprimer affiches et billets", "Print posters and slips", accompany...),
		act("wave.follow", "Suivre la participation", "Follow participation", read...),
		act("results.read", "Voir les résultats", "See results", read...),
		act("progress.public", "Voir l’avancement sans compte", "See progress without an account"),
		act("answer.start", "Ouvrir le questionnaire avec un code", "Open the questionnaire with a code"),
		act("answer.submit", "Répondre avec un code", "Answer with a code"),
	}
}

func act(name, fr, en string, roles ...string) sdk.Action {
	return sdk.Action{Name: "portrait:" + name, Title: sdk.Text{"fr": fr, "en": en}, Roles: roles}
}
