package piloufilou

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/fidelity"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/sheet"
)

func (d *desk) registerExport(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "edition-export", Method: http.MethodGet, Path: "/editions/{id}:export",
		Summary:     "Export a report as CSV",
		Description: "The report's figures and nothing else: the whole, then its sites, then its cycles. Cells that begin like a formula are neutralised.",
		Responses: map[string]*huma.Response{"200": {
			Description: "CSV in UTF-8.", Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}, sdk.Rules{Action: "piloufilou:report.read", On: "id@editions", Reads: []string{"editions/{id}"}}), d.exportEdition)
}

type exporting struct {
	Reporting
	Language  string `query:"language" enum:"fr,en" doc:"Of the headings; default the caller's."`
	Separator string `query:"separator" enum:"comma,semicolon" default:"comma"`
	Mark      bool   `query:"bom" doc:"Begin with a byte order mark, for spreadsheets."`
}

type csvFile struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// exportColumns are the headings of the file, French first.
var exportColumns = [][2]string{
	{"niveau", "level"},
	{"lieu", "site"},
	{"groupe", "group"},
	{"ateliers prévus", "workshops planned"},
	{"ateliers tenus", "workshops held"},
	{"tenus, %", "held, %"},
	{"bas 95 %", "low 95%"},
	{"haut 95 %", "high 95%"},
	{"non tenus", "skipped"},
	{"à venir", "to come"},
	{"en retard", "late"},
	{"minutes prévues", "minutes planned"},
	{"minutes tenues", "minutes held"},
	{"composantes prévues", "components listed"},
	{"composantes faites", "components done"},
	{"composantes, %", "components, %"},
	{"qualité selon soi", "quality by oneself"},
	{"n", "n"},
	{"qualité observée", "quality observed"},
	{"n", "n"},
	{"réceptivité", "responsiveness"},
	{"n", "n"},
	{"présences d’enfants", "children’s attendances"},
	{"dont intérêt compté", "of which interest counted"},
	{"pris par l’atelier", "engaged"},
	{"se sont éloignés", "drifted away"},
	{"ateliers adaptés", "workshops adapted"},
	{"dont sur le moment", "of which on the spot"},
	{"supervisions", "supervisions"},
}

func (d *desk) exportEdition(ctx context.Context, in *exporting) (*csvFile, error) {
	r, err := d.report(ctx, &in.Reporting)
	if err != nil {
		return nil, err
	}
	words := 0
	if cmp.Or(in.Language, sdk.Language(ctx, "")) == "en" {
		words = 1
	}
	header := make([]string, len(exportColumns))
	for i, c := range exportColumns {
		header[i] = c[words]
	}
	options := sheet.Options{Mark: in.Mark}
	if in.Separator == "semicolon" {
		options.Comma = ';'
	}
	var text bytes.Buffer
	out, err := sheet.New(&text, header, options)
	if err != nil {
		return nil, err
	}
	for _, row := range r.rows(words) {
		if err := out.Line(row); err != nil {
			return nil, fmt.Errorf("writing CSV: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return nil, fmt.Errorf("writing CSV: %w", err)
	}
	return &csvFile{
		ContentType: "text/csv; charset=utf-8",
		Disposition: fmt.Sprintf(`attachment; filename="ateliers-%s.csv"`, r.AsOf),
		Body:        text.Bytes(),
	}, nil
}

// rows are the whole, its sites, its cycles.
func (r report) rows(words int) [][]string {
	levels := [][2]string{{"ensemble", "all"}, {"lieu", "site"}, {"cycle", "cycle"}}
	rows := [][]string{row(levels[0][words], r.Place, "", r.Total)}
	for _, s := range r.Sites {
		rows = append(rows, row(levels[1][words], s.Place, "", s.Figures))
	}
	for _, c := range r.Cycles {
		rows = append(rows, row(levels[2][words], c.Place, c.Group, c.Figures))
	}
	return rows
}

func row(level, place, group string, f fidelity.Figures) []string {
	cells := []string{
		level, place, group,
		number(f.Workshops.Of), number(f.Workshops.Part), decimal(f.Workshops.Percent), decimal(f.Workshops.Low), decimal(f.Workshops.High),
		number(f.Skipped), number(f.ToCome), number(f.Late), number(f.Minutes.Of), number(f.Minutes.Part),
		number(f.Adherence.Of), number(f.Adherence.Part), decimal(f.Adherence.Percent),
	}
	for _, m := range []*fidelity.Mean{f.Quality, f.Observed, f.Responsiveness} {
		if m == nil {
			cells = append(cells, "", "0")
			continue
		}
		cells = append(cells, decimal(&m.Value), number(m.N))
	}
	return append(cells,
		number(f.Children.Present), number(f.Children.Engaged.Of), number(f.Children.Engaged.Part), number(f.Children.Drifted.Part),
		number(f.Adapted.Part), number(f.Unplanned), number(f.Supervisions),
	)
}

func number(n int) string { return strconv.Itoa(n) }

// decimal writes a number so that it can be recomputed with; nothing where there is none.
func decimal(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', 10, 64)
}
