package portrait

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/shortcode"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// errCode is the same for a code that never was, was mistyped, or was used: nobody learns which.
var errCode = fault.New(fault.NotFound, "code-unknown", "This code is not known, or was used already.")

// admission is what a good code opens.
type admission struct {
	waveID string
	wave   wave.Wave
	atom   wave.Atom
	slip   string // id of the slip to use up; empty with a poster's code
}

// admit looks a code up and checks that its wave takes answers now.
func (d *desk) admit(ctx context.Context, typed string) (admission, error) {
	canonical, kind, ok := shortcode.Read(typed)
	if !ok {
		return admission{}, errCode
	}
	waveID, atom, slipID, err := d.look(ctx, canonical, kind)
	if err != nil {
		return admission{}, err
	}
	kept, err := d.door(ctx, waveID)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return admission{}, errCode
	}
	if err != nil {
		return admission{}, err
	}
	a := admission{waveID: waveID, wave: kept.Doc.Wave, slip: slipID}
	if a.atom, ok = a.wave.Atom(atom); !ok {
		return admission{}, errCode
	}
	return a, taking(ctx, a.wave)
}

// look finds what a canonical code belongs to.
func (d *desk) look(ctx context.Context, canonical string, kind shortcode.Kind) (waveID, atom, slipID string, err error) {
	if kind == slipCode {
		found, _, err := d.slips.List(ctx, store.Query{Filter: fmt.Sprintf("hash = %q", hashOf(canonical)), Size: 1})
		if err != nil {
			return "", "", "", fmt.Errorf("looking for a slip: %w", err)
		}
		if len(found) == 0 {
			return "", "", "", errCode
		}
		return found[0].Doc.Wave, found[0].Doc.Atom, found[0].ID, nil
	}
	found, _, err := d.links.List(ctx, store.Query{Filter: fmt.Sprintf("code = %q", canonical), Size: 1})
	if err != nil {
		return "", "", "", fmt.Errorf("looking for a poster's code: %w", err)
	}
	if len(found) == 0 {
		return "", "", "", errCode
	}
	return found[0].Doc.Wave, found[0].Doc.Atom, "", nil
}

// taking refuses outside the time of answering. The last minute counts even where the job is late.
func taking(ctx context.Context, w wave.Wave) error {
	if w.Status != wave.Open {
		return errOver
	}
	end, err := w.ClosesAt(sdk.Call(ctx).Zone)
	if err != nil {
		return fmt.Errorf("reading the last day: %w", err)
	}
	if !sdk.Call(ctx).Now.Before(end) {
		return errOver
	}
	return nil
}
