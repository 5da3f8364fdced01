// Package portrait is the quality portrait: a team says how often everyday practices happen, anonymously; the
// site, its group and its network see their strengths and what is worth improving.
//
// One file is one noun. A questionnaire is written, published and never changes again (package questionnaire).
// A wave asks sites with one version of it and lives from draft to closed (package wave). People answer with a
// code from a poster or a slip; what they say is kept without who, when and in which order. Results are
// statistics (package stat) that leave through the core's disclosure gate and by no other way.
//
// What a team decides then is a plan of actions, followed until it is done (package plan).
//
// Goals: nobody can be recognised, by anybody, ever; figures that a researcher recomputes; a coordinator knows
// before opening what can be shown afterwards.
// Non-goals: licensed instruments' texts, screens (web/ has them).
//
// A module is assembled once by New and then serves concurrent calls; it keeps no state between them.
package portrait

import (
	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/calculator"
	"github.com/ribambelle/ribambelle/plugins/portrait/crosswalk"
	"github.com/ribambelle/ribambelle/plugins/portrait/plan"
	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/shortcode"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// desk is where all operations work: the collections and the maker of codes.
type desk struct {
	questionnaires *sdk.Collection[questionnaire.Questionnaire]
	crosswalks     *sdk.Collection[crosswalk.Crosswalk]
	waves          *sdk.Collection[wave.Wave]
	doors          *sdk.Collection[door]
	links          *sdk.Collection[link]
	slips          *sdk.Collection[slip]
	answers        *sdk.Collection[answer]
	named          *sdk.Collection[namedAnswer]
	plans          *sdk.Collection[plan.Plan]
	actions        *sdk.Collection[plan.Action]
	remarks        *sdk.Collection[remark]
	codes          shortcode.Maker
	naming         func(wave.Wave) bool
}

// Option changes how the module is assembled.
type Option func(*desk)

// Naming lets the waves that it picks carry who answered. No module that is shipped has it: it is the control of
// the attacks on anonymity, which must succeed where names are kept before their failure elsewhere proves a thing.
func Naming(pick func(wave.Wave) bool) Option { return func(d *desk) { d.naming = pick } }

// New assembles the module.
func New(options ...Option) *sdk.Module {
	d := &desk{}
	for _, o := range options {
		o(d)
	}
	m := sdk.New(manifest(d))
	d.questionnaires = sdk.Collect(m, "questionnaires", sdk.CollectionOptions[questionnaire.Questionnaire]{
		Title:   sdk.Text{"fr": "Questionnaires", "en": "Questionnaires"},
		Indexes: [][]string{{"code", "version"}, {"status"}},
		Before:  d.beforeQuestionnaire,
	})
	d.crosswalks = sdk.Collect(m, "crosswalks", sdk.CollectionOptions[crosswalk.Crosswalk]{
		Title:    sdk.Text{"fr": "Correspondances", "en": "Crosswalks"},
		Unlisted: true,
		Before:   d.beforeCrosswalk,
	})
	d.waves = sdk.Collect(m, "waves", sdk.CollectionOptions[wave.Wave]{
		Title:  sdk.Text{"fr": "Portraits", "en": "Portraits"},
		Before: d.beforeWave,
	})
	d.doors = sdk.Collect(m, "doors", sdk.CollectionOptions[door]{
		Title: sdk.Text{"fr": "Portraits ouverts", "en": "Open portraits"}, Kind: store.Internal,
	})
	d.links = sdk.Collect(m, "links", sdk.CollectionOptions[link]{
		Title: sdk.Text{"fr": "Codes des affiches", "en": "Poster codes"}, Kind: store.Internal,
	})
	d.slips = sdk.Collect(m, "slips", sdk.CollectionOptions[slip]{
		Title: sdk.Text{"fr": "Billets", "en": "Slips"}, Kind: store.Anonymous,
		Indexes: [][]string{{"wave", "atom"}},
	})
	d.answers = sdk.Collect(m, "answers", sdk.CollectionOptions[answer]{
		Title: sdk.Text{"fr": "Réponses", "en": "Answers"}, Kind: store.Anonymous,
		Indexes: [][]string{{"wave", "atom"}},
	})
	if d.naming != nil {
		d.named = sdk.Collect(m, "named_answers", sdk.CollectionOptions[namedAnswer]{
			Title: sdk.Text{"fr": "Réponses nominatives", "en": "Named answers"}, Kind: store.Internal,
			Indexes: [][]string{{"wave", "atom"}},
		})
	}
	d.plans = sdk.Collect(m, "plans", sdk.CollectionOptions[plan.Plan]{
		Title:   sdk.Text{"fr": "Plans d’action", "en": "Action plans"},
		Indexes: [][]string{{"unit", "status"}}, Before: d.beforePlan, Unlisted: true,
	})
	d.actions = sdk.Collect(m, "plan_actions", sdk.CollectionOptions[plan.Action]{
		Title: sdk.Text{"fr": "Actions des plans", "en": "Actions of plans"}, Before: d.beforeAction, Unlisted: true,
	})
	d.remarks = sdk.Collect(m, "plan_remarks", sdk.CollectionOptions[remark]{
		Title: sdk.Text{"fr": "Remarques sur les plans", "en": "Remarks on plans"}, Unlisted: true,
	})
	for _, register := range []func(huma.API){
		d.registerQuestionnaires, d.registerVersions, d.registerCrosswalks, d.registerSamples, d.registerPreview,
		d.registerLife, d.registerSites, d.registerAccess, d.registerSlips,
		d.registerAnswers, d.registerProgress, d.registerHeadway,
		d.registerResults, d.registerChange, d.registerExport, calculator.Register,
		d.registerPlans, d.registerBoard,
	} {
		register(m.API())
	}
	return m
}
