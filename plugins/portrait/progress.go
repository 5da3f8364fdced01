package portrait

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/stat"
)

func (d *desk) registerProgress(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "wave-progress", Method: http.MethodGet, Path: "/waves/{id}:progress",
		Summary:     "Count who has answered, site by site",
		Description: "Counts only, never who. People who work alone are counted together, and not at all where they are fewer than the floor.",
	}, sdk.Rules{Action: "portrait:wave.follow", On: "id@waves", Reads: []string{"waves/{id}"}, Internal: true}), d.progressOfWave)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "site-progress", Method: http.MethodGet, Path: "/waves/{id}/sites/{unit_id}:progress",
		Summary: "Count who has answered at one site",
	}, sdk.Rules{Action: "portrait:wave.follow", On: "unit_id@unit", Internal: true}), d.progressOfSite)
}

// progress is how many have answered.
type progress struct {
	Invited  int            `json:"invited" doc:"People of the lines that can be told."`
	Answered int            `json:"answered"`
	LeftOut  int            `json:"left_out,omitempty" doc:"People who work alone and are too few to be counted here."`
	ClosesOn string         `json:"closes_on"`
	Status   wave.Status    `json:"status"`
	Rate     *rate          `json:"rate,omitempty" doc:"Of the people invited; absent where more answered than were invited."`
	Sites    []progressLine `json:"sites"`
}

// rate is a response rate with its Wilson interval at 95 %, in percent.
type rate struct {
	Percent float64 `json:"percent"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
}

func rateOf(answered, invited int) *rate {
	interval, err := stat.Proportion(answered, invited)
	if err != nil {
		return nil
	}
	return &rate{Percent: 100 * float64(answered) / float64(invited), Low: 100 * interval.Low, High: 100 * interval.High}
}

type progressLine struct {
	UnitID    string `json:"unit_id,omitempty"`
	Name      string `json:"name"`
	Alone     bool   `json:"alone,omitempty"`
	Headcount int    `json:"headcount"`
	Answered  int    `json:"answered"`
}

func (d *desk) progressOfWave(ctx context.Context, in *sdk.Target) (*sdk.Reply[progress], error) {
	one, err := d.waves.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if one.Doc.Status == wave.Draft {
		return nil, wave.ErrNotOpen
	}
	answered, err := countAnswers(ctx, one.ID, one.Doc)
	if err != nil {
		return nil, err
	}
	return sdk.OK(told(one.Doc, answered)), nil
}

// told is the progress that says nothing about a single person.
func told(w wave.Wave, answered counts) progress {
	p := progress{ClosesOn: w.ClosesOn, Status: w.Status, Sites: []progressLine{}}
	for _, a := range w.Atoms() {
		if a.Pool && a.Headcount < w.Floor {
			p.LeftOut += a.Headcount
			continue
		}
		line := progressLine{Name: atomName(w, a), Alone: a.Pool, Headcount: a.Headcount, Answered: answered[a.Key]}
		if !a.Pool {
			line.UnitID = a.Key
		}
		p.Invited, p.Answered = p.Invited+line.Headcount, p.Answered+line.Answered
		p.Sites = append(p.Sites, line)
	}
	p.Rate = rateOf(p.Answered, p.Invited)
	return p
}

// siteOfWave is the input of an operation on one site of a wave.
type siteOfWave struct {
	sdk.Target
	UnitID string `path:"unit_id" maxLength:"60"`
}

func (d *desk) progressOfSite(ctx context.Context, in *siteOfWave) (*sdk.Reply[progress], error) {
	kept, err := d.door(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	w := kept.Doc.Wave
	if w.Site(in.UnitID) == nil {
		return nil, fault.Missing("site")
	}
	answered, err := countAnswers(ctx, in.ID, w)
	if err != nil {
		return nil, err
	}
	p := told(w, answered)
	own := progress{ClosesOn: p.ClosesOn, Status: p.Status, Sites: []progressLine{}}
	for _, line := range p.Sites {
		if line.UnitID == in.UnitID {
			own.Invited, own.Answered, own.Sites = line.Headcount, line.Answered, append(own.Sites, line)
			own.Rate = rateOf(own.Answered, own.Invited)
		}
	}
	return sdk.OK(own), nil
}
