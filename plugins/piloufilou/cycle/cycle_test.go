package cycle_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// played is a programme of n workshops of 40 minutes and three components.
func played(n int) programme.Programme {
	p := programme.Programme{Components: []programme.Component{{Key: "rituel"}, {Key: "scene"}}}
	for i := range n {
		p.Workshops = append(p.Workshops, programme.Workshop{Number: i + 1, Minutes: 40, Components: []programme.Component{{Key: "propre"}}})
	}
	return p
}

func planned() cycle.Cycle {
	return cycle.Cycle{Edition: "e", Unit: "u", Group: "Les Grands", Children: 8, FirstOn: "2026-09-14", At: "10:00", Every: 1, Status: cycle.Planned}
}

func opened(t *testing.T, n int) (cycle.Cycle, []cycle.Session) {
	t.Helper()
	c, all, err := planned().Open(played(n), "2026-09-10")
	if err != nil {
		t.Fatal(err)
	}
	return c, all
}

func TestOpeningPlansEveryWorkshopOfTheVersion(t *testing.T) {
	t.Parallel()
	for _, n := range []int{15, 16, 3} {
		c, all := opened(t, n)
		if c.Status != cycle.Open || c.Workshops != n || len(all) != n || c.OpenedOn != "2026-09-10" {
			t.Errorf("%d workshops: %+v with %d", n, c, len(all))
		}
		last := all[n-1]
		if last.Number != n || last.State != cycle.ToCome || last.CoreListed != 3 || last.PlannedMinutes != 40 || last.At != "10:00" {
			t.Errorf("the last one: %+v", last)
		}
	}
	c, _ := opened(t, 2)
	if _, _, err := c.Open(played(2), "2026-09-11"); !errors.Is(err, cycle.ErrNotPlanned) {
		t.Errorf("opening twice: %v", err)
	}
}

func TestDatesLeaveClosedPeriodsOut(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		every  int
		closed []cycle.Span
		want   string
	}{
		"weekly":      {1, nil, "2026-09-14 2026-09-21 2026-09-28 2026-10-05 2026-10-12"},
		"fortnightly": {2, nil, "2026-09-14 2026-09-28 2026-10-12 2026-10-26 2026-11-09"},
		"holidays":    {1, []cycle.Span{{From: "2026-09-28", To: "2026-10-09"}}, "2026-09-14 2026-09-21 2026-10-12 2026-10-19 2026-10-26"},
		"first day":   {2, []cycle.Span{{From: "2026-09-14", To: "2026-09-14"}}, "2026-09-21 2026-10-05 2026-10-19 2026-11-02 2026-11-16"},
	} {
		c := planned()
		c.Every, c.Closed = tc.every, tc.closed
		dates, err := c.Dates(5)
		if err != nil || strings.Join(dates, " ") != tc.want {
			t.Errorf("%s: %v, %v", name, dates, err)
		}
	}
	c := planned()
	c.Closed = []cycle.Span{{From: "2026-09-01", To: "2040-01-01"}}
	if _, err := c.Dates(1); fault.From(err).Fields[0].Pointer != "/closed" {
		t.Errorf("no day left: %v", err)
	}
	c.Closed = []cycle.Span{{From: "2026-09-02", To: "2026-09-01"}}
	if _, err := c.Dates(1); fault.From(err).Fields[0].Pointer != "/closed/0/to" {
		t.Errorf("ends before it begins: %v", err)
	}
}

func TestMoving(t *testing.T) {
	t.Parallel()
	_, all := opened(t, 4)
	all[2].State = cycle.Skipped
	one := slices.Clone(all)
	moved, err := cycle.Move(one, 2, "2026-09-23", "", false)
	if err != nil || !slices.Equal(moved, []int{2}) || one[1].PlannedOn != "2026-09-23" || one[3].PlannedOn != all[3].PlannedOn {
		t.Errorf("one: %v %v %+v", moved, err, one[1])
	}
	rest := slices.Clone(all)
	moved, err = cycle.Move(rest, 2, "2026-09-28", "09:30", true)
	if err != nil || !slices.Equal(moved, []int{2, 4}) || rest[3].PlannedOn != "2026-10-12" || rest[3].At != "09:30" {
		t.Errorf("the following too: %v %v %+v", moved, err, rest[3])
	}
	if _, err := cycle.Move(rest, 3, "2026-09-28", "", false); !errors.Is(err, cycle.ErrNotToCome) {
		t.Errorf("a skipped one: %v", err)
	}
}

func number(n int) *int { return &n }

func entry() cycle.Entry {
	return cycle.Entry{
		Number: 1, HeldOn: "2026-09-14", Minutes: 35, Components: []string{"rituel", "propre"}, Present: 8,
		Engaged: number(6), Drifted: number(2), Responsiveness: 3, Quality: 3,
		Adaptations: []cycle.Adaptation{{What: "Scène raccourcie", Why: "fatigue du groupe"}},
	}
}

func TestLogging(t *testing.T) {
	t.Parallel()
	c, all := opened(t, 3)
	held, wrong := all[0].Log(entry(), c, "2026-09-15", "")
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if held.State != cycle.Held || held.CoreDone != 2 || held.CoreListed != 3 || held.Counted != 8 || held.Engaged != 6 ||
		held.Adapted != 1 || held.Unplanned != 1 || held.LoggedOn != "2026-09-15" || held.PlannedOn != "2026-09-14" {
		t.Errorf("held %+v", held)
	}
	again := entry()
	again.Adaptations, again.Engaged, again.Drifted = nil, nil, nil
	corrected, wrong := held.Log(again, c, "2026-09-16", "")
	if len(wrong) > 0 || corrected.Adapted != 0 || corrected.Counted != 0 || corrected.Engaged != 0 {
		t.Errorf("a correction keeps what was: %+v %v", corrected, wrong)
	}
}

func TestWhatALogRefuses(t *testing.T) {
	t.Parallel()
	c, all := opened(t, 3)
	small := c
	small.Children = 3
	for name, tc := range map[string]struct {
		change  func(*cycle.Entry)
		c       cycle.Cycle
		pointer string
	}{
		"tomorrow":               {func(e *cycle.Entry) { e.HeldOn = "2026-09-16" }, c, "/w/held_on"},
		"foreign component":      {func(e *cycle.Entry) { e.Components = []string{"rituel", "autre"} }, c, "/w/components/1"},
		"component twice":        {func(e *cycle.Entry) { e.Components = []string{"rituel", "rituel"} }, c, "/w/components/1"},
		"more than were there":   {func(e *cycle.Entry) { e.Engaged = number(7) }, c, "/w/engaged"},
		"half of the count":      {func(e *cycle.Entry) { e.Drifted = nil }, c, "/w/drifted"},
		"a count of three":       {func(*cycle.Entry) {}, small, "/w/engaged"},
		"adaptation without why": {func(e *cycle.Entry) { e.Adaptations[0].Why = "" }, c, "/w/adaptations/0/why"},
	} {
		e := entry()
		e.Adaptations = slices.Clone(e.Adaptations)
		tc.change(&e)
		w, wrong := all[0].Log(e, tc.c, "2026-09-15", "/w")
		if len(wrong) != 1 || wrong[0].Pointer != tc.pointer || w.State != cycle.ToCome {
			t.Errorf("%s: %v, want %s", name, wrong, tc.pointer)
		}
	}
}

func TestSkipping(t *testing.T) {
	t.Parallel()
	c, all := opened(t, 3)
	for reason, note := range map[cycle.Reason]string{"": "", "other": "", "stopped": ""} {
		if _, err := all[0].Skip(reason, note, "2026-09-15"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("skipped for %q: %v", reason, err)
		}
	}
	skipped, err := all[0].Skip("illness", "", "2026-09-15")
	if err != nil || skipped.State != cycle.Skipped || skipped.Reason != "illness" {
		t.Errorf("%+v %v", skipped, err)
	}
	held, _ := all[0].Log(entry(), c, "2026-09-15", "")
	if _, err := held.Skip("illness", "", "2026-09-15"); !errors.Is(err, cycle.ErrHeld) {
		t.Errorf("skipping a held one: %v", err)
	}
	back := held.Cleared()
	if back.State != cycle.ToCome || back.Minutes != 0 || back.Notes != "" || back.PlannedMinutes != 40 || len(back.Core) != 3 {
		t.Errorf("taken back: %+v", back)
	}
}

func TestACycleEndsWithItsLastWorkshop(t *testing.T) {
	t.Parallel()
	c, all := opened(t, 2)
	all[0].State, all[1].State = cycle.Held, cycle.Skipped
	done := c.Settled(all, "2026-10-01")
	if done.Status != cycle.Done || done.EndedOn != "2026-10-01" {
		t.Errorf("%+v", done)
	}
	all[1].State = cycle.ToCome
	if again := done.Settled(all, "2026-10-02"); again.Status != cycle.Open || again.EndedOn != "" {
		t.Errorf("a log taken back leaves the cycle %s", again.Status)
	}
}

func TestStopping(t *testing.T) {
	t.Parallel()
	c, all := opened(t, 3)
	all[0].State = cycle.Held
	if _, _, err := c.Stop(all, "", "2026-10-01"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	stopped, left, err := c.Stop(all, "La section ferme", "2026-10-01")
	if err != nil || stopped.Status != cycle.Stopped || len(left) != 2 || left[0].State != cycle.Skipped || left[0].Reason != "stopped" {
		t.Errorf("%+v %+v %v", stopped, left, err)
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	open, _ := opened(t, 2)
	fresh := planned()
	change := func(c cycle.Cycle, f func(*cycle.Cycle)) *cycle.Cycle { f(&c); return &c }
	for name, tc := range map[string]struct {
		before, after *cycle.Cycle
		want          error
	}{
		"new":                       {nil, &fresh, nil},
		"plan of a draft":           {&fresh, change(fresh, func(c *cycle.Cycle) { c.FirstOn = "2026-10-01" }), nil},
		"people of an open one":     {&open, change(open, func(c *cycle.Cycle) { c.Partner = "p2"; c.Children = 9 }), nil},
		"plan of an open one":       {&open, change(open, func(c *cycle.Cycle) { c.FirstOn = "2026-10-01" }), cycle.ErrNotPlanned},
		"periods of an open one":    {&open, change(open, func(c *cycle.Cycle) { c.Closed = []cycle.Span{{From: "2026-10-01", To: "2026-10-02"}} }), cycle.ErrNotPlanned},
		"opened by hand":            {&fresh, change(fresh, func(c *cycle.Cycle) { c.Status = cycle.Open }), cycle.ErrNotPlanned},
		"closed by hand":            {&open, change(open, func(c *cycle.Cycle) { c.Status = cycle.Done }), cycle.ErrNotPlanned},
		"another edition":           {&fresh, change(fresh, func(c *cycle.Cycle) { c.Edition = "f" }), cycle.ErrFixed},
		"another version":           {&open, change(open, func(c *cycle.Cycle) { c.Programme = "p2" }), cycle.ErrFixed},
		"deleting a draft":          {&fresh, nil, nil},
		"deleting one that is open": {&open, nil, cycle.ErrKept},
	} {
		if err := cycle.Guard(tc.before, tc.after); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if err := cycle.Guard(nil, &open); fault.KindOf(err) != fault.Invalid {
		t.Errorf("made open: %v", err)
	}
}
