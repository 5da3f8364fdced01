package portrait

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/sheet"
)

func (d *desk) registerExport(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "wave-export", Method: http.MethodGet, Path: "/waves/{id}:export",
		Summary:     "Export the results of a closed portrait as CSV",
		Description: "What the results show and nothing else; masked figures say so. Cells that begin like a formula are neutralised.",
		Responses: map[string]*huma.Response{"200": {
			Description: "CSV in UTF-8.", Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}, sdk.Rules{Action: "portrait:results.read", On: "id@waves", Reads: []string{"waves/{id}"}, Internal: true}), d.exportWave)
}

type exporting struct {
	sdk.Target
	Language  string `query:"language" enum:"fr,en" doc:"Of the wording; default the caller's."`
	Separator string `query:"separator" enum:"comma,semicolon" default:"comma"`
	Mark      bool   `query:"bom" doc:"Begin with a byte order mark, for spreadsheets."`
}

func (d *desk) exportWave(ctx context.Context, in *exporting) (*attachment, error) {
	one, err := d.waves.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	told, err := d.told(ctx, one.ID, one.Doc)
	if err != nil {
		return nil, err
	}
	e := exportWriter{wave: one.Doc, names: headingOf(one.ID, one.Doc).Names, words: wordsIn(language(ctx, in.Language))}
	separator := ','
	if in.Separator == "semicolon" {
		separator = ';'
	}
	var text bytes.Buffer
	out, err := sheet.New(&text, e.words.header, sheet.Options{Comma: separator, Mark: in.Mark})
	if err != nil {
		return nil, err
	}
	for _, released := range told {
		for _, row := range e.table(released) {
			if err := out.Line(row); err != nil {
				return nil, fmt.Errorf("writing CSV: %w", err)
			}
		}
	}
	if err := out.Flush(); err != nil {
		return nil, fmt.Errorf("writing CSV: %w", err)
	}
	return &attachment{
		ContentType: "text/csv; charset=utf-8",
		Disposition: fmt.Sprintf(`attachment; filename="portrait-%s.csv"`, safeName(one.Doc.Label)),
		Body:        text.Bytes(),
	}, nil
}

func language(ctx context.Context, asked string) string {
	if asked != "" {
		return asked
	}
	if strings.HasPrefix(sdk.Call(ctx).Language, "en") {
		return "en"
	}
	return "fr"
}

// safeName keeps what file names may hold.
func safeName(label string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, label)
}

// exportWords are the fixed texts of the file.
type exportWords struct {
	language        string
	header          []string
	network, masked string
	tables          map[string]string
}

func wordsIn(language string) exportWords {
	if language == "en" {
		return exportWords{
			language: "en", network: "Whole network", masked: "masked to protect anonymity",
			header: []string{"table", "site or group", "key", "wording", "n", "value", "SD", "0-100", "low 95%", "high 95%", "missing", "note"},
			tables: map[string]string{"scores": "dimension score", "items": "item mean", "reliability": "Cronbach’s alpha, complete cases"},
		}
	}
	return exportWords{
		language: "fr", network: "Ensemble du réseau", masked: "masqué pour protéger l’anonymat",
		header: []string{"tableau", "lieu ou regroupement", "code", "libellé", "n", "valeur", "écart-type", "0-100", "bas 95 %", "haut 95 %", "manquants", "remarque"},
		tables: map[string]string{"scores": "score de dimension", "items": "moyenne de l’énoncé", "reliability": "alpha de Cronbach, cas complets"},
	}
}

// exportWriter writes released tables as rows.
type exportWriter struct {
	wave  wave.Wave
	names map[string]string
	words exportWords
}

func (e exportWriter) table(t sdk.Released) [][]string {
	var rows [][]string
	keys := e.keys(t.Name)
	for _, c := range t.Cells {
		if c.Key == aloneKey {
			continue
		}
		place := e.place(c.Key)
		if c.Masked {
			rows = append(rows, e.row(t.Name, place, "", "", nil, e.words.masked))
			continue
		}
		for _, k := range keys {
			f, shown := c.Values[k.key]
			if !shown {
				rows = append(rows, e.row(t.Name, place, k.key, k.text, nil, e.words.masked))
				continue
			}
			rows = append(rows, e.row(t.Name, place, k.key, k.text, &f, f.Reason))
		}
	}
	return rows
}

func (e exportWriter) row(table, place, key, text string, f *sdk.Figure, remark string) []string {
	row := []string{e.words.tables[table], place, key, text, "", "", "", "", "", "", "", remark}
	if f == nil {
		return row
	}
	row[4] = strconv.Itoa(f.N)
	if f.Value != nil {
		row[5] = decimal(*f.Value)
	}
	for i, name := range []string{"sd", "score100", "low", "high", "missing"} {
		if v, ok := f.More[name]; ok {
			row[6+i] = decimal(v)
		}
	}
	return row
}

// decimal writes a number so that it can be recomputed with: as many digits as it has, at most ten.
func decimal(v float64) string { return strconv.FormatFloat(v, 'g', 10, 64) }

func (e exportWriter) place(key string) string {
	if key == networkKey {
		return e.words.network
	}
	return e.names[key]
}

type exportKey struct{ key, text string }

// keys lists the figures of a table in the questionnaire's order.
func (e exportWriter) keys(table string) []exportKey {
	var keys []exportKey
	q := e.wave.Questionnaire
	for _, d := range q.Dimensions {
		if table == "reliability" && len(d.Items) == 0 {
			continue
		}
		if table != "items" {
			keys = append(keys, exportKey{d.Key, d.Title.In(e.words.language, q.Languages...)})
			continue
		}
		for _, it := range d.Items {
			keys = append(keys, exportKey{it.Key, it.Text.In(e.words.language, q.Languages...)})
		}
	}
	if table == "scores" && q.Weighted() {
		keys = append(keys, exportKey{questionnaire.Overall, "0-100"})
	}
	return keys
}
