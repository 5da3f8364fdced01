package portrait_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// told are the events that a job of a wave tells.
func (h *house) told(job, waveID string) []store.Event {
	h.t.Helper()
	data := json.RawMessage(fmt.Sprintf(`{"wave":%q}`, waveID))
	staged, err := h.module.Run(context.Background(), h.call(wire.Caller{Kind: "module", ID: "portrait", Zone: "Europe/Paris"}), wire.Job{Name: job, Data: data})
	if err != nil {
		h.t.Fatal(err)
	}
	return staged.Events
}

func TestALowDimensionIsToldOnceClosedAndOnlyWhenItMayBe(t *testing.T) {
	t.Parallel()
	const low = `{"repondre":1,"hauteur":1,"annoncer":1,"emotions":1,"echanges":1,"conflits":1,"encourager":1,"de-loin":3}`
	for name, c := range map[string]struct{ people, needs int }{"enough people": {5, 1}, "too few people": {4, 0}} {
		h := newHouse(t)
		id := opened(h, "")
		for range c.people {
			h.do(visitor, "POST", "/answers:submit", json.RawMessage(submission(h.code(id, "c0"), low)), nil)
		}
		if early := h.told("wave-needs", id); len(early) != 0 {
			t.Errorf("%s: an open portrait told %v", name, early)
		}
		h.do(coordinator, "POST", "/waves/"+id+":close", nil, nil)
		events := h.told("wave-needs", id)
		if len(events) != c.needs {
			t.Fatalf("%s: told %v, want %d needs", name, events, c.needs)
		}
		for _, e := range events {
			var data map[string]any
			if err := json.Unmarshal(e.Data, &data); err != nil {
				t.Fatal(err)
			}
			if e.Type != "portrait.need.found" || data["domain"] != "interactions" || data["unit"] != "ville" || len(data) != 4 {
				t.Errorf("%s: told %s %v: a name, a place and a domain, and no number", name, e.Type, data)
			}
		}
	}
}
