package mobilisation

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/challenge"
	"github.com/ribambelle/ribambelle/sdk"
)

// challengeLife is how long a challenge may be solved: the time that somebody takes to read and fill in a form.
const challengeLife = time.Hour

func (d *desk) registerChallenge(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "challenge-new", Method: http.MethodGet, Path: "/challenge",
		Summary:     "Get a challenge against robots",
		Description: "ALTCHA version 1, SHA-256. Send the solution, base64 of JSON, with the form that it is for. Nothing is kept of this call.",
	}, sdk.Rules{Action: "mobilisation:public.read", Public: true}), newChallenge)
}

type challenging struct {
	For string `query:"for" required:"true" pattern:"^(newsletter|story|petition/[0-9a-f-]{36})$" doc:"newsletter, story, or petition/ and its id."`
}

type challenged struct {
	CacheControl string `header:"Cache-Control"`
	Body         challenge.Challenge
}

func newChallenge(ctx context.Context, in *challenging) (*challenged, error) {
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	key, err := sdk.Secret(ctx, "challenges")
	if err != nil {
		return nil, err
	}
	made, err := challenge.New(key, in.For, sdk.Call(ctx).Now.Add(challengeLife), int64(config.Effort), rand.Reader)
	return &challenged{CacheControl: "no-store", Body: made}, err
}

// stamped gives out the stamp of a form without scripts.
func stamped(ctx context.Context, purpose string) (string, error) {
	key, err := sdk.Secret(ctx, "stamps")
	if err != nil {
		return "", err
	}
	return challenge.Stamp(key, purpose, sdk.Call(ctx).Now, rand.Reader)
}

// stampOf checks the stamp of a form that came back and returns what marks it as used.
func stampOf(ctx context.Context, sent, purpose string) (string, error) {
	key, err := sdk.Secret(ctx, "stamps")
	if err != nil {
		return "", err
	}
	mark, err := challenge.Stamped(key, sent, purpose, sdk.Call(ctx).Now)
	if err != nil {
		return "", refused(err)
	}
	return mark, nil
}

// solved checks a solution and returns what marks the challenge as used.
func solved(ctx context.Context, sent, purpose string) (string, error) {
	key, err := sdk.Secret(ctx, "challenges")
	if err != nil {
		return "", err
	}
	s, err := challenge.Verify(key, sent, purpose, sdk.Call(ctx).Now)
	if err != nil {
		return "", refused(err)
	}
	return s.Mark(), nil
}
