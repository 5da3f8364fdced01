package portrait_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// reminders are the jobs that remind of a last day, in the order of their staging.
func (h *house) reminders() []store.Job {
	return slices.DeleteFunc(h.store.Outbox().Jobs, func(j store.Job) bool { return j.Name != "wave-reminder" })
}

// noticed lists the kinds of what the teams were told.
func (h *house) noticed() (kinds []string) {
	for _, n := range h.store.Outbox().Notices {
		kinds = append(kinds, n.Kind)
	}
	return kinds
}

// move extends a wave.
func (h *house) move(id, day string) {
	h.t.Helper()
	h.do(coordinator, "POST", "/waves/"+id+":extend", map[string]string{"closes_on": day}, nil)
}

// Teams hear of a portrait by their role at their sites, whoever they are: a notice names no person, tells no number, and ties nobody to an answer.
func TestTeamsAreToldByRoleAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := prepared(h, `,"closes_on":"2026-03-31","sites":[{"unit_id":"c0"},{"unit_id":"c1"}]`)
	h.do(coordinator, "POST", "/waves/"+id+":open", nil, nil)
	code := h.code(id, "c0")
	h.do(visitor, "POST", "/answers:submit", json.RawMessage(submission(code, someValues)), nil)
	h.do(coordinator, "POST", "/waves/"+id+":add-site", map[string]any{"unit_id": "c2"}, nil)
	job := h.reminders()[0]
	if want := "2026-03-28T08:00:00Z"; job.At.UTC().Format(time.RFC3339) != want || strings.Contains(string(job.Data), code) {
		t.Fatalf("the reminder is due at %s with %s, want %s", job.At.UTC(), job.Data, want)
	}
	h.now = job.At
	h.run(job)
	notices := h.store.Outbox().Notices
	if len(notices) != 3 {
		t.Fatalf("told %v", h.noticed())
	}
	for i, units := range [][]string{{"c0", "c1"}, {"c2"}, {"c0", "c1", "c2"}} {
		n := notices[i]
		if n.To != "" || !slices.Equal(n.Roles, []string{sdk.Educator, sdk.Director}) || !slices.Equal(n.Units, units) || n.Link != "/waves/"+id {
			t.Errorf("notice %d goes to %+v, want %v", i, n, units)
		}
		text, err := json.Marshal(n.Values)
		if want := `{"day":{"en":"31 March 2026","fr":"31 mars 2026"},"title":{"fr":"Portrait de mars"}}`; err != nil || string(text) != want {
			t.Errorf("notice %d tells %s, want %s", i, text, want)
		}
	}
}

func TestAReminderComesOnceAndFollowsTheLastDay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := prepared(h, `,"closes_on":"2026-03-31"`)
	h.do(coordinator, "POST", "/waves/"+id+":open", nil, nil)
	first := h.reminders()[0]
	h.move(id, "2026-04-09")
	h.now = first.At
	h.run(first) // of the day that was moved
	if told := fmt.Sprint(h.noticed()); told != "[wave-opened]" {
		t.Fatalf("too early: %s", told)
	}
	last := h.reminders()[len(h.reminders())-1]
	h.now = last.At
	h.run(last)
	h.run(last)
	if told := fmt.Sprint(h.noticed()); told != "[wave-opened wave-ending]" || h.wave(id).Reminded != "2026-04-09" {
		t.Fatalf("at %s: %s, reminded of %q", h.now, told, h.wave(id).Reminded)
	}
	h.now = time.Date(2026, 4, 9, 9, 0, 0, 0, time.UTC)
	h.move(id, "2026-04-10") // another last day, too near for its own time: it is told at once
	again := h.reminders()[len(h.reminders())-1]
	if again.At.After(h.now) {
		t.Fatalf("the new last day is told at %s", again.At)
	}
	h.run(again)
	h.do(coordinator, "POST", "/waves/"+id+":close", nil, nil)
	h.run(again)
	if told := fmt.Sprint(h.noticed()); told != "[wave-opened wave-ending wave-ending]" {
		t.Errorf("after another last day and the end: %s", told)
	}
}

func TestNoReminderOfWhatIsOverShortOrUnwanted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config, closes string
		before         func(h *house, id string)
		jobs           int
	}{
		"closed before":               {`{}`, "2026-03-31", func(h *house, id string) { h.do(coordinator, "POST", "/waves/"+id+":close", nil, nil) }, 1},
		"given up":                    {`{}`, "2026-03-31", func(h *house, id string) { h.do(coordinator, "POST", "/waves/"+id+":cancel", nil, nil) }, 1},
		"unwanted meanwhile":          {`{}`, "2026-03-31", func(h *house, _ string) { h.config = json.RawMessage(`{"reminder":0}`) }, 1},
		"late, after its last minute": {`{}`, "2026-03-31", func(h *house, _ string) { h.now = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC) }, 1},
		"unwanted":                    {`{"reminder":0}`, "2026-03-31", nil, 0},
		"short":                       {`{}`, "2026-03-04", nil, 0},
	} {
		h := newHouse(t)
		h.config = json.RawMessage(c.config)
		id := prepared(h, fmt.Sprintf(`,"closes_on":%q`, c.closes))
		h.do(coordinator, "POST", "/waves/"+id+":open", nil, nil)
		due := h.reminders()
		if len(due) != c.jobs {
			t.Errorf("%s: %d reminders are staged, want %d", name, len(due), c.jobs)
		}
		for _, job := range due {
			h.now = job.At
			c.before(h, id)
			h.run(job)
		}
		if told := fmt.Sprint(h.noticed()); told != "[wave-opened]" {
			t.Errorf("%s: told %s", name, told)
		}
	}
}

// The number of days is the organisation's, and the hour is its own where the clock changes in between.
func TestAReminderKeepsItsHour(t *testing.T) {
	t.Parallel()
	for days, want := range map[int]string{1: "2026-03-29T07:00:00Z", 2: "2026-03-28T08:00:00Z", 14: "2026-03-16T08:00:00Z"} {
		h := newHouse(t)
		h.config = json.RawMessage(fmt.Sprintf(`{"reminder":%d}`, days))
		id := prepared(h, `,"closes_on":"2026-03-30"`)
		h.do(coordinator, "POST", "/waves/"+id+":open", nil, nil)
		if at := h.reminders()[0].At.UTC().Format(time.RFC3339); at != want {
			t.Errorf("%d days before: %s, want %s", days, at, want)
		}
	}
}
