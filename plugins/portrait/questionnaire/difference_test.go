package questionnaire_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
)

func TestWhatANewVersionChanges(t *testing.T) {
	t.Parallel()
	fr := func(s string) questionnaire.Text { return questionnaire.Text{"fr": s} }
	older, newer := nested(), nested()
	if got := newer.Since(older); len(got.Changes) > 0 || len(got.Comparable) != 4 || !got.Overall {
		t.Errorf("nothing changed: %+v", got)
	}
	x, y := &newer.Dimensions[1], &newer.Dimensions[2]
	x.Items[0].Text = fr("autrement dit")
	y.Items[0].Reversed = true
	newer.Dimensions[3].Items = append(newer.Dimensions[3].Items[:1], questionnaire.Item{Key: "f", Scale: "f", Text: fr("neuf")})
	got := newer.Since(older)
	want := []questionnaire.Change{
		{Kind: "reworded", What: "item", Key: "a", Before: fr("a"), After: fr("autrement dit")},
		{Kind: "turned", What: "item", Key: "c", Before: fr("c"), After: fr("c")},
		{Kind: "added", What: "item", Key: "f", After: fr("neuf")},
		{Kind: "removed", What: "item", Key: "e", Before: fr("e")},
	}
	if diff := cmp.Diff(want, got.Changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if !cmp.Equal(got.Comparable, []string{"x"}) {
		t.Errorf("comparable %v, want the dimension whose wording alone changed", got.Comparable)
	}
	scaled := nested()
	scaled.Scales[0].Max = 5
	if got := scaled.Since(older); len(got.Comparable) > 0 || len(got.Changes) != 5 {
		t.Errorf("another scale: %+v", got)
	}
	one := 1.0
	weighed := nested()
	weighed.Dimensions[3].Weight = &one
	if got := weighed.Since(older); got.Overall || len(got.Comparable) != 4 || got.Changes[0].Kind != questionnaire.Weighed {
		t.Errorf("another weight: %+v", got)
	}
	moved := nested()
	moved.Dimensions[1].Items, moved.Dimensions[3].Items = moved.Dimensions[1].Items[:1], append(moved.Dimensions[3].Items, moved.Dimensions[1].Items[1])
	if got := moved.Since(older); got.Changes[0].Kind != questionnaire.Moved || !cmp.Equal(got.Comparable, []string{"y"}) {
		t.Errorf("moved: %+v", got)
	}
}
