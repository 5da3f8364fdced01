package questionnaire

import (
	"slices"
	"strconv"
	"strings"
)

// choices reads the scales: a list each, in the order of their first rows.
func (f *form) choices() {
	rows, _ := f.rows(choicesSheet)
	for _, r := range rows {
		var list string
		f.text(r, "list_name", at("/scales", len(f.q.Scales))+"/key", &list)
		i := slices.IndexFunc(f.q.Scales, func(s Scale) bool { return s.Key == list })
		if i < 0 {
			i = len(f.q.Scales)
			f.put(at("/scales", i), place{r.sheet, r.number, 1})
			f.q.Scales = append(f.q.Scales, Scale{Key: list})
		}
		f.choice(r, i, &f.q.Scales[i])
		r.end()
	}
	for i := range f.q.Scales {
		f.bound(at("/scales", i), &f.q.Scales[i], f.values[i])
	}
}

// choice reads one answer of a list: a value, or one of the two that are none.
func (f *form) choice(r row, list int, s *Scale) {
	pointer := at("/scales", list)
	if kind, where := r.take("rb:kind"); kind != "" {
		f.put(pointer+"/kind", where)
		if s.Kind != "" && s.Kind != Kind(kind) {
			f.sayAt(where, "the list is of the kind %q further up", s.Kind)
		}
		s.Kind = Kind(kind)
	}
	name, where := r.take("name")
	anchor := at(pointer+"/anchors", len(s.Anchors))
	words := r.words("label", f.usual, anchor)
	switch name {
	case NotApplicable:
		s.NotApplicable = true
		f.ours(words, where, asideWords[NotApplicable])
		return
	case NotObserved:
		s.NotObserved = true
		f.ours(words, where, asideWords[NotObserved])
		return
	}
	value, err := strconv.Atoi(name)
	if err != nil {
		f.sayAt(where, "must be a whole number, %q or %q", NotApplicable, NotObserved)
		return
	}
	f.values[list] = append(f.values[list], value)
	if words == nil {
		return
	}
	f.put(anchor+"/value", where)
	s.Anchors = append(s.Anchors, Anchor{Value: value, FR: words["fr"], FRCA: words["fr-CA"], EN: words["en"]})
	for tag := range words {
		if !slices.Contains([]string{"fr", "fr-CA", "en"}, tag) {
			f.sayAt(where, "the wording of a value may be in fr, fr-CA and en, not in %q", tag)
		}
	}
}

// asideWords are what the two answers that are no values are called, everywhere alike.
var asideWords = map[string]Text{
	NotApplicable: {"fr": "Sans objet", "en": "Not applicable"},
	NotObserved:   {"fr": "Non observé", "en": "Not observed"},
}

// ours refuses other words for an answer than those that people will see.
func (f *form) ours(words Text, where place, own Text) {
	for tag, text := range words {
		if !strings.EqualFold(text, own.In(tag)) {
			f.sayAt(where, "this answer is always called %q", own.In(tag, "fr"))
			return
		}
	}
}

// bound finds the ends of a list and, where it does not say so, its kind; rows without wording are values without anchor.
func (f *form) bound(pointer string, s *Scale, values []int) {
	if len(values) > 0 {
		s.Min, s.Max = slices.Min(values), slices.Max(values)
	}
	switch {
	case s.Kind != "":
	case s.Min == 0 && s.Max == 1:
		s.Kind = YesNo
	case len(s.Anchors) == len(values):
		s.Kind = Frequency
	default:
		s.Kind = Likert
	}
	for v := s.Min; s.Kind != Rating && v <= s.Max && s.steps() <= maxSteps; v++ {
		if !slices.Contains(values, v) {
			f.sayAt(f.places[pointer], "the list has no row for the value %d", v)
		}
	}
}
