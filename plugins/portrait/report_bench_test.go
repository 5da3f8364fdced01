package portrait

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
)

// network is a wave of 100 sites with 10,000 answers to 60 items, as they lie in the store.
func network() (report, []string) {
	q := questionnaire.Questionnaire{Scales: []questionnaire.Scale{{Key: "s", Min: 1, Max: 5}}}
	for d := range 4 {
		dimension := questionnaire.Dimension{Key: fmt.Sprintf("d%d", d)}
		for i := range 15 {
			dimension.Items = append(dimension.Items, questionnaire.Item{Key: fmt.Sprintf("d%di%02d", d, i), Scale: "s", Reversed: i%5 == 0})
		}
		q.Dimensions = append(q.Dimensions, dimension)
	}
	r := report{waveID: "w", q: q, wave: wave.Wave{Questionnaire: &q}, sheets: sheets{}}
	for s := range 100 {
		site := fmt.Sprintf("site%03d", s)
		r.wave.Sites = append(r.wave.Sites, wave.Site{UnitID: site, Atom: site, Headcount: 100})
	}
	var texts []string
	for n := range 10_000 {
		values := questionnaire.Sheet{}
		for k, it := range q.Items() {
			values[it.Key] = float64(1 + (n*7+k*k)%5)
		}
		site := r.wave.Sites[n%100].UnitID
		r.sheets[site] = append(r.sheets[site], values)
		text, _ := json.Marshal(answer{Wave: "w", Atom: site, Values: values})
		texts = append(texts, string(text))
	}
	return r, texts
}

// BenchmarkTables computes everything that is told of a network.
func BenchmarkTables(b *testing.B) {
	r, _ := network()
	for b.Loop() {
		r.tables()
	}
}

// BenchmarkAnswers reads its answers from their texts.
func BenchmarkAnswers(b *testing.B) {
	_, texts := network()
	for b.Loop() {
		for _, text := range texts {
			var one answer
			if err := json.Unmarshal([]byte(text), &one); err != nil {
				b.Fatal(err)
			}
		}
	}
}
