package cap

import (
	_ "embed"

	"github.com/ribambelle/ribambelle/plugins/cap/web"
	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed policy/cap.rego
var policy string

func manifest(d *desk) sdk.Manifest {
	return sdk.Manifest{
		Name: "cap", Version: "1.0.0", Icon: "users", Placement: sdk.Shared,
		Title: sdk.Text{"fr": "Communautés d’apprentissage", "fr-CA": "CAP", "en": "Learning communities"},
		Summary: sdk.Text{
			"fr": "Des groupes qui se rencontrent chaque mois avec une mentore ou un mentor, essaient, reviennent et s’entraident.",
			"en": "Groups that meet every month with a mentor, try things, come back and help each other.",
		},
		Basis: sdk.Text{"fr": "Votre accord : vous demandez une place et signez le pacte.", "en": "Your agreement: you ask for a seat and sign the pact."},
		Withdraw: sdk.Text{
			"fr": "Rendez votre place, dans la communauté : le pacte ne vous lie plus, et rien de neuf n’est écrit sur vous.",
			"en": "Give your seat up, in the community: the pact binds you no longer, and nothing new is written about you.",
		},
		Roles: []sdk.Role{
			{Name: "cap:educator", Title: sdk.Text{"fr": "Membre, personnel éducateur", "en": "Member, educator"}},
			{Name: "cap:manager", Title: sdk.Text{"fr": "Membre, gestionnaire", "en": "Member, manager"}},
		},
		Actions: actions(),
		Policy:  policy,
		Config:  sdk.SchemaOf[Config](),
		Assets:  web.Files(),
		Widgets: widgets(),
		Grants: []sdk.Grant{
			{Name: sdk.GrantMail, Why: sdk.Text{"fr": "Inviter à une séance des personnes sans compte, et les prévenir si elle change", "en": "Invite people without an account to a session, and tell them if it changes"}},
			{Name: sdk.GrantSign, Why: sdk.Text{"fr": "Attester les heures de formation", "en": "Certify hours of training"}},
		},
		Notices: notices(),
		Jobs: []sdk.JobDeclaration{
			{Name: noticeJob, Handle: d.tellChange},
			{Name: letterJob, Handle: d.writeChange},
			{Name: unansweredJob, Handle: d.tellUnanswered},
		},
		Hears: []sdk.Listener{
			{Type: sdk.NeedFound, Handle: d.hearNeed},
			{Type: sdk.DemoBegan, Handle: d.beginDemo},
		},
		UnderWay: []sdk.UnderWay{{
			Collection: "communities", Filter: `status = "open"`,
			Title: sdk.Text{"fr": "Communautés en cours", "en": "Communities under way"},
		}},
	}
}

func widgets() []sdk.Widget {
	return []sdk.Widget{
		{
			Element: "rb-cap-home", Script: "cap.js", Page: "home", Place: sdk.PlaceConsole,
			Title: sdk.Text{"fr": "Communautés d’apprentissage", "fr-CA": "CAP", "en": "Learning communities"}, Icon: "users", Action: "cap:home.read",
		},
		{
			Element: "rb-cap-waiting", Script: "waiting.js", Place: sdk.PlaceHome,
			Title: sdk.Text{"fr": "Prochaine séance", "en": "Next session"}, Icon: "users", Action: "cap:home.read",
		},
		{
			Element: "rb-cap-suggested", Script: "suggested.js", Place: sdk.PlaceHome,
			Title: sdk.Text{"fr": "Communautés à rejoindre", "en": "Communities to join"}, Icon: "users", Action: "cap:needs.read",
		},
		{
			Element: "rb-cap-next", Script: "next.js", Page: "next", Place: sdk.PlacePublic, Embed: true, Plain: "/next:page",
			Title: sdk.Text{"fr": "Prochaines séances", "en": "Next sessions"}, Icon: "calendar",
		},
		{
			Element: "rb-cap-certificate", Script: "certificate.js", Page: "certificate", Place: sdk.PlacePublic,
			Title: sdk.Text{"fr": "Vérifier une attestation", "en": "Verify a certificate"}, Icon: "badge-check",
		},
		{
			Element: "rb-cap-guest", Script: "guest.js", Page: "guest", Place: sdk.PlacePublic,
			Title: sdk.Text{"fr": "Invitation à une séance", "en": "Invitation to a session"}, Icon: "mail",
		},
	}
}

// actions lists everything that can be allowed. What is done from a seat, and what strangers may, is allowed by
// the module's policy.
func actions() []sdk.Action {
	lead := []string{sdk.Administrator, sdk.Coordinator}
	return []sdk.Action{
		sdk.Act("cap:communities.read", "Voir les communautés", "See communities", lead...),
		sdk.Act("cap:communities.create", "Préparer une communauté", "Prepare a community", lead...),
		sdk.Act("cap:communities.update", "Modifier une communauté", "Change a community", lead...),
		sdk.Act("cap:communities.delete", "Supprimer une communauté en préparation", "Delete a community in preparation", lead...),
		sdk.Act("cap:community.open", "Ouvrir ou terminer une communauté", "Open or end a community", lead...),
		sdk.Act("cap:community.people", "Confier l’animation, suivre les places", "Appoint mentors, follow seats", lead...),
		sdk.Act("cap:community.join", "Demander une place", "Ask for a seat"),
		sdk.Act("cap:needs.read", "Voir ce que des portraits invitent à travailler", "See what portraits invite people to work on", sdk.Administrator, sdk.Coordinator, sdk.Adviser, sdk.Director),
		sdk.Act("cap:needs.create", "Noter un besoin à la main", "Note a need by hand"),
		sdk.Act("cap:needs.update", "Modifier un besoin", "Change a need"),
		sdk.Act("cap:needs.delete", "Écarter un besoin", "Clear a need away", lead...),
		sdk.Act("cap:home.read", "Voir ses communautés", "See one’s communities"),
		sdk.Act("cap:seat.enter", "Entrer dans sa communauté", "Enter one’s community"),
		sdk.Act("cap:seat.leave", "Rendre sa place", "Give up one’s seat"),
		sdk.Act("cap:session.lead", "Animer une séance", "Lead a session"),
		sdk.Act("cap:exchange.read", "Lire les échanges", "Read what is exchanged"),
		sdk.Act("cap:exchange.write", "Participer aux échanges", "Take part in what is exchanged"),
		sdk.Act("cap:certificate.issue", "Délivrer une attestation", "Issue a certificate"),
		sdk.Act("cap:certificate.revoke", "Révoquer une attestation", "Revoke a certificate", lead...),
		sdk.Act("cap:certificate.verify", "Vérifier une attestation", "Verify a certificate"),
		sdk.Act("cap:calendar.read", "Lire un agenda avec son adresse secrète", "Read a calendar by its secret address"),
		sdk.Act("cap:guest.enter", "Entrer avec une invitation", "Enter with an invitation"),
		sdk.Act("cap:next.read", "Voir les prochaines séances annoncées", "See the next sessions announced"),
	}
}
