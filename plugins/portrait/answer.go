package portrait

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// answer is what one person said: for which wave, in which atom, and nothing else. Not who, not when, not in
// which language, not in which order.
type answer struct {
	Wave   string              `json:"wave" maxLength:"60" fr:"Portrait" en:"Portrait"`
	Atom   string              `json:"atom" maxLength:"80" fr:"Lieu" en:"Site"`
	Values questionnaire.Sheet `json:"values" fr:"Réponses" en:"Answers"`
}

// namedAnswer is what a signed-in person said in a named wave.
type namedAnswer struct {
	Key    string              `json:"key" maxLength:"130" rb:"unique,personal,subject=person" fr:"Portrait et personne" en:"Portrait and person"`
	Wave   string              `json:"wave" maxLength:"60" fr:"Portrait" en:"Portrait"`
	Atom   string              `json:"atom" maxLength:"80" fr:"Lieu" en:"Site"`
	Person string              `json:"person" maxLength:"60" rb:"personal,subject=person" fr:"Personne" en:"Person"`
	Values questionnaire.Sheet `json:"values" rb:"personal,subject=person" fr:"Réponses" en:"Answers"`
}

// The refusals of answering.
var (
	errOver     = fault.New(fault.Conflict, "wave-closed", "The portrait is closed: it takes no more answers.")
	errFull     = fault.New(fault.Conflict, "site-full", "As many people as work here have answered. If you have not, tell whoever leads the portrait.")
	errSignIn   = fault.New(fault.Unauthenticated, "named-needs-sign-in", "This portrait is not anonymous: sign in to answer.")
	errAnswered = fault.New(fault.Conflict, "already-answered", "You have answered this portrait.")
)

func (d *desk) registerAnswers(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "answer-start", Method: http.MethodPost, Path: "/answers:start", MaxBodyBytes: 4 << 10,
		Summary: "Open the questionnaire with a code", Description: "Nothing is kept of this call.",
	}, sdk.Rules{Action: "portrait:answer.start", Public: true, Internal: true}), d.startAnswer)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "answer-submit", Method: http.MethodPost, Path: "/answers:submit", MaxBodyBytes: 64 << 10, DefaultStatus: http.StatusCreated,
		Summary: "Answer", Description: "Items may be left out, not all of them. A slip is used up in the same commit.",
	}, sdk.Rules{Action: "portrait:answer.submit", Public: true, Internal: true, Retry: true}), d.submitAnswer)
}

type starting struct {
	Body struct {
		Code string `json:"code" maxLength:"64" doc:"From the poster or the slip, as typed."`
	}
}

// welcome is what people see before they answer.
type welcome struct {
	Wave          welcomeWave                 `json:"wave"`
	Site          welcomeSite                 `json:"site"`
	Questionnaire questionnaire.Questionnaire `json:"questionnaire"`
	SingleUse     bool                        `json:"single_use"`
}

type welcomeWave struct {
	Title     string             `json:"title"`
	Label     string             `json:"label"`
	Purpose   questionnaire.Text `json:"purpose"`
	ClosesOn  string             `json:"closes_on"`
	Floor     int                `json:"floor"`
	Anonymity wave.Anonymity     `json:"anonymity"`
}

type welcomeSite struct {
	Name  string `json:"name"`
	Alone bool   `json:"alone,omitempty" doc:"Counted together with others who work alone."`
}

func (d *desk) startAnswer(ctx context.Context, in *starting) (*sdk.Reply[welcome], error) {
	a, err := d.admit(ctx, in.Body.Code)
	if err != nil {
		return nil, err
	}
	w := a.wave
	return sdk.OK(welcome{
		Wave: welcomeWave{
			Title: w.Title, Label: w.Label, Purpose: w.Purpose, ClosesOn: w.ClosesOn, Floor: w.Floor, Anonymity: w.Anonymity,
		},
		Site:          welcomeSite{Name: atomName(w, a.atom), Alone: a.atom.Pool},
		Questionnaire: *w.Questionnaire,
		SingleUse:     a.slip != "",
	}), nil
}

type submitting struct {
	Body struct {
		Code     string         `json:"code" maxLength:"64"`
		Values   map[string]any `json:"values" maxProperties:"300" doc:"By item: a number, \"na\" (does not apply) or \"no\" (not observed)."`
		Language string         `json:"language,omitempty" maxLength:"20" doc:"In which the person answered. It is not kept."`
	}
}

type accepted struct {
	Accepted bool `json:"accepted"`
}

func (d *desk) submitAnswer(ctx context.Context, in *submitting) (*sdk.Reply[accepted], error) {
	a, err := d.admit(ctx, in.Body.Code)
	if err != nil {
		return nil, err
	}
	if problems := a.wave.Questionnaire.CheckSheet("/values", in.Body.Values); len(problems) > 0 {
		return nil, unsound(ctx, "answers-invalid", "Some answers are not valid.", problems)
	}
	counts, err := countAnswers(ctx, a.waveID, a.wave)
	if err != nil {
		return nil, err
	}
	if counts[a.atom.Key] >= a.wave.Cap(a.atom) {
		return nil, errFull
	}
	if a.wave.Anonymity == wave.Named {
		err = d.keepNamed(ctx, a, in.Body.Values)
	} else {
		err = d.keepAnonymous(ctx, a, in.Body.Values)
	}
	if err != nil {
		return nil, err
	}
	return sdk.Made(accepted{Accepted: true}), nil
}

// keepAnonymous stages the answer and the end of its slip. Of two submissions with one slip, the second finds
// none to delete and commits nothing.
func (d *desk) keepAnonymous(ctx context.Context, a admission, values questionnaire.Sheet) error {
	if a.slip != "" {
		if err := d.slips.Delete(ctx, a.slip, 0); err != nil {
			return err
		}
	}
	_, err := d.answers.Create(ctx, answer{Wave: a.waveID, Atom: a.atom.Key, Values: values})
	return err
}

func (d *desk) keepNamed(ctx context.Context, a admission, values questionnaire.Sheet) error {
	caller := sdk.Call(ctx)
	if caller.PrincipalKind != "person" {
		return errSignIn
	}
	key := a.waveID + "/" + caller.PrincipalID
	earlier, _, err := d.named.List(ctx, store.Query{Filter: fmt.Sprintf("key = %q", key), Size: 1})
	if err != nil {
		return fmt.Errorf("looking for an earlier answer: %w", err)
	}
	if len(earlier) > 0 {
		return errAnswered
	}
	_, err = d.named.Create(ctx, namedAnswer{Key: key, Wave: a.waveID, Atom: a.atom.Key, Person: caller.PrincipalID, Values: values})
	return err
}
