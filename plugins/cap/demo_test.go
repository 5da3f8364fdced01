package cap_test

import (
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/moduletest"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Whatever the day, the demonstration shows a community at work to each of its accounts, and once.
func TestTheDemonstrationShowsCommunitiesAtWork(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"2026-01-05", "2026-03-29", "2026-08-31", "2026-12-24"} {
		now, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		h := moduletest.New(t, cap.New(), moduletest.Options{ID: "educator", Clock: func() time.Time { return now }})
		data := text(sdk.Demo{People: []sdk.DemoPerson{
			{ID: "educator", Name: "Inès Robin", Role: "core:educator"},
			{ID: "adviser", Name: "Paul Guérin", Role: "core:adviser"},
			{ID: "director", Name: "Nadia Haddad", Role: "core:director"},
			{ID: "coordinator", Name: "Camille Berthier", Role: "core:coordinator"},
		}})
		for range 2 {
			if err := h.Hear(t.Context(), store.Event{Type: sdk.DemoBegan, Data: data}); err != nil {
				t.Fatal(err)
			}
		}
		for id, role := range map[string]string{"educator": "member", "adviser": "mentor", "director": "member", "coordinator": "mentor"} {
			var list struct {
				Communities []struct {
					Status string
					Next   string `json:"next_at"`
					Seat   *struct{ ID, Role string }
				}
			}
			as := h.As("person", id)
			as.Into(t, "GET", "/home?mine=true", "", &list)
			if len(list.Communities) != 1 || list.Communities[0].Next == "" || list.Communities[0].Seat == nil || list.Communities[0].Seat.Role != role {
				t.Fatalf("%s, %s: %+v", day, id, list)
			}
			var seen room
			as.Into(t, "GET", "/seats/"+list.Communities[0].Seat.ID+":room", "", &seen)
			if len(seen.Members) < 8 || role == "member" && seen.Hours.Sessions == 0 {
				t.Errorf("%s, %s: %d members, %+v", day, id, len(seen.Members), seen.Hours)
			}
			as.Into(t, "GET", "/seats/"+list.Communities[0].Seat.ID+"/commitments", "", nil)
		}
	}
}
