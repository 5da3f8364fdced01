package api

import (
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk"
)

// Actions returns the core's own actions with the roles that may do them, unless the tenant says otherwise.
// They are one part of authz.Policy.Roles; the modules' actions are the other.
func Actions() []sdk.Action {
	const admin, officer, coordinator = identity.Administrator, identity.PrivacyOfficer, identity.Coordinator
	everyone := []string{admin, officer, coordinator, identity.Director, identity.Educator, identity.Adviser, identity.Operator}
	return append([]sdk.Action{
		sdk.Act("core:unit.read", "Voir les lieux", "See the sites", everyone...).InField(),
		sdk.Act("core:unit.create", "Ajouter un lieu", "Add a site", admin, coordinator),
		sdk.Act("core:unit.update", "Modifier un lieu", "Change a site", admin, coordinator, identity.Director),
		sdk.Act("core:unit.set", "Régler ce qui vaut pour un lieu et en dessous", "Set what holds at a site and below", admin, coordinator, identity.Director),
		sdk.Act("core:unit.move", "Déplacer un lieu", "Move a site", admin, coordinator),
		sdk.Act("core:unit.close", "Fermer ou rouvrir un lieu", "Close or reopen a site", admin, coordinator),
		sdk.Act("core:unit.delete", "Supprimer un lieu", "Delete a site", admin),
		sdk.Act("core:closure.update", "Dire quand un lieu est fermé", "Say when a site is closed", admin, coordinator, identity.Director),
		sdk.Act("core:unit.import", "Importer des lieux", "Import sites", admin, coordinator),
		sdk.Act("core:device.read", "Voir les tablettes des lieux", "See the sites’ devices", admin, coordinator, identity.Director),
		sdk.Act("core:device.enrol", "Ajouter une tablette à un lieu", "Add a device to a site", admin, coordinator, identity.Director),
		sdk.Act("core:device.update", "Choisir qui se sert d’une tablette", "Choose who uses a device", admin, coordinator, identity.Director),
		sdk.Act("core:device.revoke", "Retirer une tablette à un lieu", "Take a device away from a site", admin, coordinator, identity.Director),
		sdk.Act("core:device.pin", "Donner un premier code PIN", "Give a first PIN", admin, coordinator, identity.Director),
		sdk.Act("core:person.read", "Voir les personnes", "See people", admin, officer, coordinator, identity.Director),
		sdk.Act("core:person.update", "Modifier une personne", "Change a person", admin),
		sdk.Act("core:person.suspend", "Suspendre un accès", "Suspend an access", admin),
		sdk.Act("core:person.renew", "Renouveler un accès perdu", "Renew a lost access", admin),
		sdk.Act("core:person.reset", "Réinitialiser un second facteur", "Reset a second factor", admin),
		sdk.Act(provision, "Tenir les personnes à jour depuis un annuaire", "Keep people as a directory has them", admin),
		sdk.Act("core:person.hand-over", "Passer les rôles d’une personne à une autre", "Hand a person’s roles to another", admin),
		sdk.Act("core:person.export", "Exporter les données d’une personne", "Export a person’s data", admin, officer),
		sdk.Act("core:person.erase", "Effacer les données d’une personne", "Erase a person’s data", admin, officer),
		sdk.Act("core:grant.create", "Donner un droit", "Give a right", admin, coordinator, identity.Director),
		sdk.Act("core:grant.delete", "Retirer un droit", "Take a right away", admin, coordinator, identity.Director),
		sdk.Act("core:role.read", "Voir les rôles", "See the roles", admin, officer, coordinator, identity.Director),
		sdk.Act("core:invitation.read", "Voir les invitations", "See invitations", admin, coordinator, identity.Director),
		sdk.Act("core:invitation.create", "Inviter une personne", "Invite a person", admin, coordinator, identity.Director),
		sdk.Act("core:invitation.revoke", "Retirer une invitation", "Revoke an invitation", admin, coordinator, identity.Director),
		sdk.Act("core:guest.read", "Voir qui vient d’une autre organisation", "See who comes from another organisation", admin, officer, coordinator, identity.Director),
		sdk.Act("core:guest.dismiss", "Retirer ses rôles à une personne d’une autre organisation", "Take the roles of a person of another organisation away", admin),
		sdk.Act("core:support.open", "Ouvrir l’organisation à l’assistance", "Let support into the organisation", admin),
		sdk.Act("core:module.read", "Voir les modules", "See the modules", admin, coordinator, officer),
		sdk.Act("core:module.enable", "Activer un module", "Turn a module on", admin, coordinator),
		sdk.Act("core:module.disable", "Désactiver un module", "Turn a module off", admin, coordinator),
		sdk.Act("core:module.consent", "Accepter ce qu’un module demande", "Agree to what a module asks for", admin),
		sdk.Act("core:module.configure", "Régler un module", "Configure a module", admin, coordinator),
		sdk.Act("core:module.ask", "Demander un module à l’exploitant", "Ask the operator for a module", admin),
		sdk.Act("core:module.review", "Voir ce que les organisations demandent", "See what organisations ask for", identity.Operator),
		sdk.Act("core:module.approve", "Approuver un module demandé", "Approve a module that was asked for", identity.Operator),
		sdk.Act("core:module.refuse", "Refuser un module demandé", "Refuse a module that was asked for", identity.Operator),
		sdk.Act("core:module.offer", "Proposer un module à d’autres organisations", "Offer a module to more organisations", identity.Operator),
		sdk.Act("core:module.revive", "Relancer un module arrêté", "Start a module again that was stopped", identity.Operator),
		sdk.Act("core:settings.read", "Voir les réglages", "See the settings", admin, officer, identity.Operator),
		sdk.Act("core:settings.update", "Modifier les réglages", "Change the settings", admin),
		sdk.Act("core:provider.read", "Voir la connexion par le compte de l’organisation", "See how people sign in by the organisation’s account", admin, officer),
		sdk.Act("core:provider.update", "Régler la connexion par le compte de l’organisation", "Set how people sign in by the organisation’s account", admin),
		sdk.Act("core:usage.read", "Voir la place que prennent les données", "See how much room the data take", admin, officer),
		sdk.Act("core:audit.read", "Lire le journal", "Read the log", admin, officer),
		sdk.Act("core:audit.export", "Exporter le journal", "Export the log", admin, officer, identity.Operator),
		sdk.Act("core:why.ask", "Demander pourquoi un accès est refusé", "Ask why an access is refused", admin, officer),
		sdk.Act("core:key.read", "Voir les clés de service", "See service keys", admin),
		sdk.Act("core:key.create", "Créer une clé de service", "Make a service key", admin),
		sdk.Act("core:key.revoke", "Retirer une clé de service", "Revoke a service key", admin),
		sdk.Act("core:embed.read", "Voir les clés d’intégration", "See embed keys", admin, coordinator),
		sdk.Act("core:embed.create", "Ouvrir les widgets à un autre site", "Open the widgets to another site", admin, coordinator),
		sdk.Act("core:embed.update", "Modifier une clé d’intégration", "Change an embed key", admin, coordinator),
		sdk.Act("core:embed.revoke", "Fermer les widgets à un autre site", "Close the widgets to another site", admin, coordinator),
		sdk.Act("core:notice.hand", "Remettre sur papier ce qui attend les personnes sans courriel", "Hand people without e-mail what waits for them on paper", admin, coordinator, identity.Director),
		sdk.Act("core:outbox.read", "Voir les messages en attente", "See waiting messages", admin),
		sdk.Act("core:mail.try", "Envoyer un message d’essai", "Send a trial message", admin),
		sdk.Act("core:tenant.read", "Voir les organisations", "See the organisations", identity.Operator),
		sdk.Act("core:tenant.apply", "Appliquer les fichiers des organisations", "Apply the organisations’ files", identity.Operator),
		sdk.Act("core:tenant.suspend", "Suspendre une organisation", "Suspend an organisation", identity.Operator),
		sdk.Act("core:tenant.resume", "Rouvrir une organisation", "Open an organisation again", identity.Operator),
		sdk.Act("core:tenant.export", "Emporter une organisation", "Take an organisation out", identity.Operator),
		sdk.Act("core:tenant.import", "Accueillir une organisation", "Take an organisation in", identity.Operator),
		sdk.Act("core:archive.export", "Emporter tout ce que l’organisation a", "Take everything out that the organisation has", admin),
		sdk.Act("core:tenant.delete", "Supprimer une organisation", "Delete an organisation", identity.Operator),
	}, slices.Concat(groupActions(), sharingActions(), privacyActions())...)
}

// isAction reports whether the core declares the action.
func isAction(name string) bool {
	return slices.ContainsFunc(Actions(), func(a sdk.Action) bool { return a.Name == name })
}

// Roles returns the core's roles with their titles.
func Roles() []sdk.Role {
	return []sdk.Role{
		{Name: identity.Administrator, Title: titles("Administration", "Administrator")},
		{Name: identity.Coordinator, Title: titles("Coordination", "Coordinator")},
		{Name: identity.Director, Title: titles("Direction d’un lieu", "Site director")},
		{Name: identity.Educator, Title: titles("Équipe éducative", "Education team")},
		{Name: identity.Adviser, Title: titles("Accompagnement", "Adviser")},
		{Name: identity.PrivacyOfficer, Title: titles("Protection des données", "Privacy officer")},
		{Name: identity.Operator, Title: titles("Exploitation du service", "Operator")},
	}
}

func titles(fr, en string) sdk.Text { return sdk.Text{"fr": fr, "en": en} }

// moduleOf returns the module that an action or a role belongs to; "" for the core.
func moduleOf(name string) string {
	module, _, _ := strings.Cut(name, ":")
	if module == "core" {
		return ""
	}
	return module
}
