package portrait

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// door is what an opened wave shows to those who come with a code: people who may not read waves. It is the
// wave itself, kept in an internal collection and in step with it.
type door struct {
	WaveID string `json:"wave" maxLength:"60" rb:"unique" fr:"Portrait" en:"Portrait"`
	wave.Wave
}

// save stages a wave's next state, and its door's. Whoever asks, what anonymity rests on does not move.
func (d *desk) save(ctx context.Context, one *sdk.Item[wave.Wave], next wave.Wave) error {
	before := one.Doc
	if err := wave.Fixed(before, next); err != nil {
		return err
	}
	one.Doc = next
	if err := d.waves.Update(ctx, one); err != nil {
		return fmt.Errorf("keeping the portrait: %w", err)
	}
	if before.Status == wave.Draft {
		if next.Status != wave.Open {
			return nil
		}
		_, err := d.doors.Create(ctx, door{WaveID: one.ID, Wave: next})
		return err
	}
	kept, err := d.door(ctx, one.ID)
	if err != nil {
		return err
	}
	kept.Doc.Wave = next
	return d.doors.Update(ctx, kept)
}

// door finds the door of a wave; not_found before it opened.
func (d *desk) door(ctx context.Context, waveID string) (*sdk.Item[door], error) {
	found, _, err := d.doors.List(ctx, store.Query{Filter: ofWave(waveID), Size: 1})
	if err != nil {
		return nil, fmt.Errorf("looking for the door: %w", err)
	}
	if len(found) == 0 {
		return nil, fault.Missing("wave")
	}
	return &found[0], nil
}
