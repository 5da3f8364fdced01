package mobilisation

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/demand"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/measure"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/reference"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/testimony"
	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed samples/*.json
var sampleFiles embed.FS

func (d *desk) registerSample(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "sample-adopt", Method: http.MethodPost, Path: "/sample:adopt", DefaultStatus: http.StatusCreated,
		Summary:     "Take over the sample movement as a beginning",
		Description: "Page, library, demands, a platform of 15 measures and a draft of a petition, all to be rewritten. Nothing of it is public, and there are no people in it.",
	}, sdk.Rules{Action: "mobilisation:sample.adopt"}), d.adoptSample)
}

type adopted struct {
	Measures   int `json:"measures"`
	References int `json:"references"`
	Demands    int `json:"demands"`
	Petitions  int `json:"petitions"`
}

// adoptSample begins an organisation's movement. It does so once: where there is a page already, that is refused.
func (d *desk) adoptSample(ctx context.Context, _ *struct{}) (*sdk.Reply[adopted], error) {
	one, err := d.movement(ctx)
	if err != nil {
		return nil, err
	}
	if one != nil {
		return nil, errMovement
	}
	s := sampler{desk: d}
	done, err := s.platform(ctx)
	if err != nil {
		return nil, err
	}
	return sdk.Made(done), nil
}

// sampler writes the sample; ids are by the keys and numbers of its files.
type sampler struct {
	*desk
	public     bool
	works      map[string]string
	measuresBy map[int]string
	petition   string
}

// sampleOf reads a sample in the field's words where the caller is: Québec's, where they were written apart.
func sampleOf(ctx context.Context, name string, into any) error {
	file, err := sampleFiles.ReadFile("samples/" + name + "." + sdk.Call(ctx).Wording + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		file, err = sampleFiles.ReadFile("samples/" + name + ".json")
	}
	if err != nil {
		return fmt.Errorf("reading the sample %s: %w", name, err)
	}
	if err := json.Unmarshal(file, into); err != nil {
		return fmt.Errorf("reading the sample %s: %w", name, err)
	}
	return nil
}

// platform writes what a movement wants and rests on.
func (s *sampler) platform(ctx context.Context) (done adopted, err error) {
	var page Movement
	if err := sampleOf(ctx, "movement", &page); err != nil {
		return done, err
	}
	page.Public = s.public
	if _, err := s.movements.Create(ctx, page); err != nil {
		return done, err
	}
	for _, write := range []func(context.Context, *adopted) error{s.library, s.asks, s.plan, s.campaigns} {
		if err := write(ctx, &done); err != nil {
			return done, err
		}
	}
	return done, nil
}

func (s *sampler) library(ctx context.Context, done *adopted) error {
	var works []struct {
		Key string `json:"key"`
		reference.Reference
	}
	if err := sampleOf(ctx, "library", &works); err != nil {
		return err
	}
	s.works = map[string]string{}
	for _, w := range works {
		made, err := s.references.Create(ctx, w.Reference)
		if err != nil {
			return err
		}
		s.works[w.Key] = made.ID
		done.References++
	}
	return nil
}

// cited are the ids of the works that the sample names by key.
func (s *sampler) cited(keys []string) []string {
	var ids []string
	for _, key := range keys {
		if id := s.works[key]; id != "" { // another country's library lacks some
			ids = append(ids, id)
		}
	}
	return ids
}

func (s *sampler) asks(ctx context.Context, done *adopted) error {
	var demands []demand.Demand
	if err := sampleOf(ctx, "demands", &demands); err != nil {
		return err
	}
	for _, one := range demands {
		one.Evidence = s.cited(one.Evidence)
		one.Public = one.Public && s.public
		one.Status, one.History = demand.Raised, []demand.Stage{{On: sdk.Call(ctx).Today, Status: demand.Raised}}
		if _, err := s.demands.Create(ctx, one); err != nil {
			return err
		}
		done.Demands++
	}
	return nil
}

func (s *sampler) plan(ctx context.Context, done *adopted) error {
	var measures []measure.Measure
	if err := sampleOf(ctx, "measures", &measures); err != nil {
		return err
	}
	s.measuresBy = map[int]string{}
	for i, one := range measures {
		one.Number, one.Public, one.Evidence = i+1, s.public, s.cited(one.Evidence)
		made, err := s.measures.Create(ctx, one)
		if err != nil {
			return err
		}
		s.measuresBy[one.Number] = made.ID
		done.Measures++
	}
	return nil
}

// campaign is what the sample says of petitions and people.
type campaign struct {
	Petitions []struct {
		petition.Petition
		Draft bool `json:"draft"`
	} `json:"petitions"`
	Signers []string `json:"signers"`
	Stories []struct {
		Signed string            `json:"signed"`
		Role   map[string]string `json:"role"`
		Text   string            `json:"text"`
		Status testimony.Status  `json:"status"`
	} `json:"stories"`
	Commitments []struct {
		measure.Commitment
		Number int `json:"measure"`
		Days   int `json:"days"`
	} `json:"commitments"`
}

func (s *sampler) campaigns(ctx context.Context, done *adopted) error {
	var c campaign
	if err := sampleOf(ctx, "campaign", &c); err != nil {
		return err
	}
	config, err := configured(ctx)
	if err != nil {
		return err
	}
	call := sdk.Call(ctx)
	for _, one := range c.Petitions {
		p := one.Petition
		p.Status = petition.Draft
		if s.public && !one.Draft && config.ready() == nil {
			if p, err = p.Open(config.signWords(call.Country), config.newsWords(call.Country), call.Now.AddDate(0, 0, -21).Format(time.DateOnly)); err != nil {
				return err
			}
		}
		made, err := s.petitions.Create(ctx, p)
		if err != nil {
			return err
		}
		if p.Status == petition.Open {
			s.petition = made.ID
		}
		done.Petitions++
	}
	return nil
}
