package cap

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/schedule"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

//go:embed samples/communities.json
var sampleFile []byte

// sample is a community that comes with the module, to begin with.
type sample struct {
	Code     string           `json:"code"`
	Public   community.Public `json:"public"`
	Rule     string           `json:"rule"`
	Clock    string           `json:"clock"`
	Domains  []sdk.Domain     `json:"domains"`
	Minutes  int              `json:"minutes"`
	Capacity int              `json:"capacity"`
	Theme    Wording          `json:"theme"`
	Title    Wording          `json:"title"`
	Summary  Wording          `json:"summary"`
	Question Wording          `json:"question"`
}

func samples() ([]sample, error) {
	var all []sample
	if err := json.Unmarshal(sampleFile, &all); err != nil {
		return nil, fmt.Errorf("reading the samples: %w", err)
	}
	return all, nil
}

func (d *desk) registerSamples(api huma.API) {
	huma.Register(api, sdk.Operation(look("sample-list", "/samples", "List the communities that come with the module"),
		sdk.Rules{Action: "cap:communities.create"}), listSamples)
	adopt := step("sample-adopt", "/samples/{code}:adopt", "Begin a community with one that comes with the module",
		"A draft in the caller’s language, its first session two weeks from now at the earliest. Nothing opens by itself.")
	adopt.DefaultStatus = http.StatusCreated
	huma.Register(api, sdk.Operation(adopt, sdk.Rules{Action: "cap:communities.create"}), d.adoptSample)
}

type sampleLine struct {
	Code    string           `json:"code"`
	Public  community.Public `json:"public"`
	Theme   string           `json:"theme"`
	Title   string           `json:"title"`
	Summary string           `json:"summary"`
}

type sampleList struct {
	Samples []sampleLine `json:"samples"`
}

func listSamples(ctx context.Context, _ *struct{}) (*sdk.Reply[sampleList], error) {
	all, err := samples()
	if err != nil {
		return nil, err
	}
	list, language := sampleList{Samples: []sampleLine{}}, sdk.Call(ctx).Language
	for _, s := range all {
		list.Samples = append(list.Samples, sampleLine{
			Code: s.Code, Public: s.Public, Theme: s.Theme.in(language), Title: s.Title.in(language), Summary: s.Summary.in(language),
		})
	}
	return sdk.OK(list), nil
}

func (d *desk) adoptSample(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"40"`
},
) (*sdk.Reply[sdk.Record[community.Community]], error) {
	all, err := samples()
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.Code != in.Code {
			continue
		}
		draft, err := s.draft(ctx)
		if err != nil {
			return nil, err
		}
		one, err := d.communities.Create(ctx, draft)
		if err != nil {
			return nil, err
		}
		return sdk.Created(one), nil
	}
	return nil, fault.Missing("sample")
}

// weeksAhead is how far away the first session of a sample is at least.
const weeksAhead = 2

// draft is the sample as a community in preparation.
func (s sample) draft(ctx context.Context) (community.Community, error) {
	config, err := configured(ctx)
	if err != nil {
		return community.Community{}, err
	}
	call := sdk.Call(ctx)
	c := community.Community{
		Title: s.Title.in(call.Language), Theme: s.Theme.in(call.Language), Domains: s.Domains, Public: s.Public, Summary: s.Summary.in(call.Language),
		Question: s.Question.in(call.Language), Capacity: s.Capacity, Rule: s.Rule, Minutes: s.Minutes, Listed: true,
	}
	config.complete(&c, call)
	c.Starts, err = schedule.Soonest(c.Rule, c.Zone, s.Clock, call.Now.AddDate(0, 0, 7*weeksAhead))
	return c, err
}
