package cap_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/cap"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func TestTheModuleIsSound(t *testing.T) {
	t.Parallel()
	manifest, err := cap.New().Manifest()
	if err != nil {
		t.Fatal(err)
	}
	strangers := "cap:guest.enter cap:calendar.read cap:certificate.verify cap:next.read"
	for _, op := range manifest.Operations {
		if op.Public != strings.Contains(strangers, op.Action) {
			t.Errorf("operation %s (%s) public = %v", op.ID, op.Action, op.Public)
		}
		if strings.Contains(op.Path, "{id}") && op.On == "" {
			t.Errorf("operation %s names no record for its gate", op.ID)
		}
	}
	for _, c := range manifest.Collections {
		for _, f := range c.Fields {
			if f.Personal && c.Kind == store.Ordinary {
				t.Errorf("%s.%s is personal and has an address", c.Collection, f.Name)
			}
		}
	}
}

func TestTenSessionsInTheCommunitysZone(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	var room room
	c.joins("ines").get("room", &room)
	if len(room.Sessions) != 10 {
		t.Fatalf("%d sessions", len(room.Sessions))
	}
	for _, s := range room.Sessions {
		want := "22:30" // half past six in Québec, in summer
		if s.Number >= 3 && s.Number <= 7 {
			want = "23:30"
		}
		if got := s.StartsAt.Format("15:04"); got != want {
			t.Errorf("session %d at %s UTC, want %s", s.Number, got, want)
		}
	}
	if !strings.HasPrefix(room.Sessions[3].Room, "https://visio.example/") || !strings.HasSuffix(room.Sessions[3].Room, "-4") || room.Sessions[0].DialIn == "" {
		t.Errorf("room %q, by telephone %q", room.Sessions[3].Room, room.Sessions[0].DialIn)
	}
}

func TestAnOpenCommunityIsOutOfReachOfHands(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	_, err := c.write(store.Update, c.community, m{"title": "x", "public": "managers", "rule": "FREQ=DAILY;COUNT=1", "starts": "2026-09-08T18:30"})
	if fault.From(err).Code != "community-not-draft" {
		t.Errorf("rewritten: %v", err)
	}
	if _, err = c.write(store.Delete, c.community, nil); fault.From(err).Code != "community-kept" {
		t.Errorf("deleted: %v", err)
	}
	refused(c, c.office, "POST", "/communities/"+c.community+":open", nil, "community-not-draft")
}

func TestASeatThatIsFreedGoesToWhoWaitsFirst(t *testing.T) {
	t.Parallel()
	c := newCircle(t, m{"capacity": 2})
	ines, paul := c.joins("ines"), c.joins("paul")
	nadia, lea := c.joins("nadia"), c.joins("lea")
	nadia.refused("GET", ":room", nil, "seat-waiting")
	refused(c, ines.Harness, "POST", "/communities/"+c.community+":join", introduced("ines"), "seat-there")
	paul.post(":leave", nil, nil)
	nadia.signs()
	lea.refused("GET", ":room", nil, "seat-waiting")
	paul.refused("GET", ":room", nil, "seat-ended")
	held, err := c.office.Store().Get(t.Context(), "seats", paul.seat)
	if err != nil {
		t.Fatal(err)
	}
	var kept struct {
		Agreed []store.Consent
	}
	if err := json.Unmarshal(held.Doc, &kept); err != nil || len(kept.Agreed) != 1 || kept.Agreed[0].Purpose != "pact" || kept.Agreed[0].Given == "" || kept.Agreed[0].Ended == "" {
		t.Errorf("what Paul agreed to, and no longer: %+v, %v", kept, err)
	}
	if got := c.letters("nadia"); len(got) != 1 || !strings.HasPrefix(got[0], "Une place s’est libérée : Grandir dehors\nUne place s’est libérée dans") {
		t.Errorf("letters to Nadia: %v", got)
	}
	if got := c.letters("lea"); len(got) != 0 {
		t.Errorf("letters to Léa: %v", got)
	}
	c.office.Into(t, "POST", "/communities/"+c.community+":revise", `{"capacity":3}`, nil)
	lea.signs()
	var list struct {
		Seats []struct{ Name, State string }
	}
	c.office.Into(t, "GET", "/communities/"+c.community+":seats", "", &list)
	if len(list.Seats) != 3 {
		t.Errorf("seats %+v", list.Seats)
	}
}

// With a mentor made of a member, the member's seat is free.
func TestAMentorTakesNoSeatAway(t *testing.T) {
	t.Parallel()
	c := newCircle(t, m{"capacity": 2})
	ines := c.joins("ines")
	c.joins("paul")
	nadia := c.joins("nadia")
	who := introduced("ines")
	who["person"], who["role"] = "ines", "mentor"
	c.office.Into(t, "POST", "/communities/"+c.community+":appoint", string(text(who)), nil)
	nadia.signs()
	ines.c.at("2026-09-08T22:20:00Z")
	ines.post(ines.session(1)+":open", nil, nil)
}

func TestTheLastSeatIsGivenOnce(t *testing.T) {
	t.Parallel()
	c := newCircle(t, m{"capacity": 3})
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			id := fmt.Sprintf("person%d", i)
			for range 30 { // the platform tries again once; people press the button
				w := c.office.As("person", id).Do("POST", "/communities/"+c.community+":join", string(text(introduced(id))))
				if w.Code < http.StatusBadRequest {
					return
				}
			}
			t.Errorf("%s found no place at all", id)
		})
	}
	all.Wait()
	var list struct{ Seats []struct{ State string } }
	c.office.Into(t, "GET", "/communities/"+c.community+":seats", "", &list)
	states := map[string]int{}
	for _, s := range list.Seats {
		states[s.State]++
	}
	if states["seated"] != 3 || states["waiting"] != 21 {
		t.Errorf("seats %v", states)
	}
}

func TestThePactComesFirst(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	ines := &member{Harness: c.office.As("person", "ines"), c: c}
	var seat struct{ ID string }
	ines.Into(t, "POST", "/communities/"+c.community+":join", string(text(introduced("ines"))), &seat)
	ines.seat = seat.ID
	var before room
	ines.get("room", &before)
	if len(before.Members) != 0 || len(before.Sessions) != 10 || before.Sessions[0].Room != "" {
		t.Errorf("before signing: %+v", before)
	}
	ines.refused("GET", "/threads", nil, "pact-unsigned")
	ines.refused("POST", "/commitments", m{"text": "Essayer"}, "pact-unsigned")
	ines.refused("POST", ":sign", m{"digest": strings.Repeat("0", 64)}, "pact-changed")
	ines.signs()
	ines.get("/threads", nil)
	c.office.Into(t, "POST", "/communities/"+c.community+":revise", `{"pact":"Un pacte plus court."}`, nil)
	ines.refused("GET", "/threads", nil, "pact-unsigned")
}

func TestASeatOpensNothingToAnybodyElse(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	ines := c.joins("ines")
	eve := &member{Harness: c.office.As("person", "eve"), c: c, seat: ines.seat}
	for _, path := range []string{":room", "/threads", "/commitments", "/artefacts", "/calendar"} {
		eve.refused("GET", path, nil, "seat-not-found")
	}
	eve.refused("POST", ":leave", nil, "seat-not-found")
	eve.refused("POST", ":subscribe", nil, "seat-not-found")
}

// What belongs to one community is not found from another's seat.
func TestCommunitiesKeepToThemselves(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor, ines := c.leads("mentor"), c.joins("ines")
	var asked, tool, promise struct{ ID string }
	ines.post("/threads", m{"title": "Et quand il pleut ?"}, &asked)
	ines.post("/commitments", m{"text": "Sortir avant la collation"}, &promise)
	ines.post("/artefacts", m{"title": "Liste", "licence": "CC BY 4.0", "link": "https://documents.example/1"}, &tool)
	first := mentor.sessionID(1)

	record, err := c.write(store.Create, "", m{"title": "Autre", "public": "educators", "rule": "FREQ=WEEKLY;COUNT=2", "starts": "2026-09-09T10:00"})
	if err != nil {
		t.Fatal(err)
	}
	c.community = record.ID
	c.office.Into(t, "POST", "/communities/"+c.community+":open", "", nil)
	other := c.leads("other")
	other.refused("GET", "/threads/"+asked.ID, nil, "thread-not-found")
	other.refused("POST", "/threads/"+asked.ID+":answer", m{"text": "x"}, "thread-not-found")
	other.refused("POST", "/commitments/"+promise.ID+":review", m{"outcome": "kept"}, "commitment-not-found")
	other.refused("POST", "/artefacts/"+tool.ID+":version", m{"link": "https://x.example/"}, "artefact-not-found")
	other.refused("POST", "/sessions/"+first+":cancel", m{"reason": "x"}, "session-not-found")
	other.refused("GET", "/sessions/"+first+":sheet", nil, "session-not-found")
	other.refused("POST", "/members/"+ines.seat+":certify", nil, "seat-not-found")
}

func TestADraftBeginsWithTheOrganisationsHabits(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	var draft struct {
		Capacity, Minutes, Unanswered int
		Zone, Pact                    string
	}
	c.office.Into(t, "GET", "/draft", "", &draft)
	if draft.Capacity != 14 || draft.Minutes != 90 || draft.Unanswered != 7 || draft.Zone != "America/Toronto" || draft.Pact == "" {
		t.Errorf("%+v", draft)
	}
	var list struct{ Dates []string }
	c.office.Into(t, "GET", "/dates?rule=FREQ%3DMONTHLY%3BBYDAY%3D2TU%3BCOUNT%3D3&starts=2026-09-08T18:30&zone=America/Toronto", "", &list)
	if strings.Join(list.Dates, " ") != "2026-09-08T18:30 2026-10-13T18:30 2026-11-10T18:30" {
		t.Errorf("%v", list.Dates)
	}
	refused(c, c.office, "GET", "/dates?rule=never&starts=2026-09-08T18:30&zone=America/Toronto", nil, "invalid-input")
}

func TestNoSessionIsHeldWhereItIsClosed(t *testing.T) {
	t.Parallel()
	c := newCircle(t, m{"rule": "FREQ=MONTHLY;BYDAY=2TU;COUNT=4"}, sdk.Closure{From: "2026-10-12", To: "2026-10-16", Name: sdk.Text{"fr": "Relâche"}})
	var list struct {
		Dates  []string
		Closed []struct {
			On   string
			Name sdk.Text
		}
	}
	c.office.Into(t, "GET", "/dates?rule=FREQ%3DMONTHLY%3BBYDAY%3D2TU%3BCOUNT%3D4&starts=2026-09-08T18:30&zone=America/Toronto&unit=quebec", "", &list)
	if strings.Join(list.Dates, " ") != "2026-09-08T18:30 2026-11-10T18:30 2026-12-08T18:30" || len(list.Closed) != 1 || list.Closed[0].On != "2026-10-13" || list.Closed[0].Name["fr"] != "Relâche" {
		t.Errorf("%+v", list)
	}
	page, err := c.office.Store().List(t.Context(), "sessions", store.Query{})
	if err != nil || len(page.Records) != 3 {
		t.Errorf("%d sessions, %v: want the three on open days", len(page.Records), err)
	}
	refused(c, c.office, "GET", "/dates?rule=FREQ%3DDAILY%3BCOUNT%3D3&starts=2026-10-13T18:30&zone=America/Toronto&unit=quebec", nil, "invalid-input")
}

func TestTheHomeTellsSeatsDatesAndWhatIsMine(t *testing.T) {
	t.Parallel()
	c := newCircle(t, m{"capacity": 2})
	ines := c.joins("ines")
	c.joins("paul")
	c.joins("nadia")
	ines.post("/commitments", m{"text": "Sortir avant la collation"}, nil)
	var list struct {
		Communities []struct {
			Title          string
			Taken, Waiting int
			NextAt         string `json:"next_at"`
			Due            int
			Seat           *struct{ Role, State string }
		}
	}
	ines.Into(t, "GET", "/home", "", &list)
	if len(list.Communities) != 1 {
		t.Fatalf("%+v", list)
	}
	got := list.Communities[0]
	if got.Taken != 2 || got.Waiting != 1 || got.NextAt != "2026-09-08T22:30:00Z" || got.Due != 1 || got.Seat == nil || got.Seat.Role != "member" {
		t.Errorf("%+v", got)
	}
	list.Communities = nil
	c.office.As("person", "somebody").Into(t, "GET", "/home?mine=true", "", &list)
	if len(list.Communities) != 0 {
		t.Errorf("somebody without a seat: %+v", list)
	}
}

func TestThePublicLearnsTheNextSessionAndNoMore(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	c.joins("ines")
	w := c.office.As("visitor", "").Do("GET", "/next", "")
	body := w.Body.String()
	if !strings.Contains(body, `"starts_at":"2026-09-08T22:30:00Z"`) || !strings.Contains(body, `"free":11`) {
		t.Errorf("%d %s", w.Code, body)
	}
	page := c.office.As("visitor", "").Do("GET", "/next:page?lang=en", "").Body.String()
	if !strings.Contains(page, "Tuesday 8 September 2026 at 18:30 (Toronto time)") || !strings.Contains(page, "free seats: 11") {
		t.Errorf("the plain page: %s", page)
	}
	body += page
	for _, secret := range []string{"visio", "Ines", "ines@", "418"} {
		if strings.Contains(body, secret) {
			t.Errorf("the public is told %q: %s", secret, body)
		}
	}
}

func TestSamplesBecomeDrafts(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	var list struct {
		Samples []struct{ Code, Public string }
	}
	c.office.Into(t, "GET", "/samples", "", &list)
	publics := map[string]int{}
	for _, s := range list.Samples {
		publics[s.Public]++
		var draft struct {
			ID  string
			Doc struct{ Status, Starts, Pact string }
		}
		c.office.Into(t, "POST", "/samples/"+s.Code+":adopt", "", &draft)
		if draft.Doc.Status != "draft" || draft.Doc.Pact == "" {
			t.Errorf("%s: %+v", s.Code, draft)
		}
		c.office.Into(t, "POST", "/communities/"+draft.ID+":open", "", nil)
	}
	if publics["educators"] != 2 || publics["managers"] != 2 {
		t.Errorf("samples %v", publics)
	}
}
