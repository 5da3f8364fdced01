package portrait

import (
	"context"
	"embed"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

//go:embed questionnaires/*.yaml
var sampleFiles embed.FS

// Samples returns the questionnaires that come with the module, openly licensed, by file name.
func Samples() ([]questionnaire.Questionnaire, error) {
	return sdk.ReadEach(sampleFiles, "questionnaires/*.yaml", func(text []byte) (questionnaire.Questionnaire, error) {
		one, problems := questionnaire.Read(text)
		if len(problems) > 0 {
			return one, fmt.Errorf("%v", problems)
		}
		return one, nil
	})
}

func (d *desk) registerSamples(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "sample-list", Method: http.MethodGet, Path: "/samples",
		Summary: "List the questionnaires that come with the portrait",
	}, sdk.Rules{Action: "portrait:questionnaires.read"}), listSamples)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "sample-adopt", Method: http.MethodPost, Path: "/samples/{code}:adopt", DefaultStatus: http.StatusCreated,
		Summary: "Take over a questionnaire that comes with the portrait", Description: "It is published at once, at its version.",
	}, sdk.Rules{Action: "portrait:questionnaire.import"}), d.adoptSample)
}

// sampleLine is a sample in the list.
type sampleLine struct {
	Code       string             `json:"code"`
	Version    string             `json:"version"`
	Title      questionnaire.Text `json:"title"`
	Intro      questionnaire.Text `json:"intro"`
	Licence    string             `json:"licence"`
	Dimensions int                `json:"dimensions"`
	Items      int                `json:"items"`
}

type sampleList struct {
	Samples []sampleLine `json:"samples"`
}

func listSamples(context.Context, *struct{}) (*sdk.Reply[sampleList], error) {
	all, err := Samples()
	if err != nil {
		return nil, err
	}
	list := sampleList{Samples: make([]sampleLine, 0, len(all))}
	for _, q := range all {
		list.Samples = append(list.Samples, sampleLine{
			Code: q.Code, Version: q.Version, Title: q.Title, Intro: q.Intro, Licence: q.Licence,
			Dimensions: len(q.Dimensions), Items: len(q.Items()),
		})
	}
	return sdk.OK(list), nil
}

func (d *desk) adoptSample(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"40"`
},
) (*sdk.Reply[sdk.Record[questionnaire.Questionnaire]], error) {
	all, err := Samples()
	if err != nil {
		return nil, err
	}
	for _, q := range all {
		if q.Code != in.Code {
			continue
		}
		if err := d.versionFree(ctx, q, ""); err != nil {
			return nil, err
		}
		q.Status = questionnaire.Published
		made, err := d.questionnaires.Create(ctx, q)
		if err != nil {
			return nil, err
		}
		return sdk.Created(made), nil
	}
	return nil, fault.Missing("sample")
}
