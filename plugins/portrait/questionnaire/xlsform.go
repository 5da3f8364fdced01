package questionnaire

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
)

// The sheets of an XLSForm.
const (
	surveySheet   = "survey"
	choicesSheet  = "choices"
	settingsSheet = "settings"
)

// ReadXLSForm reads a questionnaire from a subset of XLSForm (https://xlsform.org), the workbook that field survey
// tools share. It is refused whole: either no problem is returned, or the questionnaire must not be used and each
// problem has its sheet, row and column. Nothing that the workbook says is passed over: what the subset leaves out is
// refused by name. The result is a draft.
//
// In survey, groups are dimensions, groups within groups their tree; select_one asks on the scale of that list;
// integer with the constraint ". >= 1 and . <= 7" on a number of that range; a note before what it explains is its
// help, before all groups the introduction; hint is an item's help. In choices, a list is a scale, names are its
// values, "na" and "no" what does not apply and what was not observed. Columns of our own say the rest: rb:reversed,
// rb:domains, rb:cps, rb:evidence::…, rb:weight (of a group) and rb:scale (of an integer) in survey, rb:kind in
// choices, rb:licence, rb:licensed and rb:author in settings.
func ReadXLSForm(file []byte) (q Questionnaire, problems []Problem) {
	defer func() { // the reader of workbooks is not ours
		if recover() != nil {
			q, problems = Questionnaire{}, []Problem{plain("", notWorkbook)}
		}
	}()
	book, ok := openWorkbook(file)
	if !ok {
		return Questionnaire{}, []Problem{plain("", notWorkbook)}
	}
	defer book.file.Close() //nolint:errcheck // it was read from memory
	f := &form{workbook: book, q: Questionnaire{Status: Draft}, usual: "fr", values: map[int][]int{}}
	f.read()
	return f.q, f.judge(f.q)
}

// form is an XLSForm being read.
type form struct {
	*workbook
	q      Questionnaire
	usual  string        // the language of columns that name none
	within []int         // indices of the dimensions that are open
	values map[int][]int // of each list, by its index
}

func (f *form) read() {
	for _, name := range f.file.GetSheetList() {
		if slices.Contains([]string{surveySheet, choicesSheet, settingsSheet}, name) {
			continue
		}
		if rows, _ := f.rows(name); len(rows) > 0 {
			f.sayAt(place{name, 1, 1}, "the sheet is not taken over: known are survey, choices and settings")
		}
	}
	f.settings()
	f.choices()
	rows, ok := f.rows(surveySheet)
	if !ok {
		f.sayAt(place{surveySheet, 1, 1}, "the workbook has no such sheet")
	}
	f.languages(rows)
	for _, r := range rows {
		f.line(r)
		r.end()
	}
	if len(f.within) > 0 {
		f.sayAt(f.places[at("/dimensions", f.within[len(f.within)-1])], "the group is not ended")
	}
}

// settings is one row: what the whole questionnaire says of itself.
func (f *form) settings() {
	rows, ok := f.rows(settingsSheet)
	if !ok || len(rows) == 0 {
		f.sayAt(place{settingsSheet, 1, 1}, "the sheet must have a row with form_id, version, form_title and rb:licence")
		return
	}
	for i, r := range rows {
		if i > 0 {
			r.end()
			continue
		}
		if usual, _ := r.take("default_language"); usual != "" {
			f.usual = tagOf(usual)
		}
		f.text(r, "form_id", "/code", &f.q.Code)
		f.text(r, "version", "/version", &f.q.Version)
		f.text(r, "rb:licence", "/licence", &f.q.Licence)
		f.text(r, "rb:author", "/author", &f.q.Author)
		f.q.Licensed = f.truth(r, "rb:licensed")
		f.q.Title = r.words("form_title", f.usual, "/title")
		r.end()
	}
}

// languages are those of the title and of what is asked, in the order of the columns.
func (f *form) languages(rows []row) {
	tags := []string{f.usual}
	for tag := range f.q.Title {
		tags = append(tags, tag)
	}
	slices.Sort(tags[1:])
	if len(rows) > 0 {
		for _, c := range rows[0].columns {
			if c.name == "label" && c.language != "" {
				tags = append(tags, c.language)
			}
		}
	}
	for _, tag := range tags {
		language, _, _ := strings.Cut(tag, "-")
		if !slices.Contains(f.q.Languages, language) {
			f.q.Languages = append(f.q.Languages, language)
		}
	}
}

// line reads one row of the survey.
func (f *form) line(r row) {
	kind, here := r.take("type")
	kind, list, _ := strings.Cut(strings.Join(strings.Fields(kind), " "), " ")
	if list == "group" && (kind == "begin" || kind == "end") {
		kind, list = kind+"_group", ""
	}
	switch kind {
	case "begin_group":
		f.begin(r, here)
	case "end_group":
		r.take("name")
		if len(f.within) == 0 {
			f.sayAt(here, "no group is open here")
			return
		}
		f.within = f.within[:len(f.within)-1]
	case "note":
		f.note(r, here)
	case "select_one", "integer":
		f.item(r, here, kind, list)
	default:
		clear(r.cells) // the row is refused once
		f.sayAt(here, "the type %q is not taken over: known are select_one, integer, note, begin_group and end_group", kind)
	}
}

func (f *form) begin(r row, here place) {
	pointer := at("/dimensions", len(f.q.Dimensions))
	f.put(pointer, here)
	d := Dimension{}
	if len(f.within) > 0 {
		d.Parent = f.q.Dimensions[f.within[len(f.within)-1]].Key
	}
	f.text(r, "name", pointer+"/key", &d.Key)
	d.Title = r.words("label", f.usual, pointer+"/title")
	if weight, where := r.take("rb:weight"); weight != "" {
		v, err := strconv.ParseFloat(weight, 64)
		if err != nil {
			f.sayAt(where, "a number is expected")
		}
		d.Weight = &v
	}
	f.within = append(f.within, len(f.q.Dimensions))
	f.q.Dimensions = append(f.q.Dimensions, d)
}

// note is the help of the dimension that it opens, or the introduction.
func (f *form) note(r row, here place) {
	r.take("name")
	pointer, into, late := "/intro", &f.q.Intro, len(f.q.Dimensions) > 0
	if n := len(f.within); n > 0 {
		i := f.within[n-1]
		d := &f.q.Dimensions[i]
		pointer, into, late = at("/dimensions", i)+"/help", &d.Help, len(d.Items) > 0 || i != len(f.q.Dimensions)-1
	}
	words := r.words("label", f.usual, pointer)
	if late || *into != nil {
		f.sayAt(here, "one note may stand before what it explains: at the head of a group, or of the sheet")
		return
	}
	*into = words
}

func (f *form) item(r row, here place, kind, list string) {
	if len(f.within) == 0 {
		clear(r.cells)
		f.sayAt(here, "a question stands within a group: a dimension")
		return
	}
	i := f.within[len(f.within)-1]
	d := &f.q.Dimensions[i]
	pointer := at(at("/dimensions", i)+"/items", len(d.Items))
	f.put(pointer, here)
	f.put(pointer+"/scale", here)
	it := Item{Scale: list, Reversed: f.truth(r, "rb:reversed")}
	if kind == "integer" {
		it.Scale = f.number(r)
	}
	f.text(r, "name", pointer+"/key", &it.Key)
	it.Text = r.words("label", f.usual, pointer+"/text")
	it.Help = r.words("hint", f.usual, pointer+"/help")
	it.Evidence = r.words("rb:evidence", f.usual, pointer+"/evidence")
	it.Domains = named[sdk.Domain](f, r, "rb:domains", pointer+"/domains")
	it.CPS = named[sdk.Competence](f, r, "rb:cps", pointer+"/cps")
	d.Items = append(d.Items, it)
}

// span is the constraint of a number between two others.
var span = regexp.MustCompile(`^\.\s*>=\s*(-?\d{1,4})\s+and\s+\.\s*<=\s*(-?\d{1,4})$`)

// number is the scale of an integer: that of its range.
func (f *form) number(r row) string {
	constraint, where := r.take("constraint")
	key, _ := r.take("rb:scale")
	ends := span.FindStringSubmatch(constraint)
	if ends == nil {
		f.sayAt(where, "a number needs a constraint with both ends, such as . >= 0 and . <= 10")
		return key
	}
	low, _ := strconv.Atoi(ends[1])  // four digits at most
	high, _ := strconv.Atoi(ends[2]) // likewise
	if key == "" {
		key = strings.ReplaceAll("de_"+ends[1]+"_a_"+ends[2], "-", "moins")
	}
	if s, known := f.q.Scale(key); !known {
		f.put(at("/scales", len(f.q.Scales)), where)
		f.q.Scales = append(f.q.Scales, Scale{Key: key, Kind: Rating, Min: low, Max: high})
	} else if s.Min != low || s.Max != high {
		f.sayAt(where, "the scale %q runs from %d to %d", key, s.Min, s.Max)
	}
	return key
}

func (f *form) text(r row, name, pointer string, into *string) {
	text, where := r.take(name)
	f.put(pointer, where)
	*into = text
}

// truth reads yes or no; nothing is no.
func (f *form) truth(r row, name string) bool {
	text, where := r.take(name)
	switch strings.ToLower(text) {
	case "1", "true", "true()", "yes", "oui", "vrai":
		return true
	case "", "0", "false", "false()", "no", "non", "faux":
		return false
	}
	f.sayAt(where, "true or false is expected")
	return false
}

// named reads names with spaces or commas between them.
func named[T ~string](f *form, r row, name, pointer string) []T {
	text, where := r.take(name)
	f.put(pointer, where)
	var all []T
	for _, one := range strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == ',' || c == ';' }) {
		all = append(all, T(one))
	}
	return all
}
