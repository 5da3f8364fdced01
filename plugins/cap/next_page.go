package cap

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"html/template"

	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed next.html
var nextText string

// nextPlain is the list of next sessions for browsers without JavaScript, which cannot tell the reader's zone: the
// community's is written out.
var nextPlain = template.Must(template.New("next").Parse(nextText))

// page is an answer in HTML.
type page struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

type plainLine struct {
	nextLine
	When string
}

func (d *desk) nextPage(ctx context.Context, in *struct {
	Language string `query:"lang" maxLength:"20"`
},
) (*page, error) {
	list, err := d.soon(ctx, 5)
	if err != nil {
		return nil, err
	}
	language := in.Language
	if language == "" {
		language = sdk.Call(ctx).Language
	}
	lines := make([]plainLine, len(list.Sessions))
	for i, s := range list.Sessions {
		lines[i] = plainLine{s, moment(s.StartsAt, s.Zone, language)}
	}
	var out bytes.Buffer
	if err := nextPlain.Execute(&out, map[string]any{"English": language == "en", "Sessions": lines}); err != nil {
		return nil, fmt.Errorf("writing the page: %w", err)
	}
	return &page{ContentType: "text/html; charset=utf-8", Body: out.Bytes()}, nil
}
