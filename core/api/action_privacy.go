package api

import (
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk"
)

// privacyActions are those of whoever answers for people's data.
func privacyActions() []sdk.Action {
	const admin, officer = identity.Administrator, identity.PrivacyOfficer
	return []sdk.Action{
		sdk.Act("core:privacy.read", "Voir le registre des traitements", "See the record of processing", admin, officer),
		sdk.Act("core:retention.update", "Choisir combien de temps les données sont gardées", "Choose how long data are kept", admin, officer),
		sdk.Act("core:hold.create", "Garder des données d’un effacement (conservation légale)", "Keep data from being deleted (legal hold)", admin, officer),
		sdk.Act("core:hold.lift", "Lever une conservation légale", "Lift a legal hold", admin, officer),
		sdk.Act("core:incident.read", "Voir le registre des incidents", "See the register of incidents", admin, officer),
		sdk.Act("core:incident.create", "Noter un incident", "Note an incident", admin, officer),
		sdk.Act("core:incident.update", "Compléter un incident", "Add to an incident", admin, officer),
		sdk.Act("core:incident.delete", "Supprimer un incident après cinq ans", "Delete an incident after five years", admin, officer),
		sdk.Act("core:request.answer", "Répondre aux demandes d’effacement", "Answer requests for erasure", admin, officer),
		sdk.Act("core:consent.read", "Voir les consentements", "See consents", admin, officer),
	}
}
