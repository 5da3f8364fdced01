// Package mobilisation is a movement in public: what it wants and rests on, petitions that people sign by name,
// testimonies that they lend, a list of those who want news.
//
// One file is one noun. What people may do without an account is in sign, subscriber, story and follow; each such step
// costs a machine an effort (package challenge), is confirmed by one message, and can be undone from that message with
// two clicks (package link). Where no script runs, the files named _page are the way to read, to sign, to tell, to confirm and
// to undo: a stamp of time and the host's pace for forms stand in for the effort (package challenge says why that will do).
// What people agreed to is proved (package consent).
//
// Goals: a signature is acknowledged once it is on the disk, in one crossing, under a crowd; what somebody thinks can be
// read by nobody who holds the database alone; one person signs once; nothing is counted that was not confirmed.
// Non-goals: writing and sending newsletters, letters to officials, payments, screens (web/ has them).
//
// A module is assembled once by New and then serves concurrent calls; it keeps no state between them.
package mobilisation

import (
	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/demand"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/measure"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/reference"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/signature"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/testimony"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// desk is where all operations work: the collections.
type desk struct {
	movements   *sdk.Collection[Movement]
	petitions   *sdk.Collection[petition.Petition]
	signatures  *sdk.Collection[signature.Signature]
	subscribers *sdk.Collection[Subscriber]
	testimonies *sdk.Collection[testimony.Testimony]
	references  *sdk.Collection[reference.Reference]
	demands     *sdk.Collection[demand.Demand]
	measures    *sdk.Collection[measure.Measure]
	commitments *sdk.Collection[measure.Commitment]
}

// New assembles the module.
func New() *sdk.Module {
	d := &desk{}
	m := sdk.New(manifest(d))
	d.collectPublic(m)
	d.collectPeople(m)
	for _, register := range []func(huma.API){
		d.registerPublic, d.registerPetitionPage, d.registerMovementPage, d.registerNewsletterPage, d.registerStoryPage, d.registerLinkPage, d.registerChallenge, d.registerSign, d.registerNewsletter, d.registerStories, d.registerLinks,
		d.registerPetitions, d.registerSignatures, d.registerSupporters, d.registerSubscribers, d.registerModeration,
		d.registerReferences, d.registerDemands, d.registerCommitments, d.registerOverview, d.registerSample,
	} {
		register(m.API())
	}
	return m
}

// collectPublic declares what becomes public.
func (d *desk) collectPublic(m *sdk.Module) {
	d.movements = sdk.Collect(m, "movements", sdk.CollectionOptions[Movement]{
		Title: sdk.Text{"fr": "Page du mouvement", "en": "Movement page"}, Before: d.beforeMovement,
	})
	d.petitions = sdk.Collect(m, "petitions", sdk.CollectionOptions[petition.Petition]{
		Title: sdk.Text{"fr": "Pétitions", "en": "Petitions"}, Before: d.beforePetition,
	})
	d.references = sdk.Collect(m, "references", sdk.CollectionOptions[reference.Reference]{
		Title: sdk.Text{"fr": "Références", "en": "References"}, Before: d.beforeReference,
	})
	d.demands = sdk.Collect(m, "demands", sdk.CollectionOptions[demand.Demand]{
		Title: sdk.Text{"fr": "Demandes", "en": "Demands"}, Before: d.beforeDemand,
	})
	d.measures = sdk.Collect(m, "measures", sdk.CollectionOptions[measure.Measure]{
		Title: sdk.Text{"fr": "Mesures", "en": "Measures"}, Before: d.beforeMeasure,
	})
	d.commitments = sdk.Collect(m, "commitments", sdk.CollectionOptions[measure.Commitment]{
		Title: sdk.Text{"fr": "Engagements", "en": "Commitments"}, Before: d.beforeCommitment,
	})
}

// collectPeople declares what is kept of people. It has no address of its own.
func (d *desk) collectPeople(m *sdk.Module) {
	sealing := []store.Conversion{{To: 2}} // why one was judged so is sealed from version 2 on
	d.signatures = sdk.Collect(m, "signatures", sdk.CollectionOptions[signature.Signature]{
		Title: sdk.Text{"fr": "Signatures", "en": "Signatures"}, Kind: store.Internal,
		Version: 2, Conversions: sealing,
		Indexes: [][]string{{"status", "petition"}}, // counts, lists and purges; each further one costs every signature
	})
	d.subscribers = sdk.Collect(m, "subscribers", sdk.CollectionOptions[Subscriber]{
		Title: sdk.Text{"fr": "Abonnements à l’infolettre", "en": "Newsletter subscriptions"}, Kind: store.Internal,
		Indexes: [][]string{{"status", "since"}},
	})
	d.testimonies = sdk.Collect(m, "testimonies", sdk.CollectionOptions[testimony.Testimony]{
		Title: sdk.Text{"fr": "Témoignages", "en": "Testimonies"}, Kind: store.Internal,
		Version: 2, Conversions: sealing,
		Indexes: [][]string{{"status", "on"}},
	})
}
