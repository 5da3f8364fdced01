package sdk

import (
	"context"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Closure is a period in which a unit is closed: its own, one that it inherits from the units above it, or a public holiday.
type Closure = wire.Closure

// Closures are periods in which one unit is closed, by their first day; they may overlap.
type Closures []Closure

// Closures returns when a unit is closed, as far as that touches the days from and to ("2027-01-01", both inclusive, ten years
// apart at most). Without a unit it is when the whole organisation is. Fault kinds: invalid, not_found.
func (t Tree) Closures(ctx context.Context, unit, from, to string) (Closures, error) {
	if t.call == nil {
		return nil, errNoCall()
	}
	return t.call.host.Closures(ctx, wire.ClosureQuery{Unit: unit, From: from, To: to})
}

// On returns the closure in which a day lies.
func (c Closures) On(day string) (Closure, bool) {
	i := slices.IndexFunc(c, func(one Closure) bool { return one.From <= day && day <= one.To })
	if i < 0 {
		return Closure{}, false
	}
	return c[i], true
}

// Open returns the day itself where it is open, else the first open weekday after it. What is no day comes back as it is.
func (c Closures) Open(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	for _, shut := c.On(day); shut; _, shut = c.On(day) {
		at = at.AddDate(0, 0, 1)
		for at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
			at = at.AddDate(0, 0, 1)
		}
		day = at.Format(time.DateOnly)
	}
	return day
}
