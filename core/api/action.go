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
	return []sdk.Action{
		act("core:unit.read", "Voir les lieux", "See the sites", everyone...),
		act("core:unit.create", "Ajouter un lieu", "Add a site", admin, coordinator),
		act("core:unit.update", "Modifier un lieu", "Change a site", admin, coordinator, identity.Director),
		act("core:unit.move", "Déplacer un lieu", "Move a site", admin, coordinator),
		act("core:unit.close", "Fermer ou rouvrir un lieu", "Close or reopen a site", admin, coordinator),
		act("core:unit.delete", "Supprimer un lieu", "Delete a site", admin),
		act("core:unit.import", "Importer des lieux", "Import sites", admin, coordinator),
		act("core:person.read", "Voir les personnes", "See people", admin, officer),
		act("core:person.update", "Modifier une personne", "Change a person", admin),
		act("core:person.suspend", "Suspendre un accès", "Suspend an access", admin),
		act("core:person.renew", "Renouveler un accès perdu", "Renew a lost access", admin),
		act("core:person.export", "Exporter les données d’une personne", "Export a person’s data", admin, officer),
		act("core:person.erase", "Effacer les données d’une personne", "Erase a person’s data", admin, officer),
		act("core:grant.create", "Donner un droit", "Give a right", admin),
		act("core:grant.delete", "Retirer un droit", "Take a right away", admin),
		act("core:role.read", "Voir les rôles", "See the roles", admin, officer, coordinator),
		act("core:invitation.read", "Voir les invitations", "See invitations", admin),
		act("core:invitation.create", "Inviter une personne", "Invite a person", admin),
		act("core:invitation.revoke", "Retirer une invitation", "Revoke an invitation", admin),
		act("core:module.read", "Voir les modules", "See the modules", admin, coordinator, officer),
		act("core:module.enable", "Activer un module", "Turn a module on", admin, coordinator),
		act("core:module.disable", "Désactiver un module", "Turn a module off", admin, coordinator),
		act("core:module.configure", "Régler un module", "Configure a module", admin, coordinator),
		act("core:settings.read", "Voir les réglages", "See the settings", admin, officer, identity.Operator),
		act("core:settings.update", "Modifier les réglages", "Change the settings", admin),
		act("core:audit.read", "Lire le journal", "Read the log", admin, officer),
		act("core:audit.export", "Exporter le journal", "Export the log", admin, officer, identity.Operator),
		act("core:why.ask", "Demander pourquoi un accès est refusé", "Ask why an access is refused", admin, officer),
		act("core:key.read", "Voir les clés de service", "See service keys", admin),
		act("core:key.create", "Créer une clé de service", "Make a service key", admin),
		act("core:key.revoke", "Retirer une clé de service", "Revoke a service key", admin),
		act("core:embed.read", "Voir les clés d’intégration", "See embed keys", admin, coordinator),
		act("core:embed.create", "Ouvrir les widgets à un autre site", "Open the widgets to another site", admin, coordinator),
		act("core:embed.update", "Modifier une clé d’intégration", "Change an embed key", admin, coordinator),
		act("core:embed.revoke", "Fermer les widgets à un autre site", "Close the widgets to another site", admin, coordinator),
		act("core:outbox.read", "Voir les messages en attente", "See waiting messages", admin),
		act("core:mail.try", "Envoyer un message d’essai", "Send a trial message", admin),
		act("core:tenant.read", "Voir les organisations", "See the organisations", identity.Operator),
		act("core:tenant.apply", "Appliquer les fichiers des organisations", "Apply the organisations’ files", identity.Operator),
	}
}

func act(name, fr, en string, roles ...string) sdk.Action {
	return sdk.Action{Name: name, Title: sdk.Text{"fr": fr, "en": en}, Roles: roles}
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
