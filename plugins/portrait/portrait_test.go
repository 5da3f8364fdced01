package portrait_test

import (
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/portrait"
	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
)

func TestTheModuleIsSound(t *testing.T) {
	t.Parallel()
	m, err := portrait.New().Manifest()
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range m.Operations {
		if open := strings.HasPrefix(op.Action, "portrait:answer.") || op.Action == "portrait:progress.public"; op.Public != open {
			t.Errorf("operation %s (%s) public = %v", op.ID, op.Action, op.Public)
		}
		if strings.Contains(op.Path, "{id}") && op.On == "" {
			t.Errorf("operation %s names no record for its gate", op.ID)
		}
	}
	for _, c := range m.Collections {
		if c.Kind == "ordinary" {
			continue
		}
		for _, f := range c.Fields {
			if f.Personal && f.Subject == "" {
				t.Errorf("%s.%s is personal without a subject", c.Collection, f.Name)
			}
		}
	}
}

func TestSamplesAreCompleteInBothLanguages(t *testing.T) {
	t.Parallel()
	all, err := portrait.Samples()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no sample")
	}
	q := all[0]
	if len(q.Dimensions) != 4 || len(q.Items()) != 32 || q.Licence != "CC BY 4.0" {
		t.Errorf("%d dimensions, %d items, licence %q", len(q.Dimensions), len(q.Items()), q.Licence)
	}
	seen := map[string]string{}
	for _, it := range q.Items() {
		for _, tag := range []string{"fr", "fr-CA", "en"} {
			wording := it.Text.In(tag)
			if other, twice := seen[tag+wording]; twice {
				t.Errorf("items %s and %s say the same", other, it.Key)
			}
			seen[tag+wording] = it.Key
		}
	}
	reversed := 0
	for _, it := range q.Items() {
		if it.Reversed {
			reversed++
		}
	}
	if reversed != 4 {
		t.Errorf("%d reversed items, want one a dimension", reversed)
	}
}

// The floor of a reader's trust: the sample scores as its authors mean it.
func TestTheSampleScoresReversedItemsTurnedRound(t *testing.T) {
	t.Parallel()
	all, err := portrait.Samples()
	if err != nil {
		t.Fatal(err)
	}
	best := questionnaire.Sheet{}
	for _, it := range all[0].Items() {
		best[it.Key] = 4.
		if it.Reversed {
			best[it.Key] = 0.
		}
	}
	for key, score := range all[0].Score(best) {
		if score != 4 {
			t.Errorf("%s = %v for the most favourable answers, want 4", key, score)
		}
	}
}
