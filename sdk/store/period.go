package store

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// Period is a length of calendar time, as ISO 8601 writes it: "P2Y", "P18M", "P7D". The zero Period is none.
type Period string

var periodForm = regexp.MustCompile(`^P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$`)

// Valid reports whether it is a length in years, months, weeks or days, and more than nothing.
func (p Period) Valid() bool {
	years, months, days := p.parts()
	return years+months+days > 0
}

// After is the time that is so much later than t, by the calendar.
func (p Period) After(t time.Time) time.Time { return t.AddDate(p.parts()) }

// Before is the time that is so much earlier than t, by the calendar.
func (p Period) Before(t time.Time) time.Time {
	years, months, days := p.parts()
	return t.AddDate(-years, -months, -days)
}

// Compare says which of two is longer, from a day on that begins no leap year: -1, 0 or 1.
func (p Period) Compare(other Period) int {
	from := time.Date(2001, time.January, 1, 0, 0, 0, 0, time.UTC)
	return cmp.Compare(p.After(from).Unix(), other.After(from).Unix())
}

// parts are none where the text is no period.
func (p Period) parts() (years, months, days int) {
	found := periodForm.FindStringSubmatch(string(p))
	if found == nil {
		return 0, 0, 0
	}
	n := func(i int) int { v, _ := strconv.Atoi(found[i]); return v }
	return n(1), n(2), 7*n(3) + n(4)
}

// Retention is how long a collection's records are kept, and what becomes of them then.
type Retention struct {
	Field     Field // its value is what the time counts from, where it is a date or a time; for any other, the last change counts
	Keep      Period
	Least     Period // what an organisation may choose instead
	Most      Period
	Anonymise bool // fields about people are emptied and the rest stays; else the record is erased
}

// Retention returns what a collection declares, and whether it declares any.
func (s Schema) Retention() (Retention, bool) {
	f, ok := s.Marked(func(m Marks) bool { return m.Retention != "" })
	if !ok {
		return Retention{}, false
	}
	return Retention{
		Field: f, Keep: f.Retention, Least: cmp.Or(f.Least, "P1D"), Most: cmp.Or(f.Most, f.Retention), Anonymise: f.Anonymise,
	}, true
}

// Dated reports whether the time counts from what a record says, not from its last change.
func (r Retention) Dated() bool { return r.Field.Type == Date || r.Field.Type == Time }

// Allows reports whether an organisation may keep records for so long.
func (r Retention) Allows(p Period) bool {
	return p.Valid() && p.Compare(r.Least) >= 0 && p.Compare(r.Most) <= 0
}

// About reports whether a field is about a person, or tells who it is.
func (s Schema) About(f Field) bool {
	subject := func(other Field) bool { return other.Subject == f.Name }
	return f.Personal || f.Sensitive || f.Subject != "" || slices.ContainsFunc(s.Fields, subject)
}

// Emptied reports whether a field goes when a record is anonymised.
func (s Schema) Emptied(f Field) bool { return s.About(f) || f.Passing }
