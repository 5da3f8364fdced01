package session_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

var evening = time.Date(2026, 9, 8, 22, 30, 0, 0, time.UTC)

func planned() session.Session {
	return session.Session{Community: "c", Number: 1, At: evening.Unix(), Minutes: 90, State: session.Planned}
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.From(err).Code
}

func TestTheLifeOfASession(t *testing.T) {
	t.Parallel()
	s := planned()
	if _, err := s.Begun(evening.Add(-61 * time.Minute)); code(err) != "session-early" {
		t.Errorf("opened too early: %v", err)
	}
	s, err := s.Begun(evening.Add(-5 * time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Dropped("Neige"); code(err) != "session-not-planned" {
		t.Errorf("cancelled while open: %v", err)
	}
	s, err = s.Ended(80)
	if err != nil || s.State != session.Held || s.Credit() != 80 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := s.Ended(0); code(err) != "session-not-open" {
		t.Errorf("closed twice: %v", err)
	}
}

func TestEachChangeThatCalendarsMustSeeCounts(t *testing.T) {
	t.Parallel()
	s, err := planned().Moved(evening.AddDate(0, 0, 7), "Congé", evening.AddDate(0, 0, -1))
	if err != nil || s.Sequence != 1 || s.MovedFrom != evening.Unix() {
		t.Fatalf("%+v, %v", s, err)
	}
	room := "https://visio.example/1"
	s, _ = s.Told(nil, &room)
	s, _ = s.Dropped("Neige")
	if s.Sequence != 3 || s.State != session.Cancelled {
		t.Errorf("%+v", s)
	}
	s, err = s.Moved(evening.AddDate(0, 0, 14), "Reprise", evening)
	if err != nil || s.Sequence != 4 || s.State != session.Planned || s.MovedFrom != evening.Unix() {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := s.Moved(evening, "Hier", evening); code(err) != "session-past" {
		t.Errorf("moved into the past: %v", err)
	}
}

func TestMinutesOfALine(t *testing.T) {
	t.Parallel()
	n := func(m int) *int { return &m }
	open := planned()
	open.State = session.Open
	for name, c := range map[string]struct {
		line session.Line
		want int
		bad  bool
	}{
		"in full":            {session.Line{Presence: session.Present}, 90, false},
		"half":               {session.Line{Presence: session.Late, Minutes: n(45)}, 45, false},
		"late, unsaid":       {session.Line{Presence: session.Late}, 0, true},
		"longer than it was": {session.Line{Presence: session.Present, Minutes: n(91)}, 0, true},
		"no time at all":     {session.Line{Presence: session.Present, Minutes: n(0)}, 0, true},
		"excused":            {session.Line{Presence: session.Excused}, 0, false},
		"absent with time":   {session.Line{Presence: session.Absent, Minutes: n(5)}, 0, true},
	} {
		got, err := c.line.Count(open)
		if got != c.want || (err != nil) != c.bad {
			t.Errorf("%s: %d, %v", name, got, err)
		}
	}
	if _, err := (session.Line{Presence: session.Present}).Count(planned()); code(err) != "session-not-held" {
		t.Errorf("attendance of a session to come: %v", err)
	}
}

func TestACorrectionKeepsWhatWasThere(t *testing.T) {
	t.Parallel()
	a := session.Attendance{Presence: session.Absent, ValidatedBy: "m", ValidatedAt: "2026-09-09T00:00:00Z"}
	if _, err := a.Corrected(session.Late, 45, "m", "2026-09-10T00:00:00Z", "  "); code(err) != "invalid-input" {
		t.Errorf("a correction without a reason: %v", err)
	}
	got, err := a.Corrected(session.Late, 45, "m2", "2026-09-10T00:00:00Z", "Connexion par téléphone")
	if err != nil {
		t.Fatal(err)
	}
	want := session.Attendance{
		Presence: session.Late, Minutes: 45, ValidatedBy: "m2", ValidatedAt: "2026-09-10T00:00:00Z",
		Log: []session.Correction{{At: "2026-09-10T00:00:00Z", By: "m2", Presence: session.Absent, Reason: "Connexion par téléphone"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestHoursToTheQuarter(t *testing.T) {
	t.Parallel()
	for minutes, want := range map[int]string{
		0: "0.00", 7: "0.00", 8: "0.25", 15: "0.25", 22: "0.25", 23: "0.50", 60: "1.00",
		8*90 + 45: "12.75", 765 + 7: "12.75", 765 + 8: "13.00", -5: "0.00",
	} {
		if got := session.Hours(session.Quarters(minutes)); got != want {
			t.Errorf("%d minutes are %s h, want %s", minutes, got, want)
		}
	}
}

// Session 4 opens with 12 commitments: 7 kept, 3 partly, 2 moved.
func TestCommitmentsOfASession(t *testing.T) {
	t.Parallel()
	var fourth, fifth session.Tally
	for i := range 12 {
		c := session.Commitment{Text: "Essayer", Made: "s3", DueAt: "s4", Outcome: session.Due}
		r := session.Review{Session: "s4", Outcome: session.Kept, Learning: "Plus calme."}
		if i >= 7 {
			r.Outcome = session.Partial
		}
		if i >= 10 {
			r.Outcome = session.Moved
		}
		c, err := c.Reviewed(r, "s5")
		if err != nil {
			t.Fatal(err)
		}
		fourth.Add(c.At("s4"))
		fifth.Add(c.At("s5"))
	}
	if want := (session.Tally{All: 12, Kept: 7, Partial: 3, Moved: 2}); fourth != want {
		t.Errorf("session 4: %+v", fourth)
	}
	if want := (session.Tally{All: 2, Due: 2}); fifth != want {
		t.Errorf("session 5: %+v", fifth)
	}
}

func TestWhatAReviewRefuses(t *testing.T) {
	t.Parallel()
	due := session.Commitment{DueAt: "s4", Outcome: session.Due}
	kept, err := due.Reviewed(session.Review{Session: "s4", Outcome: session.Kept}, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		from session.Commitment
		r    session.Review
		want string
	}{
		"elsewhere":          {due, session.Review{Session: "s5", Outcome: session.Kept}, "commitment-not-due"},
		"twice":              {kept, session.Review{Session: "s5", Outcome: session.Kept}, "commitment-reviewed"},
		"moved past the end": {due, session.Review{Session: "s4", Outcome: session.Moved}, "commitment-no-next"},
		"said otherwise":     {kept, session.Review{Session: "s4", Outcome: session.Missed}, ""},
	} {
		if _, err := c.from.Reviewed(c.r, ""); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	moved, _ := due.Reviewed(session.Review{Session: "s4", Outcome: session.Moved}, "s5")
	back, err := moved.Reviewed(session.Review{Session: "s4", Outcome: session.Kept}, "s5")
	if err != nil || back.DueAt != "s4" || back.Outcome != session.Kept || len(back.Reviews) != 1 {
		t.Errorf("taken back: %+v, %v", back, err)
	}
}
