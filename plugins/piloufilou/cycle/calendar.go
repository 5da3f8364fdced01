package cycle

import (
	"fmt"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// horizon is the latest that a workshop may be planned after the first.
const horizon = 3 * 366 * 24 * time.Hour

// Dates are the days of n workshops: every so many weeks from the first day on, a week later where the day is
// closed, by the cycle's own plan or because its site is.
func (c Cycle) Dates(n int, site ...Span) ([]string, error) {
	first, err := time.Parse(time.DateOnly, c.FirstOn)
	if err != nil {
		return nil, fault.InvalidField("/first_on", "a date such as 2026-09-14")
	}
	for i, s := range c.Closed {
		if s.To < s.From {
			return nil, fault.InvalidField(fmt.Sprintf("/closed/%d/to", i), "must not come before its beginning")
		}
	}
	closed := slices.Concat(c.Closed, site)
	dates := make([]string, 0, n)
	for day := first; len(dates) < n; {
		if day.Sub(first) > horizon {
			return nil, fault.InvalidField("/closed", "leaves too few days: the last workshop would come more than three years after the first")
		}
		date := day.Format(time.DateOnly)
		if slices.ContainsFunc(closed, func(s Span) bool { return s.From <= date && date <= s.To }) {
			day = day.AddDate(0, 0, 7)
			continue
		}
		dates = append(dates, date)
		day = day.AddDate(0, 0, 7*max(1, c.Every))
	}
	return dates, nil
}

// Ahead are the first and the last day on which a workshop of the cycle may be planned.
func (c Cycle) Ahead() (first, last string, err error) {
	day, err := time.Parse(time.DateOnly, c.FirstOn)
	if err != nil {
		return "", "", fault.InvalidField("/first_on", "a date such as 2026-09-14")
	}
	return c.FirstOn, day.Add(horizon).Format(time.DateOnly), nil
}

// Move puts a workshop on another day; with following, those to come after it move by as many days. It returns
// the numbers of what moved.
func Move(all []Session, number int, on, at string, following bool) ([]int, error) {
	i := slices.IndexFunc(all, func(w Session) bool { return w.Number == number })
	if i < 0 {
		return nil, fault.Missing("workshop")
	}
	if all[i].State != ToCome {
		return nil, ErrNotToCome
	}
	from, err := time.Parse(time.DateOnly, all[i].PlannedOn)
	if err != nil {
		return nil, fmt.Errorf("reading the planned day: %w", err)
	}
	to, err := time.Parse(time.DateOnly, on)
	if err != nil {
		return nil, fault.InvalidField("/on", "a date such as 2026-09-14")
	}
	days := int(to.Sub(from).Hours() / 24)
	var moved []int
	for j := range all {
		w := &all[j]
		if w.State != ToCome || w.Number != number && (!following || w.Number < number) {
			continue
		}
		day, err := time.Parse(time.DateOnly, w.PlannedOn)
		if err != nil {
			return nil, fmt.Errorf("reading the planned day of workshop %d: %w", w.Number, err)
		}
		w.PlannedOn = day.AddDate(0, 0, days).Format(time.DateOnly)
		if at != "" {
			w.At = at
		}
		moved = append(moved, w.Number)
	}
	return moved, nil
}

// same compares two cycles by value.
func same(a, b Cycle) bool {
	if !slices.Equal(a.Closed, b.Closed) {
		return false
	}
	a.Closed, b.Closed = nil, nil
	return fmt.Sprintf("%#v", a) == fmt.Sprintf("%#v", b)
}
