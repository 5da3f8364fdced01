package reference_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/reference"
)

func TestDOI(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"10.3310/PHR06040": "10.3310/phr06040", "https://doi.org/10.3310/phr06040": "10.3310/phr06040", "doi: 10.3310/phr06040": "10.3310/phr06040",
		"http://dx.doi.org/10.1234/x": "10.1234/x", "10.3310": "", "10.3310/": "", "hello": "", "": "", "10.1000/a b": "",
	} {
		if got := reference.DOI(written); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
}

// What was imported comes out again, with what was changed here and nothing lost.
func TestItemsComeBack(t *testing.T) {
	t.Parallel()
	items, problems := reference.Read([]byte(`{"id":"x1","type":"book-chapter","title":["Un chapitre"],"DOI":"10.1000/182","issued":{"date-parts":[["2019"]]},
		"author":[{"literal":"Collectif"},{"family":"Roy","given":"Léa"}],"container-title":["Un livre"],"custom":{"a":[1,2]}}`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	r := reference.Reference{Grade: reference.Survey, Archived: "https://archive.example/1"}.FromItem(items[0])
	if r.Type != "chapter" || r.Title != "Un chapitre" || r.Year != 2019 || r.Authors != "Collectif; Roy, Léa" || r.Source != "Un livre" || r.Grade != reference.Survey {
		t.Errorf("reference %+v", r)
	}
	r.Title = "Un chapitre, corrigé"
	out, err := json.Marshal(r.ToItem("0198"))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"id": "x1", "type": "chapter", "title": "Un chapitre, corrigé", "DOI": "10.1000/182", "archive_location": "https://archive.example/1",
		"issued": map[string]any{"date-parts": []any{[]any{"2019"}}}, "container-title": "Un livre",
		"author": []any{map[string]any{"literal": "Collectif"}, map[string]any{"family": "Roy", "given": "Léa"}}, "custom": map[string]any{"a": []any{1.0, 2.0}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("exported (-want +got)\n%s", diff)
	}
	plain := reference.Reference{Title: "Écrit à la main", Year: 2020, Authors: "Roy; Petit"}.ToItem("0198")
	if plain["id"] != "0198" || plain["type"] != "document" || len(plain["author"].([]any)) != 2 {
		t.Errorf("written by hand: %v", plain)
	}
}

func TestTypes(t *testing.T) {
	t.Parallel()
	if n := len(reference.Types()); n != 45 {
		t.Errorf("%d types of CSL, want 45", n)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`[{"id":"a","type":"article","title":"t","issued":{"date-parts":[[2020]]},"author":[{"family":"x"}]}]`))
	f.Add([]byte(`{"id":1,"type":null,"title":["t"],"author":{}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		items, problems := reference.Read(text)
		if len(problems) > 0 && items != nil {
			t.Errorf("%q: works beside mistakes", text)
		}
		for _, i := range items {
			if r := (reference.Reference{}).FromItem(i); r.Title == "" {
				t.Errorf("%q: a work without a title", text)
			}
		}
	})
}
