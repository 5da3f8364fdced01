package mobilisation

import (
	_ "embed"
	"time"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/web"
	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed policy/mobilisation.rego
var policy string

// The roles that the module adds.
const (
	campaigner = "mobilisation:campaigner"
	moderator  = "mobilisation:moderator"
)

const day = 24 * time.Hour

func manifest(d *desk) sdk.Manifest {
	return sdk.Manifest{
		Name: "mobilisation", Version: "1.0.0", Icon: "megaphone", Placement: sdk.Shared,
		Title: sdk.Text{"fr": "Mobilisation", "en": "Mobilisation"},
		Basis: sdk.Text{"fr": "Votre accord, donné pour chaque usage à part.", "en": "Your agreement, given for each use apart."},
		Withdraw: sdk.Text{
			"fr": "Chaque message que vous avez reçu porte un lien pour le retirer.",
			"en": "Each message that you received has a link to take it back.",
		},
		Summary: sdk.Text{
			"fr": "Un mouvement en public : ce qu’il demande et sur quoi il s’appuie, des pétitions, des témoignages, une infolettre.",
			"en": "A movement in public: what it asks for and rests on, petitions, testimonies, a newsletter.",
		},
		Roles: []sdk.Role{
			{Name: campaigner, Title: sdk.Text{"fr": "Responsable de campagne", "en": "Campaign manager"}},
			{Name: moderator, Title: sdk.Text{"fr": "Modération des témoignages", "en": "Moderation of testimonies"}},
		},
		Actions: actions(),
		Policy:  policy,
		Config:  sdk.SchemaOf[Config](),
		Assets:  web.Files(),
		Widgets: widgets(),
		Grants: []sdk.Grant{{
			Name: sdk.GrantMail, Why: sdk.Text{"fr": "Confirmer les signatures et envoyer l’infolettre", "en": "Confirm signatures and send the newsletter"},
		}},
		Jobs: []sdk.JobDeclaration{
			{Name: purgeJob, Every: time.Hour, Handle: d.purgePending},
			{Name: closeJob, Every: time.Hour, Handle: d.closeDue},
			{Name: retainJob, Every: day, Handle: d.eraseClosed},
		},
		Hears: []sdk.Listener{{Type: sdk.DemoBegan, Handle: d.demonstrate}},
		UnderWay: []sdk.UnderWay{{
			Collection: "petitions", Filter: `status = "open"`, Title: sdk.Text{"fr": "Pétitions ouvertes", "en": "Open petitions"},
		}},
	}
}

// widgets are the pages, for people of the organisation and for everybody.
func widgets() []sdk.Widget {
	console := func(element, page, icon, fr, en, action string) sdk.Widget {
		return sdk.Widget{
			Element: element, Script: "mobilisation.js", Page: page, Place: sdk.PlaceConsole,
			Title: sdk.Text{"fr": fr, "en": en}, Icon: icon, Action: "mobilisation:" + action,
		}
	}
	public := func(element, script, page, icon, fr, en string) sdk.Widget {
		return sdk.Widget{Element: element, Script: script, Page: page, Place: sdk.PlacePublic, Title: sdk.Text{"fr": fr, "en": en}, Icon: icon, Embed: page != "link"}
	}
	petitionPage := public("rb-petition", "petition.js", "petition", "pencil", "Pétition", "Petition")
	petitionPage.Plain = "/public/petition:page"
	linkPage := public("rb-mobilisation-link", "link.js", "link", "mail", "Votre confirmation", "Your confirmation")
	linkPage.Plain = "/links:page"
	movementPage := public("rb-mobilisation-page", "public.js", "movement", "flag", "Notre mouvement", "Our movement")
	movementPage.Plain = "/public/movement:page"
	newsPage := public("rb-mobilisation-news", "news.js", "newsletter", "mail", "Recevoir nos nouvelles", "Get our news")
	newsPage.Plain = "/public/newsletter:page"
	storyPage := public("rb-mobilisation-story", "story.js", "story", "message-square-text", "Témoigner", "Tell your story")
	storyPage.Plain = "/public/story:page"
	return []sdk.Widget{
		console("rb-mobilisation-petitions", "home", "pencil", "Pétitions", "Petitions", "petition.lead"),
		console("rb-mobilisation-movement", "movement", "flag", "Page du mouvement", "Movement page", "movements.update"),
		console("rb-mobilisation-stories", "stories", "message-square-text", "Témoignages", "Testimonies", "stories.read"),
		console("rb-mobilisation-demands", "demands", "scale", "Demandes et preuves", "Demands and evidence", "demands.read"),
		console("rb-mobilisation-platform", "platform", "layers", "Plateforme et engagements", "Platform and commitments", "measures.read"),
		console("rb-mobilisation-newsletter", "newsletter", "mail", "Infolettre", "Newsletter", "newsletter.read"),
		{
			Element: "rb-mobilisation-waiting", Script: "waiting.js", Place: sdk.PlaceHome,
			Title: sdk.Text{"fr": "Ce qui attend dans la mobilisation", "en": "What waits in the mobilisation"}, Icon: "megaphone", Action: "mobilisation:signatures.count",
		},
		petitionPage,
		linkPage,
		movementPage,
		newsPage,
		storyPage,
	}
}

// actions lists everything that can be allowed. What strangers may do is allowed by the module's policy.
func actions() []sdk.Action {
	lead := []string{sdk.Administrator, sdk.Coordinator, campaigner}
	read := []string{sdk.Administrator, sdk.Coordinator, campaigner, moderator}
	var all []sdk.Action
	for _, c := range []struct{ name, fr, en string }{
		{"movements", "la page du mouvement", "the movement page"},
		{"petitions", "les pétitions", "petitions"},
		{"references", "les références", "references"},
		{"demands", "les demandes", "demands"},
		{"measures", "les mesures", "measures"},
		{"commitments", "les engagements", "commitments"},
	} {
		all = append(all,
			sdk.Act("mobilisation:"+c.name+".read", "Voir "+c.fr, "See "+c.en, read...), sdk.Act("mobilisation:"+c.name+".create", "Ajouter dans "+c.fr, "Add to "+c.en, lead...),
			sdk.Act("mobilisation:"+c.name+".update", "Modifier "+c.fr, "Change "+c.en, lead...), sdk.Act("mobilisation:"+c.name+".delete", "Supprimer dans "+c.fr, "Delete in "+c.en, lead...))
	}
	return append(all,
		sdk.Act("mobilisation:petition.lead", "Ouvrir, suspendre et terminer une pétition", "Open, pause and close a petition", lead...),
		sdk.Act("mobilisation:signatures.count", "Suivre le nombre de signatures", "Follow the number of signatures", read...),
		sdk.Act("mobilisation:signatures.read", "Voir qui a signé", "See who signed", lead...),
		sdk.Act("mobilisation:signatures.judge", "Écarter une signature", "Set a signature aside", lead...),
		sdk.Act("mobilisation:signatures.export", "Exporter les signataires", "Export supporters", lead...),
		sdk.Act("mobilisation:newsletter.read", "Voir la liste de l’infolettre", "See the newsletter list", lead...),
		sdk.Act("mobilisation:newsletter.export", "Exporter la liste de l’infolettre", "Export the newsletter list", lead...),
		sdk.Act("mobilisation:consents.read", "Voir les preuves de consentement", "See proofs of consent", sdk.Administrator, campaigner),
		sdk.Act("mobilisation:stories.read", "Lire les témoignages reçus", "Read testimonies received", read...),
		sdk.Act("mobilisation:stories.moderate", "Modérer les témoignages", "Moderate testimonies", sdk.Administrator, sdk.Coordinator, moderator),
		sdk.Act("mobilisation:reference.import", "Importer des références", "Import references", lead...),
		sdk.Act("mobilisation:commitment.judge", "Accepter la preuve d’un engagement", "Accept the proof of a commitment", sdk.Administrator, sdk.Coordinator, moderator),
		sdk.Act("mobilisation:sample.adopt", "Reprendre le contenu d’exemple", "Take over the sample content", sdk.Administrator, campaigner),
		sdk.Act("mobilisation:public.read", "Lire les pages publiques", "Read the public pages"),
		sdk.Act("mobilisation:petition.sign", "Signer une pétition", "Sign a petition"),
		sdk.Act("mobilisation:newsletter.join", "Demander des nouvelles", "Ask for news"),
		sdk.Act("mobilisation:story.submit", "Confier un témoignage", "Entrust a testimony"),
		sdk.Act("mobilisation:link.follow", "Suivre le lien d’un message", "Follow the link of a message"))
}
