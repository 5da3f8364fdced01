package piloufilou

import (
	"cmp"
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

var errNotCertified = fault.New(fault.Conflict, "facilitator-not-certified", "A cycle is opened by somebody who was trained and holds a certificate.")

func (d *desk) registerCycles(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "cycle-dates", Method: http.MethodGet, Path: "/cycles/{id}:dates",
		Summary: "Show the days that opening would plan",
	}, sdk.Rules{Action: "piloufilou:cycles.read", On: "id@cycles", Reads: []string{"cycles/{id}"}}), d.datesOfCycle)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "cycle-open", Method: http.MethodPost, Path: "/cycles/{id}:open",
		Summary: "Open a cycle", Description: "Its workshops are planned in order. Whoever plays must hold a certificate on that day.",
	}, sdk.Rules{Action: "piloufilou:cycle.open", On: "id@cycles", Reads: []string{"cycles/{id}"}}), d.openCycle)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "cycle-stop", Method: http.MethodPost, Path: "/cycles/{id}:stop",
		Summary: "Stop a cycle", Description: "What was held stays; what was to come is skipped for that reason.",
	}, sdk.Rules{Action: "piloufilou:cycle.stop", On: "id@cycles", Reads: []string{"cycles/{id}"}, Internal: true}), d.stopCycle)
}

// beforeCycle judges what is written by hand, and fills in what follows from the edition and the site.
func (d *desk) beforeCycle(ctx context.Context, c sdk.Change[cycle.Cycle]) error {
	if c.New != nil {
		fill(c.New)
	}
	if c.Old == nil {
		edition, err := d.editions.Get(ctx, c.New.Edition)
		if err != nil {
			return missingAt(err, "/edition", "there is no such edition")
		}
		c.New.Programme = edition.Doc.Programme
	}
	if err := cycle.Guard(c.Old, c.New); err != nil || c.New == nil {
		return err
	}
	unit, err := sdk.Units(ctx).Unit(ctx, c.New.Unit)
	if err != nil {
		return missingAt(err, "/unit", "there is no such site")
	}
	if unit.Class == "territory" {
		return fault.InvalidField("/unit", "a cycle is played at a site, not in a territory")
	}
	c.New.Place = unit.Name
	if _, err := c.New.Dates(1); err != nil {
		return err
	}
	return d.knownPeople(ctx, *c.New)
}

func fill(c *cycle.Cycle) {
	c.Status = cmp.Or(c.Status, cycle.Planned)
	c.Every = max(c.Every, 1)
}

// knownPeople refuses a facilitator who is not registered, or who plays both puppets' parts.
func (d *desk) knownPeople(ctx context.Context, c cycle.Cycle) error {
	if c.Partner != "" && c.Partner == c.Facilitator {
		return fault.InvalidField("/partner", "is the same person as the facilitator")
	}
	for pointer, id := range map[string]string{"/facilitator": c.Facilitator, "/partner": c.Partner} {
		if id == "" {
			continue
		}
		if _, err := d.facilitators.Get(ctx, id); err != nil {
			return missingAt(err, pointer, "nobody is registered under that id")
		}
	}
	return nil
}

type dateList struct {
	Dates  []string    `json:"dates"`
	Closed []closedFor `json:"closed" doc:"When the site is closed until then; no workshop is planned on these days."`
}

// closedFor is when the site is closed, and why.
type closedFor struct {
	From string   `json:"from" format:"date"`
	To   string   `json:"to" format:"date"`
	Name sdk.Text `json:"name"`
}

// closures are when the site of a cycle is closed, as far as workshops may be planned ahead.
func closures(ctx context.Context, c cycle.Cycle) (sdk.Closures, []cycle.Span, error) {
	first, last, err := c.Ahead()
	if err != nil {
		return nil, nil, err
	}
	all, err := sdk.Units(ctx).Closures(ctx, c.Unit, first, last)
	if err != nil {
		return nil, nil, fmt.Errorf("reading when the site is closed: %w", err)
	}
	spans := make([]cycle.Span, len(all))
	for i, one := range all {
		spans[i] = cycle.Span{From: one.From, To: one.To}
	}
	return all, spans, nil
}

func (d *desk) datesOfCycle(ctx context.Context, in *sdk.Target) (*sdk.Reply[dateList], error) {
	one, err := d.cycles.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := d.programmes.Get(ctx, one.Doc.Programme)
	if err != nil {
		return nil, fmt.Errorf("reading the cycle's programme: %w", err)
	}
	closed, spans, err := closures(ctx, one.Doc)
	if err != nil {
		return nil, err
	}
	dates, err := one.Doc.Dates(len(p.Doc.Workshops), spans...)
	if err != nil {
		return nil, err
	}
	list := dateList{Dates: dates, Closed: []closedFor{}}
	for _, c := range closed {
		if len(dates) > 0 && c.From <= dates[len(dates)-1] {
			list.Closed = append(list.Closed, closedFor{c.From, c.To, c.Name})
		}
	}
	return sdk.OK(list), nil
}

func (d *desk) openCycle(ctx context.Context, in *sdk.Target) (*sdk.Reply[sdk.Record[cycle.Cycle]], error) {
	one, err := d.cycles.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := d.programmes.Get(ctx, one.Doc.Programme)
	if err != nil {
		return nil, fmt.Errorf("reading the cycle's programme: %w", err)
	}
	if p.Doc.Status != programme.Published {
		return nil, errNotPublished
	}
	today := sdk.Call(ctx).Today
	if err := d.certifiedOn(ctx, one.Doc, today); err != nil {
		return nil, err
	}
	_, spans, err := closures(ctx, one.Doc)
	if err != nil {
		return nil, err
	}
	next, all, err := one.Doc.Open(p.Doc, today, spans...)
	if err != nil {
		return nil, err
	}
	one.Doc = next
	if err := d.cycles.Update(ctx, one); err != nil {
		return nil, err
	}
	for _, w := range all {
		w.Cycle = one.ID
		if _, err := d.workshops.Create(ctx, w); err != nil {
			return nil, err
		}
	}
	sdk.Tx(ctx).Emit(store.Event{Type: "piloufilou.cycle.opened", Subject: one.ID})
	return sdk.Stored(one), nil
}

// certifiedOn is the gate of opening: who facilitates holds a certificate that day.
func (d *desk) certifiedOn(ctx context.Context, c cycle.Cycle, today string) error {
	refusal := *errNotCertified
	if c.Facilitator == "" {
		refusal.Fields = []fault.Field{{Pointer: "/facilitator", Message: "say who plays the workshops"}}
		return &refusal
	}
	person, err := d.facilitators.Get(ctx, c.Facilitator)
	if err != nil {
		return missingAt(err, "/facilitator", "this person is not registered any more")
	}
	if !person.Doc.Certified(today) {
		refusal.Fields = []fault.Field{{Pointer: "/facilitator", Message: person.Doc.Name + " holds no certificate that is valid today"}}
		return &refusal
	}
	return nil
}

func (d *desk) stopCycle(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Reason       string `json:"reason" minLength:"1" maxLength:"500"`
		NamesChecked bool   `json:"names_checked,omitempty"`
	}
},
) (*sdk.Reply[sdk.Record[cycle.Cycle]], error) {
	one, err := d.cycles.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !in.Body.NamesChecked {
		if err := d.guardNames(ctx, one.Doc, []written{{"/reason", in.Body.Reason}}); err != nil {
			return nil, err
		}
	}
	way, err := d.way(ctx, one)
	if err != nil {
		return nil, err
	}
	next, left, err := one.Doc.Stop(way.docs(), in.Body.Reason, sdk.Call(ctx).Today)
	if err != nil {
		return nil, err
	}
	for _, w := range left {
		way.set(w)
	}
	if err := d.keep(ctx, way, next); err != nil {
		return nil, err
	}
	sdk.Tx(ctx).Emit(store.Event{Type: "piloufilou.cycle.stopped", Subject: one.ID})
	return sdk.Stored(one), nil
}
