package piloufilou_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	ical "github.com/arran4/golang-ical"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// A calendar that cannot sign in follows a cycle by its address, until the address is cut off.
func TestCalendarsFollowACycle(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	id := w.opened("2026-09-21")
	var shared struct{ Path string }
	w.post("/cycles/"+id+":share", m{}, &shared)
	if len(shared.Path) < len("/feeds/.ics")+40 {
		t.Fatalf("the address %q can be guessed", shared.Path)
	}
	read := func() map[string]*ical.VEvent {
		t.Helper()
		answer := w.Do("GET", shared.Path, "")
		if answer.Code != 200 || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/calendar") {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
		made, err := ical.ParseCalendar(strings.NewReader(answer.Body.String()))
		if err != nil {
			t.Fatal(err)
		}
		events := map[string]*ical.VEvent{}
		for _, e := range made.Events() {
			events[e.Id()] = e
		}
		return events
	}
	value := func(e *ical.VEvent, p ical.ComponentProperty) string {
		if e == nil || e.GetProperty(p) == nil {
			return ""
		}
		return e.GetProperty(p).Value
	}
	second := id + "-2@ribambelle"
	before := read()
	known := httptest.NewRequest(http.MethodGet, shared.Path, nil)
	known.Header.Set("If-None-Match", w.Do("GET", shared.Path, "").Header().Get("Etag"))
	unchanged := httptest.NewRecorder()
	if w.ServeHTTP(unchanged, known); unchanged.Code != http.StatusNotModified || unchanged.Body.Len() != 0 {
		t.Errorf("nothing changed, and the calendar answers %d %q", unchanged.Code, unchanged.Body.String())
	}
	if len(before) != 16 {
		t.Fatalf("%d events", len(before))
	}
	if got := value(before[second], ical.ComponentPropertyDtStart); got != "20260928T080000Z" {
		t.Errorf("the second begins %s, want 10:00 in Paris", got)
	}
	w.post("/cycles/"+id+":move", m{"number": 2, "on": "2026-09-30"}, nil)
	w.post("/cycles/"+id+":skip", m{"number": 3, "reason": "closure"}, nil)
	after := read()
	if value(after[second], ical.ComponentPropertyDtStart) != "20260930T080000Z" || value(after[second], ical.ComponentPropertySequence) != "1" {
		t.Errorf("the moved one: %s, change %s", value(after[second], ical.ComponentPropertyDtStart), value(after[second], ical.ComponentPropertySequence))
	}
	if got := value(after[id+"-3@ribambelle"], ical.ComponentPropertyStatus); got != "CANCELLED" {
		t.Errorf("the skipped one is %s", got)
	}
	if got := value(after[id+"-4@ribambelle"], ical.ComponentPropertySequence); got != "0" {
		t.Errorf("the fourth changed %s times", got)
	}
	old := shared.Path
	w.post("/cycles/"+id+":share", m{}, &shared)
	w.refused("GET", old, nil, "calendar-not-found")
	read()
	w.post("/cycles/"+id+":unshare", m{}, nil)
	w.refused("GET", shared.Path, nil, "calendar-not-found")
}

func TestTheAddressIsNotKept(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	id := w.opened("2026-09-21")
	var shared struct{ Path string }
	w.post("/cycles/"+id+":share", m{}, &shared)
	token := strings.TrimSuffix(strings.TrimPrefix(shared.Path, "/feeds/"), ".ics")
	page, err := w.Store().List(t.Context(), "feeds", store.Query{Size: 10})
	if err != nil {
		t.Fatal(err)
	}
	dump, err := json.Marshal(page)
	if err != nil || strings.Contains(string(dump), token) {
		t.Errorf("the token lies in the store: %v", err)
	}
	w.refused("GET", "/feeds/"+strings.Repeat("A", 43)+".ics", nil, "calendar-not-found")
}
