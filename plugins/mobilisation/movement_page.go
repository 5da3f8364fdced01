package mobilisation

import (
	"cmp"
	"context"
	_ "embed"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/demand"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/measure"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/date"
)

//go:embed movement.html
var movementText string

// movementPlain is the movement in public for browsers without JavaScript.
var movementPlain = template.Must(template.New("movement").Funcs(template.FuncMap{"when": when, "quantity": quantity, "number": number}).Parse(movementText))

func (d *desk) registerMovementPage(api huma.API) {
	huma.Register(api, readPage("public-movement-page", "/public/movement:page", "Read the movement's page in a browser without JavaScript",
		sdk.Rules{Action: "mobilisation:public.read", Public: true, Internal: true}), d.readMovementPage)
}

// movementView is what the page shows.
type movementView struct {
	shownMovement
	Language string // "fr" or "en"
	English  bool
	Pages    string // address before the names of the other pages
	Asked    bool   // the language was asked for: the other pages are in it too
}

func (d *desk) readMovementPage(ctx context.Context, in *PageAsked) (*sdk.Page, error) {
	read, err := d.showMovement(ctx, nil)
	if err != nil {
		return nil, err
	}
	language := sdk.Language(ctx, in.Language)
	view := movementView{
		shownMovement: read.Body, Language: language, English: language == "en", Pages: sdk.Call(ctx).Pages, Asked: in.Language != "",
	}
	slices.SortStableFunc(view.Commitments, func(a, b shownCommitment) int { return cmp.Compare(late(b), late(a)) })
	return sdk.Fill(http.StatusOK, movementPlain, view)
}

// late puts commitments that are overdue first: they are why the list is public.
func late(c shownCommitment) int {
	if c.Overdue {
		return 1
	}
	return 0
}

// Of returns the measures of a family, by its key.
func (v movementView) Of(family string) []shownMeasure {
	return slices.DeleteFunc(slices.Clone(v.Measures), func(m shownMeasure) bool { return m.Family != family })
}

// Latest returns the last stage of a demand, where it has one.
func (v movementView) Latest(d shownDemand) []demand.Stage {
	return d.History[max(0, len(d.History)-1):]
}

// Read returns the last reading of an indicator, where there is one.
func (v movementView) Read(i measure.Indicator) []measure.Actual {
	return i.Actuals[max(0, len(i.Actuals)-1):]
}

// About returns the measure that a commitment serves, where it is shown too.
func (v movementView) About(c shownCommitment) []shownMeasure {
	return slices.DeleteFunc(slices.Clone(v.Measures), func(m shownMeasure) bool { return m.ID != c.Measure })
}

// Number returns the place of a source in the list, from 1; 0 where it is not in it.
func (v movementView) Number(work string) int {
	return slices.IndexFunc(v.Works, func(w shownWork) bool { return w.ID == work }) + 1
}

// quantity writes a value with its unit: "12,5 %"; a dash where there is none.
func quantity(value any, unit, language string) string {
	n, ok := value.(float64)
	if p, pointed := value.(*float64); pointed && p != nil {
		n, ok = *p, true
	}
	if !ok {
		return "–"
	}
	text := number(n, language)
	if language == "en" && unit == "%" {
		return text + unit
	}
	return strings.TrimSpace(text + "\u00a0" + unit)
}

// when writes a year, a month or a day as people read it: "2021", "2021-03", "2021-03-08".
func when(on, language string) string {
	if strings.Count(on, "-") == 1 {
		_, month, _ := strings.Cut(date.Civil(on+"-01", language), " ")
		return month
	}
	return date.Civil(on, language)
}
