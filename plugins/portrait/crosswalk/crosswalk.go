// Package crosswalk says which items of a questionnaire speak of which entries of a framework: the principles of a
// charter, the parts of a national referential, or the items of another questionnaire.
//
// Goals: what a team measures, read through what it is asked for; the gaps said as plainly as the rest.
// Non-goals: the texts of frameworks, which are named by a few words and a reference; figures, which leave through the
// results of a portrait alone.
//
// Functions are pure and may run concurrently.
package crosswalk

import (
	"fmt"
	"slices"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
)

// Crosswalk leads from one version of a questionnaire to a framework.
type Crosswalk struct {
	Title         questionnaire.Text `json:"title" fr:"Titre" en:"Title"`
	Questionnaire Instrument         `json:"questionnaire" fr:"Questionnaire" en:"Questionnaire"`
	Framework     Framework          `json:"framework" fr:"Cadre" en:"Framework"`
	Lines         []Line             `json:"lines,omitempty" maxItems:"400" fr:"Correspondances" en:"Lines"`
}

// Instrument names a version of a questionnaire of the organisation.
type Instrument struct {
	Code    string `json:"code" maxLength:"40" fr:"Code" en:"Code"`
	Version string `json:"version" maxLength:"20" fr:"Version" en:"Version"`
}

// Framework is what is asked for: entries of its own, or the items of another questionnaire.
type Framework struct {
	Code          string             `json:"code" pattern:"^[a-z][a-z0-9-]{1,39}$" fr:"Code" en:"Code"`
	Title         questionnaire.Text `json:"title" fr:"Titre" en:"Title"`
	Source        string             `json:"source,omitempty" maxLength:"300" fr:"Source" en:"Source"`
	Licence       string             `json:"licence,omitempty" maxLength:"200" fr:"Licence" en:"Licence"`
	Entries       []Demand           `json:"entries,omitempty" maxItems:"300" fr:"Entrées" en:"Entries"`
	Questionnaire *Instrument        `json:"questionnaire,omitempty" fr:"Autre questionnaire" en:"Other questionnaire" frhelp:"Ses énoncés sont alors les entrées." enhelp:"Its items are the entries then."`
}

// Demand is one thing that a framework asks for, in our own words, with where it stands.
type Demand struct {
	Code      string             `json:"code" pattern:"^[a-zA-Z0-9][a-zA-Z0-9._-]{0,39}$" fr:"Code" en:"Code"`
	Part      questionnaire.Text `json:"part,omitempty" fr:"Partie" en:"Part"`
	Title     questionnaire.Text `json:"title" fr:"Titre" en:"Title"`
	Reference string             `json:"reference,omitempty" maxLength:"300" fr:"Référence" en:"Reference"`
}

// Line leads from an item, or a whole dimension, to entries.
type Line struct {
	Item      string   `json:"item,omitempty" maxLength:"40" fr:"Énoncé" en:"Item"`
	Dimension string   `json:"dimension,omitempty" maxLength:"40" fr:"Dimension" en:"Dimension"`
	Entries   []string `json:"entries" minItems:"1" maxItems:"50" fr:"Entrées" en:"Entries"`
}

// Between fills in the entries where the framework is a questionnaire: its items.
func (f Framework) Between(other questionnaire.Questionnaire) Framework {
	f.Entries = nil
	q := other.Worded()
	for _, d := range q.Dimensions {
		for _, it := range d.Items {
			f.Entries = append(f.Entries, Demand{Code: it.Key, Part: d.Title, Title: it.Text})
		}
	}
	return f
}

// Check returns every mistake of a crosswalk from a questionnaire, whose framework has its entries.
func (c Crosswalk) Check(q questionnaire.Questionnaire) []questionnaire.Problem {
	var problems []questionnaire.Problem
	say := func(pointer, english, french string, args ...any) {
		problems = append(problems, questionnaire.Problem{Pointer: pointer, Message: fmt.Sprintf(english, args...), French: fmt.Sprintf(french, args...)})
	}
	if len(c.Framework.Entries) == 0 {
		say("/framework/entries", "must hold at least one entry", "doit contenir une entrée au moins")
	}
	known := map[string]bool{}
	for i, e := range c.Framework.Entries {
		if known[e.Code] {
			say(fmt.Sprintf("/framework/entries/%d/code", i), "%q is the code of another entry", "%q est déjà le code d’une autre entrée", e.Code)
		}
		known[e.Code] = true
	}
	for i, l := range c.Lines {
		at := fmt.Sprintf("/lines/%d", i)
		switch {
		case (l.Item == "") == (l.Dimension == ""):
			say(at, "names an item or a dimension", "nomme un énoncé ou une dimension")
		case l.Item != "" && !slices.ContainsFunc(q.Items(), func(it questionnaire.Item) bool { return it.Key == l.Item }):
			say(at+"/item", "the questionnaire has no item %q", "le questionnaire n’a pas d’énoncé %q", l.Item)
		case l.Dimension != "" && !slices.ContainsFunc(q.Dimensions, func(d questionnaire.Dimension) bool { return d.Key == l.Dimension }):
			say(at+"/dimension", "the questionnaire has no dimension %q", "le questionnaire n’a pas de dimension %q", l.Dimension)
		}
		for j, code := range l.Entries {
			if !known[code] {
				say(fmt.Sprintf("%s/entries/%d", at, j), "the framework has no entry %q", "le cadre n’a pas d’entrée %q", code)
			}
		}
	}
	return problems
}

// Coverage is the framework entry by entry, each with what speaks of it.
type Coverage struct {
	Entries []Covered `json:"entries"`
	Gaps    []string  `json:"gaps" doc:"Codes of the entries that nothing speaks of."`
}

// Covered is an entry with the items and dimensions that speak of it, in the questionnaire's order.
type Covered struct {
	Demand
	Items      []Said `json:"items"`
	Dimensions []Said `json:"dimensions"`
}

// Said is an item or a dimension with its words.
type Said struct {
	Key  string             `json:"key"`
	Text questionnaire.Text `json:"text"`
}

// Coverage goes through a checked crosswalk.
func (c Crosswalk) Coverage(q questionnaire.Questionnaire) Coverage {
	made := Coverage{Entries: []Covered{}, Gaps: []string{}}
	q = q.Worded()
	for _, e := range c.Framework.Entries {
		covered := Covered{Demand: e, Items: []Said{}, Dimensions: []Said{}}
		leads := func(to func(Line) bool) bool {
			return slices.ContainsFunc(c.Lines, func(l Line) bool { return to(l) && slices.Contains(l.Entries, e.Code) })
		}
		for _, d := range q.Dimensions {
			if leads(func(l Line) bool { return l.Dimension == d.Key }) {
				covered.Dimensions = append(covered.Dimensions, Said{d.Key, d.Title})
			}
			for _, it := range d.Items {
				if leads(func(l Line) bool { return l.Item == it.Key }) {
					covered.Items = append(covered.Items, Said{it.Key, it.Text})
				}
			}
		}
		if len(covered.Items)+len(covered.Dimensions) == 0 {
			made.Gaps = append(made.Gaps, e.Code)
		}
		made.Entries = append(made.Entries, covered)
	}
	return made
}
