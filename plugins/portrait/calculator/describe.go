package calculator

import (
	"context"

	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	share "github.com/ribambelle/ribambelle/sdk/stat"
)

type values struct {
	Body struct {
		Values row       `json:"values" minItems:"1" maxItems:"100000" nullable:"false"`
		At     []float64 `json:"at,omitempty" maxItems:"101" nullable:"false" doc:"Shares from 0 to 1; default 0, 0.25, 0.5, 0.75, 1."`
	}
}

func describe(_ context.Context, in *values) (*sdk.Reply[stat.Description], error) {
	x, err := numbers("/values", in.Body.Values, false)
	if err != nil {
		return nil, err
	}
	at := in.Body.At
	if len(at) == 0 {
		at = []float64{0, 0.25, 0.5, 0.75, 1}
	}
	if err := probabilities("/at", at); err != nil {
		return nil, err
	}
	return sdk.OK(stat.NewDescription(x, at)), nil
}

// probabilities refuses what does not lie from 0 to 1.
func probabilities(pointer string, p []float64) error {
	for i, v := range p {
		if v < 0 || v > 1 {
			return fault.InvalidField(pointerTo(pointer, i), "must lie from 0 to 1")
		}
	}
	return nil
}

type clustered struct {
	Body struct {
		Sites []row        `json:"sites,omitempty" maxItems:"5000" nullable:"false" doc:"The values of each site's people."`
		Known *resemblance `json:"known,omitempty"`
	}
}

// resemblance is that of a study whose values are not at hand.
type resemblance struct {
	ICC     float64 `json:"icc" minimum:"0" maximum:"1"`
	PerSite float64 `json:"per_site" minimum:"1" maximum:"1000000" doc:"People of a site."`
	People  int     `json:"people" minimum:"1" maximum:"1000000000"`
}

func clustering(_ context.Context, in *clustered) (*sdk.Reply[stat.Clustering], error) {
	b := in.Body
	if err := one(map[string]bool{"sites": b.Sites != nil, "known": b.Known != nil}); err != nil {
		return nil, err
	}
	if k := b.Known; k != nil {
		return sdk.OK(stat.KnownClustering(k.People, k.PerSite, k.ICC)), nil
	}
	sites := make([][]float64, len(b.Sites))
	for i, s := range b.Sites {
		var err error
		if sites[i], err = numbers(pointerTo("/sites", i), s, false); err != nil {
			return nil, err
		}
	}
	return sdk.OK(stat.NewClustering(sites)), nil
}

type counted struct {
	Body struct {
		Hits int `json:"hits" minimum:"0" maximum:"1000000000"`
		N    int `json:"n" minimum:"0" maximum:"1000000000"`
	}
}

func proportion(_ context.Context, in *counted) (*sdk.Reply[stat.Estimate], error) {
	i, err := share.Proportion(in.Body.Hits, in.Body.N)
	if err != nil {
		return nil, fault.InvalidField("/n", "must be 1 at least, and not less than the hits")
	}
	return sdk.OK(stat.Estimate{Value: float64(in.Body.Hits) / float64(in.Body.N), Low: i.Low, High: i.High}), nil
}

type tests struct {
	Body struct {
		P []float64 `json:"p" minItems:"1" maxItems:"5000" nullable:"false"`
	}
}

type adjusted struct {
	Holm              []float64 `json:"holm" nullable:"false"`
	BenjaminiHochberg []float64 `json:"benjamini_hochberg" nullable:"false"`
}

func adjust(_ context.Context, in *tests) (*sdk.Reply[adjusted], error) {
	if err := probabilities("/p", in.Body.P); err != nil {
		return nil, err
	}
	return sdk.OK(adjusted{Holm: stat.Holm(in.Body.P), BenjaminiHochberg: stat.BenjaminiHochberg(in.Body.P)}), nil
}
