package piloufilou

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func (d *desk) registerWorkshops(api huma.API) {
	step := func(verb, action, summary, description string) huma.Operation {
		return sdk.Operation(huma.Operation{
			OperationID: "cycle-" + verb, Method: http.MethodPost, Path: "/cycles/{id}:" + verb, Summary: summary, Description: description,
		}, sdk.Rules{Action: "piloufilou:" + action, On: "id@cycles", Reads: []string{"cycles/{id}"}, Internal: true})
	}
	huma.Register(api, step("log", "workshop.log", "Log workshops",
		"One or several at once; all are kept, or none. Logging one again corrects it. Free text that looks as if it named a child is refused until somebody has looked."), d.logWorkshops)
	huma.Register(api, step("skip", "workshop.plan", "Say that a workshop was not held, and why", ""), d.skipWorkshop)
	huma.Register(api, step("clear", "workshop.log", "Take the log of a workshop back", "It is to come again."), d.clearWorkshop)
	huma.Register(api, step("move", "workshop.plan", "Move a workshop to another day", "With `following`, those after it move by as many days."), d.moveWorkshop)
}

// wayOut is a cycle after its workshops changed.
type wayOut struct {
	Cycle     sdk.Record[cycle.Cycle]     `json:"cycle"`
	Workshops []sdk.Record[cycle.Session] `json:"workshops"`
}

func (w *way) out() *sdk.Reply[wayOut] {
	return sdk.OK(wayOut{Cycle: sdk.RecordOf(*w.cycle), Workshops: w.records()})
}

type logging struct {
	sdk.Target
	Body struct {
		Workshops []cycle.Entry `json:"workshops" minItems:"1" maxItems:"60"`
	}
}

func (d *desk) logWorkshops(ctx context.Context, in *logging) (*sdk.Reply[wayOut], error) {
	w, err := d.running(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	refusal := fault.New(fault.Invalid, "log-invalid", "Some of the log is not valid; nothing was kept.")
	var texts []written
	for i, entry := range in.Body.Workshops {
		at := fmt.Sprintf("/workshops/%d", i)
		before, err := w.at(entry.Number)
		if err != nil || w.changed[entry.Number] {
			refusal.Fields = append(refusal.Fields, fault.Field{Pointer: at + "/number", Message: "is no workshop of this cycle, or stands twice"})
			continue
		}
		after, wrong := before.Log(entry, w.cycle.Doc, sdk.Call(ctx).Today, at)
		refusal.Fields = append(refusal.Fields, wrong...)
		w.set(after)
		if !entry.NamesChecked {
			texts = append(texts, textsOf(entry, at)...)
		}
	}
	if len(refusal.Fields) > 0 {
		return nil, refusal
	}
	if err := d.guardNames(ctx, w.cycle.Doc, texts); err != nil {
		return nil, err
	}
	if err := d.keep(ctx, w, w.cycle.Doc); err != nil {
		return nil, err
	}
	return w.out(), nil
}

// textsOf is everything that an educator wrote freely about a workshop.
func textsOf(e cycle.Entry, at string) []written {
	texts := []written{{at + "/notes", e.Notes}}
	for i, a := range e.Adaptations {
		here := fmt.Sprintf("%s/adaptations/%d", at, i)
		texts = append(texts, written{here + "/what", a.What}, written{here + "/why", a.Why})
	}
	return texts
}

// running reads a cycle whose workshops may change: one under way, or one whose log is being corrected.
func (d *desk) running(ctx context.Context, id string) (*way, error) {
	one, err := d.cycles.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if one.Doc.Status != cycle.Open && one.Doc.Status != cycle.Done {
		return nil, cycle.ErrNotOpen
	}
	return d.way(ctx, one)
}

type skipping struct {
	sdk.Target
	Body struct {
		Number       int          `json:"number" minimum:"1" maximum:"60"`
		Reason       cycle.Reason `json:"reason" enum:"closure,staff,illness,weather,group,other"`
		Note         string       `json:"note,omitempty" maxLength:"300"`
		NamesChecked bool         `json:"names_checked,omitempty"`
	}
}

func (d *desk) skipWorkshop(ctx context.Context, in *skipping) (*sdk.Reply[wayOut], error) {
	return d.change(ctx, in.ID, in.Body.Number, func(w *way, before cycle.Session) (cycle.Session, error) {
		after, err := before.Skip(in.Body.Reason, in.Body.Note, sdk.Call(ctx).Today)
		if err == nil && !in.Body.NamesChecked {
			err = d.guardNames(ctx, w.cycle.Doc, []written{{"/note", in.Body.Note}})
		}
		return after, err
	})
}

func (d *desk) clearWorkshop(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Number int `json:"number" minimum:"1" maximum:"60"`
	}
},
) (*sdk.Reply[wayOut], error) {
	return d.change(ctx, in.ID, in.Body.Number, func(_ *way, before cycle.Session) (cycle.Session, error) {
		return before.Cleared(), nil
	})
}

// change applies one step to one workshop of a cycle.
func (d *desk) change(ctx context.Context, id string, number int, step func(*way, cycle.Session) (cycle.Session, error)) (*sdk.Reply[wayOut], error) {
	w, err := d.running(ctx, id)
	if err != nil {
		return nil, err
	}
	before, err := w.at(number)
	if err != nil {
		return nil, err
	}
	after, err := step(w, before)
	if err != nil {
		return nil, err
	}
	w.set(after)
	if err := d.keep(ctx, w, w.cycle.Doc); err != nil {
		return nil, err
	}
	return w.out(), nil
}

func (d *desk) moveWorkshop(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Number    int    `json:"number" minimum:"1" maximum:"60"`
		On        string `json:"on" format:"date"`
		At        string `json:"at,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
		Following bool   `json:"following,omitempty"`
	}
},
) (*sdk.Reply[wayOut], error) {
	w, err := d.running(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	docs := w.docs()
	moved, err := cycle.Move(docs, in.Body.Number, in.Body.On, in.Body.At, in.Body.Following)
	if err != nil {
		return nil, err
	}
	for _, doc := range docs {
		for _, number := range moved {
			if doc.Number == number {
				w.set(doc)
			}
		}
	}
	if err := d.keep(ctx, w, w.cycle.Doc); err != nil {
		return nil, err
	}
	return w.out(), nil
}
