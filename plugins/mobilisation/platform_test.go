package mobilisation_test

import (
	"encoding/json"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// refuses is for a write that must fail with a code, and a pointer where one is given.
func (h *house) refuses(collection string, verb store.Verb, id string, d doc, code, pointer string) {
	h.Helper()
	var sent any
	if d != nil {
		sent = d
	}
	_, err := h.write(collection, verb, id, sent)
	f := fault.From(err)
	if err == nil || f.Code != code || pointer != "" && (len(f.Fields) == 0 || f.Fields[0].Pointer != pointer) {
		h.Errorf("%s %s %v: %v, want %s at %q", verb, collection, d, err, code, pointer)
	}
}

func TestOneMovementWithItsHistoryInOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.movement()
	h.refuses("movements", store.Create, "", doc{"name": text("Un autre")}, "movement-exists", "")
	h.refuses("movements", store.Update, id, doc{"name": text("x"), "axes": []doc{{"key": "a", "title": text("A")}, {"key": "a", "title": text("B")}}}, "invalid-input", "/axes/1/key")
	_, err := h.write("movements", store.Update, id, doc{"name": text("x"), "history": []doc{
		{"on": "2022-05", "title": text("Association")}, {"on": "2021", "title": text("Groupe")}, {"on": "2022-01-10", "title": text("Assemblée")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, m := range h.doc("movements", id)["history"].([]any) {
		order = append(order, m.(map[string]any)["on"].(string))
	}
	if order[0] != "2021" || order[1] != "2022-01-10" || order[2] != "2022-05" {
		t.Errorf("history %v", order)
	}
}

func TestPetitionsByHand(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.refuses("petitions", store.Create, "", doc{"title": text("x"), "text": text("x"), "target": text("x"), "axes": []string{"conditions"}}, "movement-needed", "")
	draft := h.draft(doc{"axes": []string{}})
	if got := h.fields(h.ask("POST", "/petitions/"+draft+":open", nil, "petition-not-ready")); got != "/axes" {
		t.Errorf("opening without an axis: complaints at %q", got)
	}
	h.refuses("petitions", store.Update, draft, doc{"title": text("x"), "text": text("x"), "target": text("x"), "axes": []string{"ailleurs"}}, "invalid-input", "/axes/0")
	id := h.petition(nil)
	p := h.doc("petitions", id)
	p["text"] = text("Tout autre chose.")
	h.refuses("petitions", store.Update, id, p, "petition-fixed", "")
	h.refuses("petitions", store.Delete, id, nil, "petition-kept", "")
	p = h.doc("petitions", id)
	p["goal"], p["status"], p["kept"] = 20000, "closed", doc{"confirmed": 99999}
	if _, err := h.write("petitions", store.Update, id, p); err != nil {
		t.Fatal(err)
	}
	if p = h.doc("petitions", id); p["goal"] != 20000.0 || p["status"] != "open" || p["kept"] != nil {
		t.Errorf("after a change by hand: %v", p)
	}
	if w := h.Do("GET", "/public/petitions/"+draft, ""); w.Code != 404 {
		t.Errorf("a draft is shown: %d", w.Code)
	}
}

const csl = `[{"id":"redi","type":"journal-article","title":"Head Start REDI","DOI":"https://doi.org/10.1111/J.1467-8624.2008.01227.X","author":[{"family":"Bierman","given":"Karen"}],"issued":{"date-parts":[[2008,11]]},"custom":{"x":1}},
	{"id":"loi","type":null,"title":"Un texte","issued":{"raw":"juillet 2025"}}]`

func TestReferences(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var done struct{ Read, Added, There int }
	h.read("POST", "/references:import", doc{"text": csl, "dry_run": true}, &done)
	if done.Added != 2 || len(h.all("references")) != 0 {
		t.Errorf("a dry run: %+v", done)
	}
	h.read("POST", "/references:import", doc{"text": csl}, &done)
	h.read("POST", "/references:import", doc{"text": csl[:len(csl)-1] + `,{"id":"3","type":"journal-article","title":"Encore","DOI":"10.1111/j.1467-8624.2008.01227.x"}]`}, &done)
	if done.There != 2 || done.Added != 1 {
		t.Errorf("imported again: %+v", done)
	}
	r := h.all("references")[0]
	if r["doi"] != "10.1111/j.1467-8624.2008.01227.x" || r["type"] != "article-journal" || r["year"] != 2008.0 || r["authors"] != "Bierman, Karen" {
		t.Errorf("reference %v", r)
	}
	var out []map[string]any
	if err := json.Unmarshal(h.ask("GET", "/references:csl", nil, ""), &out); err != nil || len(out) != 3 || out[0]["custom"] == nil || out[0]["type"] != "article-journal" {
		t.Errorf("exported %v, %v", out, err)
	}
	if got := h.fields(h.ask("POST", "/references:import", doc{"text": `[{"id":"a","type":"article-journal","title":"ok"},{"type":"novel","title":"","DOI":"12"}]`}, "references-invalid")); got != "/text/1/type /text/1/title /text/1/id /text/1/DOI" {
		t.Errorf("complaints at %q", got)
	}
	h.ask("POST", "/references:import", doc{"text": "not JSON"}, "references-invalid")
	h.refuses("references", store.Create, "", doc{"title": "x", "doi": "hello"}, "invalid-input", "/doi")
	h.refuses("references", store.Create, "", doc{"title": "x", "doi": "doi:10.1111/j.1467-8624.2008.01227.x"}, "reference-exists", "")
}

func TestNoDemandIsPublicWithoutAxisAndCitation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.movement()
	weak, strong := h.put("references", doc{"title": "Un article de presse"}), h.put("references", doc{"title": "Une étude", "doi": "10.3310/phr06040"})
	archived := h.put("references", doc{"title": "Un rapport", "archived": "https://archive.example/rapport"})
	d := func(axes, evidence []string) doc {
		return doc{"title": text("Des salaires dignes"), "target": text("L’État"), "axes": axes, "evidence": evidence, "public": true}
	}
	h.refuses("demands", store.Create, "", d(nil, []string{strong}), "demand-not-public", "/axes")
	h.refuses("demands", store.Create, "", d([]string{"conditions"}, nil), "demand-not-public", "/evidence")
	h.refuses("demands", store.Create, "", d([]string{"conditions"}, []string{weak}), "demand-not-public", "/evidence")
	h.refuses("demands", store.Create, "", d([]string{"conditions"}, []string{"01980000-0000-7000-8000-000000000000"}), "invalid-input", "/evidence/0")
	id := h.put("demands", d([]string{"conditions"}, []string{weak, archived}))
	h.ask("POST", "/demands/"+id+":move", doc{"on": "2026-03-03", "status": "answered"}, "invalid-input")
	h.ask("POST", "/demands/"+id+":move", doc{"on": "2026-03-02", "status": "answered", "note": text("Une lettre est venue.")}, "")
	forged := h.doc("demands", id)
	forged["history"] = []doc{}
	h.refuses("demands", store.Update, id, forged, "demand-history", "")
	var page struct {
		Demands []struct {
			Status  string
			History []any
		}
		Works []struct{ Title string }
	}
	h.read("GET", "/public/movement", nil, &page)
	if len(page.Demands) != 1 || page.Demands[0].Status != "answered" || len(page.Demands[0].History) != 2 || len(page.Works) != 2 {
		t.Errorf("public page %+v", page)
	}
}

func TestCommitmentsAreKeptWithAnAcceptedProofOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.movement()
	h.refuses("measures", store.Create, "", doc{"title": text("x"), "family": "ailleurs", "number": 1}, "invalid-input", "/family")
	m := h.put("measures", doc{"title": text("Une place pour chaque enfant"), "family": "enfant", "number": 1, "public": true})
	promise := doc{"who": "Ville de Niort", "sector": "elected", "measure": m, "promise": text("Ouvrir 20 places"), "due_on": "2026-03-31", "public": true, "state": "kept", "proof": "x"}
	id := h.put("commitments", promise)
	if c := h.doc("commitments", id); c["state"] != "promised" || c["proof"] != nil {
		t.Fatalf("a promise begins as %v", c)
	}
	h.refuses("commitments", store.Create, "", doc{"who": "Qui ?", "sector": "health", "measure": "none", "promise": text("x"), "due_on": "2026-03-31"}, "invalid-input", "/measure")
	act := "/commitments/" + id
	h.ask("POST", act+":judge", doc{"accepted": true}, "commitment-state")
	h.ask("POST", act+":claim", doc{"proof": " "}, "invalid-input")
	h.ask("POST", act+":claim", doc{"proof": "https://ville.example/deliberation"}, "")
	shown := func() (state, proof string, overdue bool) {
		var page struct {
			Commitments []struct {
				State, Proof string
				Overdue      bool
			}
		}
		h.read("GET", "/public/movement", nil, &page)
		return page.Commitments[0].State, page.Commitments[0].Proof, page.Commitments[0].Overdue
	}
	if state, proof, _ := shown(); state != "promised" || proof != "" {
		t.Errorf("a proof that nobody accepted is shown: %s %s", state, proof)
	}
	h.later(31 * day)
	if _, _, overdue := shown(); !overdue {
		t.Error("an unkept promise does not show as overdue")
	}
	h.ask("POST", act+":judge", doc{"accepted": true}, "")
	if state, proof, overdue := shown(); state != "kept" || proof == "" || overdue {
		t.Errorf("kept: %s %s %v", state, proof, overdue)
	}
	forged := h.doc("commitments", id)
	forged["state"] = "promised"
	h.refuses("commitments", store.Update, id, forged, "commitment-state", "")
}

// Counts by axis go by the main axis, so that they add up.
func TestOverviewAddsUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for i, axes := range [][]string{{"conditions", "reconnaissance"}, {"reconnaissance"}, {"conditions"}} {
		id := h.petition(doc{"axes": axes})
		for j := range i + 1 {
			who := string(rune('a'+i)) + string(rune('a'+j)) + "@exemple.org"
			h.sign(id, who, nil)
			confirm, _ := h.links(who)
			h.follow(confirm, "")
		}
	}
	h.draft(nil)
	var o struct {
		Ready     bool
		Petitions []struct{ Figures struct{ Confirmed int } }
		Axes      []struct{ Petitions, Confirmed int }
	}
	h.read("GET", "/overview", nil, &o)
	petitions, confirmed := 0, 0
	for _, a := range o.Axes {
		petitions, confirmed = petitions+a.Petitions, confirmed+a.Confirmed
	}
	if !o.Ready || len(o.Petitions) != 4 || petitions != 3 || confirmed != 6 {
		t.Errorf("overview %+v", o)
	}
}
