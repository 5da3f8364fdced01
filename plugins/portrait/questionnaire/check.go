package questionnaire

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
)

// Problem is one mistake in a questionnaire or in answers to it.
type Problem struct {
	Pointer string // RFC 6901, into the document
	Message string // what is wrong and what would be right
	French  string // the same
	Sheet   string // of a workbook
	Line    int    // from 1; 0 when the document was neither text nor a workbook
	Column  int
	// Unfinished is what a draft may still lack: a wording, an item, an anchor.
	Unfinished bool
}

// In words the problem for a person who reads that language: the place, where it is known, then what.
func (p Problem) In(language string) string {
	text, line, cell := p.Message, "line %d, column %d: %s", "sheet %s, row %d, column %s: %s"
	if language == "fr" && p.French != "" {
		text, line, cell = p.French, "ligne %d, colonne %d : %s", "feuille %s, ligne %d, colonne %s : %s"
	}
	switch {
	case p.Line == 0:
		return text
	case p.Sheet != "":
		return fmt.Sprintf(cell, p.Sheet, p.Line, letters(p.Column), text)
	}
	return fmt.Sprintf(line, p.Line, p.Column, text)
}

// String writes the problem for a person: where, then what.
func (p Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.Pointer, p.Message)
	}
	return p.In("en")
}

// Limits of a questionnaire, so that no document is too large to show.
const (
	maxItems = 300
	maxText  = 2000
	maxSteps = 21   // values of a scale that people tap
	maxRange = 1000 // values of a rating
	maxLevel = 5    // dimensions within each other
)

// Check returns every mistake of a questionnaire in the document's order; none when it may be used.
func (q Questionnaire) Check() []Problem {
	c := &checker{languages: q.Languages}
	c.head(q)
	for i, s := range q.Scales {
		c.scale(at("/scales", i), s, q.Scales[:i])
	}
	items := map[string]bool{}
	for i, d := range q.Dimensions {
		c.dimension(at("/dimensions", i), d, q, q.Dimensions[:i])
		c.holds(at("/dimensions", i)+"/items", d, q)
		for j, it := range d.Items {
			c.item(at(at("/dimensions", i)+"/items", j), it, q, items)
		}
	}
	if len(items) > maxItems {
		c.say("/dimensions", "has %d items; at most %d are allowed", len(items), maxItems)
	}
	return c.problems
}

type checker struct {
	languages []string
	path      []string // keys from the top to the dimension before
	problems  []Problem
}

func (c *checker) say(pointer, format string, args ...any) {
	c.problems = append(c.problems, problem(pointer, format, args...))
}

// lack says what has to be there before the questionnaire is used.
func (c *checker) lack(pointer, format string, args ...any) {
	p := problem(pointer, format, args...)
	p.Unfinished = true
	c.problems = append(c.problems, p)
}

func (c *checker) head(q Questionnaire) {
	c.matches("/code", q.Code, `^[a-z][a-z0-9-]{1,39}$`, "must be lower-case letters, digits and hyphens, 2 to 40, a letter first")
	if _, err := ParseVersion(q.Version); err != nil {
		c.say("/version", notVersion, q.Version)
	}
	if q.Status != Draft && q.Status != Published {
		c.say("/status", "must be %q or %q", Draft, Published)
	}
	if strings.TrimSpace(q.Licence) == "" {
		c.lack("/licence", "must say under which licence the items may be used")
	}
	if len(q.Languages) == 0 {
		c.say("/languages", "must name at least one language")
	}
	for i, l := range q.Languages {
		c.matches(at("/languages", i), l, `^[a-z]{2}$`, `must be a language of two letters, such as "fr"`)
		if slices.Contains(q.Languages[:i], l) {
			c.say(at("/languages", i), "%q is named twice", l)
		}
	}
	c.text("/title", q.Title)
	c.optional("/intro", q.Intro)
	if len(q.Scales) == 0 {
		c.lack("/scales", "must hold at least one scale")
	}
	if len(q.Dimensions) == 0 {
		c.lack("/dimensions", "must hold at least one dimension")
	}
}

func (c *checker) dimension(pointer string, d Dimension, q Questionnaire, before []Dimension) {
	c.key(pointer+"/key", d.Key)
	if slices.ContainsFunc(before, func(o Dimension) bool { return o.Key == d.Key }) {
		c.say(pointer+"/key", "%q is the key of another dimension", d.Key)
	}
	if d.Key == Overall {
		c.say(pointer+"/key", "%q is kept for the score over all dimensions", d.Key)
	}
	c.parent(pointer+"/parent", d, before)
	c.text(pointer+"/title", d.Title)
	c.optional(pointer+"/help", d.Help)
	if d.Weight != nil && (*d.Weight < 0 || *d.Weight > 1000) {
		c.say(pointer+"/weight", "must lie between 0 and 1000")
	}
	low, high := q.Range(d)
	for i, it := range d.Items {
		if s, ok := q.Scale(it.Scale); ok && (s.Min != low || s.Max != high) {
			c.lack(at(pointer+"/items", i)+"/scale", "runs from %d to %d; the first item of the dimension from %d to %d, and one mean needs one range", s.Min, s.Max, low, high)
		}
	}
}

// parent sees to it that a dimension stands below the one that holds it, among that one's other dimensions: the list is
// the tree, and none can hold itself.
func (c *checker) parent(pointer string, d Dimension, before []Dimension) {
	depth := slices.Index(c.path, d.Parent) + 1
	switch {
	case d.Parent == "" || depth > 0 && depth < maxLevel:
	case depth > 0:
		c.say(pointer, "lies deeper than %d levels", maxLevel)
	case slices.ContainsFunc(before, func(o Dimension) bool { return o.Key == d.Parent }):
		c.say(pointer, "must stand below %q, before the next dimension of that level", d.Parent)
	default:
		c.say(pointer, "there is no dimension %q further up", d.Parent)
	}
	c.path = append(c.path[:depth], d.Key)
}

// holds sees to it that a dimension holds items or dimensions.
func (c *checker) holds(pointer string, d Dimension, q Questionnaire) {
	parent := slices.ContainsFunc(q.Dimensions, func(o Dimension) bool { return o.Parent == d.Key })
	switch {
	case parent && len(d.Items) > 0:
		c.say(pointer, "the dimension holds others: its items belong into one of them")
	case !parent && len(d.Items) == 0:
		c.lack(pointer, "must hold at least one item")
	}
}

func (c *checker) item(pointer string, it Item, q Questionnaire, seen map[string]bool) {
	c.key(pointer+"/key", it.Key)
	if seen[it.Key] {
		c.say(pointer+"/key", "%q is the key of another item", it.Key)
	}
	seen[it.Key] = true
	if _, ok := q.Scale(it.Scale); !ok {
		c.say(pointer+"/scale", "there is no scale %q", it.Scale)
	}
	if !q.Licensed || len(it.Text) > 0 {
		c.text(pointer+"/text", it.Text)
	}
	c.optional(pointer+"/help", it.Help)
	c.optional(pointer+"/evidence", it.Evidence)
	among(c, pointer+"/domains", it.Domains, sdk.Domains())
	among(c, pointer+"/cps", it.CPS, sdk.Competences())
}

// among wants values of a closed list, each once.
func among[T ~string](c *checker, pointer string, values, known []T) {
	for i, v := range values {
		switch {
		case !slices.Contains(known, v):
			c.say(at(pointer, i), "must be one of %v", known)
		case slices.Contains(values[:i], v):
			c.say(at(pointer, i), "%q is named twice", v)
		}
	}
}

func (c *checker) key(pointer, key string) {
	c.matches(pointer, key, `^[a-z][a-z0-9_-]{0,39}$`, "must be lower-case letters, digits, hyphens and underscores, at most 40, a letter first")
}

func (c *checker) matches(pointer, value, pattern, say string) {
	if ok, _ := regexp.MatchString(pattern, value); !ok {
		c.problems = append(c.problems, plain(pointer, say))
	}
}

func (c *checker) text(pointer string, t Text) {
	for _, l := range c.languages {
		if strings.TrimSpace(t[l]) == "" {
			c.lack(pointer, "has no wording in %q", l)
		}
	}
	c.languagesOf(pointer, t)
}

func (c *checker) optional(pointer string, t Text) {
	if len(t) > 0 {
		c.text(pointer, t)
	}
}

func (c *checker) languagesOf(pointer string, t Text) {
	tags := make([]string, 0, len(t))
	for tag := range t {
		tags = append(tags, tag)
	}
	slices.SortFunc(tags, cmp.Compare[string])
	for _, tag := range tags {
		language, _, _ := strings.Cut(tag, "-")
		switch {
		case !slices.Contains(c.languages, language):
			c.say(pointer+"/"+tag, "%q is not among the questionnaire's languages", tag)
		case len(t[tag]) > maxText:
			c.say(pointer+"/"+tag, "is longer than %d bytes", maxText)
		}
	}
}

func at(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }
