package portrait

import (
	"context"
	_ "embed"
	"html/template"
	"net/http"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/date"
)

//go:embed headway.html
var headwayText string

// headwayPlain is how far portraits are, for browsers without JavaScript.
var headwayPlain = template.Must(template.New("headway").Parse(headwayText))

type headwayPageInput struct {
	Language string `query:"lang" maxLength:"20"`
}

func (d *desk) headwayPage(ctx context.Context, in *headwayPageInput) (*sdk.Page, error) {
	all, err := d.headways(ctx)
	if err != nil {
		return nil, err
	}
	language := sdk.Language(ctx, in.Language)
	return sdk.Fill(http.StatusOK, headwayPlain, map[string]any{"English": language == "en", "Portraits": spelled(all, language)})
}

type spelledHeadway struct {
	headway
	Day string
}

func spelled(all []headway, language string) (lines []spelledHeadway) {
	for _, h := range all {
		lines = append(lines, spelledHeadway{h, date.Civil(h.ClosesOn, language)})
	}
	return lines
}
