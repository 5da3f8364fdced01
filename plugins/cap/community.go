package cap

import (
	"context"
	"errors"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/schedule"
	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

type communityReply = sdk.Reply[sdk.Record[community.Community]]

// beforeCommunity judges what is written by hand, and fills a draft in.
func (d *desk) beforeCommunity(ctx context.Context, c sdk.Change[community.Community]) error {
	if c.New == nil {
		return community.Guard(c.Old, nil)
	}
	config, err := configured(ctx)
	if err != nil {
		return err
	}
	config.complete(c.New, sdk.Call(ctx))
	return community.Guard(c.Old, c.New)
}

func (d *desk) registerCommunities(api huma.API) {
	huma.Register(api, sdk.Operation(look("community-draft", "/draft", "Read what a new community begins with here"),
		sdk.Rules{Action: "cap:communities.create"}), readDraft)
	huma.Register(api, sdk.Operation(look("community-dates", "/dates", "List the dates that a rule makes, before a community is kept"),
		sdk.Rules{Action: "cap:communities.create"}), readDates)
	huma.Register(api, sdk.Operation(step("community-open", "/communities/{id}:open", "Open a community",
		"Its sessions are dated, and people can ask for seats."), onCommunity("community.open")), d.openCommunity)
	huma.Register(api, sdk.Operation(step("community-revise", "/communities/{id}:revise", "Change an open community",
		"More seats let in who waits first. A new pact is signed again by everybody."), onCommunity("community.open")), d.reviseCommunity)
	huma.Register(api, sdk.Operation(step("community-close", "/communities/{id}:close", "End a community’s cycle",
		"What was exchanged stays readable for its members."), onCommunity("community.open")), d.closeCommunity)
}

// readDraft fills an empty community in with what the organisation usually does.
func readDraft(ctx context.Context, _ *struct{}) (*sdk.Reply[community.Community], error) {
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	draft := community.Community{Public: community.Educators, Rule: "FREQ=MONTHLY;COUNT=10"}
	config.complete(&draft, sdk.Call(ctx))
	return sdk.OK(draft), nil
}

// dateList is what a rule makes.
type dateList struct {
	Dates  []string    `json:"dates" doc:"Civil times in the zone: 2026-09-08T18:30."`
	Closed []closedDay `json:"closed" doc:"Days that the rule names and that are left out: the place is closed."`
}

func readDates(ctx context.Context, in *struct {
	Rule   string `query:"rule" required:"true" maxLength:"200"`
	Starts string `query:"starts" required:"true" maxLength:"16"`
	Zone   string `query:"zone" required:"true" maxLength:"60"`
	Unit   string `query:"unit" maxLength:"60" doc:"Where the community is; empty for the whole organisation."`
},
) (*sdk.Reply[dateList], error) {
	times, closed, err := openTimes(ctx, schedule.Plan{Rule: in.Rule, First: in.Starts, Zone: in.Zone}, in.Unit)
	if err != nil {
		return nil, err
	}
	list := dateList{Dates: make([]string, len(times)), Closed: closed}
	for i, at := range times {
		list.Dates[i] = at.Format(schedule.LocalLayout)
	}
	return sdk.OK(list), nil
}

func (d *desk) openCommunity(ctx context.Context, in *sdk.Target) (*communityReply, error) {
	one, err := d.communities.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	next, err := one.Doc.Opened(sdk.Call(ctx).Today)
	if err != nil {
		return nil, err
	}
	times, _, err := openTimes(ctx, next.Plan(), next.Unit)
	if err != nil {
		return nil, err
	}
	for i, at := range times {
		planned := session.Session{Community: one.ID, Number: i + 1, At: at.Unix(), Minutes: next.Minutes, State: session.Planned}
		if _, err := d.sessions.Create(ctx, planned); err != nil {
			return nil, fmt.Errorf("planning session %d: %w", i+1, err)
		}
	}
	if _, err := d.save(ctx, one, next); err != nil {
		return nil, err
	}
	sdk.Tx(ctx).Emit(store.Event{Type: "cap.community.opened", Subject: one.ID})
	return sdk.Stored(one), nil
}

func (d *desk) reviseCommunity(ctx context.Context, in *struct {
	sdk.Target
	Body community.Revision
},
) (*communityReply, error) {
	one, err := d.communities.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	next, err := one.Doc.Revised(in.Body)
	if err != nil {
		return nil, err
	}
	kept, err := d.save(ctx, one, next)
	if err != nil {
		return nil, err
	}
	if err := d.letIn(ctx, kept.Doc, ""); err != nil {
		return nil, err
	}
	return sdk.Stored(one), nil
}

func (d *desk) closeCommunity(ctx context.Context, in *sdk.Target) (*communityReply, error) {
	one, err := d.communities.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	next, err := one.Doc.Ended(sdk.Call(ctx).Today)
	if err != nil {
		return nil, err
	}
	if _, err := d.save(ctx, one, next); err != nil {
		return nil, err
	}
	sdk.Tx(ctx).Emit(store.Event{Type: "cap.cycle.closed", Subject: one.ID})
	return sdk.Stored(one), nil
}

// gather reads every record that matches.
func gather[T any](ctx context.Context, c *sdk.Collection[T], q store.Query) ([]sdk.Item[T], error) {
	all := []sdk.Item[T]{}
	for one, err := range c.All(ctx, q) {
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// located puts a pointer before those of a fault: "/minutes" in line 2 is "/lines/2/minutes".
func located(err error, prefix string) error {
	var f *fault.Error
	if !errors.As(err, &f) || len(f.Fields) == 0 {
		return err
	}
	moved := *f
	moved.Fields = nil
	for _, field := range f.Fields {
		field.Pointer = prefix + field.Pointer
		moved.Fields = append(moved.Fields, field)
	}
	return &moved
}
