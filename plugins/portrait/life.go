package portrait

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/shortcode"
	"github.com/ribambelle/ribambelle/sdk/store"
)

type waveReply = sdk.Reply[sdk.Record[wave.Wave]]

func (d *desk) registerLife(api huma.API) {
	step := func(verb, action, summary string) huma.Operation {
		return sdk.Operation(huma.Operation{
			OperationID: "wave-" + verb, Method: http.MethodPost, Path: "/waves/{id}:" + verb, Summary: summary,
		}, sdk.Rules{Action: "portrait:wave." + action, On: "id@waves", Reads: []string{"waves/{id}"}, Internal: true})
	}
	huma.Register(api, step("open", "open", "Open a portrait: people can answer, anonymity is fixed"), d.openWave)
	huma.Register(api, step("extend", "extend", "Move the last day of an open portrait"), d.extendWave)
	huma.Register(api, step("close", "close", "Close a portrait before its last day is over"), d.closeWave)
	huma.Register(api, step("cancel", "cancel", "Give up a portrait that nobody has answered"), d.cancelWave)
}

func (d *desk) openWave(ctx context.Context, in *sdk.Target) (*waveReply, error) {
	one, err := d.waves.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.fitting(one.Doc, config); err != nil {
		return nil, err
	}
	q, err := d.published(ctx, one.Doc.QuestionnaireID)
	if err != nil {
		return nil, err
	}
	if _, err := d.followed(ctx, one.Doc, q); err != nil {
		return nil, err
	}
	next, err := one.Doc.Open(q, sdk.Call(ctx).Today)
	if err != nil {
		return nil, err
	}
	if err := d.save(ctx, one, next); err != nil {
		return nil, err
	}
	if next.Access == wave.Link {
		for _, a := range next.Atoms() {
			if err := d.newLink(ctx, one.ID, a.Key); err != nil {
				return nil, err
			}
		}
	}
	sdk.Tx(ctx).Emit(store.Event{Type: "portrait.wave.opened", Subject: one.ID})
	if err := scheduleClosing(ctx, one.ID, next); err != nil {
		return nil, err
	}
	if err := announce(ctx, one.ID, next); err != nil {
		return nil, err
	}
	return sdk.Stored(one), nil
}

func (d *desk) extendWave(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		ClosesOn string `json:"closes_on" format:"date"`
	}
},
) (*waveReply, error) {
	one, err := d.waves.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	closesOn, err := openDay(ctx, one.Doc.Unit, in.Body.ClosesOn)
	if err != nil {
		return nil, err
	}
	next, err := one.Doc.Extend(closesOn, sdk.Call(ctx).Today)
	if err != nil {
		return nil, err
	}
	if err := d.save(ctx, one, next); err != nil {
		return nil, err
	}
	if err := scheduleClosing(ctx, one.ID, next); err != nil {
		return nil, err
	}
	if err := scheduleReminder(ctx, one.ID, next); err != nil {
		return nil, err
	}
	return sdk.Stored(one), nil
}

func (d *desk) closeWave(ctx context.Context, in *sdk.Target) (*waveReply, error) {
	one, err := d.waves.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := d.end(ctx, one); err != nil {
		return nil, err
	}
	return sdk.Stored(one), nil
}

// end closes a wave and tells the other modules. The answers of an anonymous one left no entry in the audit:
// one entry says now how many they are.
func (d *desk) end(ctx context.Context, one *sdk.Item[wave.Wave]) error {
	next, err := one.Doc.Close(sdk.Call(ctx).Today)
	if err != nil {
		return err
	}
	if err := d.save(ctx, one, next); err != nil {
		return err
	}
	if next.Anonymity == wave.Anonymous {
		sdk.Tx(ctx).Tally(store.Tally{Collection: collectionOf(next), Filter: ofWave(one.ID), Subject: one.ID})
	}
	sdk.Tx(ctx).Emit(store.Event{Type: "portrait.wave.closed", Subject: one.ID})
	return scheduleNeeds(ctx, one.ID)
}

func (d *desk) cancelWave(ctx context.Context, in *sdk.Target) (*waveReply, error) {
	one, err := d.waves.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	count, err := countAnswers(ctx, one.ID, one.Doc)
	if err != nil {
		return nil, err
	}
	next, err := one.Doc.Cancel(count.total())
	if err != nil {
		return nil, err
	}
	if err := d.save(ctx, one, next); err != nil {
		return nil, err
	}
	return sdk.Stored(one), nil
}

// newLink stages the code of an atom's poster.
func (d *desk) newLink(ctx context.Context, waveID, atom string) error {
	code, err := d.codes.New(linkCode)
	if err != nil {
		return err
	}
	canonical, _, ok := shortcode.Read(code)
	if !ok {
		return fault.New(fault.Internal, "code-unreadable", "A fresh code cannot be read.")
	}
	_, err = d.links.Create(ctx, link{Code: canonical, Wave: waveID, Atom: atom})
	return err
}
