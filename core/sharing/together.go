package sharing

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
)

// Report is what one organisation's share tells of one record: labels, and tables that passed the gate.
type Report struct {
	Header map[string]json.RawMessage `json:"header"`
	Tables map[string]sdk.Released    `json:"tables"`
}

// Told is the report with nothing but what was declared to be shared: some members of the header, some cells.
func Told(answer map[string]json.RawMessage, what sdk.Shareable) (Report, error) {
	r := Report{Header: map[string]json.RawMessage{}, Tables: map[string]sdk.Released{}}
	for _, name := range what.Header {
		if value, has := answer[name]; has {
			r.Header[name] = value
		}
	}
	if err := json.Unmarshal(answer["tables"], &r.Tables); err != nil {
		return Report{}, err
	}
	for name, table := range r.Tables {
		table.ID = "" // it names what the giver published as a whole
		if len(what.Cells) > 0 {
			table.Cells = slices.DeleteFunc(table.Cells, func(c sdk.ReleasedCell) bool { return !slices.Contains(what.Cells, c.Key) })
		}
		r.Tables[name] = table
	}
	return r, nil
}

// Name is what a figure is called.
type Name struct {
	Key   string   `json:"key"`
	Title sdk.Text `json:"title"`
}

// Called lists what figures are called, as a place of the header says; none where it says nothing.
func (r Report) Called(place string) (names []Name) {
	if json.Unmarshal(member(r.Header, place), &names) != nil {
		return nil
	}
	return names
}

// Together is the mean of several reports' figures, by how many people each rests on: nil where they cannot be put together,
// because they are not of the same thing. A figure that one of the reports withholds is withheld here too: beside the
// others, the sum would tell it.
func Together(reports []Report, how *sdk.Together) map[string]map[string]sdk.Figure {
	if how == nil || len(reports) < 2 || !alike(reports, how.Same) {
		return nil
	}
	all := map[string]map[string]sdk.Figure{}
	for _, table := range how.Tables {
		all[table] = pooled(reports, table, how.Cell)
	}
	return all
}

// pooled are the figures of one table that every report tells.
func pooled(reports []Report, table, cell string) map[string]sdk.Figure {
	made := map[string]sdk.Figure{}
	first, told := cellOf(reports[0], table, cell)
	if !told {
		return made
	}
	for _, key := range slices.Sorted(maps.Keys(first.Values)) {
		if figure, whole := pool(reports, table, cell, key); whole {
			made[key] = figure
		}
	}
	return made
}

// pool is the mean of one figure over all reports.
func pool(reports []Report, table, cell, key string) (sdk.Figure, bool) {
	var n int
	var sum, percent float64
	scaled := true
	for _, r := range reports {
		of, told := cellOf(r, table, cell)
		figure, has := of.Values[key]
		if !told || !has || figure.Value == nil || figure.N <= 0 {
			return sdk.Figure{}, false
		}
		n += figure.N
		sum += float64(figure.N) * *figure.Value
		score, has := figure.More["score100"]
		scaled = scaled && has
		percent += float64(figure.N) * score
	}
	mean := sum / float64(n)
	made := sdk.Figure{N: n, Value: &mean}
	if scaled {
		made.More = map[string]float64{"score100": percent / float64(n)}
	}
	return made, true
}

// cellOf finds a cell that is told.
func cellOf(r Report, table, key string) (sdk.ReleasedCell, bool) {
	cells := r.Tables[table].Cells
	i := slices.IndexFunc(cells, func(c sdk.ReleasedCell) bool { return c.Key == key && !c.Masked })
	if i < 0 {
		return sdk.ReleasedCell{}, false
	}
	return cells[i], true
}

// alike reports whether all headers say the same at some places: "/questionnaire/version".
func alike(reports []Report, places []string) bool {
	for _, place := range places {
		for _, r := range reports[1:] {
			if !bytes.Equal(member(r.Header, place), member(reports[0].Header, place)) {
				return false
			}
		}
	}
	return true
}

// member is the value at a place of a header; nil where there is none.
func member(header map[string]json.RawMessage, place string) json.RawMessage {
	name, rest, deeper := strings.Cut(strings.TrimPrefix(place, "/"), "/")
	value := header[name]
	if !deeper {
		return value
	}
	var inner map[string]json.RawMessage
	if json.Unmarshal(value, &inner) != nil {
		return nil
	}
	return member(inner, "/"+rest)
}
