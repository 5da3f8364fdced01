package portrait

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/plan"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

type planReply = sdk.Reply[sdk.Record[plan.Plan]]

var errPlanThere = fault.New(fault.Conflict, "plan-there", "This place has a plan already that is not closed: go on with it, or carry it over.")

// mostActions is how many actions a plan takes: more is a list of wishes.
const mostActions = 60

func (d *desk) registerPlans(api huma.API) {
	step := func(verb, action, summary, description string) huma.Operation {
		return sdk.Operation(huma.Operation{
			OperationID: "plan-" + verb, Method: http.MethodPost, Path: "/plans/{id}:" + verb, Summary: summary, Description: description,
		}, sdk.Rules{Action: "portrait:plan." + action, On: "id@plans", Reads: []string{"plans/{id}"}})
	}
	huma.Register(api, step("vote", "lead", "Note what the team voted", "While the plan is in preparation. The latest vote counts."), d.voteOnPlan)
	huma.Register(api, step("adopt", "lead", "Put a plan under way", "Each action must say its objective, who carries it, until when, and how one will see that it helped."), d.adoptPlan)
	huma.Register(api, step("validate", "validate", "Validate a plan", "By whoever accompanies the place. The place sees who and when."), d.validatePlan)
	huma.Register(api, step("carry-over", "lead", "Begin the next plan with what is still open", "Actions that are neither done nor given up go over with their history; here they count as carried over."), d.carryPlanOver)
	huma.Register(api, step("close", "lead", "Close a plan with its review", "No action may be open: end each, or carry the plan over first."), d.closePlan)
}

// beforePlan judges what is written by hand, and fills in what follows from the place and the portrait.
func (d *desk) beforePlan(ctx context.Context, c sdk.Change[plan.Plan]) error {
	if c.New == nil {
		held, err := d.actionsOf(ctx, c.ID)
		if err != nil {
			return err
		}
		return plan.Guard(c.Old, nil, len(held))
	}
	c.New.Complete(sdk.Call(ctx).Today)
	if err := plan.Guard(c.Old, c.New, 0); err != nil {
		return err
	}
	if c.Old == nil {
		if err := d.onePlanAt(ctx, c.New.Unit); err != nil {
			return err
		}
	}
	return d.settlePlan(ctx, c.New)
}

// settlePlan writes the names of a plan's place and portrait into it.
func (d *desk) settlePlan(ctx context.Context, p *plan.Plan) error {
	unit, err := sdk.Units(ctx).Unit(ctx, p.Unit)
	if err != nil {
		return missingAt(err, "/unit", "there is no such site")
	}
	if !asked(unit) {
		return fault.InvalidField("/unit", "a plan is made at a site, not in a territory")
	}
	p.Place, p.Label = unit.Name, ""
	if p.Wave == "" {
		return nil
	}
	of, err := d.waves.Get(ctx, p.Wave)
	if err != nil {
		return missingAt(err, "/wave", "there is no such portrait")
	}
	if of.Doc.Site(p.Unit) == nil {
		return fault.InvalidRule("/wave", fault.Absent, "", "the portrait did not ask this site")
	}
	p.Label = of.Doc.Label
	return nil
}

// onePlanAt refuses a second plan beside one that is not closed.
func (d *desk) onePlanAt(ctx context.Context, unit string) error {
	there, _, err := d.plans.List(ctx, store.Query{Filter: fmt.Sprintf("unit = %q AND status != %q", unit, plan.Closed), Size: 1})
	if err != nil {
		return fmt.Errorf("looking for a plan of the place: %w", err)
	}
	if len(there) > 0 {
		return errPlanThere
	}
	return nil
}

// beforeAction judges what is written by hand, ties an action to its plan and keeps its history.
func (d *desk) beforeAction(ctx context.Context, c sdk.Change[plan.Action]) error {
	id := ""
	if c.Old != nil {
		id = c.Old.Plan
	} else {
		id = c.New.Plan
	}
	of, err := d.plans.Get(ctx, id)
	if err != nil {
		return missingAt(err, "/plan", "there is no such plan")
	}
	if err := plan.Change(of.Doc, c.Old, c.New, sdk.Call(ctx).Today); err != nil || c.Old != nil {
		return err
	}
	held, err := d.actionsOf(ctx, id)
	if err == nil && len(held) >= mostActions {
		err = fault.New(fault.Exhausted, "plan-full", fmt.Sprintf("A plan takes at most %d actions.", mostActions))
	}
	return err
}

// actionsOf are the actions of a plan, in the order in which they were proposed.
func (d *desk) actionsOf(ctx context.Context, planID string) ([]sdk.Item[plan.Action], error) {
	var all []sdk.Item[plan.Action]
	for one, err := range d.actions.All(ctx, store.Query{Filter: fmt.Sprintf("plan = %q", planID), Order: "id"}) {
		if err != nil {
			return nil, fmt.Errorf("reading the actions of a plan: %w", err)
		}
		all = append(all, one)
	}
	return all, nil
}

// held is a plan with its actions, about to change together.
type held struct {
	plan    *sdk.Item[plan.Plan]
	actions []sdk.Item[plan.Action]
}

func (d *desk) held(ctx context.Context, id string) (held, error) {
	one, err := d.plans.Get(ctx, id)
	if err != nil {
		return held{}, err
	}
	all, err := d.actionsOf(ctx, id)
	return held{one, all}, err
}

func (h held) docs() []plan.Action {
	docs := make([]plan.Action, len(h.actions))
	for i, a := range h.actions {
		docs[i] = a.Doc
	}
	return docs
}

func (h held) byID() map[string]*plan.Action {
	all := make(map[string]*plan.Action, len(h.actions))
	for i := range h.actions {
		all[h.actions[i].ID] = &h.actions[i].Doc
	}
	return all
}

// stage writes the plan, and those of its actions that have changed.
func (d *desk) stage(ctx context.Context, h held, changed func(sdk.Item[plan.Action]) bool) error {
	if err := d.plans.Update(ctx, h.plan); err != nil {
		return err
	}
	for i := range h.actions {
		if !changed(h.actions[i]) {
			continue
		}
		if err := d.actions.Update(ctx, &h.actions[i]); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) voteOnPlan(ctx context.Context, in *struct {
	sdk.Target
	Body plan.Vote
},
) (*planReply, error) {
	h, err := d.held(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if h.plan.Doc, err = h.plan.Doc.Cast(in.Body, h.byID(), sdk.Call(ctx).Today); err != nil {
		return nil, err
	}
	voted := func(a sdk.Item[plan.Action]) bool {
		_, ok := in.Body.InFavour[a.ID]
		return ok
	}
	if err := d.stage(ctx, h, voted); err != nil {
		return nil, err
	}
	return sdk.Stored(h.plan), nil
}

func (d *desk) adoptPlan(ctx context.Context, in *sdk.Target) (*planReply, error) {
	h, err := d.held(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	next, err := h.plan.Doc.Adopt(h.docs(), sdk.Call(ctx).Today)
	if err != nil {
		return nil, err
	}
	return d.keepPlan(ctx, h.plan, next, "portrait.plan.adopted")
}

func (d *desk) validatePlan(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Note string `json:"note,omitempty" maxLength:"2000" doc:"For the place to read."`
	}
},
) (*planReply, error) {
	one, err := d.plans.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	caller := sdk.Call(ctx)
	next, err := one.Doc.Validate(caller.PrincipalID, in.Body.Note, caller.Today)
	if err != nil {
		return nil, err
	}
	return d.keepPlan(ctx, one, next, "portrait.plan.validated")
}

func (d *desk) closePlan(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Review string      `json:"review" minLength:"1" maxLength:"5000" doc:"What changed for the children, the team and the families; what was learned."`
		Signed []plan.Sign `json:"signed,omitempty" maxItems:"10" doc:"Functions that agreed, never names."`
	}
},
) (*planReply, error) {
	h, err := d.held(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	next, err := h.plan.Doc.Close(in.Body.Review, in.Body.Signed, h.docs(), sdk.Call(ctx).Today)
	if err != nil {
		return nil, err
	}
	return d.keepPlan(ctx, h.plan, next, "portrait.plan.closed")
}

func (d *desk) keepPlan(ctx context.Context, one *sdk.Item[plan.Plan], next plan.Plan, event string) (*planReply, error) {
	one.Doc = next
	if err := d.plans.Update(ctx, one); err != nil {
		return nil, err
	}
	sdk.Tx(ctx).Emit(store.Event{Type: event, Subject: one.ID})
	return sdk.Stored(one), nil
}

func (d *desk) carryPlanOver(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Title string `json:"title" minLength:"1" maxLength:"160" doc:"Of the next plan."`
		Wave  string `json:"wave,omitempty" maxLength:"60" doc:"The portrait that the next plan answers, where there is one."`
	}
},
) (*planReply, error) {
	h, err := d.held(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	next, carried, err := h.plan.Doc.CarryOn(h.plan.ID, plan.Plan{Title: in.Body.Title, Wave: in.Body.Wave}, h.byID(), sdk.Call(ctx).Today)
	if err != nil {
		return nil, err
	}
	if err := d.settlePlan(ctx, &next); err != nil {
		return nil, err
	}
	gone := func(a sdk.Item[plan.Action]) bool {
		return slices.ContainsFunc(carried, func(on plan.Action) bool { return on.Origin == a.ID })
	}
	if err := d.stage(ctx, h, gone); err != nil {
		return nil, err
	}
	made, err := d.plans.Create(ctx, next)
	if err != nil {
		return nil, err
	}
	for _, a := range carried {
		a.Plan = made.ID
		if _, err := d.actions.Create(ctx, a); err != nil {
			return nil, err
		}
	}
	return sdk.Created(made), nil
}
