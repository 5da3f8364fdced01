package mobilisation

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/measure"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func (d *desk) registerCommitments(api huma.API) {
	act := func(verb, summary, more string) huma.Operation {
		return huma.Operation{OperationID: "commitment-" + verb, Method: http.MethodPost, Path: "/commitments/{id}:" + verb, Summary: summary, Description: more}
	}
	rules := func(action string) sdk.Rules {
		return sdk.Rules{Action: action, On: "id@commitments", Reads: []string{"commitments/{id}"}}
	}
	huma.Register(api, sdk.Operation(act("claim", "Say that a commitment was kept, and where that can be seen", ""), rules("mobilisation:commitments.update")), d.claimCommitment)
	huma.Register(api, sdk.Operation(act("judge", "Accept the proof of a commitment, or not", "Only then does it count as kept."), rules("mobilisation:commitment.judge")), d.judgeCommitment)
	huma.Register(api, sdk.Operation(act("give-up", "Say that a commitment will not be kept", ""), rules("mobilisation:commitments.update")), d.giveUpCommitment)
}

func (d *desk) claimCommitment(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Proof string `json:"proof" maxLength:"600"`
	}
},
) (*sdk.Reply[sdk.Record[measure.Commitment]], error) {
	return d.stepCommitment(ctx, in.ID, func(c measure.Commitment) (measure.Commitment, error) { return c.Claim(in.Body.Proof) })
}

func (d *desk) judgeCommitment(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Accepted bool `json:"accepted"`
	}
},
) (*sdk.Reply[sdk.Record[measure.Commitment]], error) {
	return d.stepCommitment(ctx, in.ID, func(c measure.Commitment) (measure.Commitment, error) {
		return c.Judge(in.Body.Accepted, sdk.Call(ctx).Today)
	})
}

func (d *desk) giveUpCommitment(ctx context.Context, in *sdk.Target) (*sdk.Reply[sdk.Record[measure.Commitment]], error) {
	return d.stepCommitment(ctx, in.ID, func(c measure.Commitment) (measure.Commitment, error) { return c.GiveUp(sdk.Call(ctx).Today) })
}

func (d *desk) stepCommitment(ctx context.Context, id string, step func(measure.Commitment) (measure.Commitment, error)) (*sdk.Reply[sdk.Record[measure.Commitment]], error) {
	one, err := d.commitments.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if one.Doc, err = step(one.Doc); err != nil {
		return nil, commitmentRefusal(err)
	}
	if err := d.commitments.Update(ctx, one); err != nil {
		return nil, err
	}
	return sdk.Stored(one), nil
}

var errCommitment = fault.New(fault.Conflict, "commitment-state", "The commitment does not stand where that is possible.")

func commitmentRefusal(err error) error {
	switch {
	case errors.Is(err, measure.ErrState):
		return errCommitment
	case errors.Is(err, measure.ErrProof):
		return fault.InvalidRule("/proof", fault.Required, "", "say where people can see that it was kept")
	}
	return err
}

// beforeCommitment judges what is written by hand: a promise at first, about a measure that is there; how it ends is
// for the operations to say.
func (d *desk) beforeCommitment(ctx context.Context, c sdk.Change[measure.Commitment]) error {
	if c.New == nil {
		return nil
	}
	if c.Old == nil {
		c.New.State, c.New.Proof, c.New.Ended = measure.Promised, "", ""
	} else if !c.Old.Keeps(*c.New) {
		return errCommitment
	}
	if _, err := d.measures.Get(ctx, c.New.Measure); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return fault.InvalidRule("/measure", fault.Absent, "", "there is no such measure")
		}
		return err
	}
	return nil
}

// beforeMeasure wants a family of the movement, and works of the library.
func (d *desk) beforeMeasure(ctx context.Context, c sdk.Change[measure.Measure]) error {
	if c.New == nil {
		return nil
	}
	if c.New.Status == "" {
		c.New.Status = measure.Proposed
	}
	one, err := d.movement(ctx)
	switch {
	case err != nil:
		return err
	case one == nil:
		return errNeeded
	case !slices.ContainsFunc(one.Doc.Families, func(f Family) bool { return f.Key == c.New.Family }):
		return fault.InvalidRule("/family", fault.Choice, "", "must be one of the movement’s families")
	}
	_, err = d.citable(ctx, c.New.Evidence)
	return err
}
