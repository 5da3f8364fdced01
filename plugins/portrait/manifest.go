package portrait

import (
	_ "embed"
	"time"

	"github.com/ribambelle/ribambelle/plugins/portrait/calculator"
	"github.com/ribambelle/ribambelle/plugins/portrait/web"
	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed policy/portrait.rego
var policy string

func manifest(d *desk) sdk.Manifest {
	return sdk.Manifest{
		Name: "portrait", Version: "1.0.0", Icon: "chart-no-axes-column", Placement: sdk.Shared,
		Title: sdk.Text{"fr": "Portrait de la qualité", "en": "Quality portrait"},
		Basis: sdk.Text{"fr": "La mission de l’organisation d’améliorer la qualité de l’accueil ; les réponses sont anonymes.", "en": "The organisation’s task of improving the quality of care; answers are anonymous."},
		Summary: sdk.Text{
			"fr": "Les équipes décrivent leurs pratiques, anonymement ; chacun voit ses points forts et ce qu’il est utile d’améliorer.",
			"en": "Teams describe their practices, anonymously; everyone sees their strengths and what is worth improving.",
		},
		Actions: actions(),
		Policy:  policy,
		Config:  sdk.SchemaOf[Config](),
		Assets:  web.Files(),
		Widgets: widgets(),
		Jobs: []sdk.JobDeclaration{
			{Name: closingJob, Handle: d.closeWhenDue},
			{Name: needJob, Handle: d.findNeeds},
			{Name: reminderJob, Handle: d.remindWhenDue},
			{Name: planJob, Every: 24 * time.Hour, Handle: d.remindOfPlans},
		},
		Notices: append(notices(), planNotice()),
		Grants: []sdk.Grant{{
			Name: sdk.GrantPeople, Why: sdk.Text{"fr": "Montrer qui a validé ou commenté un plan d’action", "en": "Show who validated an action plan or remarked on it"},
		}},
		UnderWay: []sdk.UnderWay{{
			Collection: "waves", Filter: `status = "open"`,
			Title: sdk.Text{"fr": "Portraits ouverts", "en": "Open portraits"},
		}},
		Shares: shares(),
		Publishes: []sdk.Publishable{{
			Collection: "questionnaires", Filter: openText, Title: "title", Line: []string{"code"}, Version: "version",
			Licence: "licence", Stays: []string{"status"},
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

// openText picks what may be published for others: nothing whose texts belong to somebody.
const openText = `status = "published" AND NOT licensed = true`

// shares are what another organisation may read of closed portraits: what the gate lets out, of the whole or of each site.
func shares() []sdk.Shareable {
	network := sdk.Shareable{
		Name: "network", Collection: "waves", Filter: `status = "closed"`, Fields: []string{"title", "label", "opened_on", "closed_on"},
		Title: sdk.Text{"fr": "Rapports de réseau", "en": "Network reports"},
		Help: sdk.Text{
			"fr": "Les résultats d’ensemble des portraits terminés. Ni les réponses, ni les résultats d’un lieu.",
			"en": "The results of closed portraits as a whole. Neither answers nor a site’s results.",
		},
		Operation: "wave-results", Header: []string{"wave", "questionnaire", "method"}, Cells: []string{networkKey},
		Table:    "scores",
		Names:    "/questionnaire/dimensions",
		Together: &sdk.Together{Cell: networkKey, Tables: []string{"scores", "items"}, Same: []string{"/questionnaire/code", "/questionnaire/version"}},
	}
	sites := network
	sites.Name, sites.Title = "sites", sdk.Text{"fr": "Rapports par lieu", "en": "Reports by site"}
	sites.Help = sdk.Text{
		"fr": "Les résultats des portraits terminés, de l’ensemble et de chaque lieu ou regroupement. Aucune réponse ; ce qui pourrait désigner peu de personnes est masqué.",
		"en": "The results of closed portraits, of the whole and of each site or group. No answer; what could point at few people is masked.",
	}
	sites.Header, sites.Cells = append(sites.Header, "names"), nil
	return []sdk.Shareable{network, sites}
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
			Element: "rb-portrait-plans", Script: "plans.js", Page: "plans", Place: sdk.PlaceConsole,
			Title: sdk.Text{"fr": "Plans d’action", "en": "Action plans"}, Icon: "flag", Action: "portrait:plans.read",
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
	lead := []string{sdk.Administrator, sdk.Coordinator}
	accompany := []string{sdk.Administrator, sdk.Coordinator, sdk.Adviser}
	read := []string{sdk.Administrator, sdk.Coordinator, sdk.Adviser, sdk.Director}
	leads := []string{sdk.Administrator, sdk.Coordinator, sdk.Director}
	team := []string{sdk.Administrator, sdk.Coordinator, sdk.Adviser, sdk.Director, sdk.Educator}
	return []sdk.Action{
		sdk.Act("portrait:questionnaires.read", "Voir les questionnaires", "See questionnaires", read...),
		sdk.Act("portrait:questionnaires.create", "Écrire un questionnaire", "Write a questionnaire", lead...),
		sdk.Act("portrait:questionnaires.update", "Modifier un brouillon de questionnaire", "Change a questionnaire’s draft", lead...),
		sdk.Act("portrait:questionnaires.delete", "Supprimer un questionnaire", "Delete a questionnaire", lead...),
		sdk.Act("portrait:questionnaire.import", "Importer un questionnaire", "Import a questionnaire", lead...),
		sdk.Act("portrait:questionnaire.publish", "Publier un questionnaire", "Publish a questionnaire", lead...),
		sdk.Act("portrait:crosswalks.read", "Voir les correspondances", "See crosswalks", read...),
		sdk.Act("portrait:crosswalks.create", "Écrire une correspondance", "Write a crosswalk", lead...),
		sdk.Act("portrait:crosswalks.update", "Modifier une correspondance", "Change a crosswalk", lead...),
		sdk.Act("portrait:crosswalks.delete", "Supprimer une correspondance", "Delete a crosswalk", lead...),
		sdk.Act("portrait:waves.read", "Voir les portraits", "See portraits", read...),
		sdk.Act("portrait:waves.create", "Préparer un portrait", "Prepare a portrait", lead...),
		sdk.Act("portrait:waves.update", "Modifier un portrait en préparation", "Change a portrait in preparation", lead...),
		sdk.Act("portrait:waves.delete", "Supprimer un portrait en préparation", "Delete a portrait in preparation", lead...),
		sdk.Act("portrait:wave.open", "Ouvrir un portrait", "Open a portrait", lead...),
		sdk.Act("portrait:wave.extend", "Prolonger ou élargir un portrait", "Extend or widen a portrait", lead...),
		sdk.Act("portrait:wave.close", "Terminer un portrait", "Close a portrait", lead...),
		sdk.Act("portrait:wave.cancel", "Annuler un portrait", "Cancel a portrait", lead...),
		sdk.Act("portrait:wave.access", "Imprimer affiches et billets", "Print posters and slips", accompany...),
		sdk.Act("portrait:wave.follow", "Suivre la participation", "Follow participation", read...),
		sdk.Act("portrait:results.read", "Voir les résultats", "See results", read...),
		sdk.Act("portrait:plans.read", "Voir les plans d’action", "See action plans", team...),
		sdk.Act("portrait:plans.create", "Commencer un plan d’action", "Begin an action plan", leads...),
		sdk.Act("portrait:plans.update", "Modifier un plan d’action", "Change an action plan", leads...),
		sdk.Act("portrait:plans.delete", "Supprimer un plan d’action vide", "Delete an empty action plan", leads...),
		sdk.Act("portrait:plan.lead", "Noter le vote, adopter, reporter, terminer un plan", "Note the vote on a plan, adopt it, carry it over, close it", leads...),
		sdk.Act("portrait:plan.validate", "Valider un plan d’action", "Validate an action plan", accompany...),
		sdk.Act("portrait:plan.remark", "Commenter un plan d’action", "Remark on an action plan", read...),
		sdk.Act("portrait:plan_actions.read", "Voir les actions d’un plan", "See the actions of a plan", team...),
		sdk.Act("portrait:plan_actions.create", "Ajouter une action à un plan", "Add an action to a plan", leads...),
		sdk.Act("portrait:plan_actions.update", "Suivre une action d’un plan", "Follow an action of a plan", leads...),
		sdk.Act("portrait:plan_actions.delete", "Retirer une action d’un plan en préparation", "Remove an action from a plan in preparation", leads...),
		sdk.Act("portrait:plan_remarks.read", "Lire les remarques sur un plan", "Read the remarks on a plan", team...),
		sdk.Act("portrait:plan_remarks.create", "Écrire une remarque à la main", "Write a remark by hand"),
		sdk.Act("portrait:plan_remarks.update", "Modifier une remarque", "Change a remark"),
		sdk.Act("portrait:plan_remarks.delete", "Supprimer une remarque", "Delete a remark", lead...),
		sdk.Act(calculator.Action, "Calculer des statistiques", "Compute statistics", accompany...),
		sdk.Act("portrait:progress.public", "Voir l’avancement sans compte", "See progress without an account").InField(),
		sdk.Act("portrait:answer.start", "Ouvrir le questionnaire avec un code", "Open the questionnaire with a code").InField(),
		sdk.Act("portrait:answer.submit", "Répondre avec un code", "Answer with a code").InField(),
	}
}
