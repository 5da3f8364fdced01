// Package piloufilou is the two-puppet programme: trained adults play workshops about emotions and living
// together with a group of children; the network sees what was played, how near to the programme, and who needs
// support.
//
// One file is one noun. A programme is versioned data (package programme); an edition runs one version of it;
// facilitators are trained and certified; a cycle is one group's way through it (package cycle), workshop by
// workshop; supervisions look at how it goes; figures of fidelity follow (package fidelity). Families read a
// card for each workshop, calendars follow a feed.
//
// Goals: an educator logs a workshop in under two minutes; a programme lead sees the network at a glance; nothing
// about one child is kept, and free text is guarded against first names (package guard).
// Non-goals: measures of children, an index of fidelity, effects, screens (web/ has them). The programme's
// name is neutral: an organisation that holds a registered mark sets its own.
//
// A module is assembled once by New and then serves concurrent calls; it keeps no state between them.
package piloufilou

import (
	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// desk is where all operations work: the collections.
type desk struct {
	programmes   *sdk.Collection[programme.Programme]
	editions     *sdk.Collection[Edition]
	trainings    *sdk.Collection[Training]
	attendances  *sdk.Collection[Attendance]
	facilitators *sdk.Collection[Facilitator]
	cycles       *sdk.Collection[cycle.Cycle]
	workshops    *sdk.Collection[cycle.Session]
	supervisions *sdk.Collection[Supervision]
	feeds        *sdk.Collection[feed]
	cards        *sdk.Collection[cards]
}

// New assembles the module.
func New() *sdk.Module {
	d := &desk{}
	m := sdk.New(manifest(d))
	d.collect(m)
	for _, register := range []func(huma.API){
		d.registerProgrammes, d.registerSamples, d.registerEditions, d.registerTrainings, d.registerCertificates,
		d.registerCycles, d.registerWorkshops, d.registerNames, d.registerFeeds, d.registerCards, d.registerCardPage, d.registerReports, d.registerExport,
	} {
		register(m.API())
	}
	return m
}

func (d *desk) collect(m *sdk.Module) {
	d.programmes = sdk.Collect(m, "programmes", sdk.CollectionOptions[programme.Programme]{
		Title: sdk.Text{"fr": "Programmes", "en": "Programmes"}, Indexes: [][]string{{"code", "version"}}, Before: d.beforeProgramme,
	})
	d.editions = sdk.Collect(m, "editions", sdk.CollectionOptions[Edition]{
		Title: sdk.Text{"fr": "Éditions", "en": "Editions"}, Before: d.beforeEdition,
	})
	d.trainings = sdk.Collect(m, "trainings", sdk.CollectionOptions[Training]{
		Title: sdk.Text{"fr": "Formations", "en": "Trainings"}, Before: d.beforeTraining,
	})
	d.attendances = sdk.Collect(m, "attendances", sdk.CollectionOptions[Attendance]{
		Title: sdk.Text{"fr": "Présences en formation", "en": "Training attendance"}, Indexes: [][]string{{"training", "facilitator"}},
	})
	d.facilitators = sdk.Collect(m, "facilitators", sdk.CollectionOptions[Facilitator]{
		Title: sdk.Text{"fr": "Animateurs et animatrices", "en": "Facilitators"}, Before: d.beforeFacilitator,
	})
	d.cycles = sdk.Collect(m, "cycles", sdk.CollectionOptions[cycle.Cycle]{
		Title: sdk.Text{"fr": "Cycles d’ateliers", "en": "Cycles of workshops"}, Before: d.beforeCycle,
	})
	d.workshops = sdk.Collect(m, "workshops", sdk.CollectionOptions[cycle.Session]{
		Title: sdk.Text{"fr": "Ateliers", "en": "Workshops"}, Indexes: [][]string{{"cycle", "number"}, {"edition", "state"}, {"state", "planned_on"}},
	})
	d.supervisions = sdk.Collect(m, "supervisions", sdk.CollectionOptions[Supervision]{
		Title: sdk.Text{"fr": "Supervisions", "en": "Supervisions"}, Before: d.beforeSupervision,
	})
	d.feeds = sdk.Collect(m, "feeds", sdk.CollectionOptions[feed]{
		Title: sdk.Text{"fr": "Calendriers partagés", "en": "Shared calendars"}, Kind: store.Internal,
	})
	d.cards = sdk.Collect(m, "cards", sdk.CollectionOptions[cards]{
		Title: sdk.Text{"fr": "Fiches pour les familles", "en": "Cards for families"}, Kind: store.Internal,
	})
}

// missingAt turns "there is no such thing" into a refusal of the field that named it.
func missingAt(err error, pointer, message string) error {
	if fault.KindOf(err) == fault.NotFound {
		return fault.InvalidField(pointer, "%s", message).Because(err)
	}
	return err
}
