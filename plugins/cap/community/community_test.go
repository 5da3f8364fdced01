package community_test

import (
	"errors"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func draft() community.Community {
	return community.Community{
		Title: "Grandir dehors", Public: community.Educators, Capacity: 12, Zone: "America/Toronto", Minutes: 90,
		Rule: "FREQ=MONTHLY;BYDAY=2TU;COUNT=10", Starts: "2026-09-08T18:30", Pact: "Ce qui se dit ici reste ici.", Status: community.Draft,
	}
}

func TestACycleOpensOnceAndEndsOnce(t *testing.T) {
	t.Parallel()
	c := draft()
	if _, err := c.Ended("2026-09-01"); !errors.Is(err, community.ErrNotOpen) {
		t.Errorf("a draft ended: %v", err)
	}
	c, err := c.Opened("2026-09-01")
	if err != nil || c.Status != community.Open || c.OpenedOn != "2026-09-01" {
		t.Fatalf("%+v, %v", c, err)
	}
	if _, err := c.Opened("2026-09-02"); !errors.Is(err, community.ErrNotDraft) {
		t.Errorf("opened twice: %v", err)
	}
	c, err = c.Ended("2027-06-09")
	if err != nil || c.Status != community.Closed || c.ClosedOn != "2027-06-09" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestACommunityOpensWithAPact(t *testing.T) {
	t.Parallel()
	c := draft()
	c.Pact = " \n"
	if _, err := c.Opened("2026-09-01"); fault.From(err).Code != "community-no-pact" {
		t.Errorf("%v", err)
	}
}

func TestOnlyDraftsAreWrittenByHand(t *testing.T) {
	t.Parallel()
	open, sooner, wrong := draft(), draft(), draft()
	open.Status, sooner.OpenedOn, wrong.Rule = community.Open, "2026-01-01", "never"
	good := draft()
	for name, c := range map[string]struct {
		before, after *community.Community
		code          string
	}{
		"a new draft":        {nil, &good, ""},
		"an edited draft":    {&good, &good, ""},
		"a deleted draft":    {&good, nil, ""},
		"born open":          {nil, &open, "community-not-draft"},
		"opened by hand":     {&good, &open, "community-not-draft"},
		"edited while open":  {&open, &good, "community-not-draft"},
		"deleted while open": {&open, nil, "community-kept"},
		"dated by hand":      {nil, &sooner, "invalid-input"},
		"a wrong rule":       {nil, &wrong, "invalid-input"},
	} {
		err := community.Guard(c.before, c.after)
		if code := codeOf(err); code != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
}

func TestARevisionChangesWhatItNames(t *testing.T) {
	t.Parallel()
	open, err := draft().Opened("2026-09-01")
	if err != nil {
		t.Fatal(err)
	}
	seats, pact := 14, "Un autre pacte."
	revised, err := open.Revised(community.Revision{Capacity: &seats, Pact: &pact})
	if err != nil || revised.Capacity != 14 || revised.Title != open.Title {
		t.Errorf("%+v, %v", revised, err)
	}
	if revised.PactDigest() == open.PactDigest() {
		t.Error("a new pact has the digest of the old one")
	}
}

func TestWhereANewcomerSits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		taken, waiting, capacity int
		want                     community.State
	}{
		{0, 0, 12, community.Seated},
		{11, 0, 12, community.Seated},
		{12, 0, 12, community.Waiting},
		{13, 0, 12, community.Waiting}, // seats were taken away
		{11, 1, 12, community.Waiting}, // somebody was there before
	} {
		if got := community.Place(c.taken, c.waiting, c.capacity); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestASeatLivesUntilItsLastInstant(t *testing.T) {
	t.Parallel()
	until := time.Date(2027, 1, 13, 5, 0, 0, 0, time.UTC)
	seat := community.Seat{Role: community.Guest, State: community.Seated, Until: until.Format(time.RFC3339)}
	if err := seat.Live(until.Add(-time.Second)); err != nil {
		t.Errorf("a second before: %v", err)
	}
	for name, at := range map[string]time.Time{"at midnight": until, "after": until.Add(time.Hour)} {
		if code := codeOf(seat.Live(at)); code != "seat-ended" {
			t.Errorf("%s: %q", name, code)
		}
	}
	for state, want := range map[community.State]string{community.Waiting: "seat-waiting", community.Left: "seat-ended", "": "seat-ended"} {
		if code := codeOf(community.Seat{State: state}.Live(until)); code != want {
			t.Errorf("%q: %q, want %q", state, code, want)
		}
	}
	if code := codeOf(community.Seat{State: community.Seated, Until: "soon"}.Live(until)); code != "seat-ended" {
		t.Errorf("a limit that cannot be read: %q", code)
	}
}

func TestAGuestSeesOneSessionUntilMidnightThere(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/Vancouver")
	if err != nil {
		t.Fatal(err)
	}
	guest := community.Seat{Role: community.Guest, State: community.Seated}.For("s5", time.Date(2027, 1, 13, 2, 30, 0, 0, time.UTC), zone)
	if guest.Until != "2027-01-13T08:00:00Z" || !guest.Sees("s5") || guest.Sees("s4") {
		t.Errorf("%+v", guest)
	}
	if !(community.Seat{}).Sees("s4") {
		t.Error("a member does not see a session")
	}
}

func TestThePactIsSignedAsItStands(t *testing.T) {
	t.Parallel()
	c := draft()
	seat := community.Seat{Role: community.Member, Pact: c.PactDigest()}
	if err := seat.Bound(c); err != nil {
		t.Error(err)
	}
	c.Pact += " Et l’on s’entraide."
	if code := codeOf(seat.Bound(c)); code != "pact-unsigned" {
		t.Errorf("a changed pact: %q", code)
	}
	if err := (community.Seat{Role: community.Guest}).Bound(c); err != nil {
		t.Errorf("a guest: %v", err)
	}
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return fault.From(err).Code
}
