package mobilisation

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/signature"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerPetitions(api huma.API) {
	act := func(id, verb, summary, more string) huma.Operation {
		return huma.Operation{OperationID: id, Method: http.MethodPost, Path: "/petitions/{id}:" + verb, Summary: summary, Description: more}
	}
	rules := sdk.Rules{Action: "mobilisation:petition.lead", On: "id@petitions", Reads: []string{"petitions/{id}"}}
	huma.Register(api, sdk.Operation(act("petition-open", "open", "Open a petition, or go on after a pause",
		"At the first opening text, addressee and the words of the choices are fixed."), rules), d.openPetition)
	huma.Register(api, sdk.Operation(act("petition-pause", "pause", "Pause a petition", "The reason can be read by everybody."), rules), d.pausePetition)
	huma.Register(api, sdk.Operation(act("petition-close", "close", "Close a petition", "For good; its people are erased some months later."), rules), d.closePetition)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "petition-figures", Method: http.MethodGet, Path: "/petitions/{id}:figures",
		Summary: "Count the signatures of a petition by state",
	}, sdk.Rules{Action: "mobilisation:signatures.count", On: "id@petitions", Reads: []string{"petitions/{id}"}, Internal: true}), d.figuresOf)
}

type reasoned struct {
	sdk.Target
	Body struct {
		Reason wording.Text `json:"reason,omitempty"`
	}
}

func (d *desk) openPetition(ctx context.Context, in *sdk.Target) (*sdk.Reply[sdk.Record[petition.Petition]], error) {
	return d.stepPetition(ctx, in.ID, func(p petition.Petition) (petition.Petition, error) {
		today := sdk.Call(ctx).Today
		config, err := configured(ctx)
		if err != nil {
			return p, err
		}
		if err := config.ready(); err != nil {
			return p, err
		}
		if problems := p.Check(today); len(problems) > 0 && p.Status != petition.Closed {
			return p, unready(problems)
		}
		country := sdk.Call(ctx).Country
		return p.Open(config.signWords(country), config.newsWords(country), today)
	})
}

func unready(problems []petition.Problem) error {
	f := fault.New(fault.Invalid, "petition-not-ready", "The petition cannot be opened as it is.")
	for _, p := range problems {
		f.Fields = append(f.Fields, fault.Field{Pointer: p.Pointer, Message: p.Message})
	}
	return f
}

func (d *desk) pausePetition(ctx context.Context, in *reasoned) (*sdk.Reply[sdk.Record[petition.Petition]], error) {
	return d.stepPetition(ctx, in.ID, func(p petition.Petition) (petition.Petition, error) {
		return p.Pause(in.Body.Reason, sdk.Call(ctx).Today)
	})
}

func (d *desk) closePetition(ctx context.Context, in *reasoned) (*sdk.Reply[sdk.Record[petition.Petition]], error) {
	return d.stepPetition(ctx, in.ID, func(p petition.Petition) (petition.Petition, error) {
		return p.Close(in.Body.Reason, sdk.Call(ctx).Today)
	})
}

// stepPetition does one step of a petition's life and tells the other modules.
func (d *desk) stepPetition(ctx context.Context, id string, step func(petition.Petition) (petition.Petition, error)) (*sdk.Reply[sdk.Record[petition.Petition]], error) {
	one, err := d.petitions.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if one.Doc, err = step(one.Doc); err != nil {
		return nil, refused(err)
	}
	if err := d.petitions.Update(ctx, one); err != nil {
		return nil, err
	}
	sdk.Tx(ctx).Emit(store.Event{Type: "mobilisation.petition." + told(one.Doc.Status), Subject: one.ID})
	return sdk.Stored(one), nil
}

func told(s petition.Status) string {
	if s == petition.Open {
		return "opened"
	}
	return string(s)
}

// beforePetition judges what is written by hand: a draft at first, steps by their operations only, and nothing of what
// people signed.
func (d *desk) beforePetition(ctx context.Context, c sdk.Change[petition.Petition]) error {
	switch {
	case c.New == nil && c.Old.Status != petition.Draft:
		return fault.New(fault.Conflict, "petition-kept", "A petition that was open is closed, not deleted.")
	case c.New == nil:
		return nil
	case c.Old == nil:
		c.New.Status, c.New.Log, c.New.Sign, c.New.News, c.New.Kept = petition.Draft, nil, nil, nil, nil
	default:
		if err := c.Old.Guard(*c.New); err != nil {
			return refused(err)
		}
		c.New.Status, c.New.Log, c.New.Kept = c.Old.Status, c.Old.Log, c.Old.Kept
		c.New.Sign, c.New.News = c.Old.Sign, c.Old.News
	}
	return d.checkAxes(ctx, c.New.Axes)
}

// figures are the signatures of a petition by state.
type figures struct {
	Pending   int `json:"pending"`
	Confirmed int `json:"confirmed"`
	Flagged   int `json:"flagged"`
	Invalid   int `json:"invalid"`
	Withdrawn int `json:"withdrawn"`
	News      int `json:"news" doc:"Confirmed ones that want news."`
}

func (d *desk) figuresOf(ctx context.Context, in *sdk.Target) (*sdk.Reply[figures], error) {
	one, err := d.petitions.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	all, err := d.count(ctx, []sdk.Item[petition.Petition]{*one})
	if err != nil {
		return nil, err
	}
	return sdk.OK(all[one.ID]), nil
}

// count counts the signatures of petitions by state, all of them at once; where they were erased, what was kept counts.
func (d *desk) count(ctx context.Context, petitions []sdk.Item[petition.Petition]) (map[string]figures, error) {
	counted := map[string]figures{}
	var filter string
	if len(petitions) == 1 {
		filter = "petition = " + quoted(petitions[0].ID)
	}
	groups, err := sdk.Internal(ctx).Aggregate(ctx, "signatures", store.Aggregation{
		Filter: filter, GroupBy: []string{"petition", "status", "news"}, Measure: []store.Measure{{Op: store.Count}},
	})
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		id, _ := g.Key[0].(string)
		status, _ := g.Key[1].(string)
		news, _ := g.Key[2].(bool)
		counted[id] = counted[id].plus(signature.Status(status), news, int(g.N))
	}
	for _, p := range petitions {
		if kept := p.Doc.Kept; kept != nil {
			counted[p.ID] = figures{Confirmed: kept.Confirmed, Invalid: kept.Invalid, Withdrawn: kept.Withdrawn}
		}
	}
	return counted, nil
}

func (f figures) plus(s signature.Status, news bool, n int) figures {
	switch s {
	case signature.Pending:
		f.Pending += n
	case signature.Confirmed:
		f.Confirmed += n
		if news {
			f.News += n
		}
	case signature.Flagged:
		f.Flagged += n
	case signature.Invalid:
		f.Invalid += n
	case signature.Withdrawn:
		f.Withdrawn += n
	}
	return f
}
