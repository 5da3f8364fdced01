package cap_test

import (
	"net/http"
	"strings"
	"testing"

	ical "github.com/arran4/golang-ical"
)

func TestCancellingOneSessionKeepsTheOthersAndTellsEverybody(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor, ines := c.leads("mentor"), c.joins("ines")
	var promise struct {
		DueAt string `json:"due_at"`
	}
	mentor.begins(1)
	ines.post("/commitments", m{"text": "Sortir avant la collation"}, &promise)
	mentor.post(mentor.session(1)+":close", m{}, nil)
	done := c.work(0)
	mentor.refused("POST", mentor.session(1)+":cancel", m{"reason": "x"}, "session-not-planned")
	mentor.post(mentor.session(2)+":cancel", m{"reason": "Verglas"}, nil)
	c.work(done)

	told := c.office.Store().Outbox().Notices
	if len(told) != 2 {
		t.Fatalf("%d notices", len(told))
	}
	letter := told[len(told)-1]
	if text := c.office.Told(letter, "fr"); !strings.Contains(text, "mardi 13 octobre 2026 à 18 h 30 (heure de Toronto)") || !strings.Contains(text, "Verglas") || len(letter.Attachments) != 1 {
		t.Fatalf("%+v", letter)
	}
	calendar, err := ical.ParseCalendar(strings.NewReader(string(letter.Attachments[0].Content)))
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]int{}
	for _, e := range calendar.Events() {
		states[e.GetProperty(ical.ComponentPropertyStatus).Value+" "+e.GetProperty(ical.ComponentPropertySequence).Value]++
	}
	if states["CANCELLED 1"] != 1 || states["CONFIRMED 0"] != 9 {
		t.Errorf("events %v", states)
	}
	var list struct {
		Commitments []struct {
			DueAt string `json:"due_at"`
		}
	}
	ines.get("/commitments", &list)
	if list.Commitments[0].DueAt != mentor.sessionID(3) {
		t.Error("what was due at the cancelled session is not due at the next")
	}
}

// A calendar program subscribes, comes back, and sees what changed under the same UIDs.
func TestAFeedThatFollows(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor, ines := c.leads("mentor"), c.joins("ines")
	var feed struct{ Address string }
	ines.post(":subscribe", nil, &feed)
	prefix := "https://ribambelle.test/t/ville/cap"
	path, ok := strings.CutPrefix(feed.Address, prefix)
	if !ok || !strings.HasSuffix(path, ".ics") {
		t.Fatalf("address %s", feed.Address)
	}
	program := c.office.As("visitor", "")
	read := func() (string, http.Header) {
		w := program.Do("GET", path, "")
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/calendar") {
			t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
		}
		return w.Body.String(), w.Header()
	}
	before, header := read()
	if again, second := read(); again != before || second.Get("ETag") != header.Get("ETag") {
		t.Error("nothing changed, and the calendar did")
	}
	four := mentor.sessionID(4)
	mentor.post(mentor.session(4)+":move", m{"starts_at": "2026-12-15T19:00", "reason": "Congé"}, nil)
	after, _ := read()
	event := after[strings.Index(after, "UID:"+four):]
	event = event[:strings.Index(event, "END:VEVENT")]
	for _, want := range []string{"SEQUENCE:1", "DTSTART:20261216T000000Z", "STATUS:CONFIRMED"} {
		if !strings.Contains(event, want) {
			t.Errorf("no %s in %s", want, event)
		}
	}
	if strings.Count(before, "UID:") != strings.Count(after, "UID:") {
		t.Error("events came or went")
	}
	// A new address revokes the old one; giving the seat up revokes both.
	var second struct{ Address string }
	ines.post(":subscribe", nil, &second)
	refused(c, program, "GET", path, nil, "calendar-unknown")
	path = strings.TrimPrefix(second.Address, prefix)
	read()
	ines.post(":leave", nil, nil)
	refused(c, program, "GET", path, nil, "calendar-unknown")
	refused(c, program, "GET", "/calendars/"+strings.Repeat("A", 43)+".ics", nil, "calendar-unknown")
}
