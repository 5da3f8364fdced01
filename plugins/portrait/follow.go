package portrait

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// followed is the wave that w follows, if any. It is closed and asked the same version of the questionnaire: numbers
// that mean something else are not compared.
func (d *desk) followed(ctx context.Context, w wave.Wave, q questionnaire.Questionnaire) (*wave.Wave, error) {
	if w.Follows == "" {
		return nil, nil
	}
	one, err := d.waves.Get(ctx, w.Follows)
	if err != nil {
		return nil, missingAt(err, "/follows", "there is no such portrait")
	}
	if one.Doc.Status != wave.Closed || !sameInstrument(*one.Doc.Questionnaire, q) {
		return nil, fault.InvalidRule("/follows", "portrait-follows", "", "must be a closed portrait that asked the same version of the questionnaire")
	}
	return &one.Doc, nil
}

func sameInstrument(a, b questionnaire.Questionnaire) bool {
	return a.Code == b.Code && a.Version == b.Version
}

// labelled is the label of a draft: the one that was given, else the one after that of the wave which it follows.
// A label that was left as it was when the draft began to follow another wave was proposed, and is proposed anew.
func labelled(c sdk.Change[wave.Wave], earlier *wave.Wave) string {
	left := c.Old != nil && c.Old.Follows != c.New.Follows && c.Old.Label == c.New.Label
	switch {
	case c.New.Label != "" && !left:
		return c.New.Label
	case earlier == nil:
		return wave.FirstLabel
	}
	return earlier.NextLabel()
}

// longestChain is how many waves are compared at most.
const longestChain = 12

// toldWave is a closed wave with the scores that may be told of it.
type toldWave struct {
	id     string
	wave   wave.Wave
	scores sdk.Released
}

func (d *desk) toldWave(ctx context.Context, one *sdk.Item[wave.Wave]) (toldWave, error) {
	told, err := d.told(ctx, one.ID, one.Doc)
	if err != nil {
		return toldWave{}, err
	}
	return toldWave{id: one.ID, wave: one.Doc, scores: told[0]}, nil
}

// chain are a wave and those that it follows, the first one first, as far back as the caller may read.
func (d *desk) chain(ctx context.Context, one *sdk.Item[wave.Wave]) ([]toldWave, error) {
	var all []toldWave
	for {
		t, err := d.toldWave(ctx, one)
		if err != nil {
			return nil, err
		}
		all = append([]toldWave{t}, all...)
		if one.Doc.Follows == "" || len(all) == longestChain {
			return all, nil
		}
		one, err = d.waves.Get(ctx, one.Doc.Follows)
		if len(all) > 1 && fault.KindOf(err) == fault.NotFound {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading the portrait before: %w", err)
		}
	}
}
