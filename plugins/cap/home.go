package cap

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerHome(api huma.API) {
	huma.Register(api, sdk.Operation(look("home", "/home", "List the communities, with their seats, next session and what is mine"),
		sdk.Rules{Action: "cap:home.read", Internal: true}), d.home)
}

// homeList is one page of communities, by name.
type homeList struct {
	Communities []homeLine `json:"communities"`
	Next        string     `json:"next_page_token,omitempty"`
}

// homeLine is a community in the list.
type homeLine struct {
	ID       string           `json:"id"`
	Title    string           `json:"title"`
	Theme    string           `json:"theme,omitempty"`
	Domains  []sdk.Domain     `json:"domains,omitempty" doc:"What it helps with."`
	Needs    []homeNeed       `json:"needs,omitempty" doc:"Of those domains, what portraits that I may know of invite to work on."`
	Public   community.Public `json:"public"`
	Summary  string           `json:"summary,omitempty"`
	Status   community.Status `json:"status"`
	Zone     string           `json:"zone"`
	Minutes  int              `json:"minutes"`
	Capacity int              `json:"capacity"`
	Taken    int              `json:"taken"`
	Waiting  int              `json:"waiting"`
	NextAt   *time.Time       `json:"next_at,omitempty"`
	Seat     *mySeat          `json:"seat,omitempty" doc:"Mine, if I have one."`
	Due      int              `json:"due,omitempty" doc:"Commitments of mine that are due."`
	Late     int              `json:"late,omitempty" doc:"Questions that the mentor was told of and nobody has answered: for mentors."`
}

// HomeQuery says which part of the list is asked for.
type HomeQuery struct {
	Status string `query:"status" enum:"draft,open,closed"`
	Mine   bool   `query:"mine" doc:"Only where I have a seat or wait for one."`
	Search string `query:"search" maxLength:"200"`
	Size   int    `query:"page_size" minimum:"1" maximum:"200" default:"50"`
	Token  string `query:"page_token" maxLength:"1000"`
}

func (d *desk) home(ctx context.Context, in *HomeQuery) (*sdk.Reply[homeList], error) {
	mine, err := d.mine(ctx)
	if err != nil {
		return nil, err
	}
	q := store.Query{Order: "title", Size: in.Size, Token: in.Token, Search: in.Search}
	if in.Status != "" {
		q.Filter = fmt.Sprintf("status = %q", in.Status)
	}
	if in.Mine {
		if len(mine) == 0 {
			return sdk.OK(homeList{Communities: []homeLine{}}), nil
		}
		q.Filter = and(q.Filter, either("id", keys(mine)))
	}
	found, next, err := d.communities.List(ctx, q)
	if err != nil {
		return nil, err
	}
	known, err := d.figures(ctx)
	if err != nil {
		return nil, err
	}
	needs, err := d.found(ctx)
	if err != nil {
		return nil, err
	}
	list := homeList{Communities: []homeLine{}, Next: next}
	for _, one := range found {
		line := known.line(one, mine[one.ID])
		line.Needs = met(needs, one.Doc)
		list.Communities = append(list.Communities, line)
	}
	return sdk.OK(list), nil
}

// mine are the caller's seats by community.
func (d *desk) mine(ctx context.Context) (map[string]*sdk.Item[community.Seat], error) {
	call := sdk.Call(ctx)
	seats := map[string]*sdk.Item[community.Seat]{}
	if call.PrincipalID == "" {
		return seats, nil
	}
	all, err := gather(ctx, d.seats, store.Query{Filter: fmt.Sprintf(`person = %q AND (state = "seated" OR state = "waiting")`, call.PrincipalID)})
	if err != nil {
		return nil, fmt.Errorf("reading one's seats: %w", err)
	}
	for i := range all {
		if all[i].Doc.State == community.Waiting || all[i].Doc.Live(call.Now) == nil {
			seats[all[i].Doc.Community] = &all[i]
		}
	}
	return seats, nil
}

// figures are numbers by community, each read at once for all of them.
type figures struct {
	taken, waiting, due, late map[string]int
	next                      map[string]time.Time
}

func (f figures) line(one sdk.Item[community.Community], seat *sdk.Item[community.Seat]) homeLine {
	l := homeLine{
		ID: one.ID, Title: one.Doc.Title, Theme: one.Doc.Theme, Domains: one.Doc.Domains, Public: one.Doc.Public, Summary: one.Doc.Summary, Status: one.Doc.Status,
		Zone: one.Doc.Zone, Minutes: one.Doc.Minutes, Capacity: one.Doc.Capacity, Taken: f.taken[one.ID], Waiting: f.waiting[one.ID],
	}
	if at, ok := f.next[one.ID]; ok && one.Doc.Status == community.Open {
		l.NextAt = &at
	}
	if seat == nil {
		return l
	}
	l.Seat, l.Due = &mySeat{ID: seat.ID, Role: seat.Doc.Role, State: seat.Doc.State}, f.due[one.ID]
	if seat.Doc.Role == community.Mentor {
		l.Late = f.late[one.ID]
	}
	return l
}

func (d *desk) figures(ctx context.Context) (f figures, err error) {
	count := []store.Measure{{Op: store.Count}}
	sums := []struct {
		into                *map[string]int
		collection, matched string
	}{
		{&f.taken, "seats", `role = "member" AND state = "seated"`},
		{&f.waiting, "seats", `role = "member" AND state = "waiting"`},
		{&f.due, "commitments", fmt.Sprintf(`person = %q AND outcome = "due"`, sdk.Call(ctx).PrincipalID)},
		{&f.late, "threads", `told = true AND answers = 0`},
	}
	for _, s := range sums {
		groups, err := by(ctx, s.collection, s.matched, count)
		if err != nil {
			return f, err
		}
		*s.into = make(map[string]int, len(groups))
		for id, g := range groups {
			(*s.into)[id] = int(g.N)
		}
	}
	first, err := by(ctx, "sessions", fmt.Sprintf(`state = "planned" AND at >= %d`, sdk.Call(ctx).Now.Unix()), []store.Measure{{Op: store.Min, Field: "at"}})
	f.next = make(map[string]time.Time, len(first))
	for id, g := range first {
		if len(g.Values) > 0 && g.Values[0] != nil {
			f.next[id] = time.Unix(int64(*g.Values[0]), 0).UTC()
		}
	}
	return f, err
}

// by aggregates records by their community.
func by(ctx context.Context, collection, filter string, measures []store.Measure) (map[string]store.Group, error) {
	groups, err := sdk.Internal(ctx).Aggregate(ctx, collection, store.Aggregation{Filter: filter, GroupBy: []string{"community"}, Measure: measures})
	if err != nil {
		return nil, fmt.Errorf("counting %s: %w", collection, err)
	}
	found := make(map[string]store.Group, len(groups))
	for _, g := range groups {
		if id, ok := g.Key[0].(string); ok {
			found[id] = g
		}
	}
	return found, nil
}
