package questionnaire_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
)

const small = `code: petit
version: 1.2.0
licence: CC0
languages: [fr, en]
title: {fr: Petit, en: Small}
scales:
  - key: accord
    kind: likert
    min: 1
    max: 4
    anchors:
      - {value: 1, fr: Non, en: No}
      - {value: 4, fr: Oui, en: Yes}
dimensions:
  - key: d1
    title: {fr: Un, en: One}
    items:
      - key: a
        scale: accord
        text: {fr: Premier, en: First}
      - key: b
        scale: accord
        reversed: true
        text: {fr: Deuxième, en: Second}
`

func TestReadTakesASoundQuestionnaire(t *testing.T) {
	t.Parallel()
	q, problems := questionnaire.Read([]byte(small))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if q.Status != questionnaire.Draft || len(q.Items()) != 2 || !q.Items()[1].Reversed || q.Scales[0].Anchors[1].EN != "Yes" {
		t.Errorf("read %+v", q)
	}
}

func TestEachMistakeHasItsLineAndPointer(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, old, with string
		line            int
		pointer         string
	}{
		{"unknown field", "licence: CC0", "license: CC0", 3, "/license"},
		{"unknown field deep", "        reversed: true", "        inversed: true", 23, "/dimensions/0/items/1/inversed"},
		{"version", "1.2.0", "1.2", 2, "/version"},
		{"missing wording", "{fr: Petit, en: Small}", "{fr: Petit}", 5, "/title"},
		{"wording in a foreign language", "{fr: Petit, en: Small}", "{fr: P, en: S, es: X}", 5, "/title/es"},
		{"unknown scale", "scale: accord\n        text: {fr: Premier", "scale: freq\n        text: {fr: Premier", 19, "/dimensions/0/items/0/scale"},
		{"item twice", "- key: b", "- key: a", 21, "/dimensions/0/items/1/key"},
		{"anchor outside", "{value: 4,", "{value: 5,", 13, "/scales/0/anchors/1/value"},
		{"empty range", "max: 4", "max: 1", 10, "/scales/0/max"},
		{"kind", "kind: likert", "kind: stars", 8, "/scales/0/kind"},
		{"text for a number", "min: 1", "min: one", 9, "/scales/0/min"},
		{"number for a list", "languages: [fr, en]", "languages: 3", 4, "/languages"},
		{"list for an object", "title: {fr: Petit, en: Small}", "title: [a]", 5, "/title"},
		{"alias", "title: {fr: Petit, en: Small}", "title: *x", 5, ""},
		{"repeated key", "licence: CC0", "licence: CC0\nlicence: MIT", 4, ""},
		{"broken YAML", "title: {fr: Petit, en: Small}", "title: {fr: Petit, en", 5, ""},
		{"reserved key", "- key: d1", "- key: overall", 15, "/dimensions/0/key"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(small, tc.old, tc.with, 1)
			if text == small {
				t.Fatal("the case changes nothing")
			}
			_, problems := questionnaire.Read([]byte(text))
			for _, p := range problems {
				if p.Line == tc.line && (tc.pointer == "" || p.Pointer == tc.pointer) && p.Column > 0 {
					return
				}
			}
			t.Errorf("no problem at line %d, %s among %v", tc.line, tc.pointer, problems)
		})
	}
}

func TestTextsThatAreNoQuestionnaireAreRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty":         "",
		"scalar":        "bonjour",
		"list":          "- a\n- b",
		"two documents": small + "---\n" + small,
		"not UTF-8":     "code: \xff\xfe",
		"too large":     strings.Repeat("# long\n", questionnaire.MaxYAML/7+1),
		"deep flow":     "code: " + strings.Repeat("[", 100000),
		"deep block":    strings.Repeat("- ", 100000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := questionnaire.Read([]byte(text))
			if len(problems) == 0 || problems[0].Line < 1 {
				t.Errorf("problems %v, want at least one with a line", problems)
			}
		})
	}
}

func TestDimensionNeedsOneRange(t *testing.T) {
	t.Parallel()
	q, _ := questionnaire.Read([]byte(small))
	q.Scales = append(q.Scales, questionnaire.Scale{Key: "note", Kind: questionnaire.Rating, Min: 0, Max: 100})
	q.Dimensions[0].Items[1].Scale = "note"
	problems := fmt.Sprint(q.Check())
	if !strings.Contains(problems, "/dimensions/0/items/1/scale") {
		t.Errorf("problems %s", problems)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("a: &x [*x]"))
	f.Add([]byte("? {a: b}\n: c"))
	f.Fuzz(func(t *testing.T, text []byte) {
		q, problems := questionnaire.Read(text)
		if len(problems) == 0 && len(q.Check()) > 0 {
			t.Fatalf("accepted what Check refuses: %v", q.Check())
		}
	})
}
