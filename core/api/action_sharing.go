package api

import (
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk"
)

// sharingActions are what organisations do with each other: let something be read, publish something, take it over.
func sharingActions() []sdk.Action {
	const admin, officer, coordinator = identity.Administrator, identity.PrivacyOfficer, identity.Coordinator
	return []sdk.Action{
		sdk.Act("core:share.list", "Voir les partages avec d’autres organisations", "See what is shared with other organisations", admin, officer, coordinator),
		sdk.Act("core:share.offer", "Proposer un partage à une autre organisation", "Offer another organisation a share", admin),
		sdk.Act("core:share.accept", "Accepter ou refuser un partage", "Accept or decline a share", admin),
		sdk.Act("core:share.end", "Mettre fin à un partage", "End a share", admin, officer),
		sdk.Act("core:share.read", "Lire ce que d’autres organisations partagent", "Read what other organisations share", admin, coordinator),
		sdk.Act("core:work.list", "Voir ce que l’organisation publie pour d’autres", "See what the organisation publishes for others", admin, officer, coordinator),
		sdk.Act("core:work.publish", "Publier pour d’autres organisations", "Publish for other organisations", admin),
		sdk.Act("core:work.withdraw", "Ne plus publier pour d’autres organisations", "Publish no more for other organisations", admin),
		sdk.Act("core:subscription.list", "Voir ce que l’organisation suit", "See what the organisation follows", admin, officer, coordinator),
		sdk.Act("core:subscription.create", "S’abonner à ce qu’une autre organisation publie", "Subscribe to what another organisation publishes", admin),
		sdk.Act("core:subscription.take", "Reprendre ou écarter une version proposée", "Take over or set aside a proposed version", admin, coordinator),
		sdk.Act("core:subscription.end", "Se désabonner", "Unsubscribe", admin),
	}
}
