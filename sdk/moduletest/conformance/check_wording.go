package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// wording are the checks of what people read.
func wording() []Check {
	both := func(name, title, what string, texts func(sdk.Manifest) map[string]sdk.Text) Check {
		return Check{name, title, of(func(m sdk.Manifest) error { return inBoth(what, texts(m)) })}
	}
	return []Check{
		both("texts/summary", "Its summary is there in French and English.", "summary", func(m sdk.Manifest) map[string]sdk.Text {
			return map[string]sdk.Text{"the summary": m.Summary}
		}),
		both("texts/roles", "Its roles have titles in French and English.", "role", func(m sdk.Manifest) map[string]sdk.Text {
			return titles(m.Roles, func(r sdk.Role) (string, sdk.Text) { return r.Name, r.Title })
		}),
		both("texts/actions", "Its actions have titles in French and English.", "action", func(m sdk.Manifest) map[string]sdk.Text {
			return titles(m.Actions, func(a sdk.Action) (string, sdk.Text) { return a.Name, a.Title })
		}),
		both("texts/widgets", "Its widgets have titles in French and English.", "widget", func(m sdk.Manifest) map[string]sdk.Text {
			return titles(m.Widgets, func(w sdk.Widget) (string, sdk.Text) { return w.Element, w.Title })
		}),
		both("texts/under-way", "What is under way has titles in French and English.", "title of what is under way", func(m sdk.Manifest) map[string]sdk.Text {
			return titles(m.UnderWay, func(u sdk.UnderWay) (string, sdk.Text) { return u.Collection, u.Title })
		}),
		both("texts/steps", "Where first steps have help, it is there in French and English.", "help of a first step", func(m sdk.Manifest) map[string]sdk.Text {
			return titles(m.FirstSteps, func(s sdk.FirstStep) (string, sdk.Text) {
				if len(s.Help) == 0 {
					return "", nil
				}
				return s.Action, s.Help
			})
		}),
		both("texts/collections", "Its collections have titles in French and English.", "collection", func(m sdk.Manifest) map[string]sdk.Text {
			return titles(ordinary(m), func(s store.Schema) (string, sdk.Text) { return s.Collection, s.Title })
		}),
		both("texts/fields", "Fields of listed collections have titles in French and English.", "field", func(m sdk.Manifest) map[string]sdk.Text {
			return fieldTexts(m, func(p *schema) sdk.Text { return p.Title }, true)
		}),
		both("texts/help", "Where fields have help, it is there in French and English.", "help", func(m sdk.Manifest) map[string]sdk.Text {
			return fieldTexts(m, func(p *schema) sdk.Text { return p.Help }, false)
		}),
		{"texts/choices", "The choices of listed fields have names in French and English.", of(choices)},
		both("texts/settings", "Settings have titles in French and English.", "setting", settings),
		{"texts/plain", "Texts are plain: no markup, and one line.", of(plain)},
		{"texts/short", "Titles have at most 80 characters, helps and summaries at most 600.", of(short)},
	}
}

// titles are texts by the name of what they are of; an empty name is left out.
func titles[T any](all []T, of func(T) (string, sdk.Text)) map[string]sdk.Text {
	texts := map[string]sdk.Text{}
	for _, one := range all {
		if name, text := of(one); name != "" {
			texts[name] = text
		}
	}
	return texts
}

func inBoth(what string, texts map[string]sdk.Text) error {
	if len(texts) == 0 {
		return besides("there is no " + what)
	}
	var wrong findings
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		for _, language := range []string{"fr", "en"} {
			if strings.TrimSpace(texts[name][language]) == "" {
				wrong.add("%s: no text in %q", name, language)
			}
		}
	}
	return wrong.err()
}

// ordinary are the collections that people may see.
func ordinary(m sdk.Manifest) []store.Schema {
	return slices.DeleteFunc(slices.Clone(m.Collections), func(s store.Schema) bool { return s.Kind != store.Ordinary })
}

// listed are the properties of collections that have a list and a form.
func listed(m sdk.Manifest) map[string]*schema {
	found := map[string]*schema{}
	for _, s := range ordinary(m) {
		var whole schema
		if s.Unlisted || json.Unmarshal(s.JSON, &whole) != nil {
			continue
		}
		for name, p := range whole.Properties {
			found[s.Collection+"."+name] = p
		}
	}
	return found
}

func fieldTexts(m sdk.Manifest, text func(*schema) sdk.Text, always bool) map[string]sdk.Text {
	texts := map[string]sdk.Text{}
	for name, p := range listed(m) {
		if t := text(p); always || len(t) > 0 {
			texts[name] = t
		}
	}
	return texts
}

func choices(m sdk.Manifest) error {
	texts := map[string]sdk.Text{}
	for name, p := range listed(m) {
		for _, value := range p.Enum {
			texts[fmt.Sprintf("%s = %v", name, value)] = p.Choices[fmt.Sprint(value)]
		}
	}
	return inBoth("choice", texts)
}

func settings(m sdk.Manifest) map[string]sdk.Text {
	var s schema
	texts := map[string]sdk.Text{}
	if json.Unmarshal(m.Config, &s) == nil {
		for name, p := range s.Properties {
			texts[name] = p.Title
		}
	}
	return texts
}

// shown are all texts by what they are of, and whether they are long ones.
func shown(m sdk.Manifest, each func(of string, long bool, t sdk.Text)) {
	each("the title", false, m.Title)
	each("the summary", true, m.Summary)
	for _, r := range m.Roles {
		each("role "+r.Name, false, r.Title)
	}
	for _, a := range m.Actions {
		each("action "+a.Name, false, a.Title)
	}
	for _, w := range m.Widgets {
		each("widget "+w.Element, false, w.Title)
	}
	for _, s := range m.FirstSteps {
		each("first step "+s.Action, false, s.Title)
		each("first step "+s.Action, true, s.Help)
	}
	for _, s := range m.Collections {
		each("collection "+s.Collection, false, s.Title)
	}
	for name, p := range listed(m) {
		each("field "+name, false, p.Title)
		each("field "+name, true, p.Help)
		for _, t := range p.Choices {
			each("choice of "+name, false, t)
		}
	}
}

func plain(m sdk.Manifest) error {
	markup := regexp.MustCompile(`</?[a-zA-Z][^>]*>|&[a-z]+;|[\n\r\t\x00-\x08]`)
	var wrong findings
	shown(m, func(of string, _ bool, t sdk.Text) {
		for language, text := range t {
			if found := markup.FindString(text); found != "" {
				wrong.add("%s (%s) holds %q", of, language, found)
			}
		}
	})
	return wrong.err()
}

func short(m sdk.Manifest) error {
	var wrong findings
	shown(m, func(of string, long bool, t sdk.Text) {
		most := 80
		if long {
			most = 600
		}
		for language, text := range t {
			if n := len([]rune(text)); n > most {
				wrong.add("%s (%s) has %d characters", of, language, n)
			}
		}
	})
	return wrong.err()
}
