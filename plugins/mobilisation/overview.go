package mobilisation

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/measure"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/testimony"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerOverview(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "overview", Method: http.MethodGet, Path: "/overview",
		Summary: "What waits, and where everything stands", Description: "Counts by axis go by the main axis, so that they add up to the total.",
	}, sdk.Rules{Action: "mobilisation:signatures.count", Internal: true}), d.overview)
}

type overview struct {
	Ready       bool              `json:"ready" doc:"The settings say who asks and where they can be reached."`
	Movement    bool              `json:"movement" doc:"There is a movement page."`
	Petitions   []petitionLine    `json:"petitions"`
	Axes        []axisLine        `json:"axes"`
	Waiting     int               `json:"waiting" doc:"Testimonies that wait for a moderator."`
	Shown       int               `json:"shown" doc:"Testimonies that are public."`
	Demands     int               `json:"demands" doc:"Public ones."`
	References  int               `json:"references"`
	Measures    int               `json:"measures"`
	Commitments commitmentFigures `json:"commitments"`
	Newsletter  subscriberFigures `json:"newsletter"`
	Pages       string            `json:"pages" doc:"Where the public pages begin."`
}

type petitionLine struct {
	ID       string          `json:"id"`
	Title    wording.Text    `json:"title"`
	Status   petition.Status `json:"status"`
	Goal     int             `json:"goal,omitempty"`
	ClosesOn string          `json:"closes_on,omitempty"`
	Figures  figures         `json:"figures"`
}

type axisLine struct {
	Key       string       `json:"key"`
	Title     wording.Text `json:"title"`
	Petitions int          `json:"petitions"`
	Confirmed int          `json:"confirmed"`
	Demands   int          `json:"demands"`
}

type commitmentFigures struct {
	Promised int `json:"promised"`
	Kept     int `json:"kept"`
	Unkept   int `json:"unkept"`
	Claimed  int `json:"claimed" doc:"Proofs that wait to be looked at."`
	Overdue  int `json:"overdue"`
}

func (d *desk) overview(ctx context.Context, _ *struct{}) (*sdk.Reply[overview], error) {
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	o := overview{Ready: config.ready() == nil, Petitions: []petitionLine{}, Axes: []axisLine{}, Pages: sdk.Call(ctx).Pages}
	page, err := d.movement(ctx)
	if err != nil {
		return nil, err
	}
	var m Movement
	if page != nil {
		o.Movement, m = true, page.Doc
	}
	for _, fill := range []func(context.Context, *overview, Movement) error{d.overPetitions, d.overTestimonies, d.overDemands, d.overPlatform} {
		if err := fill(ctx, &o, m); err != nil {
			return nil, err
		}
	}
	o.Newsletter, err = d.subscriberFigures(ctx)
	return sdk.OK(o), err
}

func (d *desk) overPetitions(ctx context.Context, o *overview, m Movement) error {
	petitions, _, err := d.petitions.List(ctx, store.Query{Order: "id desc", Size: 200})
	if err != nil {
		return fmt.Errorf("reading petitions: %w", err)
	}
	counted, err := d.count(ctx, petitions)
	if err != nil {
		return err
	}
	for _, a := range m.Axes {
		o.Axes = append(o.Axes, axisLine{Key: a.Key, Title: a.Title})
	}
	for _, p := range petitions {
		f := counted[p.ID]
		o.Petitions = append(o.Petitions, petitionLine{p.ID, p.Doc.Title, p.Doc.Status, p.Doc.Goal, p.Doc.ClosesOn, f})
		if at := o.axis(p.Doc.Axes); at != nil && p.Doc.Status != petition.Draft {
			at.Petitions, at.Confirmed = at.Petitions+1, at.Confirmed+f.Confirmed
		}
	}
	return nil
}

// axis is the line of the main axis of something; nil where it has none that the movement still has.
func (o *overview) axis(axes []string) *axisLine {
	for i := range o.Axes {
		if len(axes) > 0 && o.Axes[i].Key == axes[0] {
			return &o.Axes[i]
		}
	}
	return nil
}

func (d *desk) overTestimonies(ctx context.Context, o *overview, _ Movement) error {
	groups, err := byStatus(ctx, "testimonies", "status", "")
	o.Waiting, o.Shown = groups[string(testimony.Submitted)], groups[string(testimony.Moderated)]
	return err
}

func (d *desk) overDemands(ctx context.Context, o *overview, _ Movement) error {
	for one, err := range d.demands.All(ctx, store.Query{Filter: "public = true"}) {
		if err != nil {
			return fmt.Errorf("reading demands: %w", err)
		}
		o.Demands++
		if at := o.axis(one.Doc.Axes); at != nil {
			at.Demands++
		}
	}
	return nil
}

func (d *desk) overPlatform(ctx context.Context, o *overview, _ Movement) error {
	measures, err := byStatus(ctx, "measures", "status", "")
	if err != nil {
		return err
	}
	for _, n := range measures {
		o.Measures += n
	}
	if o.References, err = d.countReferences(ctx); err != nil {
		return err
	}
	states, err := byStatus(ctx, "commitments", "state", "")
	if err != nil {
		return err
	}
	late, err := byStatus(ctx, "commitments", "state", "due_on < "+quoted(sdk.Call(ctx).Today))
	o.Commitments = commitmentFigures{
		Promised: states[string(measure.Promised)], Claimed: states[string(measure.Claimed)],
		Kept: states[string(measure.Kept)], Unkept: states[string(measure.Unkept)],
		Overdue: late[string(measure.Promised)] + late[string(measure.Claimed)],
	}
	return err
}

func (d *desk) countReferences(ctx context.Context) (int, error) {
	groups, err := sdk.Store(ctx).Aggregate(ctx, "references", store.Aggregation{Measure: []store.Measure{{Op: store.Count}}})
	if err != nil || len(groups) == 0 {
		return 0, noneIfDenied(err)
	}
	return int(groups[0].N), nil
}

// byStatus counts records by one field. What the caller may not read counts as nothing.
func byStatus(ctx context.Context, collection, field, filter string) (map[string]int, error) {
	counted := map[string]int{}
	groups, err := sdk.Internal(ctx).Aggregate(ctx, collection, store.Aggregation{Filter: filter, GroupBy: []string{field}, Measure: []store.Measure{{Op: store.Count}}})
	for _, g := range groups {
		if key, ok := g.Key[0].(string); ok {
			counted[key] = int(g.N)
		}
	}
	return counted, noneIfDenied(err)
}

func noneIfDenied(err error) error {
	if err != nil && (fault.KindOf(err) == fault.Denied || fault.KindOf(err) == fault.NotFound) {
		return nil
	}
	return err
}
