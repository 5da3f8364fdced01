package piloufilou

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/fidelity"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Edition is one version of a programme played in a territory over a period. It keeps that version to its end.
type Edition struct {
	Title     string `json:"title" minLength:"1" maxLength:"120" rb:"searchable" fr:"Titre" en:"Title" frhelp:"Par exemple : Édition 2026-2027." enhelp:"For example: Edition 2026-2027."`
	Unit      string `json:"unit" minLength:"1" maxLength:"60" rb:"unit" fr:"Territoire ou lieu d’accueil" en:"Territory or site"`
	Programme string `json:"programme" minLength:"1" maxLength:"60" rb:"index" fr:"Programme" en:"Programme"`
	BeginsOn  string `json:"begins_on" format:"date" fr:"Du" en:"From"`
	EndsOn    string `json:"ends_on" format:"date" rb:"index" fr:"Au" en:"To"`
}

// The refusals about editions.
var (
	errVersionFixed = fault.New(fault.Conflict, "edition-version-fixed", "An edition keeps the version of the programme that it began with.")
	errHasCycles    = fault.New(fault.Conflict, "edition-has-cycles", "The edition has cycles: it is kept.")
)

func (d *desk) registerEditions(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "edition-overview", Method: http.MethodGet, Path: "/editions/{id}:overview",
		Summary: "Show an edition at a glance", Description: "Its cycles with each workshop's state, the dose, and which cycles have had no supervision: of what the caller may see.",
	}, sdk.Rules{Action: "piloufilou:report.read", On: "id@editions", Reads: []string{"editions/{id}"}}), d.overview)
}

// beforeEdition judges what is written by hand.
func (d *desk) beforeEdition(ctx context.Context, c sdk.Change[Edition]) error {
	if c.New == nil {
		return d.withoutCycles(ctx, c.ID)
	}
	if c.Old != nil && c.Old.Programme != c.New.Programme {
		return errVersionFixed
	}
	if c.New.EndsOn < c.New.BeginsOn {
		return fault.InvalidField("/ends_on", "must not come before its beginning")
	}
	p, err := d.programmes.Get(ctx, c.New.Programme)
	if err != nil {
		return missingAt(err, "/programme", "there is no such programme")
	}
	if p.Doc.Status != programme.Published {
		return errNotPublished
	}
	return nil
}

func (d *desk) withoutCycles(ctx context.Context, edition string) error {
	found, _, err := d.cycles.List(ctx, store.Query{Filter: fmt.Sprintf("edition = %q", edition), Size: 1})
	if err != nil {
		return fmt.Errorf("looking for cycles: %w", err)
	}
	if len(found) > 0 {
		return errHasCycles
	}
	return nil
}

// overview is an edition at a glance.
type overview struct {
	Name         programme.Text      `json:"name" doc:"What the organisation calls its programme."`
	Edition      sdk.Record[Edition] `json:"edition"`
	Programme    programme.Text      `json:"programme"`
	Version      string              `json:"version"`
	Workshops    int                 `json:"workshops" doc:"Of one cycle."`
	Dose         fidelity.Share      `json:"dose" doc:"Workshops held of those planned, with the Wilson interval."`
	Skipped      int                 `json:"skipped"`
	ToCome       int                 `json:"to_come"`
	Late         int                 `json:"late" doc:"To come although their day is past."`
	Unsupervised int                 `json:"unsupervised" doc:"Cycles open or done without a supervision."`
	Cycles       []cycleLine         `json:"cycles"`
}

// cycleLine is a cycle in a list.
type cycleLine struct {
	ID           string       `json:"id"`
	Place        string       `json:"place"`
	UnitID       string       `json:"unit_id"`
	Group        string       `json:"group"`
	Status       cycle.Status `json:"status"`
	Facilitator  string       `json:"facilitator,omitempty"`
	States       string       `json:"states" doc:"One letter for each workshop in order: h held, s skipped, p to come."`
	NextNumber   int          `json:"next_number,omitempty"`
	NextOn       string       `json:"next_on,omitempty"`
	Late         int          `json:"late" doc:"Workshops to come although their day is past."`
	Supervisions int          `json:"supervisions"`
	Unsupervised bool         `json:"unsupervised,omitempty"`
}

func (d *desk) overview(ctx context.Context, in *sdk.Target) (*sdk.Reply[overview], error) {
	one, err := d.editions.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	p, err := d.programmes.Get(ctx, one.Doc.Programme)
	if err != nil {
		return nil, fmt.Errorf("reading the edition's programme: %w", err)
	}
	made := overview{
		Name: config.Name.text(), Edition: sdk.RecordOf(*one), Programme: p.Doc.Title, Version: p.Doc.Version,
		Workshops: len(p.Doc.Workshops), Cycles: []cycleLine{},
	}
	if made.Cycles, err = d.lines(ctx, in.ID); err != nil {
		return nil, err
	}
	total := fidelity.Tally{}
	for _, line := range made.Cycles {
		total = total.Add(line.tally())
		if line.Unsupervised {
			made.Unsupervised++
		}
	}
	figures := total.Figures()
	made.Dose, made.Skipped, made.ToCome, made.Late = figures.Workshops, figures.Skipped, figures.ToCome, figures.Late
	return sdk.OK(made), nil
}

func (l cycleLine) tally() fidelity.Tally {
	return fidelity.Tally{
		Planned: len(l.States), Held: strings.Count(l.States, "h"), Skipped: strings.Count(l.States, "s"), Late: l.Late,
	}
}

// lines are an edition's cycles with what became of their workshops: four questions to the store, whatever their number.
func (d *desk) lines(ctx context.Context, edition string) ([]cycleLine, error) {
	ofEdition := fmt.Sprintf("edition = %q", edition)
	names, err := d.names(ctx)
	if err != nil {
		return nil, err
	}
	lines := map[string]*cycleLine{}
	var order []*cycleLine
	for one, err := range d.cycles.All(ctx, store.Query{Filter: ofEdition}) {
		if err != nil {
			return nil, fmt.Errorf("reading the cycles: %w", err)
		}
		c := one.Doc
		line := &cycleLine{ID: one.ID, Place: c.Place, UnitID: c.Unit, Group: c.Group, Status: c.Status, Facilitator: names[c.Facilitator]}
		lines[one.ID], order = line, append(order, line)
	}
	if err := d.fillStates(ctx, ofEdition, lines); err != nil {
		return nil, err
	}
	supervised, err := d.supervised(ctx, ofEdition)
	if err != nil {
		return nil, err
	}
	made := make([]cycleLine, 0, len(order))
	for _, line := range order {
		line.Supervisions = supervised[line.ID].Supervisions
		line.Unsupervised = line.Supervisions == 0 && (line.Status == cycle.Open || line.Status == cycle.Done)
		made = append(made, *line)
	}
	slices.SortStableFunc(made, func(a, b cycleLine) int { return strings.Compare(a.Place+"\x00"+a.Group, b.Place+"\x00"+b.Group) })
	return made, nil
}

// fillStates reads no workshop: it asks for the groups of their number, state and day.
func (d *desk) fillStates(ctx context.Context, filter string, lines map[string]*cycleLine) error {
	groups, err := sdk.Store(ctx).Aggregate(ctx, "workshops", store.Aggregation{
		Filter: filter, GroupBy: []string{"cycle", "number", "state", "planned_on"}, Measure: []store.Measure{{Op: store.Count}},
	})
	if err != nil {
		return fmt.Errorf("counting workshops: %w", err)
	}
	today := sdk.Call(ctx).Today
	for _, g := range groups { // ordered by cycle, then number
		id, _ := g.Key[0].(string)
		line := lines[id]
		if line == nil {
			continue
		}
		number, _ := g.Key[1].(float64)
		state, _ := g.Key[2].(string)
		on, _ := g.Key[3].(string)
		line.States += state[:1]
		if cycle.State(state) != cycle.ToCome {
			continue
		}
		if on < today {
			line.Late++
		}
		if line.NextOn == "" {
			line.NextNumber, line.NextOn = int(number), on
		}
	}
	return nil
}
