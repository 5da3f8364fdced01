package piloufilou_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/fidelity"
	"github.com/ribambelle/ribambelle/sdk/moduletest"
)

type reported struct {
	Scope, Place string
	Total        fidelity.Figures
	Sites        []struct {
		Place   string
		Cycles  int
		Figures fidelity.Figures
	}
	Cycles []struct {
		ID, Group    string
		Unsupervised bool
		Figures      fidelity.Figures
	}
	Reasons []struct {
		Reason    string
		Workshops int
	}
}

// two cycles at two sites, one of them supervised.
func twoCycles(w *town) (edition, lilas, relais string) {
	edition, person := w.edition(), w.facilitator("Ines Robin")
	lilas = w.cycle(edition, person, "2026-08-31", nil)
	relais = w.cycle(edition, person, "2026-09-07", m{"unit": "relais", "group": "Matinée du relais", "children": 3})
	w.cycle(edition, person, "2026-10-05", m{"group": "En préparation"})
	for _, id := range []string{lilas, relais} {
		w.post("/cycles/"+id+":open", nil, nil)
	}
	third := entry(3, "2026-09-14")
	third["components"] = []string{"rituel", "scene", "parole", "essai", "corps"}
	third["adaptations"] = []m{{"what": "Scène raccourcie", "why": "groupe fatigué", "planned": true}}
	w.post("/cycles/"+lilas+":log", m{"workshops": []m{entry(1, "2026-08-31"), third}}, nil)
	w.post("/cycles/"+lilas+":skip", m{"number": 2, "reason": "illness"}, nil)
	small := entry(1, "2026-09-07")
	delete(small, "engaged")
	delete(small, "drifted")
	delete(small, "quality")
	small["present"] = 3
	w.post("/cycles/"+relais+":log", m{"workshops": []m{small}}, nil)
	w.put("supervisions", m{"cycle": lilas, "on": "2026-09-10", "mode": "visit", "minutes": 60, "quality": 4, "strengths": "Le rythme.", "change": "Finir par le calme."})
	w.sleep(5)
	return edition, lilas, relais
}

func TestAReportAddsCyclesUpToSitesAndTheWhole(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	edition, lilas, relais := twoCycles(w)
	var r reported
	w.Into(t, "GET", "/editions/"+edition+":report", "", &r)
	f := r.Total
	if r.Scope != "network" || f.Workshops.Of != 32 || f.Workshops.Part != 3 || f.Skipped != 1 || f.ToCome != 28 || f.Late != 1 {
		t.Errorf("total %+v", f)
	}
	if f.Minutes.Part != 105 || f.Minutes.Of != 2*565 || f.Adherence.Part != 4+5+4 || f.Adherence.Of != 18 {
		t.Errorf("minutes %+v, adherence %+v", f.Minutes, f.Adherence)
	}
	if f.Quality.N != 2 || f.Observed.Value != 4 || f.Responsiveness.N != 3 || f.Children.Present != 19 || f.Children.Engaged.Of != 16 || f.Children.Engaged.Part != 12 {
		t.Errorf("quality %+v, responsiveness %+v, children %+v", f.Quality, f.Responsiveness, f.Children)
	}
	if f.Adapted.Part != 1 || f.Unplanned != 0 || f.Supervisions != 1 {
		t.Errorf("adapted %+v, %d, %d", f.Adapted, f.Unplanned, f.Supervisions)
	}
	if len(r.Sites) != 2 || len(r.Cycles) != 2 || r.Sites[0].Place != "Le Relais" || r.Sites[0].Figures.Workshops.Of != 16 {
		t.Errorf("sites %+v", r.Sites)
	}
	for _, c := range r.Cycles {
		if c.Unsupervised != (c.ID == relais) {
			t.Errorf("cycle %s unsupervised = %v", c.Group, c.Unsupervised)
		}
	}
	if len(r.Reasons) != 1 || r.Reasons[0].Reason != "illness" {
		t.Errorf("reasons %+v", r.Reasons)
	}
	var site, one reported
	w.Into(t, "GET", "/editions/"+edition+":report?unit=relais", "", &site)
	if site.Scope != "site" || site.Place != "Le Relais" || len(site.Cycles) != 1 || site.Total.Workshops.Part != 1 {
		t.Errorf("the site's: %+v", site)
	}
	w.Into(t, "GET", "/editions/"+edition+":report?cycle="+lilas, "", &one)
	if one.Scope != "cycle" || one.Place != "Les Lilas, Les Grands" || one.Total.Workshops.Of != 16 || one.Total.Workshops.Part != 2 {
		t.Errorf("the cycle's: %+v", one)
	}
	w.refused("GET", "/editions/"+edition+":report?cycle=none", nil, "cycle-not-found")
	w.refused("GET", "/editions/"+edition+":report?unit=none", nil, "unit-not-found")
}

func TestAnOverviewShowsEachWorkshop(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	edition, _, _ := twoCycles(w)
	var o struct {
		Unsupervised int
		Dose         fidelity.Share
		Cycles       []struct {
			Group, States, Facilitator, Status string
			NextNumber                         int    `json:"next_number"`
			NextOn                             string `json:"next_on"`
			Late                               int
		}
	}
	w.Into(t, "GET", "/editions/"+edition+":overview", "", &o)
	if len(o.Cycles) != 3 || o.Unsupervised != 1 || o.Dose.Of != 32 {
		t.Fatalf("%+v", o)
	}
	for _, c := range o.Cycles {
		switch c.Group {
		case "Les Grands":
			if c.States != "hsh"+strings.Repeat("p", 13) || c.NextNumber != 4 || c.NextOn != "2026-09-21" || c.Facilitator != "Ines Robin" || c.Late != 0 {
				t.Errorf("%+v", c)
			}
		case "Matinée du relais":
			if c.Late != 1 || c.NextNumber != 2 {
				t.Errorf("%+v", c)
			}
		default:
			if c.States != "" || c.Status != "planned" {
				t.Errorf("%+v", c)
			}
		}
	}
}

func TestTheExportHoldsTheReport(t *testing.T) {
	t.Parallel()
	w := newTown(t, func(o *moduletest.Options) { o.Units[1].Name = "=SUM(A1)" })
	edition, _, _ := twoCycles(w)
	answer := w.Do("GET", "/editions/"+edition+":export?language=en&separator=semicolon&bom=true", "")
	if answer.Code != 200 || !strings.HasPrefix(answer.Body.String(), "\ufefflevel;site;group;") {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	read := csv.NewReader(strings.NewReader(answer.Body.String()))
	read.Comma = ';'
	rows, err := read.ReadAll()
	if err != nil || len(rows) != 1+1+2+2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if rows[1][3] != "32" || rows[1][4] != "3" || !strings.HasPrefix(rows[1][5], "9.375") {
		t.Errorf("the whole: %v", rows[1])
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	if rows[1][6] == "" || rows[1][7] == "" {
		t.Errorf("no interval: %v", rows[1])
	}
}
