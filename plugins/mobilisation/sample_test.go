package mobilisation_test

import (
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// begin is the beginning of a demonstration.
func (h *house) begin() {
	h.Helper()
	if err := h.Hear(h.Context(), store.Event{Type: sdk.DemoBegan}); err != nil {
		h.Fatal(err)
	}
}

func TestTheSampleIsABeginning(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var done struct{ Measures, References, Demands, Petitions int }
	h.read("POST", "/sample:adopt", nil, &done)
	if done.Measures != 15 || done.References != 7 || done.Demands != 4 || done.Petitions != 2 {
		t.Errorf("taken over: %+v", done)
	}
	h.ask("POST", "/sample:adopt", nil, "movement-exists")
	for _, collection := range []string{"demands", "measures"} {
		for _, d := range h.all(collection) {
			if d["public"] == true {
				t.Errorf("the sample made %v public", d["title"])
			}
		}
	}
	families := map[any]int{}
	for _, m := range h.all("measures") {
		families[m["family"]]++
	}
	page := h.all("movements")[0]
	if families["enfant"] != 3 || families["parents"] != 4 || families["vie"] != 5 || families["ensemble"] != 3 {
		t.Errorf("measures by family: %v", families)
	}
	if len(page["axes"].([]any)) != 4 || len(page["impacts"].([]any)) != 4 || page["public"] == true {
		t.Errorf("page %v", page)
	}
	if n := len(h.all("signatures")) + len(h.all("testimonies")); n != 0 {
		t.Errorf("%d people in a beginning", n)
	}
}

func TestADemonstrationIsFilledInOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.begin()
	before := len(h.all("signatures"))
	h.begin()
	var page struct {
		Petitions   []struct{ Confirmed int }
		Demands     []any
		Measures    []any
		Testimonies []any
		Commitments []struct{ Overdue bool }
	}
	h.read("GET", "/public/movement", nil, &page)
	if len(page.Petitions) != 1 || page.Petitions[0].Confirmed != 60 || len(page.Demands) != 2 || len(page.Measures) != 15 ||
		len(page.Testimonies) != 2 || len(page.Commitments) != 4 || before == 0 || before != len(h.all("signatures")) {
		t.Errorf("filled in: %+v, %d signatures, then %d", page, before, len(h.all("signatures")))
	}
}

func TestThePlainPageReads(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(doc{"title": text("<b>Jouer</b> dehors")})
	for _, at := range []string{"/public/petition:page", "/public/petition:page?petition=" + id} {
		w := h.Do("GET", at, "")
		if w.Code != 200 || !strings.Contains(w.Body.String(), "&lt;b&gt;Jouer&lt;/b&gt; dehors") || !strings.Contains(w.Body.String(), "À l’attention de") {
			t.Errorf("%s: %d %s", at, w.Code, w.Body)
		}
	}
	if w := h.Do("GET", "/public/petition:page?petition="+h.draft(nil), ""); w.Code != 200 || strings.Contains(w.Body.String(), "<h1>") {
		t.Errorf("a draft is shown: %d %s", w.Code, w.Body)
	}
}
