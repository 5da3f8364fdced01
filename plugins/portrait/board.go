package portrait

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/plan"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerBoard(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "plan-board", Method: http.MethodGet, Path: "/plans/{id}:board",
		Summary: "Read a plan with its actions, how far they are, and what was remarked",
	}, sdk.Rules{Action: "portrait:plans.read", On: "id@plans", Reads: []string{"plans/{id}"}}), d.boardOfPlan)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "plan-follow-up", Method: http.MethodGet, Path: "/units/{unit_id}/plans:follow-up",
		Summary: "Follow the plans of a territory", Description: "Each site with its latest plan, and sites without one.",
	}, sdk.Rules{Action: "portrait:plans.read", On: "unit_id@unit"}), d.followUp)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "plan-remark", Method: http.MethodPost, Path: "/plans/{id}:remark", DefaultStatus: http.StatusCreated,
		Summary: "Remark on a plan or one of its actions",
	}, sdk.Rules{Action: "portrait:plan.remark", On: "id@plans", Reads: []string{"plans/{id}"}}), d.remarkOnPlan)
}

// remark is what somebody says of a plan.
type remark struct {
	Plan   string `json:"plan" maxLength:"60" rb:"index" fr:"Plan d’action" en:"Action plan"`
	Action string `json:"action,omitempty" maxLength:"60" fr:"Action" en:"Action"`
	Unit   string `json:"unit" maxLength:"60" rb:"unit" fr:"Lieu d’accueil" en:"Site"`
	By     string `json:"by" maxLength:"60" rb:"personal,subject=by" fr:"De" en:"By"`
	On     string `json:"on" format:"date" rb:"index,retention=P5Y,least=P1Y,most=P10Y" fr:"Le" en:"On"`
	Text   string `json:"text" maxLength:"2000" rb:"personal,subject=by" widget:"textarea" fr:"Remarque" en:"Remark"`
}

type remarkView struct {
	ID     string `json:"id"`
	Action string `json:"action,omitempty" doc:"Id of the action; empty where it is about the whole plan."`
	Name   string `json:"name" doc:"Empty where the caller does not learn it."`
	On     string `json:"on"`
	Text   string `json:"text"`
}

func (d *desk) remarkOnPlan(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Action string `json:"action,omitempty" maxLength:"60"`
		Text   string `json:"text" minLength:"1" maxLength:"2000"`
	}
},
) (*sdk.Reply[remarkView], error) {
	of, err := d.plans.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.Action != "" {
		about, err := d.actions.Get(ctx, in.Body.Action)
		if err == nil && about.Doc.Plan != of.ID {
			err = fault.Missing("action")
		}
		if err != nil {
			return nil, missingAt(err, "/action", "the plan has no such action")
		}
	}
	caller := sdk.Call(ctx)
	one, err := d.remarks.Create(ctx, remark{
		Plan: of.ID, Action: in.Body.Action, Unit: of.Doc.Unit, By: caller.PrincipalID, On: caller.Today, Text: strings.TrimSpace(in.Body.Text),
	})
	if err != nil {
		return nil, err
	}
	names, err := namesOf(ctx, caller.PrincipalID)
	if err != nil {
		return nil, err
	}
	return sdk.Made(viewOf(*one, names)), nil
}

func viewOf(r sdk.Item[remark], names map[string]string) remarkView {
	return remarkView{ID: r.ID, Action: r.Doc.Action, Name: names[r.Doc.By], On: r.Doc.On, Text: r.Doc.Text}
}

// namesOf are the names that the caller may learn.
func namesOf(ctx context.Context, ids ...string) (map[string]string, error) {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
	names := map[string]string{}
	for some := range slices.Chunk(ids, mostNames) {
		people, err := sdk.People(ctx, some...)
		if err != nil {
			return nil, fmt.Errorf("reading who it was: %w", err)
		}
		for _, p := range people {
			names[p.ID] = p.Name
		}
	}
	return names, nil
}

// mostNames is how many names are asked for at once.
const mostNames = 100

// board is a plan as it is worked with.
type board struct {
	Plan      sdk.Record[plan.Plan]     `json:"plan"`
	Validator string                    `json:"validator,omitempty" doc:"Who validated the plan, where the caller may learn it."`
	Newer     int                       `json:"newer" doc:"Actions that were added after the plan was validated."`
	Tally     plan.Tally                `json:"tally"`
	Actions   []sdk.Record[plan.Action] `json:"actions"`
	Remarks   []remarkView              `json:"remarks"`
	Next      string                    `json:"next,omitempty" doc:"Id of the plan that carries this one on."`
	Today     string                    `json:"today" format:"date"`
}

func (d *desk) boardOfPlan(ctx context.Context, in *sdk.Target) (*sdk.Reply[board], error) {
	h, err := d.held(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	said, err := d.remarksOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	ids := []string{h.plan.Doc.ValidatedBy}
	for _, r := range said {
		ids = append(ids, r.Doc.By)
	}
	names, err := namesOf(ctx, ids...)
	if err != nil {
		return nil, err
	}
	b := board{
		Plan: sdk.RecordOf(*h.plan), Validator: names[h.plan.Doc.ValidatedBy], Actions: []sdk.Record[plan.Action]{}, Remarks: []remarkView{}, Today: sdk.Call(ctx).Today,
	}
	for _, a := range h.actions {
		b.Tally.Add(a.Doc, b.Today)
		b.Actions = append(b.Actions, sdk.RecordOf(a))
		if on := h.plan.Doc.ValidatedOn; on != "" && a.Doc.Since > on {
			b.Newer++
		}
	}
	for _, r := range said {
		b.Remarks = append(b.Remarks, viewOf(r, names))
	}
	next, _, err := d.plans.List(ctx, store.Query{Filter: fmt.Sprintf("follows = %q", in.ID), Size: 1})
	if err != nil {
		return nil, fmt.Errorf("looking for the next plan: %w", err)
	}
	if len(next) > 0 {
		b.Next = next[0].ID
	}
	return sdk.OK(b), nil
}

func (d *desk) remarksOf(ctx context.Context, planID string) ([]sdk.Item[remark], error) {
	var all []sdk.Item[remark]
	for one, err := range d.remarks.All(ctx, store.Query{Filter: fmt.Sprintf("plan = %q", planID), Order: "id"}) {
		if err != nil {
			return nil, fmt.Errorf("reading the remarks on a plan: %w", err)
		}
		all = append(all, one)
	}
	return all, nil
}

// followed is a site with its latest plan.
type followed struct {
	UnitID      string      `json:"unit_id"`
	Place       string      `json:"place"`
	Plan        string      `json:"plan,omitempty" doc:"Id of the latest plan; empty where there is none."`
	Title       string      `json:"title,omitempty"`
	Status      plan.Status `json:"status,omitempty"`
	Until       string      `json:"until,omitempty"`
	ValidatedOn string      `json:"validated_on,omitempty"`
	Tally       plan.Tally  `json:"tally"`
}

type followUp struct {
	Sites []followed `json:"sites"`
	Tally plan.Tally `json:"tally" doc:"Of the latest plans together."`
	Today string     `json:"today" format:"date"`
}

// followUp reads the plans of a territory that the caller may see.
func (d *desk) followUp(ctx context.Context, in *struct {
	UnitID string `path:"unit_id" maxLength:"60"`
},
) (*sdk.Reply[followUp], error) {
	scope, err := sdk.Units(ctx).Unit(ctx, in.UnitID)
	if err != nil {
		return nil, err
	}
	units, err := sdk.Units(ctx).Subtree(ctx, scope.Path)
	if err != nil {
		return nil, fmt.Errorf("reading the sites of the territory: %w", err)
	}
	latest, err := d.latestPlans(ctx, scope.Path)
	if err != nil {
		return nil, err
	}
	out := followUp{Sites: []followed{}, Today: sdk.Call(ctx).Today}
	tallies, err := d.tallies(ctx, scope.Path, latest, out.Today)
	if err != nil {
		return nil, err
	}
	for _, s := range allSites(units) {
		line := followed{UnitID: s.UnitID, Place: s.Name}
		if p, ok := latest[s.UnitID]; ok {
			line.Plan, line.Title, line.Status, line.Until, line.ValidatedOn = p.ID, p.Doc.Title, p.Doc.Status, p.Doc.Until, p.Doc.ValidatedOn
			line.Tally = tallies[p.ID]
			out.Tally.Join(line.Tally)
		}
		out.Sites = append(out.Sites, line)
	}
	return sdk.OK(out), nil
}

// latestPlans are the last plans of each site of a territory, by its id.
func (d *desk) latestPlans(ctx context.Context, territory string) (map[string]sdk.Item[plan.Plan], error) {
	latest := map[string]sdk.Item[plan.Plan]{}
	for one, err := range d.plans.All(ctx, store.Query{Unit: territory, Order: "id"}) {
		if err != nil {
			return nil, fmt.Errorf("reading the plans: %w", err)
		}
		latest[one.Doc.Unit] = one
	}
	return latest, nil
}

// tallies count the actions of plans of a territory.
func (d *desk) tallies(ctx context.Context, territory string, of map[string]sdk.Item[plan.Plan], today string) (map[string]plan.Tally, error) {
	counted := map[string]plan.Tally{}
	for _, p := range of {
		counted[p.ID] = plan.Tally{}
	}
	for one, err := range d.actions.All(ctx, store.Query{Unit: territory, Order: "id"}) {
		if err != nil {
			return nil, fmt.Errorf("reading the actions: %w", err)
		}
		if t, ok := counted[one.Doc.Plan]; ok {
			t.Add(one.Doc, today)
			counted[one.Doc.Plan] = t
		}
	}
	return counted, nil
}
