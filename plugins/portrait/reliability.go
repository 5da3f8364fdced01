package portrait

import (
	"errors"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
	"github.com/ribambelle/ribambelle/sdk"
)

// reliability is the internal consistency of each dimension, over the whole network, of those who gave a number to
// every item of it.
func (r report) reliability(numbers [][]float64) map[string]sdk.Figure {
	figures, at := map[string]sdk.Figure{}, 0
	for _, d := range r.q.Dimensions {
		if len(d.Items) == 0 {
			continue
		}
		var rows [][]float64
		for _, person := range numbers {
			rows = append(rows, person[at:at+len(d.Items)])
		}
		at += len(d.Items)
		figures[d.Key] = consistency(d, rows)
	}
	return figures
}

func consistency(d questionnaire.Dimension, rows [][]float64) sdk.Figure {
	c, err := stat.NewConsistency(rows, stat.CompleteCases)
	if err != nil {
		return sdk.Figure{N: c.N, Reason: reason(err)}
	}
	f := sdk.Figure{N: c.N, Value: &c.Alpha.Value, More: map[string]float64{
		"low": c.Alpha.Low, "high": c.Alpha.High, "items": float64(len(d.Items)),
	}}
	keep := func(name string, v stat.Number) {
		if v.OK() {
			f.More[name] = v.Value
		}
	}
	keep("standardised", c.Standardised)
	keep("mean_r", c.MeanR)
	for i, it := range d.Items {
		keep("without:"+it.Key, c.Items[i].AlphaWithout)
		keep("rest:"+it.Key, c.Items[i].RestR)
	}
	return f
}

// reason is why there is no figure.
func reason(err error) string {
	var r stat.Reason
	if errors.As(err, &r) {
		return string(r)
	}
	return "not-computed"
}
