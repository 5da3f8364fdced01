package portrait_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/sdk"
)

// answered is a closed wave with that many answers of each site; everybody gives the same value, but one.
func answered(h *house, more string, counts map[string]int) string {
	h.t.Helper()
	id := prepared(h, more)
	grouped(h, id)
	h.do(coordinator, "POST", "/waves/"+id+":open", nil, nil)
	var keys []string
	w := h.wave(id)
	for _, it := range w.Questionnaire.Items() {
		keys = append(keys, it.Key)
	}
	for unit, n := range counts {
		code := h.code(id, unit)
		for i := range n {
			values := map[string]int{}
			for j, key := range keys {
				values[key] = (i + j) % 5
			}
			h.do(visitor, "POST", "/answers:submit", map[string]any{"code": code, "values": values}, nil)
		}
	}
	return id
}

func TestResultsAreToldOnceTheWaveIsClosed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := answered(h, "", map[string]int{"c0": 10, "c1": 3, "c3": 3, "c4": 3, "h0": 2})
	h.refused(coordinator, "GET", "/waves/"+id+":results", "", "wave-not-closed")
	h.refused(coordinator, "GET", "/waves/"+id+":export", "", "wave-not-closed")
	h.refused(coordinator, "GET", "/waves/"+id+"/sites/c0:results", "", "wave-not-closed")
	h.do(coordinator, "POST", "/waves/"+id+":close", nil, nil)
	var got struct {
		Header struct {
			Wave          struct{ Invited, Floor int }
			Questionnaire struct{ Dimensions []struct{ Min, Max int } }
			Names         map[string]string
		}
		Releases []string
	}
	h.do(coordinator, "GET", "/waves/"+id+":results", nil, &got)
	if len(got.Releases) != 3 || got.Header.Wave.Invited != 55 || len(got.Header.Questionnaire.Dimensions) != 4 {
		t.Errorf("results %+v", got)
	}
	var scores sdk.Released
	if err := json.Unmarshal(h.released[got.Releases[0]], &scores); err != nil {
		t.Fatal(err)
	}
	cells := map[string]sdk.ReleasedCell{}
	for _, c := range scores.Cells {
		cells[c.Key] = c
	}
	if n := cells["network"].N; n != 21 {
		t.Errorf("the network has %d answers, want all 21", n)
	}
	if c := cells["site:c1"]; !c.Masked {
		t.Errorf("3 answers of 12 are told: %+v", c)
	}
	if _, ok := cells["site:c3"]; ok {
		t.Error("a grouped site has a cell of its own")
	}
	if f := cells["site:c0"].Values["interactions"]; f.N != 10 || f.Value == nil || f.More["high"] <= *f.Value {
		t.Errorf("interactions at c0: %+v", f)
	}
}

func TestADirectorGetsOneSiteAndTheNetwork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := answered(h, "", map[string]int{"c0": 10, "c1": 9, "c3": 3, "c4": 3})
	h.do(coordinator, "POST", "/waves/"+id+":close", nil, nil)
	for unit, want := range map[string]string{"c0": "site:c0", "c3": "group:ville"} {
		var got struct {
			Cell   string
			Names  map[string]string
			Tables map[string]sdk.Released
		}
		h.do(coordinator, "GET", "/waves/"+id+"/sites/"+unit+":results", nil, &got)
		if got.Cell != want || len(got.Names) != 1 || len(got.Tables) != 3 {
			t.Errorf("%s: cell %q, names %v, %d tables", unit, got.Cell, got.Names, len(got.Tables))
		}
		for name, table := range got.Tables {
			for _, c := range table.Cells {
				if c.Key != "network" && c.Key != want {
					t.Errorf("%s: the table %s tells of %s", unit, name, c.Key)
				}
			}
		}
	}
	h.refused(coordinator, "GET", "/waves/"+id+"/sites/zz:results", "", "site-not-found")
}

func TestTheExportHoldsWhatIsToldAndNoFormula(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for i := range h.units {
		if h.units[i].ID == "c0" {
			h.units[i].Name = `=HYPERLINK("http://x")`
		}
	}
	id := answered(h, "", map[string]int{"c0": 10, "c1": 3})
	h.do(coordinator, "POST", "/waves/"+id+":close", nil, nil)
	_, text, err := h.try(coordinator, "GET", "/waves/"+id+":export?language=fr&separator=semicolon&bom=true", "")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\r\n")
	if !strings.HasPrefix(lines[0], "\ufefftableau;lieu ou regroupement;") {
		t.Errorf("first line %q", lines[0])
	}
	masked, told := 0, 0
	for _, line := range lines[1:] {
		switch {
		case strings.HasPrefix(line, "="), strings.Contains(line, ";=") || strings.Contains(line, `;"=`):
			t.Errorf("a formula: %s", line)
		case strings.Contains(line, "Lieu c1") && strings.HasSuffix(line, "masqué pour protéger l’anonymat"):
			masked++
		case strings.Contains(line, "Interactions avec les enfants") && strings.Contains(line, "'=HYPERLINK"):
			told++
		}
	}
	if masked != 2 || told != 1 {
		t.Errorf("%d masked lines of c1, %d scores of c0; want 2 and 1 in\n%s", masked, told, text)
	}
	h.refused(coordinator, "GET", "/waves/"+id+":export?language=xx", "", "invalid-input")
}

func TestAClosedWavesTablesAreMadeOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := answered(h, "", map[string]int{"c0": 10, "c1": 3})
	h.do(coordinator, "POST", "/waves/"+id+":close", nil, nil)
	var first, again map[string]any
	h.do(coordinator, "GET", "/waves/"+id+":results", nil, &first)
	made := h.made
	h.do(coordinator, "GET", "/waves/"+id+":results", nil, &again)
	h.do(coordinator, "GET", "/waves/"+id+"/sites/c1:results", nil, nil)
	h.do(coordinator, "GET", "/waves/"+id+":export", nil, nil)
	if diff := cmp.Diff(first, again); diff != "" || made != 3 || h.made != made {
		t.Errorf("%d tables made, then %d; want 3 and no more; told (-first +again):\n%s", made, h.made, diff)
	}
}

func TestANamedWavesResultsGoTheSameWay(t *testing.T) {
	t.Parallel()
	h := newHouse(t, naming())
	id := opened(h, `,"label":"named"`)
	code := h.code(id, "c0")
	for i := range 6 {
		as := coordinator
		as.ID = fmt.Sprintf("p%d", i)
		h.do(as, "POST", "/answers:submit", json.RawMessage(submission(code, someValues)), nil)
	}
	h.do(coordinator, "POST", "/waves/"+id+":close", nil, nil)
	h.do(coordinator, "GET", "/waves/"+id+":results", nil, nil)
	if !strings.Contains(string(h.released["release-0"]), `"key":"network","masked":false,"n":6`) {
		t.Errorf("released %s", h.released["release-0"])
	}
}
