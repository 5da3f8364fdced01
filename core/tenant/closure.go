package tenant

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Closure is a time at which a unit, and all below it, is closed.
type Closure struct {
	ID     string
	Unit   string // unit id; empty for the whole organisation
	Path   string // of the unit now
	From   string // first closed day: "2026-08-03"
	To     string // last closed day
	Name   map[string]string
	Yearly bool // the same days of each year, from the first on
	Rev    int64
}

// Shut is one closed period, as it falls.
type Shut struct {
	From, To string // days, both closed
	Name     map[string]string
	Closure  string // id of the closure; empty for a public holiday
	Unit     string // of the closure; empty for the whole organisation
}

// Holidays tells the public holidays of a place, in one year.
type Holidays func(place string, year int) []Shut

// Closures is where closures are kept. Fault kind: not_found.
type Closures interface {
	// Closures lists an organisation's, by their first day.
	Closures(ctx context.Context, t ID) ([]Closure, error)
	// Over lists those that hold at a path: of the organisation and of the units down to it, by their first day.
	Over(ctx context.Context, t ID, path string) ([]Closure, error)
	// Closure finds one by its id.
	Closure(ctx context.Context, t ID, id string) (Closure, error)
}

// ClosureWriter changes closures within one transaction of one tenant.
type ClosureWriter interface {
	// Put creates the closure (Rev 0) or replaces it at that Rev; conflict otherwise. Fault kind: not_found (its unit).
	Put(ctx context.Context, c Closure) (Closure, error)
	// Remove deletes one. Fault kind: not_found.
	Remove(ctx context.Context, id string) error
}

// Day is how a day is written.
const Day = time.DateOnly

// farthest is how many days may be asked for at once: ten years.
const farthest = 10 * 366

// Calendar tells when units are closed: closures as they fall, and public holidays.
type Calendar struct {
	Closures Closures
	Holidays Holidays
	Tree     Tree
}

// Shut lists the closed periods at a path of the tree that touch some days, both inclusive, by their first day. Fault kind:
// invalid, with pointers /from and /to.
func (x Calendar) Shut(ctx context.Context, t Tenant, path, from, to string) ([]Shut, error) {
	begin, err := time.Parse(Day, from)
	if err != nil {
		return nil, fault.InvalidRule("/from", fault.Format, "date", "a day such as 2027-08-02")
	}
	end, err := time.Parse(Day, to)
	if err != nil || end.Sub(begin) > farthest*24*time.Hour {
		return nil, fault.InvalidRule("/to", fault.Format, "date", "a day, ten years later at most")
	}
	closures, err := x.Closures.Over(ctx, t.ID, path)
	if err != nil {
		return nil, err
	}
	var shut []Shut
	for _, c := range closures {
		shut = append(shut, c.falls(begin.Year()-1, end.Year())...) // it may have begun the year before
	}
	way, err := x.Tree.Way(ctx, t.ID, path)
	if err != nil {
		return nil, fmt.Errorf("reading whose public holidays are kept: %w", err)
	}
	place := t.Prevails(way).Holidays.Value
	for year := begin.Year(); place != NoHolidays && year <= end.Year(); year++ {
		shut = append(shut, x.Holidays(place, year)...)
	}
	shut = slices.DeleteFunc(shut, func(s Shut) bool { return s.To < from || s.From > to })
	slices.SortStableFunc(shut, func(a, b Shut) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return shut, nil
}

// falls is when a closure is, in the years that it may begin in.
func (c Closure) falls(first, last int) []Shut {
	once := Shut{c.From, c.To, c.Name, c.ID, c.Unit}
	if !c.Yearly {
		return []Shut{once}
	}
	var all []Shut
	begun := yearOf(c.From)
	for year := max(first, begun); year <= last; year++ {
		s := once
		s.From, s.To = moved(c.From, year-begun), moved(c.To, year-begun)
		all = append(all, s)
	}
	return all
}

// moved is a day some years later; 29 February is the last of the month where there is none.
func moved(day string, years int) string {
	at, err := time.Parse(Day, day)
	if err != nil {
		return day
	}
	later := time.Date(at.Year()+years, at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	if later.Month() != at.Month() {
		later = later.AddDate(0, 0, -later.Day())
	}
	return later.Format(Day)
}

func yearOf(day string) int {
	at, err := time.Parse(Day, day)
	if err != nil {
		return 0
	}
	return at.Year()
}

// Days are the first and the last day, at midnight UTC.
func (s Shut) Days() (from, to time.Time, err error) {
	if from, err = time.Parse(Day, s.From); err != nil {
		return from, to, fmt.Errorf("reading a first closed day: %w", err)
	}
	if to, err = time.Parse(Day, s.To); err != nil {
		return from, to, fmt.Errorf("reading a last closed day: %w", err)
	}
	return from, to, nil
}
