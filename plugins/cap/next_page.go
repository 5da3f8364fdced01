package cap

import (
	"context"
	_ "embed"
	"html/template"
	"net/http"

	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed next.html
var nextText string

// nextPlain is the list of next sessions for browsers without JavaScript, which cannot tell the reader's zone: the
// community's is written out.
var nextPlain = template.Must(template.New("next").Parse(nextText))

type plainLine struct {
	nextLine
	When string
}

func (d *desk) nextPage(ctx context.Context, in *struct {
	Language string `query:"lang" maxLength:"20"`
},
) (*sdk.Page, error) {
	list, err := d.soon(ctx, 5)
	if err != nil {
		return nil, err
	}
	language := sdk.Language(ctx, in.Language)
	lines := make([]plainLine, len(list.Sessions))
	for i, s := range list.Sessions {
		lines[i] = plainLine{s, moment(s.StartsAt, s.Zone, language)}
	}
	return sdk.Fill(http.StatusOK, nextPlain, map[string]any{"English": language == "en", "Sessions": lines})
}
