package schedule_test

import (
	"slices"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/schedule"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func TestTenMonthlySessionsKeepTheirHourOverBothClockChanges(t *testing.T) {
	t.Parallel()
	plan := schedule.Plan{Rule: "FREQ=MONTHLY;BYDAY=2TU;COUNT=10", First: "2026-09-08T18:30", Zone: "America/Toronto"}
	all, err := plan.Times()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"2026-09-08T22:30Z", "2026-10-13T22:30Z", "2026-11-10T23:30Z", "2026-12-08T23:30Z", "2027-01-12T23:30Z",
		"2027-02-09T23:30Z", "2027-03-09T23:30Z", "2027-04-13T22:30Z", "2027-05-11T22:30Z", "2027-06-08T22:30Z",
	}
	var got []string
	for _, at := range all {
		got = append(got, at.UTC().Format("2006-01-02T15:04Z"))
		if hour := at.Format("15:04"); hour != "18:30" {
			t.Errorf("a session at %s there, want 18:30", hour)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("sessions at\n%v, want\n%v", got, want)
	}
}

// An hour that does not exist, and one that exists twice, on the days when the clocks change.
func TestTheHoursOfAClockChange(t *testing.T) {
	t.Parallel()
	for first, want := range map[string]string{
		"2027-03-14T01:30": "2027-03-14T06:30Z", // before the gap
		"2027-03-14T03:00": "2027-03-14T07:00Z", // its end
		"2026-11-01T01:30": "2026-11-01T05:30Z", // twice: the first is meant
	} {
		all, err := schedule.Plan{Rule: "FREQ=DAILY;COUNT=1", First: first, Zone: "America/Toronto"}.Times()
		if err != nil {
			t.Fatalf("%s: %v", first, err)
		}
		if got := all[0].UTC().Format("2006-01-02T15:04Z"); got != want {
			t.Errorf("%s is %s, want %s", first, got, want)
		}
	}
}

func TestADayIsLeftOutAndTheOthersStay(t *testing.T) {
	t.Parallel()
	all, err := schedule.Plan{
		Rule: "FREQ=MONTHLY;BYMONTHDAY=5;COUNT=4", First: "2026-12-05T09:00", Zone: "Europe/Paris", Except: []string{"2027-01-05"},
	}.Times()
	if err != nil || len(all) != 3 || all[1].Format(time.DateOnly) != "2027-02-05" {
		t.Errorf("%v, %v", all, err)
	}
}

func TestWhatAPlanRefuses(t *testing.T) {
	t.Parallel()
	good := schedule.Plan{Rule: "FREQ=WEEKLY;COUNT=3", First: "2026-09-08T18:30", Zone: "Europe/Paris"}
	for name, c := range map[string]struct {
		change  func(*schedule.Plan)
		pointer string
	}{
		"no zone":          {func(p *schedule.Plan) { p.Zone = "" }, "/zone"},
		"machine's zone":   {func(p *schedule.Plan) { p.Zone = "Local" }, "/zone"},
		"unknown zone":     {func(p *schedule.Plan) { p.Zone = "Mars/Olympus" }, "/zone"},
		"no date":          {func(p *schedule.Plan) { p.First = "soon" }, "/starts"},
		"other day":        {func(p *schedule.Plan) { p.Rule = "FREQ=MONTHLY;BYDAY=2WE;COUNT=3" }, "/starts"},
		"no rule":          {func(p *schedule.Plan) { p.Rule = "monthly" }, "/rule"},
		"no end":           {func(p *schedule.Plan) { p.Rule = "FREQ=WEEKLY" }, "/rule"},
		"every hour":       {func(p *schedule.Plan) { p.Rule = "FREQ=HOURLY;COUNT=3" }, "/rule"},
		"hours":            {func(p *schedule.Plan) { p.Rule = "FREQ=DAILY;COUNT=3;BYHOUR=9,10" }, "/rule"},
		"too many":         {func(p *schedule.Plan) { p.Rule = "FREQ=DAILY;COUNT=61" }, "/rule"},
		"far end":          {func(p *schedule.Plan) { p.Rule = "FREQ=DAILY;UNTIL=29990101T000000Z" }, "/rule"},
		"no such session":  {func(p *schedule.Plan) { p.Except = []string{"2026-09-09"} }, "/except/0"},
		"nothing is left":  {func(p *schedule.Plan) { p.Rule, p.Except = "FREQ=DAILY;COUNT=1", []string{"2026-09-08"} }, "/except"},
		"never any day":    {func(p *schedule.Plan) { p.Rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2" }, "/starts"},
		"a rule of a rule": {func(p *schedule.Plan) { p.Rule = "FREQ=DAILY;COUNT=3\nDTSTART:20260101T000000Z" }, "/rule"},
	} {
		plan := good
		c.change(&plan)
		_, err := plan.Times()
		if err == nil || len(fault.From(err).Fields) != 1 || fault.From(err).Fields[0].Pointer != c.pointer {
			t.Errorf("%s: %v, want a refusal at %s", name, err, c.pointer)
		}
	}
}

func TestTheSoonestBeginningFitsItsRule(t *testing.T) {
	t.Parallel()
	const rule = "FREQ=MONTHLY;BYDAY=2TU;COUNT=10"
	first, err := schedule.Soonest(rule, "Europe/Paris", "18:30", time.Date(2026, 9, 9, 0, 0, 0, 0, time.UTC))
	if err != nil || first != "2026-10-13T18:30" {
		t.Fatalf("%s, %v", first, err)
	}
	all, err := schedule.Plan{Rule: rule, First: first, Zone: "Europe/Paris"}.Times()
	if err != nil || len(all) != 10 {
		t.Errorf("%d sessions, %v", len(all), err)
	}
}

func TestMidnightIsTheCommunitysOwn(t *testing.T) {
	t.Parallel()
	zone, err := schedule.Zone("America/Vancouver")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2027, 3, 14, 2, 0, 0, 0, time.UTC) // 18:00 on the 13th there, the night of the change
	if got := schedule.Midnight(at, zone).UTC().Format(time.RFC3339); got != "2027-03-14T08:00:00Z" {
		t.Errorf("midnight at %s", got)
	}
}
