package programme

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Problem is one mistake in a programme.
type Problem struct {
	Pointer string // RFC 6901, into the document
	Message string // what is wrong and what would be right, in English
	French  string // the same; empty where the words are the parser's
	Line    int    // from 1; 0 when the document was not text
	Column  int
}

// In words the problem for a person who reads that language: the place, where it is a line, then what.
func (p Problem) In(language string) string {
	message, place := p.Message, "line %d, column %d: %s"
	if language == "fr" {
		place = "ligne %d, colonne %d : %s"
		if p.French != "" {
			message = p.French
		}
	}
	if p.Line == 0 {
		return message
	}
	return fmt.Sprintf(place, p.Line, p.Column, message)
}

// Limits of a text, so that a card fits a page and a step a screen.
const (
	maxShort = 200
	maxLong  = 1200
)

// The forms of names, compiled once; they never change.
var (
	codeForm     = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)
	keyForm      = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)
	versionForm  = regexp.MustCompile(`^(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})$`)
	languageForm = regexp.MustCompile(`^[a-z]{2}(-[A-Z]{2})?$`)
)

// Check returns every mistake of a programme in the document's order; none when it may be played.
func (p Programme) Check() []Problem {
	c := &checker{}
	c.require("/code", codeForm.MatchString(p.Code), "must be lower-case letters, digits and hyphens, 2 to 40, a letter first")
	c.require("/version", versionForm.MatchString(p.Version), "must be three numbers such as 1.0.0")
	c.words("/title", p.Title, maxShort)
	c.loose("/intro", p.Intro, maxLong)
	c.require("/licence", strings.TrimSpace(p.Licence) != "", "must say under which licence the programme may be used")
	c.require("/puppets", len(p.Puppets) > 0, "must name at least one puppet")
	c.puppets(p.Puppets)
	keys := map[string]bool{}
	c.components("/components", p.Components, keys)
	c.require("/workshops", len(p.Workshops) > 0, "must hold at least one workshop")
	for i, w := range p.Workshops {
		c.workshop(fmt.Sprintf("/workshops/%d", i), i+1, w, p)
	}
	return c.problems
}

type checker struct{ problems []Problem }

func (c *checker) require(pointer string, ok bool, format string, args ...any) {
	if !ok {
		p := Problem{Pointer: pointer, Message: fmt.Sprintf(format, args...)}
		if words, ok := french[format]; ok {
			p.French = fmt.Sprintf(words, args...)
		}
		c.problems = append(c.problems, p)
	}
}

// words must be there in French and in English.
func (c *checker) words(pointer string, t Text, longest int) {
	for _, language := range []string{"fr", "en"} {
		c.require(pointer+"/"+language, strings.TrimSpace(t[language]) != "", "is missing: everything is told in French and in English")
	}
	c.loose(pointer, t, longest)
}

func (c *checker) loose(pointer string, t Text, longest int) {
	for _, language := range sorted(t) {
		c.require(pointer+"/"+language, languageForm.MatchString(language), `the language %q is not like "fr" or "fr-CA"`, language)
		c.require(pointer+"/"+language, utf8.RuneCountInString(t[language]) <= longest, "is longer than %d characters", longest)
	}
}

func (c *checker) puppets(all []Puppet) {
	seen := map[string]bool{}
	for i, one := range all {
		at := fmt.Sprintf("/puppets/%d", i)
		c.require(at+"/key", keyForm.MatchString(one.Key) && !seen[one.Key], "must be a short name of its own")
		seen[one.Key] = true
		c.words(at+"/name", one.Name, maxShort)
		c.loose(at+"/part", one.Part, maxLong)
	}
}

func (c *checker) components(pointer string, all []Component, seen map[string]bool) {
	for i, one := range all {
		at := fmt.Sprintf("%s/%d", pointer, i)
		c.require(at+"/key", keyForm.MatchString(one.Key), "must be lower-case letters, digits and hyphens")
		c.require(at+"/key", !seen[one.Key], "is the key of another component")
		seen[one.Key] = true
		c.words(at+"/text", one.Text, maxShort)
	}
}

func (c *checker) workshop(at string, number int, w Workshop, p Programme) {
	c.require(at+"/number", w.Number == number, "must be %d: workshops are numbered in order, from 1", number)
	c.words(at+"/title", w.Title, maxShort)
	c.require(at+"/objectives", len(w.Objectives) > 0, "must hold at least one")
	for i, o := range w.Objectives {
		c.words(fmt.Sprintf("%s/objectives/%d", at, i), o, maxLong)
	}
	c.competences(at+"/cps", w.CPS)
	c.require(at+"/minutes", w.Minutes >= 5 && w.Minutes <= 180, "must be 5 to 180")
	seen := map[string]bool{}
	for _, common := range p.Components {
		seen[common.Key] = true
	}
	c.require(at+"/components", len(p.Components)+len(w.Components) > 0, "a workshop needs at least one core component")
	c.components(at+"/components", w.Components, seen)
	for i, m := range w.Material {
		c.words(fmt.Sprintf("%s/material/%d", at, i), m, maxShort)
	}
	c.script(at+"/script", w)
	c.words(at+"/card/did", w.Card.Did, maxLong)
	c.words(at+"/card/try", w.Card.Try, maxLong)
	c.words(at+"/card/plain", w.Card.Plain, maxLong)
}

func (c *checker) competences(at string, codes []string) {
	c.require(at, len(codes) > 0, "must name at least one competence")
	for i, code := range codes {
		_, known := generalOf(code)
		here := fmt.Sprintf("%s/%d", at, i)
		c.require(here, known, "%q is not a specific competence of the frame, such as E1b", code)
		c.require(here, !slices.Contains(codes[:i], code), "is named twice")
	}
}

// script must take as long as the workshop.
func (c *checker) script(at string, w Workshop) {
	sum := 0
	for i, s := range w.Script {
		sum += s.Minutes
		c.require(fmt.Sprintf("%s/%d/minutes", at, i), s.Minutes > 0, "must be at least 1")
		c.words(fmt.Sprintf("%s/%d/text", at, i), s.Text, maxLong)
	}
	c.require(at, sum == w.Minutes, "the steps take %d minutes and the workshop %d", sum, w.Minutes)
}

func sorted(t Text) []string {
	keys := make([]string, 0, len(t))
	for k := range t {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
