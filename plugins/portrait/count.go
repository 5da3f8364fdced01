package portrait

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// counts are numbers by atom.
type counts map[string]int

func (c counts) total() int {
	sum := 0
	for _, n := range c {
		sum += n
	}
	return sum
}

// collectionOf names where a wave's answers are.
func collectionOf(w wave.Wave) string {
	if w.Anonymity == wave.Named {
		return "named_answers"
	}
	return "answers"
}

// countAnswers counts the answers of a wave by atom; it reads none.
func countAnswers(ctx context.Context, waveID string, w wave.Wave) (counts, error) {
	return countIn(ctx, collectionOf(w), waveID)
}

// countSlips counts the slips of a wave by atom that were not used yet.
func countSlips(ctx context.Context, waveID string) (counts, error) {
	return countIn(ctx, "slips", waveID)
}

// ofWave selects what belongs to a wave.
func ofWave(waveID string) string { return fmt.Sprintf("wave = %q", waveID) }

func countIn(ctx context.Context, collection, waveID string) (counts, error) {
	groups, err := sdk.Internal(ctx).Aggregate(ctx, collection, store.Aggregation{
		Filter: ofWave(waveID), GroupBy: []string{"atom"}, Measure: []store.Measure{{Op: store.Count}},
	})
	if err != nil {
		return nil, fmt.Errorf("counting %s: %w", collection, err)
	}
	c := counts{}
	for _, g := range groups {
		if key, ok := g.Key[0].(string); ok {
			c[key] = int(g.N)
		}
	}
	return c, nil
}
