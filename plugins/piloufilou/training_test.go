package piloufilou_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/piloufilou"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/moduletest"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Who did not follow enough of the training opens no cycle; who did, does.
func TestCertificationGatesOpening(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	edition := w.edition()
	person := w.put("facilitators", m{"name": "Inès Robin", "email": " Ines@Ville.example ", "unit": "lilas"})
	training := w.put("trainings", m{"title": "Deux jours", "unit": "ville", "meetings": []m{{"on": "2026-09-01", "minutes": 360}, {"on": "2026-09-02", "minutes": 360}}})
	id := w.cycle(edition, person, "2026-09-21", nil)

	if at := w.refused("POST", "/cycles/"+id+":open", nil, "facilitator-not-certified"); !slices.Equal(at, []string{"/facilitator"}) {
		t.Errorf("points at %v", at)
	}
	w.post("/trainings/"+training+":attend", m{"lines": []m{{"facilitator": person, "minutes": 360}}}, nil)
	if at := w.refused("POST", "/trainings/"+training+":certify", m{"facilitators": []string{person}}, "training-too-short"); !slices.Equal(at, []string{"/facilitators/0"}) {
		t.Errorf("points at %v", at)
	}
	w.post("/trainings/"+training+":attend", m{"lines": []m{{"facilitator": person, "minutes": 576}}}, nil)
	var out struct {
		Facilitators []struct{ Doc piloufilou.Facilitator }
	}
	w.post("/trainings/"+training+":certify", m{"facilitators": []string{person}}, &out)
	got := out.Facilitators[0].Doc
	if !regexp.MustCompile(`^2026-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$`).MatchString(got.Certificate) || got.CertifiedOn != "2026-09-14" || got.Email != "ines@ville.example" {
		t.Errorf("%+v", got)
	}
	w.post("/cycles/"+id+":open", nil, nil)

	w.post("/facilitators/"+person+":withdraw", m{"reason": "A quitté le programme"}, nil)
	other := w.cycle(edition, person, "2026-09-21", m{"group": "Les Moyens"})
	w.refused("POST", "/cycles/"+other+":open", nil, "facilitator-not-certified")
	w.refused("POST", "/facilitators/"+person+":withdraw", m{"reason": "encore"}, "certificate-missing")
}

func TestACertificateRunsOut(t *testing.T) {
	t.Parallel()
	w := newTown(t, func(o *moduletest.Options) { o.Config = m{"months": 12, "share": 50} })
	edition, person := w.edition(), w.facilitator("Ines Robin")
	w.sleep(366)
	id := w.cycle(edition, person, "2027-09-20", nil)
	w.refused("POST", "/cycles/"+id+":open", nil, "facilitator-not-certified")
}

func TestCertificatesAreNotWrittenByHand(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	forged := m{"name": "X", "email": "x@ville.example", "unit": "lilas", "certificate": "2026-AAAAAA", "certified_on": "2026-01-01"}
	if _, err := w.try("facilitators", store.Create, "", forged); fault.From(err).Code != "certificate-by-hand" {
		t.Errorf("a forged certificate: %v", err)
	}
	id := w.facilitator("Ines Robin")
	old, err := w.Store().Get(t.Context(), "facilitators", id)
	if err != nil {
		t.Fatal(err)
	}
	var doc m
	if err := json.Unmarshal(old.Doc, &doc); err != nil {
		t.Fatal(err)
	}
	doc["name"] = "Inès Robin-Petit"
	if _, err := w.try("facilitators", store.Update, id, doc); err != nil {
		t.Errorf("a new name: %v", err)
	}
	doc["valid_until"] = "2099-01-01"
	if _, err := w.try("facilitators", store.Update, id, doc); fault.From(err).Code != "certificate-by-hand" {
		t.Errorf("a longer certificate: %v", err)
	}
}

func TestAttendanceIsBoundByTheTraining(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	person := w.facilitator("Ines Robin")
	training := w.put("trainings", m{"title": "Un jour", "unit": "ville", "meetings": []m{{"on": "2026-09-01", "minutes": 360}}})
	if at := w.refused("POST", "/trainings/"+training+":attend", m{"lines": []m{{"facilitator": person, "minutes": 361}}}, "invalid-input"); !slices.Equal(at, []string{"/lines/0/minutes"}) {
		t.Errorf("points at %v", at)
	}
	if at := w.refused("POST", "/trainings/"+training+":attend", m{"lines": []m{{"facilitator": "nobody", "minutes": 3}}}, "invalid-input"); !slices.Equal(at, []string{"/lines/0/facilitator"}) {
		t.Errorf("points at %v", at)
	}
	w.post("/trainings/"+training+":attend", m{"lines": []m{{"facilitator": person, "minutes": 300}}}, nil)
	if _, err := w.try("trainings", store.Delete, training, nil); fault.From(err).Code != "training-attended" {
		t.Errorf("deleting a training that people followed: %v", err)
	}
}
