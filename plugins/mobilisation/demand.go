package mobilisation

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/demand"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func (d *desk) registerDemands(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "demand-move", Method: http.MethodPost, Path: "/demands/{id}:move",
		Summary: "Say where a demand stands now", Description: "A dated step, never changed afterwards. The last one can repeat a state with a note.",
	}, sdk.Rules{Action: "mobilisation:demands.update", On: "id@demands", Reads: []string{"demands/{id}"}}), d.moveDemand)
}

func (d *desk) moveDemand(ctx context.Context, in *struct {
	sdk.Target
	Body demand.Stage
},
) (*sdk.Reply[sdk.Record[demand.Demand]], error) {
	one, err := d.demands.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if one.Doc, err = one.Doc.Move(in.Body, sdk.Call(ctx).Today); err != nil {
		return nil, demandRefusal(err)
	}
	if err := d.demands.Update(ctx, one); err != nil {
		return nil, err
	}
	return sdk.Stored(one), nil
}

func demandRefusal(err error) error {
	switch {
	case errors.Is(err, demand.ErrOrder):
		return fault.InvalidRule("/on", "mobilisation-step-day", "", "not before the step before it, nor after today")
	case errors.Is(err, demand.ErrAgain):
		return fault.InvalidRule("/status", "mobilisation-step-same", "", "the demand stands there already: say what is new, or choose another")
	case errors.Is(err, demand.ErrHistory):
		return fault.New(fault.Conflict, "demand-history", "The history of a demand is not changed: add a step.")
	}
	return err
}

// beforeDemand judges what is written by hand: a first step on the day of its making, history by its operation only,
// and nothing public without an axis and a work that can be found again.
func (d *desk) beforeDemand(ctx context.Context, c sdk.Change[demand.Demand]) error {
	if c.New == nil {
		return nil
	}
	if c.Old == nil {
		c.New.Status = demand.Raised
		c.New.History = []demand.Stage{{On: sdk.Call(ctx).Today, Status: demand.Raised}}
	} else if !c.Old.Keeps(*c.New) {
		return demandRefusal(demand.ErrHistory)
	}
	if err := d.checkAxes(ctx, c.New.Axes); err != nil {
		return err
	}
	citable, err := d.citable(ctx, c.New.Evidence)
	if err != nil || !c.New.Public {
		return err
	}
	problems := c.New.Check(citable)
	if len(problems) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "demand-not-public", "The demand cannot be shown as it is.")
	for _, p := range problems {
		f.Fields = append(f.Fields, fault.Field{Pointer: p.Pointer, Message: p.Message})
	}
	return f
}
