package piloufilou

import (
	"context"
	"embed"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

//go:embed programmes/*.yaml
var sampleFiles embed.FS

// Samples returns the programmes that come with the module, openly licensed, by file name.
func Samples() ([]programme.Programme, error) {
	return sdk.ReadEach(sampleFiles, "programmes/*.yaml", func(text []byte) (programme.Programme, error) {
		one, problems := programme.Read(text)
		if len(problems) > 0 {
			return one, fmt.Errorf("%v", problems)
		}
		return one, nil
	})
}

func (d *desk) registerSamples(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "sample-list", Method: http.MethodGet, Path: "/samples",
		Summary: "List the programmes that come with the module",
	}, sdk.Rules{Action: "piloufilou:programme.import"}), listSamples)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "sample-adopt", Method: http.MethodPost, Path: "/samples/{code}:adopt", DefaultStatus: http.StatusCreated,
		Summary: "Take over a programme that comes with the module", Description: "It is published at once, at its version.",
	}, sdk.Rules{Action: "piloufilou:programme.import", Internal: true}), d.adoptSample)
}

// sampleLine is a sample in the list.
type sampleLine struct {
	Code      string         `json:"code"`
	Version   string         `json:"version"`
	Title     programme.Text `json:"title"`
	Intro     programme.Text `json:"intro"`
	Licence   string         `json:"licence"`
	Workshops int            `json:"workshops"`
	Minutes   int            `json:"minutes"`
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
	for _, p := range all {
		list.Samples = append(list.Samples, sampleLine{
			Code: p.Code, Version: p.Version, Title: p.Title, Intro: p.Intro, Licence: p.Licence,
			Workshops: len(p.Workshops), Minutes: p.Minutes(),
		})
	}
	return sdk.OK(list), nil
}

func (d *desk) adoptSample(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"40"`
},
) (*programmeReply, error) {
	all, err := Samples()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.Code != in.Code {
			continue
		}
		if err := d.versionFree(ctx, p, ""); err != nil {
			return nil, err
		}
		p.Status = programme.Published
		made, err := d.programmes.Create(ctx, p)
		if err != nil {
			return nil, err
		}
		if err := d.layCards(ctx, made); err != nil {
			return nil, err
		}
		return sdk.Created(made), nil
	}
	return nil, fault.Missing("sample")
}
