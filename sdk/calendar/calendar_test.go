package calendar_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ical "github.com/arran4/golang-ical"

	"github.com/ribambelle/ribambelle/sdk/calendar"
)

var begin = time.Date(2026, 9, 8, 22, 30, 0, 0, time.UTC)

func evening() calendar.Event {
	return calendar.Event{
		UID: "0198c0de-0000-7000-8000-000000000001", Begin: begin, End: begin.Add(90 * time.Minute), Stamp: begin.AddDate(0, -1, 0),
		Title: "Grandir dehors, séance 1", Details: "Ce que nous essayons ; ce qui change.\nApportez une photo, sans enfant.",
		Room: "https://visio.example/grandir-1", Phones: []string{"+1 (418) 555-0142"}, Category: "CAP",
	}
}

func written(t *testing.T, events ...calendar.Event) string {
	t.Helper()
	out, err := calendar.Calendar{Name: "Grandir dehors", Details: "Le cycle", Events: events}.Write()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// unfolded joins the lines that RFC 5545 section 3.1 folds.
func unfolded(s string) string { return strings.ReplaceAll(s, "\r\n ", "") }

func TestWhatCalendarsNeed(t *testing.T) {
	t.Parallel()
	out := written(t, evening())
	for _, want := range []string{
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "METHOD:PUBLISH\r\n", "NAME:Grandir dehors\r\n", "REFRESH-INTERVAL;VALUE=DURATION:PT60M\r\n",
		"X-PUBLISHED-TTL:PT60M\r\n", "UID:0198c0de-0000-7000-8000-000000000001\r\n", "SEQUENCE:0\r\n", "STATUS:CONFIRMED\r\n",
		"DTSTART:20260908T223000Z\r\n", "DTEND:20260909T000000Z\r\n", "DTSTAMP:20260808T223000Z\r\n", "LAST-MODIFIED:20260808T223000Z\r\n",
		`DESCRIPTION:Ce que nous essayons \; ce qui change.\nApportez une photo\, sans enfant.` + "\r\n", `SUMMARY:Grandir dehors\, séance 1` + "\r\n",
		"tel:+14185550142\r\n", ":https://visio.example/grandir-1\r\n", "FEATURE=AUDIO,VIDEO", "FEATURE=PHONE", "VALUE=URI", "END:VCALENDAR\r\n",
	} {
		if !strings.Contains(unfolded(out), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	for line := range strings.SplitSeq(out, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line of %d octets: %s", len(line), line)
		}
	}
	if strings.Contains(strings.ReplaceAll(out, "\r\n", ""), "\n") {
		t.Error("a line ends with LF alone")
	}
}

func TestACalendarIsReadBack(t *testing.T) {
	t.Parallel()
	cancelled := evening()
	cancelled.UID, cancelled.Sequence, cancelled.Cancelled, cancelled.Begin = "two", 3, true, begin.Add(time.Minute)
	read, err := ical.ParseCalendar(strings.NewReader(written(t, cancelled, evening())))
	if err != nil {
		t.Fatal(err)
	}
	events := read.Events()
	if len(events) != 2 || events[0].Id() != evening().UID {
		t.Fatalf("%d events", len(events))
	}
	if got := events[1].GetProperty(ical.ComponentPropertyStatus).Value; got != "CANCELLED" {
		t.Errorf("status %s", got)
	}
	if got := events[1].GetProperty(ical.ComponentPropertySequence).Value; got != "3" {
		t.Errorf("sequence %s", got)
	}
	if at, err := events[0].GetStartAt(); err != nil || !at.Equal(begin) {
		t.Errorf("begins %v, %v", at, err)
	}
}

func TestTheSameCalendarIsTheSameBytes(t *testing.T) {
	t.Parallel()
	other := evening()
	other.UID = "another"
	if written(t, evening(), other) != written(t, other, evening()) {
		t.Error("the order of the events shows")
	}
}

// What people write stays text: no line of it becomes a property.
func TestNoTextBecomesAProperty(t *testing.T) {
	t.Parallel()
	e := evening()
	e.Title, e.Details, e.Place, e.Room = "A\r\nATTACH:https://evil.example", "B\r\nEND:VEVENT", "C\nX:1", "javascript:alert(1)"
	out := written(t, e)
	for _, line := range strings.Split(unfolded(out), "\r\n") {
		for _, bad := range []string{"ATTACH", "X:1", "CONFERENCE;VALUE=URI:javascript", "URL"} {
			if strings.HasPrefix(line, bad) {
				t.Errorf("line %q", line)
			}
		}
	}
	if strings.Count(out, "\r\nEND:VEVENT\r\n") != 1 {
		t.Error("the event ends twice")
	}
}

func TestAllDays(t *testing.T) {
	t.Parallel()
	e := evening()
	e.AllDay, e.End = true, begin.AddDate(0, 0, 1)
	out := written(t, e)
	if !strings.Contains(out, "DTSTART;VALUE=DATE:20260908\r\n") || !strings.Contains(out, "DTEND;VALUE=DATE:20260909\r\n") {
		t.Errorf("in\n%s", out)
	}
}

func TestWhatIsNoEvent(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*calendar.Event){
		"no UID":        func(e *calendar.Event) { e.UID = "" },
		"a UID of two":  func(e *calendar.Event) { e.UID = "a\nb" },
		"ends too soon": func(e *calendar.Event) { e.End = e.Begin },
	} {
		e := evening()
		change(&e)
		if out, err := (calendar.Calendar{Name: "x", Events: []calendar.Event{e}}).Write(); err == nil {
			t.Errorf("%s: %s", name, out)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	token, digest := calendar.NewToken()
	other, _ := calendar.NewToken()
	if len(token) != 43 || token == other || digest != calendar.Digest(token) || bytes.Contains([]byte(digest), []byte(token)) {
		t.Errorf("token %s, digest %s", token, digest)
	}
}
