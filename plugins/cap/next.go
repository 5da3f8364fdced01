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

func (d *desk) registerNext(api huma.API) {
	rules := sdk.Rules{Action: "cap:next.read", Internal: true, Public: true}
	huma.Register(api, sdk.Operation(look("next", "/next", "List the next sessions of the communities that are announced"), rules), d.next)
	page := look("next-page", "/next:page", "The same as a page, for browsers without JavaScript")
	page.Hidden = true
	huma.Register(api, sdk.Operation(page, rules), d.nextPage)
}

type nextList struct {
	Sessions []nextLine `json:"sessions" doc:"The soonest first; one a community."`
}

// nextLine is what the public learns: no room, no name.
type nextLine struct {
	Community string           `json:"community"`
	Title     string           `json:"title"`
	Theme     string           `json:"theme,omitempty"`
	Public    community.Public `json:"public"`
	Summary   string           `json:"summary,omitempty"`
	StartsAt  time.Time        `json:"starts_at"`
	EndsAt    time.Time        `json:"ends_at"`
	Zone      string           `json:"zone"`
	Number    int              `json:"number"`
	Subject   string           `json:"subject,omitempty"`
	Free      int              `json:"free" doc:"Seats that are free now."`
}

func (d *desk) next(ctx context.Context, in *struct {
	Size int `query:"size" minimum:"1" maximum:"20" default:"5"`
},
) (*sdk.Reply[nextList], error) {
	list, err := d.soon(ctx, in.Size)
	if err != nil {
		return nil, err
	}
	return sdk.OK(list), nil
}

// soon lists the soonest session of each community that is announced, at most so many.
func (d *desk) soon(ctx context.Context, most int) (nextList, error) {
	list := nextList{Sessions: []nextLine{}}
	announced, err := d.announced(ctx)
	if err != nil || len(announced) == 0 {
		return list, err
	}
	known, err := d.figures(ctx)
	if err != nil {
		return list, err
	}
	filter := and(either("community", keys(announced)), fmt.Sprintf(`state = "planned" AND at >= %d`, sdk.Call(ctx).Now.Unix()))
	seen := map[string]bool{}
	for s, err := range d.sessions.All(ctx, store.Query{Filter: filter, Order: "at", Size: 100}) {
		if err != nil {
			return list, fmt.Errorf("reading the sessions to come: %w", err)
		}
		if seen[s.Doc.Community] {
			continue
		}
		seen[s.Doc.Community] = true
		c := announced[s.Doc.Community]
		list.Sessions = append(list.Sessions, nextLine{
			Community: s.Doc.Community, Title: c.Title, Theme: c.Theme, Public: c.Public, Summary: c.Summary, StartsAt: s.Doc.Time(), EndsAt: s.Doc.Over(),
			Zone: c.Zone, Number: s.Doc.Number, Subject: s.Doc.Subject, Free: max(c.Capacity-known.taken[s.Doc.Community], 0),
		})
		if len(list.Sessions) == most {
			break
		}
	}
	return list, nil
}

// mostAnnounced is how many communities the public list draws on.
const mostAnnounced = 50

// announced are the open communities that are shown to the public.
func (d *desk) announced(ctx context.Context) (map[string]community.Community, error) {
	found, _, err := d.communities.List(ctx, store.Query{Filter: `listed = true AND status = "open"`, Order: "title", Size: mostAnnounced})
	if err != nil {
		return nil, err
	}
	all := make(map[string]community.Community, len(found))
	for _, one := range found {
		all[one.ID] = one.Doc
	}
	return all, nil
}
