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

// needJob looks for what a closed portrait invites to work on. It comes after the closing, when no answer can be
// added to what it publishes.
const needJob = "wave-needs"

// lowScore is the score on 0 to 100 below which a dimension of the whole portrait counts as a need.
const lowScore = 60

func scheduleNeeds(ctx context.Context, waveID string) error {
	data, err := json.Marshal(closing{Wave: waveID})
	if err != nil {
		return fmt.Errorf("writing the job that looks for needs: %w", err)
	}
	sdk.Tx(ctx).Enqueue(store.Job{Name: needJob, Key: waveID, Data: data})
	return nil
}

// findNeeds tells other modules the low dimensions of a closed portrait, by what may be told of it as a whole.
func (d *desk) findNeeds(ctx context.Context, data json.RawMessage) error {
	var job closing
	if err := json.Unmarshal(data, &job); err != nil {
		return fmt.Errorf("reading the job that looks for needs: %w", err)
	}
	kept, err := d.door(ctx, job.Wave)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil || kept.Doc.Status != wave.Closed {
		return err
	}
	w := kept.Doc.Wave
	r, err := d.report(ctx, job.Wave, w)
	if err != nil {
		return err
	}
	released, err := sdk.Publish(ctx, r.tables()[0])
	if err != nil {
		return fmt.Errorf("publishing the scores: %w", err)
	}
	for _, domain := range low(released, w) {
		text, err := json.Marshal(sdk.Need{Wave: job.Wave, Title: w.Title, Unit: w.Unit, Domain: sdk.Domain(domain)})
		if err != nil {
			return fmt.Errorf("telling a need: %w", err)
		}
		sdk.Tx(ctx).Emit(store.Event{Type: sdk.NeedFound, Subject: job.Wave, Data: text})
	}
	return nil
}

// low lists the dimensions whose score for the whole portrait is told and low.
func low(released sdk.Released, w wave.Wave) (domains []string) {
	for _, cell := range released.Cells {
		if cell.Key != networkKey || cell.Masked {
			continue
		}
		for _, dimension := range w.Questionnaire.Dimensions {
			figure, told := cell.Values[dimension.Key]
			if told && figure.Value != nil && figure.More["score100"] < lowScore {
				domains = append(domains, dimension.Key)
			}
		}
	}
	return domains
}
