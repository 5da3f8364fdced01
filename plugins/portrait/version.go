package portrait

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func (d *desk) registerVersions(api huma.API) {
	read := sdk.Rules{Action: "portrait:questionnaires.read", On: "id@questionnaires", Reads: []string{"questionnaires/{id}"}}
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "questionnaire-check", Method: http.MethodGet, Path: "/questionnaires/{id}:check",
		Summary: "Say what a draft lacks before it can be published", Description: "Each with its pointer, in the caller's language.",
	}, read), d.checkQuestionnaire)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "questionnaire-difference", Method: http.MethodGet, Path: "/questionnaires/{id}:difference",
		Summary: "Say what a version of a questionnaire changes", Description: "Since another one, and which dimensions' scores may still be compared.",
	}, read), d.compareQuestionnaires)
}

type lacking struct {
	Problems []lackingLine `json:"problems"`
}

type lackingLine struct {
	Pointer string `json:"pointer"`
	Message string `json:"message"`
}

func (d *desk) checkQuestionnaire(ctx context.Context, in *sdk.Target) (*sdk.Reply[lacking], error) {
	one, err := d.questionnaires.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	told := lacking{Problems: []lackingLine{}}
	for _, p := range one.Doc.Check() {
		told.Problems = append(told.Problems, lackingLine{Pointer: p.Pointer, Message: p.In(language(ctx, ""))})
	}
	return sdk.OK(told), nil
}

type comparing struct {
	sdk.Target
	With string `query:"with" required:"true" minLength:"1" maxLength:"60" doc:"The id of the older version."`
}

func (d *desk) compareQuestionnaires(ctx context.Context, in *comparing) (*sdk.Reply[questionnaire.Difference], error) {
	newer, err := d.questionnaires.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	older, err := d.questionnaires.Get(ctx, in.With)
	if fault.KindOf(err) == fault.NotFound {
		return nil, fault.InvalidField("/with", "there is no such questionnaire")
	}
	if err != nil {
		return nil, err
	}
	return sdk.OK(newer.Doc.Since(older.Doc)), nil
}
