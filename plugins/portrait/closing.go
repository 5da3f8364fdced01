package portrait

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// closingJob closes a wave at 23:59 of its last day, where the organisation is.
const closingJob = "wave-close"

type closing struct {
	Wave string `json:"wave"`
}

// scheduleClosing stages the job for a wave's last day, instead of the one that waits.
func scheduleClosing(ctx context.Context, waveID string, w wave.Wave) error {
	at, err := w.ClosesAt(sdk.Call(ctx).Zone)
	if err != nil {
		return fmt.Errorf("reading the last day: %w", err)
	}
	data, err := json.Marshal(closing{Wave: waveID})
	if err != nil {
		return fmt.Errorf("writing the closing job: %w", err)
	}
	sdk.Tx(ctx).Enqueue(store.Job{Name: closingJob, Key: waveID, At: at, Data: data})
	return nil
}

// stillOpen reads the wave of a job; nil for one that is gone or no longer open.
func (d *desk) stillOpen(ctx context.Context, data json.RawMessage) (*sdk.Item[wave.Wave], error) {
	var job closing
	if err := json.Unmarshal(data, &job); err != nil {
		return nil, fmt.Errorf("reading the job of a portrait: %w", err)
	}
	one, err := d.waves.Get(ctx, job.Wave)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	if err != nil || one.Doc.Status != wave.Open {
		return nil, nil //nolint:nilerr,nilnil // there is nothing left to do
	}
	return one, nil
}

// closeWhenDue closes a wave whose last day is over. It runs at least once and perhaps for a day that was
// moved meanwhile: it never closes early, and a wave that is no longer open is left alone.
func (d *desk) closeWhenDue(ctx context.Context, data json.RawMessage) error {
	one, err := d.stillOpen(ctx, data)
	if err != nil || one == nil {
		return err
	}
	at, err := one.Doc.ClosesAt(sdk.Call(ctx).Zone)
	if err != nil {
		return fmt.Errorf("reading the last day: %w", err)
	}
	if sdk.Call(ctx).Now.Before(at) {
		return scheduleClosing(ctx, one.ID, one.Doc)
	}
	return d.end(ctx, one)
}
