package piloufilou

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/fidelity"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerReports(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "edition-report", Method: http.MethodGet, Path: "/editions/{id}:report",
		Summary:     "Report on an edition, a site of it or one cycle",
		Description: "Dose, adherence, quality, responsiveness and adaptation side by side, of what the caller may see. They describe what was played, not effects.",
	}, sdk.Rules{Action: "piloufilou:report.read", On: "id@editions", Reads: []string{"editions/{id}"}}), d.reportEdition)
}

// Reporting says what a report is about. It is exported because Huma looks into embedded types only then.
type Reporting struct {
	sdk.Target
	Unit  string `query:"unit" maxLength:"60" doc:"Only this site or territory."`
	Cycle string `query:"cycle" maxLength:"60" doc:"Only this cycle."`
}

// report is what was played, at three levels.
type report struct {
	Name      programme.Text   `json:"name"`
	Edition   Edition          `json:"edition"`
	Programme programme.Text   `json:"programme"`
	Version   string           `json:"version"`
	AsOf      string           `json:"as_of"`
	Scope     string           `json:"scope" enum:"network,site,cycle"`
	Place     string           `json:"place,omitempty" doc:"Of a report on a site or a cycle."`
	Total     fidelity.Figures `json:"total"`
	Sites     []siteReport     `json:"sites"`
	Cycles    []cycleReport    `json:"cycles"`
	Reasons   []reasonCount    `json:"reasons" doc:"Why workshops were skipped."`
}

type siteReport struct {
	UnitID  string           `json:"unit_id"`
	Place   string           `json:"place"`
	Cycles  int              `json:"cycles"`
	Figures fidelity.Figures `json:"figures"`
}

type cycleReport struct {
	ID           string           `json:"id"`
	UnitID       string           `json:"unit_id"`
	Place        string           `json:"place"`
	Group        string           `json:"group"`
	Ages         string           `json:"ages"`
	Status       cycle.Status     `json:"status"`
	Unsupervised bool             `json:"unsupervised,omitempty"`
	Figures      fidelity.Figures `json:"figures"`
}

type reasonCount struct {
	Reason    cycle.Reason `json:"reason"`
	Workshops int          `json:"workshops"`
}

func (d *desk) reportEdition(ctx context.Context, in *Reporting) (*sdk.Reply[report], error) {
	made, err := d.report(ctx, in)
	if err != nil {
		return nil, err
	}
	return sdk.OK(made), nil
}

func (d *desk) report(ctx context.Context, in *Reporting) (report, error) {
	edition, err := d.editions.Get(ctx, in.ID)
	if err != nil {
		return report{}, err
	}
	config, err := configured(ctx)
	if err != nil {
		return report{}, err
	}
	p, err := d.programmes.Get(ctx, edition.Doc.Programme)
	if err != nil {
		return report{}, fmt.Errorf("reading the edition's programme: %w", err)
	}
	made := report{
		Name: config.Name.text(), Edition: edition.Doc, Programme: p.Doc.Title, Version: p.Doc.Version,
		AsOf: sdk.Call(ctx).Today, Scope: "network", Sites: []siteReport{}, Cycles: []cycleReport{}, Reasons: []reasonCount{},
	}
	q, err := made.narrow(ctx, in)
	if err != nil {
		return report{}, err
	}
	return made, d.fill(ctx, &made, q)
}

// asked is which cycles a report is about.
type asked struct {
	edition, cycle string
	unit           string // path
}

// narrow reads what was asked for.
func (r *report) narrow(ctx context.Context, in *Reporting) (asked, error) {
	q := asked{edition: in.ID, cycle: in.Cycle}
	if in.Unit != "" {
		unit, err := sdk.Units(ctx).Unit(ctx, in.Unit)
		if err != nil {
			return q, err
		}
		q.unit, r.Scope, r.Place = unit.Path, "site", unit.Name
	}
	if in.Cycle != "" {
		r.Scope = "cycle"
	}
	return q, nil
}

// filter selects the records that carry the edition and, under the given name, the cycle.
func (q asked) filter(cycleField string) string {
	text := fmt.Sprintf("edition = %q", q.edition)
	if q.cycle != "" {
		text += fmt.Sprintf(" AND %s = %q", cycleField, q.cycle)
	}
	return text
}

// fill adds cycles up to sites and to the whole. A cycle in preparation is not counted.
func (d *desk) fill(ctx context.Context, r *report, q asked) error {
	tallies, err := d.tallies(ctx, q)
	if err != nil {
		return err
	}
	var total fidelity.Tally
	sites := map[string]fidelity.Tally{}
	for one, err := range d.cycles.All(ctx, store.Query{Filter: q.filter("id"), Unit: q.unit}) {
		if err != nil {
			return fmt.Errorf("reading the cycles: %w", err)
		}
		c := one.Doc
		if c.Status == cycle.Planned {
			continue
		}
		tally := tallies[one.ID]
		r.Cycles = append(r.Cycles, cycleReport{
			ID: one.ID, UnitID: c.Unit, Place: c.Place, Group: c.Group, Ages: c.Ages, Status: c.Status, Figures: tally.Figures(),
			Unsupervised: tally.Supervisions == 0 && c.Status != cycle.Stopped,
		})
		if r.Scope == "cycle" {
			r.Place = c.Place + ", " + c.Group
		}
		r.addSite(c)
		total, sites[c.Unit] = total.Add(tally), sites[c.Unit].Add(tally)
	}
	if q.cycle != "" && len(r.Cycles) == 0 {
		return fault.Missing("cycle")
	}
	for i := range r.Sites {
		r.Sites[i].Figures = sites[r.Sites[i].UnitID].Figures()
	}
	slices.SortFunc(r.Sites, func(a, b siteReport) int { return cmp.Compare(a.Place, b.Place) })
	slices.SortFunc(r.Cycles, func(a, b cycleReport) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Group, b.Group))
	})
	r.Total = total.Figures()
	return d.reasons(ctx, r, q)
}

func (r *report) addSite(c cycle.Cycle) {
	i := slices.IndexFunc(r.Sites, func(s siteReport) bool { return s.UnitID == c.Unit })
	if i < 0 {
		r.Sites = append(r.Sites, siteReport{UnitID: c.Unit, Place: c.Place})
		i = len(r.Sites) - 1
	}
	r.Sites[i].Cycles++
}

// reasons counts why workshops were skipped.
func (d *desk) reasons(ctx context.Context, r *report, q asked) error {
	groups, err := sdk.Store(ctx).Aggregate(ctx, "workshops", store.Aggregation{
		Filter: q.filter("cycle") + fmt.Sprintf(" AND state = %q", cycle.Skipped), Unit: q.unit,
		GroupBy: []string{"reason"}, Measure: []store.Measure{{Op: store.Count}},
	})
	if err != nil {
		return fmt.Errorf("counting reasons: %w", err)
	}
	for _, g := range groups {
		reason, _ := g.Key[0].(string)
		r.Reasons = append(r.Reasons, reasonCount{cycle.Reason(reason), int(g.N)})
	}
	slices.SortStableFunc(r.Reasons, func(a, b reasonCount) int { return cmp.Compare(b.Workshops, a.Workshops) })
	return nil
}
