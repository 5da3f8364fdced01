package portrait

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

var errNotClosed = fault.New(fault.Conflict, "wave-not-closed", "Results are shown once the portrait is closed: until then they could tell who has just answered.")

func (d *desk) registerResults(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "wave-results", Method: http.MethodGet, Path: "/waves/{id}:results",
		Summary:     "Read the results of a closed portrait",
		Description: "Scores of dimensions, means of items (reversed ones turned round) and consistency. What could point at few people is masked.",
	}, sdk.Rules{Action: "portrait:results.read", On: "id@waves", Reads: []string{"waves/{id}"}, Internal: true, Published: true}), d.resultsOfWave)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "site-results", Method: http.MethodGet, Path: "/waves/{id}/sites/{unit_id}:results",
		Summary:     "Read one site's results beside the network's",
		Description: "For those who lead a site. A site in a reporting group gets its group's.",
	}, sdk.Rules{Action: "portrait:results.read", On: "unit_id@unit", Internal: true}), d.resultsOfSite)
}

// Heading is what results say beside numbers: labels only.
type Heading struct {
	Wave          headingWave          `json:"wave"`
	Questionnaire headingQuestionnaire `json:"questionnaire"`
	Names         map[string]string    `json:"names" doc:"Of cells, by key."`
	Method        method               `json:"method"`
}

type headingWave struct {
	ID        string         `json:"id"`
	Title     string         `json:"title"`
	Label     string         `json:"label"`
	OpenedOn  string         `json:"opened_on"`
	ClosedOn  string         `json:"closed_on"`
	Invited   int            `json:"invited"`
	Floor     int            `json:"floor"`
	Anonymity wave.Anonymity `json:"anonymity"`
}

type headingQuestionnaire struct {
	Code       string             `json:"code"`
	Version    string             `json:"version"`
	Title      questionnaire.Text `json:"title"`
	Licence    string             `json:"licence"`
	Licensed   bool               `json:"licensed,omitempty" doc:"The items' texts belong to somebody."`
	Dimensions []headingDimension `json:"dimensions"`
	Overall    bool               `json:"overall" doc:"The scores hold \"overall\", on 0 to 100."`
}

type headingDimension struct {
	Key    string             `json:"key"`
	Parent string             `json:"parent,omitempty" doc:"Key of the dimension that holds it."`
	Title  questionnaire.Text `json:"title"`
	Min    int                `json:"min"`
	Max    int                `json:"max"`
	Items  []headingItem      `json:"items,omitempty" doc:"None where it holds dimensions."`
}

type headingItem struct {
	Key      string             `json:"key"`
	Text     questionnaire.Text `json:"text"`
	Reversed bool               `json:"reversed,omitempty"`
}

// method names the rules behind the numbers, so that a reader can check them.
type method struct {
	Score       string `json:"score"`       // mean of answered items where 80 % of those that apply are answered
	Interval    string `json:"interval"`    // 95 %, t; sites as clusters where there are several
	Reliability string `json:"reliability"` // which answers entered
	Design      string `json:"design"`      // what may be said of it
}

func usedMethod() method {
	return method{Score: "mean-of-answered-80", Interval: "t95-site-clusters", Reliability: string(stat.CompleteCases), Design: "one-group"}
}

func headingOf(waveID string, w wave.Wave) Heading {
	h := Heading{
		Wave: headingWave{
			ID: waveID, Title: w.Title, Label: w.Label, OpenedOn: w.OpenedOn, ClosedOn: w.ClosedOn,
			Invited: w.Invited(), Floor: w.Floor, Anonymity: w.Anonymity,
		},
		Questionnaire: headingQuestionnaire{
			Code: w.Questionnaire.Code, Version: w.Questionnaire.Version, Title: w.Questionnaire.Title,
			Licence: w.Questionnaire.Licence, Licensed: w.Questionnaire.Licensed, Overall: w.Questionnaire.Weighted(),
		},
		Names: map[string]string{}, Method: usedMethod(),
	}
	for _, d := range w.Questionnaire.Dimensions {
		low, high := w.Questionnaire.Range(d)
		dimension := headingDimension{Key: d.Key, Parent: d.Parent, Title: d.Title, Min: low, Max: high}
		for _, it := range d.Items {
			dimension.Items = append(dimension.Items, headingItem{Key: it.Key, Text: it.Text, Reversed: it.Reversed})
		}
		h.Questionnaire.Dimensions = append(h.Questionnaire.Dimensions, dimension)
	}
	for _, g := range w.Groups {
		h.Names[groupKey(g.Key)] = g.Name
	}
	for _, s := range w.Sites {
		h.Names[siteKey(s.UnitID)] = s.Name
	}
	return h
}

func (d *desk) resultsOfWave(ctx context.Context, in *sdk.Target) (*sdk.Reply[sdk.Published], error) {
	one, err := d.waves.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	told, err := d.told(ctx, one.ID, one.Doc)
	if err != nil {
		return nil, err
	}
	return sdk.OK(sdk.Tell(headingOf(one.ID, one.Doc), told...)), nil
}

// told is what may be told of a closed wave. Its answers never change again, so its tables are made once and
// recalled afterwards; those of a named wave are made each time, because a person may have theirs erased.
func (d *desk) told(ctx context.Context, waveID string, w wave.Wave) ([]sdk.Released, error) {
	if w.Status != wave.Closed {
		return nil, errNotClosed
	}
	if told, known, err := sdk.Recall(ctx, releaseOf(waveID), tableNames()...); known || err != nil {
		return told, err
	}
	r, err := d.report(ctx, waveID, w)
	if err != nil {
		return nil, err
	}
	var told []sdk.Released
	for _, t := range r.tables() {
		released, err := sdk.Publish(ctx, t)
		if err != nil {
			return nil, err
		}
		told = append(told, released)
	}
	return told, nil
}

// report gathers the answers of a closed wave.
func (d *desk) report(ctx context.Context, waveID string, w wave.Wave) (report, error) {
	all, err := d.sheets(ctx, waveID, w)
	if err != nil {
		return report{}, err
	}
	return report{waveID: waveID, wave: w, sheets: all, q: *w.Questionnaire}, nil
}

// siteResults are the released cells that concern one site.
type siteResults struct {
	Heading
	Cell   string                  `json:"cell" doc:"Key of the site's cell, or of its group's; empty where it has none of its own."`
	Tables map[string]sdk.Released `json:"tables"`
}

func (d *desk) resultsOfSite(ctx context.Context, in *siteOfWave) (*sdk.Reply[siteResults], error) {
	kept, err := d.door(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	w := kept.Doc.Wave
	s := w.Site(in.UnitID)
	if s == nil {
		return nil, fault.Missing("site")
	}
	told, err := d.told(ctx, in.ID, w)
	if err != nil {
		return nil, err
	}
	out := siteResults{Heading: headingOf(in.ID, w), Cell: cellOf(*s), Tables: map[string]sdk.Released{}}
	for _, released := range told {
		released.Cells = slices.DeleteFunc(released.Cells, func(c sdk.ReleasedCell) bool {
			return c.Key != networkKey && c.Key != out.Cell
		})
		out.Tables[released.Name] = released
	}
	own := out.Names[out.Cell]
	out.Names = map[string]string{}
	if out.Cell != "" {
		out.Names[out.Cell] = own
	}
	return sdk.OK(out), nil
}

// cellOf is the key of the cell that tells of a site; empty for those who work alone outside all groups.
func cellOf(s wave.Site) string {
	switch {
	case s.Group != "":
		return groupKey(s.Group)
	case s.Atom != s.UnitID:
		return ""
	}
	return siteKey(s.UnitID)
}
