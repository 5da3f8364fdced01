package questionnaire

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// WriteXLSForm writes a questionnaire as an XLSForm that ReadXLSForm takes. Texts are written as texts: no cell is a formula.
func (q Questionnaire) WriteXLSForm() ([]byte, error) {
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // it is in memory alone
	w := pages{tags: q.tags()}
	w.settings(q)
	w.choices(q)
	w.survey(q)
	for i, p := range w.made {
		if i == 0 {
			_ = book.SetSheetName(book.GetSheetName(0), p.name) // the one that is there
		} else if _, err := book.NewSheet(p.name); err != nil {
			return nil, fmt.Errorf("writing the sheet %s: %w", p.name, err)
		}
		for at, cells := range append([]map[string]string{nil}, p.rows...) {
			for column, heading := range p.headings {
				text := heading
				if at > 0 {
					text = cells[heading]
				}
				if err := book.SetCellStr(p.name, letters(column+1)+strconv.Itoa(at+1), text); err != nil {
					return nil, fmt.Errorf("writing the sheet %s: %w", p.name, err)
				}
			}
		}
	}
	text, err := book.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("writing the workbook: %w", err)
	}
	return text.Bytes(), nil
}

// tags are the languages and regional wordings that any text has, the questionnaire's languages first.
func (q Questionnaire) tags() []string {
	found := map[string]bool{}
	all := []Text{q.Title, q.Intro}
	for _, d := range q.Dimensions {
		all = append(all, d.Title, d.Help)
		for _, it := range d.Items {
			all = append(all, it.Text, it.Help, it.Evidence)
		}
	}
	for _, s := range q.Scales {
		for _, a := range s.Anchors {
			all = append(all, a.Text())
		}
	}
	for _, t := range all {
		for tag, text := range t {
			found[tag] = found[tag] || text != ""
		}
	}
	tags := slices.Clone(q.Languages)
	for _, tag := range slices.Sorted(maps.Keys(found)) {
		if found[tag] && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

// pages are the sheets being written.
type pages struct {
	tags []string
	made []page
}

type page struct {
	name     string
	headings []string
	rows     []map[string]string // text by heading
}

func (w *pages) settings(q Questionnaire) {
	row := map[string]string{
		"form_id": q.Code, "version": q.Version, "default_language": languageName(w.tags[0]),
		"rb:licence": q.Licence, "rb:licensed": yes(q.Licensed), "rb:author": q.Author,
	}
	w.words(row, "form_title", q.Title)
	headings := slices.Concat([]string{"form_id", "version", "default_language"}, w.columns("form_title"), []string{"rb:licence", "rb:licensed", "rb:author"})
	w.made = append(w.made, page{settingsSheet, headings, []map[string]string{row}})
}

func (w *pages) choices(q Questionnaire) {
	p := page{name: choicesSheet, headings: slices.Concat([]string{"list_name", "name"}, w.columns("label"), []string{"rb:kind"})}
	for _, s := range q.Scales {
		if s.bare() {
			continue
		}
		add := func(name string, words Text) {
			row := map[string]string{"list_name": s.Key, "name": name, "rb:kind": string(s.Kind)}
			w.words(row, "label", words)
			p.rows = append(p.rows, row)
		}
		for v := s.Min; v <= s.Max; v++ {
			i := slices.IndexFunc(s.Anchors, func(a Anchor) bool { return a.Value == v })
			switch {
			case i >= 0:
				add(strconv.Itoa(v), s.Anchors[i].Text())
			case s.Kind != Rating || v == s.Min || v == s.Max:
				add(strconv.Itoa(v), nil)
			}
		}
		if s.NotApplicable {
			add(NotApplicable, w.spoken(asideWords[NotApplicable]))
		}
		if s.NotObserved {
			add(NotObserved, w.spoken(asideWords[NotObserved]))
		}
	}
	w.made = append(w.made, p)
}

// bare reports whether a scale is a range of numbers and nothing else: an integer, with no list.
func (s Scale) bare() bool {
	return s.Kind == Rating && len(s.Anchors) == 0 && !s.NotApplicable && !s.NotObserved
}

func (w *pages) survey(q Questionnaire) {
	p := page{name: surveySheet, headings: slices.Concat(
		[]string{"type", "name"}, w.columns("label"), w.columns("hint"), w.columns("rb:evidence"),
		[]string{"constraint", "rb:scale", "rb:reversed", "rb:weight", "rb:domains", "rb:cps"},
	)}
	add := func(kind, name string, label Text) map[string]string {
		row := map[string]string{"type": kind, "name": name}
		w.words(row, "label", label)
		p.rows = append(p.rows, row)
		return row
	}
	if len(q.Intro) > 0 {
		add("note", "intro", q.Intro)
	}
	var open []string
	for _, d := range q.Dimensions {
		for len(open) > 0 && open[len(open)-1] != d.Parent {
			add("end_group", "", nil)
			open = open[:len(open)-1]
		}
		open = append(open, d.Key)
		row := add("begin_group", d.Key, d.Title)
		if d.Weight != nil {
			row["rb:weight"] = strconv.FormatFloat(*d.Weight, 'f', -1, 64)
		}
		if len(d.Help) > 0 {
			add("note", d.Key+"_help", d.Help)
		}
		for _, it := range d.Items {
			w.item(add("select_one "+it.Scale, it.Key, it.Text), it, q)
		}
	}
	for range open {
		add("end_group", "", nil)
	}
	w.made = append(w.made, p)
}

func (w *pages) item(row map[string]string, it Item, q Questionnaire) {
	if s, _ := q.Scale(it.Scale); s.bare() {
		row["type"], row["rb:scale"] = "integer", s.Key
		row["constraint"] = fmt.Sprintf(". >= %d and . <= %d", s.Min, s.Max)
	}
	w.words(row, "hint", it.Help)
	w.words(row, "rb:evidence", it.Evidence)
	row["rb:reversed"] = yes(it.Reversed)
	row["rb:domains"], row["rb:cps"] = joinedNames(it.Domains), joinedNames(it.CPS)
}

// columns are the headings of a text: one a language.
func (w *pages) columns(name string) []string {
	all := make([]string, 0, len(w.tags))
	for _, tag := range w.tags {
		all = append(all, name+"::"+languageName(tag))
	}
	return all
}

func (w *pages) words(row map[string]string, name string, words Text) {
	for _, tag := range w.tags {
		row[name+"::"+languageName(tag)] = words[tag]
	}
}

// spoken keeps the wordings in the languages of the questionnaire.
func (w *pages) spoken(words Text) Text {
	kept := Text{}
	for _, tag := range w.tags {
		kept[tag] = words[tag]
	}
	return kept
}

// languageName is how XLSForm names a language: its name and its tag.
func languageName(tag string) string {
	names := map[string]string{"fr": "Français", "fr-CA": "Français du Canada", "en": "English"}
	name, known := names[tag]
	if !known {
		name = tag
	}
	return name + " (" + tag + ")"
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func joinedNames[T ~string](all []T) string {
	names := make([]string, 0, len(all))
	for _, one := range all {
		names = append(names, string(one))
	}
	return strings.Join(names, " ")
}
