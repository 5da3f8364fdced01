// Package toolbox is a small library of tools that teams try: sheets, games, ways of doing things, by what they
// help with.
//
// Almost all of it is declaration: the core keeps the tools, and makes their list, form, search and API from the
// type. What is written here is one thing that a declaration cannot say: when a portrait finds a need, matching
// tools are suggested to those who lead the sites.
//
// Goals: a team finds something to try this week. Non-goals: rating tools.
//
// A module is assembled once by New and then serves concurrent calls; it keeps no state between them.
package toolbox

import (
	_ "embed"

	"github.com/ribambelle/ribambelle/plugins/toolbox/web"
	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed policy/toolbox.rego
var policy string

// desk is where the module works: its collections.
type desk struct {
	tools       *sdk.Collection[Tool]
	suggestions *sdk.Collection[Suggestion]
}

// New assembles the module.
func New() *sdk.Module {
	d := &desk{}
	m := sdk.New(sdk.Manifest{
		Name: "toolbox", Version: "1.0.0", Icon: "briefcase", Placement: sdk.Shared,
		Title: sdk.Text{"fr": "Boîte à outils", "en": "Toolbox"},
		Basis: sdk.Text{"fr": "L’intérêt de l’organisation à faire circuler les idées des équipes.", "en": "The organisation’s interest in letting the teams’ ideas go round."},
		Summary: sdk.Text{
			"fr": "Des fiches et des idées à essayer, rangées selon ce qu’elles aident à travailler.",
			"en": "Sheets and ideas to try, sorted by what they help with.",
		},
		Actions: actions(),
		Policy:  policy,
		Assets:  web.Files(),
		Publishes: []sdk.Publishable{{
			Collection: "tools", Title: "title", Licence: "licence", Stays: []string{"picture"},
		}},
		Widgets: []sdk.Widget{{
			Element: "rb-toolbox-suggested", Script: "suggested.js", Place: sdk.PlaceHome,
			Title: sdk.Text{"fr": "Outils à essayer", "en": "Tools to try"}, Icon: "briefcase", Action: "toolbox:suggestions.read",
		}},
		Hears: []sdk.Listener{
			{Type: sdk.NeedFound, Handle: d.suggest},
			{Type: sdk.DemoBegan, Handle: d.demonstrate},
		},
	})
	d.tools = sdk.Collect(m, "tools", sdk.CollectionOptions[Tool]{Title: sdk.Text{"fr": "Outils", "en": "Tools"}})
	d.suggestions = sdk.Collect(m, "suggestions", sdk.CollectionOptions[Suggestion]{
		Title: sdk.Text{"fr": "Suggestions", "en": "Suggestions"}, Unlisted: true,
	})
	return m
}

// actions lists everything that can be allowed. Suggestions come from events only; whoever leads may clear them away.
func actions() []sdk.Action {
	lead := []string{sdk.Administrator, sdk.Coordinator}
	read := []string{sdk.Administrator, sdk.Coordinator, sdk.Adviser, sdk.Director, sdk.Educator}
	return []sdk.Action{
		sdk.Act("toolbox:tools.read", "Voir les outils", "See the tools", read...).InField(),
		sdk.Act("toolbox:tools.create", "Ajouter un outil", "Add a tool", sdk.Administrator, sdk.Coordinator, sdk.Adviser),
		sdk.Act("toolbox:tools.update", "Modifier un outil", "Change a tool", sdk.Administrator, sdk.Coordinator, sdk.Adviser),
		sdk.Act("toolbox:tools.delete", "Retirer un outil", "Remove a tool", lead...),
		sdk.Act("toolbox:suggestions.read", "Voir les suggestions", "See suggestions", sdk.Administrator, sdk.Coordinator, sdk.Adviser, sdk.Director),
		sdk.Act("toolbox:suggestions.create", "Écrire une suggestion à la main", "Write a suggestion by hand"),
		sdk.Act("toolbox:suggestions.update", "Modifier une suggestion", "Change a suggestion"),
		sdk.Act("toolbox:suggestions.delete", "Écarter une suggestion", "Clear a suggestion away", lead...),
	}
}
