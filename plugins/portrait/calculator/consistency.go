package calculator

import (
	"context"

	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
	"github.com/ribambelle/ribambelle/sdk"
)

type scale struct {
	Body struct {
		Rows  []row       `json:"rows,omitempty" maxItems:"5000" nullable:"false" doc:"A row a person, a column an item; reversed items turned round already, null where one did not answer."`
		Rule  stat.Rule   `json:"rule,omitempty" enum:"complete-cases,pairwise" default:"complete-cases"`
		Known *knownAlpha `json:"known,omitempty"`
	}
}

// knownAlpha is an alpha of which the answers are not at hand.
type knownAlpha struct {
	Alpha  float64 `json:"alpha" maximum:"1" minimum:"-1000"`
	Items  int     `json:"items" minimum:"2" maximum:"10000"`
	People int     `json:"people" minimum:"2" maximum:"1000000"`
}

func consistency(_ context.Context, in *scale) (*sdk.Reply[stat.Consistency], error) {
	if err := one(map[string]bool{"rows": in.Body.Rows != nil, "known": in.Body.Known != nil}); err != nil {
		return nil, err
	}
	if k := in.Body.Known; k != nil {
		i := stat.Feldt(k.Alpha, k.People, k.Items)
		return sdk.OK(stat.Consistency{N: k.People, Alpha: stat.Estimate{Value: k.Alpha, Low: i.Low, High: i.High}}), nil
	}
	rows, err := matrix("/rows", in.Body.Rows, true)
	if err != nil {
		return nil, err
	}
	c, err := stat.NewConsistency(rows, in.Body.Rule)
	if err != nil {
		return nil, impossible("/rows", err)
	}
	return sdk.OK(c), nil
}
