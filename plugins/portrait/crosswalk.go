package portrait

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/goccy/go-yaml"

	"github.com/ribambelle/ribambelle/plugins/portrait/crosswalk"
	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

//go:embed crosswalks/*.yaml
var crosswalkFiles embed.FS

// Crosswalks returns those that come with the module, from our own questionnaire to frameworks of France.
func Crosswalks() ([]crosswalk.Crosswalk, error) {
	return sdk.ReadEach(crosswalkFiles, "crosswalks/*.yaml", func(text []byte) (one crosswalk.Crosswalk, err error) {
		text, err = yaml.YAMLToJSON(text)
		if err != nil {
			return one, fmt.Errorf("reading YAML: %w", err)
		}
		strict := json.NewDecoder(bytes.NewReader(text))
		strict.DisallowUnknownFields()
		return one, strict.Decode(&one)
	})
}

func (d *desk) registerCrosswalks(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "crosswalk-coverage", Method: http.MethodGet, Path: "/crosswalks/{id}:coverage",
		Summary: "Read a framework entry by entry", Description: "Each with the statements that speak of it, and the entries that none speaks of.",
	}, sdk.Rules{Action: "portrait:crosswalks.read", On: "id@crosswalks", Reads: []string{"crosswalks/{id}"}}), d.coverFramework)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "crosswalk-adopt", Method: http.MethodPost, Path: "/crosswalks:adopt", DefaultStatus: http.StatusCreated,
		Summary: "Take over the crosswalks that come with the portrait", Description: "Those from a questionnaire that the organisation has, and that it has not taken before.",
	}, sdk.Rules{Action: "portrait:crosswalks.create"}), d.adoptCrosswalks)
}

// coverage is the answer of crosswalk-coverage.
type coverage struct {
	Crosswalk crosswalk.Crosswalk `json:"crosswalk"`
	crosswalk.Coverage
}

func (d *desk) coverFramework(ctx context.Context, in *sdk.Target) (*sdk.Reply[coverage], error) {
	one, err := d.crosswalks.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	c, q, err := d.joined(ctx, one.Doc)
	if err != nil {
		return nil, err
	}
	return sdk.OK(coverage{Crosswalk: one.Doc, Coverage: c.Coverage(q)}), nil
}

// adopted is how many crosswalks were taken over.
type adopted struct {
	Adopted int `json:"adopted"`
}

func (d *desk) adoptCrosswalks(ctx context.Context, _ *struct{}) (*sdk.Reply[adopted], error) {
	all, err := Crosswalks()
	if err != nil {
		return nil, err
	}
	own, _, err := d.crosswalks.List(ctx, store.Query{Size: mostCrosswalks})
	if err != nil {
		return nil, fmt.Errorf("looking for crosswalks: %w", err)
	}
	taken := map[string]bool{}
	for _, o := range own {
		taken[o.Doc.Framework.Code+"/"+o.Doc.Questionnaire.Code+"/"+o.Doc.Questionnaire.Version] = true
	}
	made := adopted{}
	for _, c := range all {
		_, has, err := d.instrument(ctx, c.Questionnaire)
		if err != nil {
			return nil, err
		}
		if !has || taken[c.Framework.Code+"/"+c.Questionnaire.Code+"/"+c.Questionnaire.Version] {
			continue
		}
		if _, err := d.crosswalks.Create(ctx, c); err != nil {
			return nil, err
		}
		made.Adopted++
	}
	return sdk.Made(made), nil
}

// mostCrosswalks is how many are looked through for those that were taken over.
const mostCrosswalks = 200

// beforeCrosswalk judges what is written by hand.
func (d *desk) beforeCrosswalk(ctx context.Context, c sdk.Change[crosswalk.Crosswalk]) error {
	if c.New == nil {
		return nil
	}
	if c.New.Framework.Questionnaire != nil && len(c.New.Framework.Entries) > 0 {
		return fault.InvalidField("/framework/entries", "the items of the other questionnaire are the entries")
	}
	made, q, err := d.joined(ctx, *c.New)
	if err != nil {
		return err
	}
	if problems := made.Check(q); len(problems) > 0 {
		return unsound(ctx, "crosswalk-invalid", "The crosswalk has mistakes.", problems)
	}
	return nil
}

// joined reads what a crosswalk joins: its questionnaire, and the other one where that is its framework.
func (d *desk) joined(ctx context.Context, c crosswalk.Crosswalk) (crosswalk.Crosswalk, questionnaire.Questionnaire, error) {
	q, has, err := d.instrument(ctx, c.Questionnaire)
	if err == nil && !has {
		err = fault.InvalidField("/questionnaire", "there is no such questionnaire")
	}
	if err != nil || c.Framework.Questionnaire == nil {
		return c, q, err
	}
	other, has, err := d.instrument(ctx, *c.Framework.Questionnaire)
	if err == nil && !has {
		err = fault.InvalidField("/framework/questionnaire", "there is no such questionnaire")
	}
	c.Framework = c.Framework.Between(other)
	return c, q, err
}

// instrument finds a version of a questionnaire.
func (d *desk) instrument(ctx context.Context, named crosswalk.Instrument) (questionnaire.Questionnaire, bool, error) {
	found, _, err := d.questionnaires.List(ctx, store.Query{
		Filter: fmt.Sprintf("code = %q AND version = %q", named.Code, named.Version), Size: 1,
	})
	if err != nil || len(found) == 0 {
		return questionnaire.Questionnaire{}, false, err
	}
	return found[0].Doc, true, nil
}
