package portrait

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/stat"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// The refusals of comparing.
var (
	errFollowsNone  = fault.New(fault.Conflict, "wave-follows-none", "This portrait follows no other: say with which it is to be compared.")
	errIncomparable = fault.New(fault.Conflict, "waves-incomparable", "Two portraits are compared when both asked the same version of the questionnaire.")
	errNoPlace      = fault.New(fault.Conflict, "waves-without-place", "No site or group is shown in both portraits: there is no change to tell of.")
)

func (d *desk) registerChange(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "wave-change", Method: http.MethodGet, Path: "/waves/{id}:change",
		Summary: "Compare a closed portrait with an earlier one",
		Description: "The change of the means of sites and groups that are shown in both, on 0 to 100; each counts once. The others are listed, " +
			"and enter nowhere. Where the portrait follows two or more, a table \"chain\" compares all of them.",
	}, sdk.Rules{Action: "portrait:results.read", On: "id@waves", Reads: []string{"waves/{id}"}, Internal: true, Published: true}), d.changeOfWave)
}

type comparingWaves struct {
	sdk.Target
	With string `query:"with" maxLength:"60" doc:"Another closed portrait with the same version of the questionnaire; default the one that this one follows."`
}

// changeHeading is what is said beside the numbers of a change.
type changeHeading struct {
	Heading
	First headingWave     `json:"first" doc:"The earlier portrait; \"wave\" is the later one."`
	Chain []headingWave   `json:"chain" doc:"The portraits of the table \"chain\", the first one first; none where there is no such table."`
	Apart []apart         `json:"apart" doc:"Sites and groups that do not enter."`
	Finds map[string]find `json:"finds" doc:"By dimension: what may be said."`
}

// find is what may be said of a change. It speaks of what was observed: there is no group to compare with.
type find string

// The finds.
const (
	findRose    find = "rose"
	findFell    find = "fell"
	findUnclear find = "unclear"       // nothing allows concluding that something changed
	findTooFew  find = "too-few-sites" // so few sites could not show it, whatever had changed
	findNone    find = "none"          // there is no figure
)

// changeDesign is the wording that holds for all of it.
const changeDesign = "change-observed"

func (d *desk) changeOfWave(ctx context.Context, in *comparingWaves) (*sdk.Reply[sdk.Published], error) {
	all, err := d.compared(ctx, in)
	if err != nil {
		return nil, err
	}
	c := newComparison(all)
	if len(c.places) == 0 {
		return nil, errNoPlace
	}
	told, known, err := sdk.Recall(ctx, c.release(), c.names()...)
	if err != nil {
		return nil, err
	}
	if !known {
		for _, t := range c.tables() {
			released, err := sdk.Publish(ctx, t)
			if err != nil {
				return nil, err
			}
			told = append(told, released)
		}
	}
	return sdk.OK(sdk.Tell(c.heading(told[0]), told...)), nil
}

// compared are the waves that a request asks about, the earlier first. Of a wave that the caller reads in part only,
// nothing enters but the places that both have, which lie in the wave whose results the gate has let the caller read.
func (d *desk) compared(ctx context.Context, in *comparingWaves) ([]toldWave, error) {
	one, err := d.waves.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	switch {
	case in.With == "" && one.Doc.Follows == "":
		return nil, errFollowsNone
	case in.With == "" || in.With == one.Doc.Follows:
		return d.chain(ctx, one)
	}
	other, err := d.waves.Get(ctx, in.With)
	if err != nil {
		return nil, err
	}
	first, err := d.toldWave(ctx, other)
	if err != nil {
		return nil, err
	}
	second, err := d.toldWave(ctx, one)
	if err != nil {
		return nil, err
	}
	if first.id == second.id || !sameInstrument(*first.wave.Questionnaire, *second.wave.Questionnaire) {
		return nil, errIncomparable
	}
	if first.wave.OpenedOn > second.wave.OpenedOn || first.wave.OpenedOn == second.wave.OpenedOn && first.id > second.id {
		first, second = second, first
	}
	return []toldWave{first, second}, nil
}

// findOf says what a figure allows: a change where the probability, adjusted for the number of dimensions, is below
// the level, and where so many sites could have shown one.
func findOf(f sdk.Figure) find {
	p, tested := f.More["p_holm"]
	switch {
	case f.Value == nil:
		return findNone
	case stat.LeastP(int(f.More["sites"])) >= stat.Level:
		return findTooFew
	case !tested || p >= stat.Level:
		return findUnclear
	case *f.Value > 0:
		return findRose
	}
	return findFell
}
