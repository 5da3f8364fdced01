package portrait

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerHeadway(api huma.API) {
	rules := sdk.Rules{Action: "portrait:progress.public", Public: true, Internal: true}
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "public-progress", Method: http.MethodGet, Path: "/public/progress",
		Summary:     "How far open portraits are, for everybody",
		Description: "Empty unless the organisation shows it. Whole portraits only, and no number before the floor is reached.",
	}, rules), d.readHeadway)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "public-progress-page", Method: http.MethodGet, Path: "/public/progress:page",
		Summary: "The same as a page", Hidden: true,
	}, rules), d.headwayPage)
}

// headway is how far one open portrait is. Answered is 0 until as many as the floor have answered: who sees one
// more answer than yesterday must not know whose it is.
type headway struct {
	Title    string `json:"title"`
	ClosesOn string `json:"closes_on"`
	Invited  int    `json:"invited"`
	Answered int    `json:"answered" doc:"0 before the floor is reached."`
}

type publicProgress struct {
	Portraits []headway `json:"portraits"`
}

func (d *desk) readHeadway(ctx context.Context, _ *struct{}) (*sdk.Reply[publicProgress], error) {
	all, err := d.headways(ctx)
	if err != nil {
		return nil, err
	}
	return sdk.OK(publicProgress{all}), nil
}

// headways lists the open portraits of several sites. A single site's would tell its team who has not answered.
func (d *desk) headways(ctx context.Context) ([]headway, error) {
	all := []headway{}
	config, err := configured(ctx)
	if err != nil || !config.Public {
		return all, err
	}
	for kept, err := range d.doors.All(ctx, store.Query{Filter: fmt.Sprintf("status = %q", wave.Open)}) {
		if err != nil {
			return nil, fmt.Errorf("listing open portraits: %w", err)
		}
		w := kept.Doc.Wave
		if len(w.Atoms()) < 2 {
			continue
		}
		answered, err := countAnswers(ctx, kept.Doc.WaveID, w)
		if err != nil {
			return nil, err
		}
		h := headway{Title: w.Title, ClosesOn: w.ClosesOn, Invited: w.Invited()}
		if n := answered.total(); n >= w.Floor {
			h.Answered = n
		}
		all = append(all, h)
	}
	return all, nil
}
