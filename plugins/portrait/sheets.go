package portrait

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// sheets are all answers of a wave by atom.
type sheets map[string][]questionnaire.Sheet

// sheets reads the answers of a wave. They go into statistics and no further.
func (d *desk) sheets(ctx context.Context, waveID string, w wave.Wave) (sheets, error) {
	all := sheets{}
	q := store.Query{Filter: ofWave(waveID)}
	if w.Anonymity == wave.Named {
		for one, err := range d.named.All(ctx, q) {
			if err != nil {
				return nil, fmt.Errorf("reading the answers: %w", err)
			}
			all[one.Doc.Atom] = append(all[one.Doc.Atom], one.Doc.Values)
		}
		return all, nil
	}
	for one, err := range d.answers.All(ctx, q) {
		if err != nil {
			return nil, fmt.Errorf("reading the answers: %w", err)
		}
		all[one.Doc.Atom] = append(all[one.Doc.Atom], one.Doc.Values)
	}
	return all, nil
}
