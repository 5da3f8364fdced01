// Package schedule makes the dates of a community's sessions from a recurrence rule (RFC 5545), in the
// community's own zone: a session at half past six stays at half past six when the clocks change.
//
// Non-goals: calendars, sessions, who is told. Everything is pure and may be used concurrently.
package schedule

import (
	"fmt"
	"slices"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Most is how many sessions a cycle has at most: a weekly one over a year.
const Most = 60

// LocalLayout is how a civil time is written: "2026-09-08T18:30".
const LocalLayout = "2006-01-02T15:04"

// Plan says when sessions are, as people say it: "every second Tuesday of the month at half past six, ten times".
type Plan struct {
	Rule   string   // RRULE without DTSTART: "FREQ=MONTHLY;BYDAY=2TU;COUNT=10"
	First  string   // civil time of the first session, in LocalLayout
	Zone   string   // IANA: "America/Toronto"
	Except []string // civil dates that are left out: "2027-01-12"
}

// Times returns the moments at which the sessions begin, in order. A plan that cannot be followed is invalid,
// with pointers /rule, /starts, /zone and /except/0.
func (p Plan) Times() ([]time.Time, error) {
	zone, err := Zone(p.Zone)
	if err != nil {
		return nil, err
	}
	first, err := time.ParseInLocation(LocalLayout, p.First, zone)
	if err != nil {
		return nil, fault.InvalidRule("/starts", fault.Format, "date-time", "must be a date and time such as 2026-09-08T18:30")
	}
	rule, err := p.rule(first)
	if err != nil {
		return nil, err
	}
	all, err := occurrences(rule)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 || !all[0].Equal(first) {
		return nil, fault.InvalidRule("/starts", "cap-first-day", "", "must be a day that the rule names: the first one is %s", dayOf(all))
	}
	return p.without(all)
}

// Zone loads an IANA zone. The machine's own zone and names that are none are refused.
func Zone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, fault.InvalidField("/zone", "must be an IANA zone such as America/Toronto")
	}
	return zone, nil
}

func (p Plan) rule(first time.Time) (*rrule.RRule, error) {
	option, err := rrule.StrToROption(p.Rule)
	if err != nil {
		return nil, fault.InvalidField("/rule", "must be a recurrence rule such as FREQ=MONTHLY;BYDAY=2TU;COUNT=10").Because(err)
	}
	switch {
	case option.Freq > rrule.DAILY:
		return nil, fault.InvalidField("/rule", "must not repeat more often than every day")
	case option.Count == 0 && option.Until.IsZero():
		return nil, fault.InvalidField("/rule", "must end: say COUNT or UNTIL")
	case len(option.Byhour)+len(option.Byminute)+len(option.Bysecond) > 0:
		return nil, fault.InvalidField("/rule", "must leave the time of day to the first session")
	}
	option.Dtstart = first
	made, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, fault.InvalidField("/rule", "cannot be followed").Because(err)
	}
	return made, nil
}

// occurrences takes no more than Most; what names no day at all ends too.
func occurrences(rule *rrule.RRule) ([]time.Time, error) {
	var all []time.Time
	next := rule.Iterator()
	for {
		at, ok := next()
		if !ok {
			return all, nil
		}
		if len(all) == Most {
			return nil, fault.InvalidRule("/rule", "cap-sessions", fmt.Sprint(Most), "must not make more than %d sessions", Most)
		}
		all = append(all, at)
	}
}

// without leaves out the excepted days; one on which there is no session is refused: it is a slip of the pen.
func (p Plan) without(all []time.Time) ([]time.Time, error) {
	for i, day := range p.Except {
		at := slices.IndexFunc(all, func(t time.Time) bool { return t.Format(time.DateOnly) == day })
		if at < 0 {
			return nil, fault.InvalidRule(fmt.Sprintf("/except/%d", i), "cap-no-session-that-day", "", "must be a day on which the rule has a session")
		}
		all = slices.Delete(all, at, at+1)
	}
	if len(all) == 0 {
		return nil, fault.InvalidRule("/except", "cap-no-session-left", "", "must leave at least one session")
	}
	return all, nil
}

func dayOf(all []time.Time) string {
	if len(all) == 0 {
		return "none"
	}
	return all[0].Format(time.DateOnly)
}

// Soonest returns the first civil time, in LocalLayout, at which a rule has a session on the day of a moment or
// later: what a plan may begin with. clock is the time of day, "18:30".
func Soonest(rule, zoneName, clock string, from time.Time) (string, error) {
	zone, err := Zone(zoneName)
	if err != nil {
		return "", err
	}
	day := from.In(zone).Format(time.DateOnly)
	first, err := time.ParseInLocation(LocalLayout, day+"T"+clock, zone)
	if err != nil {
		return "", fault.InvalidRule("/starts", fault.Format, "time", "must have a time of day such as 18:30").Because(err)
	}
	made, err := Plan{Rule: rule}.rule(first)
	if err != nil {
		return "", err
	}
	at, ok := made.Iterator()()
	if !ok {
		return "", fault.InvalidRule("/rule", fault.TooFew, "1", "must name at least one day")
	}
	return at.Format(LocalLayout), nil
}

// Midnight is the end of the civil day of a moment in a zone.
func Midnight(at time.Time, zone *time.Location) time.Time {
	day := at.In(zone)
	return time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, zone)
}
