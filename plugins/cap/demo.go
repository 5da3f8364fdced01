package cap

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/schedule"
	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// scene is a community of the demonstration: which sample, since how many days, with whom, what they said.
type scene struct {
	sample   string
	days     int    // since the cycle began
	capacity int    // 0: the sample's
	mentor   string // role of the account that leads
	account  string // role of the account that is a member
	members  int    // invented ones
	waiting  int
	draft    bool
}

func demoCommunities() []scene {
	return []scene{
		{sample: "grandir-dehors", days: 100, mentor: "core:adviser", account: "core:educator", members: 9},
		{sample: "piloter-un-budget", days: 70, capacity: 8, mentor: "core:coordinator", account: "core:director", members: 7, waiting: 2},
		{sample: "recits-et-langage", days: -7, members: 3},
		{sample: "recruter-et-retenir", draft: true},
	}
}

// beginDemo shows communities at work in an organisation that a demonstration has just made. It may be told twice:
// where a community is, nothing is added.
func (d *desk) beginDemo(ctx context.Context, e sdk.Event) error {
	there, _, err := d.communities.List(ctx, store.Query{Size: 1})
	if err != nil || len(there) > 0 {
		return err
	}
	var demo sdk.Demo
	if len(e.Data) > 0 {
		if err := json.Unmarshal(e.Data, &demo); err != nil {
			return fmt.Errorf("reading who plays: %w", err)
		}
	}
	all, err := samples()
	if err != nil {
		return err
	}
	known := map[string]sample{}
	for _, s := range all {
		known[s.Code] = s
	}
	for _, c := range demoCommunities() {
		s := stage{desk: d, demo: demo, scene: c, now: sdk.Call(ctx).Now}
		if err := s.play(ctx, known[c.sample]); err != nil {
			return fmt.Errorf("showing %s: %w", c.sample, err)
		}
	}
	return nil
}

// stage is where one community of the demonstration is put together.
type stage struct {
	*desk
	scene
	demo     sdk.Demo
	now      time.Time
	id       string
	doc      community.Community
	sessions []*sdk.Item[session.Session]
	seats    []*sdk.Item[community.Seat] // of members, the account's first
	mentors  []*sdk.Item[community.Seat]
}

func (s *stage) play(ctx context.Context, from sample) (err error) {
	if s.doc, err = from.draft(ctx); err != nil {
		return err
	}
	if s.capacity > 0 {
		s.doc.Capacity = s.capacity
	}
	if s.draft {
		_, err := s.communities.Create(ctx, s.doc)
		return err
	}
	if s.doc.Starts, err = schedule.Soonest(s.doc.Rule, s.doc.Zone, from.Clock, s.now.AddDate(0, 0, -s.days)); err != nil {
		return err
	}
	s.doc.Status, s.doc.OpenedOn = community.Open, s.now.AddDate(0, 0, -max(s.days, 0)-20).Format(time.DateOnly)
	one, err := s.communities.Create(ctx, s.doc)
	if err != nil {
		return err
	}
	s.id = one.ID
	if _, err := s.rolls.Create(ctx, roll{CommunityID: s.id, Community: s.doc}); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{s.meet, s.sit, s.attended, s.promised, s.asked, s.shared} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// meet dates the sessions; those that are over were held.
func (s *stage) meet(ctx context.Context) error {
	times, err := s.doc.Plan().Times()
	if err != nil {
		return err
	}
	for i, at := range times {
		one := session.Session{Community: s.id, Number: i + 1, At: at.Unix(), Minutes: s.doc.Minutes, State: session.Planned}
		if one.Over().Before(s.now) {
			one.State, one.Length = session.Held, one.Minutes
		}
		made, err := s.desk.sessions.Create(ctx, one)
		if err != nil {
			return err
		}
		s.sessions = append(s.sessions, made)
	}
	return nil
}

// demoNames are invented.
func demoNames() []string {
	return []string{
		"Maud Lefort", "Yasmine Perrin", "Gilles Arnaud", "Sonia Vidal", "Chloé Mercier", "Awa Diallo", "Bruno Castel", "Claire Fontaine",
		"Denis Olivier", "Estelle Morin", "Fanny Girard", "Hugo Lambert",
	}
}

// sit gives everybody a seat.
func (s *stage) sit(ctx context.Context) error {
	names := demoNames()
	for i := range s.members + s.waiting {
		address := fmt.Sprintf("membre.%d@demonstration.example", i+1)
		seat := community.Seat{Person: address, Email: address, Name: names[i%len(names)], Role: community.Member, State: community.Seated}
		if i >= s.members {
			seat.State = community.Waiting
		}
		if _, err := s.seat(ctx, seat); err != nil {
			return err
		}
	}
	for _, p := range s.demo.People {
		seat := community.Seat{Person: p.ID, Name: p.Name, Language: p.Language, State: community.Seated, Role: community.Member}
		if p.Role != s.account && p.Role != s.mentor {
			continue
		}
		if p.Role == s.mentor {
			seat.Role = community.Mentor
		}
		if _, err := s.seat(ctx, seat); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) seat(ctx context.Context, seat community.Seat) (*sdk.Item[community.Seat], error) {
	seat.Community, seat.Zone = s.id, s.doc.Zone
	if seat.State == community.Seated {
		seat = seat.Sign(s.doc.PactDigest(), s.now.AddDate(0, 0, -max(s.days, 1)))
	}
	made, err := s.desk.seats.Create(ctx, seat)
	if err != nil {
		return nil, err
	}
	switch {
	case seat.Role == community.Mentor:
		s.mentors = append(s.mentors, made)
	case seat.State == community.Seated:
		s.seats = append(s.seats, made)
	}
	return made, nil
}

// held are the sessions that took place.
func (s *stage) held() []*sdk.Item[session.Session] {
	for i, one := range s.sessions {
		if one.Doc.State != session.Held {
			return s.sessions[:i]
		}
	}
	return s.sessions
}

// attended notes who was there: nearly all, one late here and there, one excused.
func (s *stage) attended(ctx context.Context) error {
	for i, one := range s.held() {
		for j, seat := range s.seats {
			a := session.Attendance{
				Line: session.LineOf(one.ID, seat.ID), Community: s.id, Session: one.ID, Seat: seat.ID, Person: seat.Doc.Person, Presence: session.Present, Minutes: one.Doc.Length,
				ValidatedBy: "demonstration", ValidatedAt: one.Doc.Over().Format(time.RFC3339),
			}
			switch (i*3 + j) % 11 {
			case 4:
				a.Presence, a.Minutes = session.Late, one.Doc.Length/2
			case 9:
				a.Presence, a.Minutes = session.Excused, 0
			}
			if _, err := s.attendances.Create(ctx, a); err != nil {
				return err
			}
		}
	}
	return nil
}
