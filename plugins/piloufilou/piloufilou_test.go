package piloufilou_test

import (
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/piloufilou"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func TestTheModuleIsSound(t *testing.T) {
	t.Parallel()
	manifest, err := piloufilou.New().Manifest()
	if err != nil {
		t.Fatal(err)
	}
	public := []string{"piloufilou:card.read", "piloufilou:feed.read"}
	for _, op := range manifest.Operations {
		if op.Public != (op.Action == public[0] || op.Action == public[1]) {
			t.Errorf("operation %s (%s) public = %v", op.ID, op.Action, op.Public)
		}
		if strings.Contains(op.Path, "{id}") && op.On == "" {
			t.Errorf("operation %s names no record for its gate", op.ID)
		}
	}
	for _, c := range manifest.Collections {
		for _, f := range c.Fields {
			if f.Personal && f.Subject == "" {
				t.Errorf("%s.%s is personal without a subject", c.Collection, f.Name)
			}
		}
	}
	for _, text := range []string{manifest.Title["fr"], manifest.Title["en"], manifest.Summary["fr"]} {
		if strings.Contains(text, "Pilou") {
			t.Errorf("%q names a registered mark", text)
		}
	}
}

func TestAProgrammeIsImportedPublishedAndNeverChangesAgain(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	samples, err := piloufilou.Samples()
	if err != nil {
		t.Fatal(err)
	}
	p := samples[0]
	p.Version = "1.1.0"
	id := w.put("programmes", p)
	if _, err := w.try("editions", store.Create, "", m{"title": "x", "unit": "ville", "programme": id, "begins_on": "2026-09-01", "ends_on": "2027-07-31"}); fault.From(err).Code != "programme-not-published" {
		t.Errorf("an edition of a draft: %v", err)
	}
	w.post("/programmes/"+id+":publish", m{}, nil)
	w.refused("POST", "/programmes/"+id+":publish", m{}, "programme-published")
	p.Licence = "other"
	if _, err := w.try("programmes", store.Update, id, p); fault.From(err).Code != "programme-published" {
		t.Errorf("changing what is published: %v", err)
	}
	if _, err := w.try("programmes", store.Delete, id, nil); fault.From(err).Code != "programme-published" {
		t.Errorf("deleting what is published: %v", err)
	}
	if _, err := w.try("programmes", store.Create, "", p); fault.From(err).Code != "programme-version-taken" {
		t.Errorf("the same version twice: %v", err)
	}
	pointers := w.refused("POST", "/programmes:import", m{"yaml": "code: aa\nversion: 1.0.0\n"}, "programme-invalid")
	if len(pointers) == 0 || pointers[0] != "/title/fr" {
		t.Errorf("an import without a title points at %v", pointers)
	}
}

func TestCoverageShowsTheFrame(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	var p struct{ ID string }
	w.post("/samples/deux-marionnettes:adopt", m{}, &p)
	var c struct {
		Categories []struct {
			Parts []struct {
				Parts []struct {
					Code      string
					Workshops []int
				}
			}
		}
		Missing []string
	}
	w.Into(t, "GET", "/programmes/"+p.ID+":coverage", "", &c)
	general, specific := 0, 0
	for _, category := range c.Categories {
		general += len(category.Parts)
		for _, g := range category.Parts {
			specific += len(g.Parts)
			for _, s := range g.Parts {
				if len(s.Workshops) == 0 {
					t.Errorf("no workshop serves %s", s.Code)
				}
			}
		}
	}
	if len(c.Categories) != 3 || general != 9 || specific != 21 || len(c.Missing) != 0 {
		t.Errorf("%d, %d, %d, missing %v", len(c.Categories), general, specific, c.Missing)
	}
}

func TestAnEditionKeepsTheVersionItBeganWith(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	id := w.edition()
	samples, err := piloufilou.Samples()
	if err != nil {
		t.Fatal(err)
	}
	next := samples[0]
	next.Version, next.Workshops = "2.0.0", next.Workshops[:15]
	newer := w.put("programmes", next)
	w.post("/programmes/"+newer+":publish", m{}, nil)
	_, err = w.try("editions", store.Update, id, m{"title": "x", "unit": "ville", "programme": newer, "begins_on": "2026-09-01", "ends_on": "2027-07-31"})
	if fault.From(err).Code != "edition-version-fixed" {
		t.Errorf("another version: %v", err)
	}
	cycleID := w.cycle(id, w.facilitator("Ines Robin"), "2026-09-14", nil)
	w.post("/cycles/"+cycleID+":open", nil, nil)
	if got := w.states(cycleID); got != strings.Repeat("p", 16) {
		t.Errorf("the cycle has %q, want the 16 workshops of version 1", got)
	}
	if _, err := w.try("editions", store.Delete, id, nil); fault.From(err).Code != "edition-has-cycles" {
		t.Errorf("deleting an edition with cycles: %v", err)
	}
}

func TestFamiliesReadCards(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.edition()
	var index struct {
		Name       map[string]string
		Programmes []struct {
			Code      string
			Workshops []struct{ Number int }
		}
	}
	w.Into(t, "GET", "/cards", "", &index)
	if index.Name["fr"] != "Programme à deux marionnettes" || len(index.Programmes) != 1 || len(index.Programmes[0].Workshops) != 16 {
		t.Fatalf("%+v", index)
	}
	answer := w.Do("GET", "/cards/deux-marionnettes/7", "")
	for _, want := range []string{"souffle de la tortue", "the tortoise breath", `"plain"`, `"of":16`} {
		if !strings.Contains(answer.Body.String(), want) {
			t.Errorf("the card lacks %q: %s", want, answer.Body)
		}
	}
	if strings.Contains(answer.Body.String(), "script") || strings.Contains(answer.Body.String(), "la plume") {
		t.Errorf("the card tells the script: %s", answer.Body)
	}
	w.refused("GET", "/cards/deux-marionnettes/17", nil, "card-not-found")
	w.refused("GET", "/cards/none/1", nil, "card-not-found")
}

// The page for browsers without JavaScript: what was typed into the address stays text.
func TestCardsWithoutJavaScript(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.edition()
	list := w.Do("GET", "/cards:page?lang=en&key=rbp_x", "").Body.String()
	if !strings.Contains(list, "Two-puppet programme") || !strings.Contains(list, `href="?key=rbp_x&amp;lang=en&amp;number=7&amp;programme=deux-marionnettes"`) {
		t.Errorf("the list: %s", list)
	}
	one := w.Do("GET", "/cards:page?programme=deux-marionnettes&number=7", "").Body.String()
	if !strings.Contains(one, "<h1>Souffler comme une tortue</h1>") || !strings.Contains(one, "En mots simples") {
		t.Errorf("the card: %s", one)
	}
	hostile := w.Do("GET", "/cards:page?lang=%22%3E%3Cscript%3E", "").Body.String()
	if strings.Contains(hostile, "<script>") {
		t.Errorf("a script got in: %s", hostile)
	}
	w.refused("GET", "/cards:page?programme=deux-marionnettes&number=60", nil, "card-not-found")
}
