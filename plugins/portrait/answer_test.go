package portrait_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// opened is an open wave; more is added to its document.
func opened(h *house, more string) string {
	h.t.Helper()
	id := prepared(h, more)
	h.do(coordinator, "POST", "/waves/"+id+":open", nil, nil)
	return id
}

func submission(code, values string) string {
	return fmt.Sprintf(`{"code":%q,"values":%s,"language":"fr"}`, code, values)
}

const someValues = `{"repondre":4,"hauteur":3,"annoncer":"na","de-loin":"no"}`

// kept are the answers as they lie in the store.
func (h *house) kept(collection string) []store.Record {
	h.t.Helper()
	page, err := h.store.List(context.Background(), collection, store.Query{Size: 1000})
	if err != nil {
		h.t.Fatal(err)
	}
	return page.Records
}

func TestAVisitorAnswersWithAPostersCode(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := opened(h, "")
	code := h.code(id, "c0")
	var start struct {
		Wave struct {
			Title, Anonymity string
			Floor            int
		}
		Site          struct{ Name string }
		Questionnaire struct{ Dimensions []any }
		SingleUse     bool `json:"single_use"`
	}
	h.do(visitor, "POST", "/answers:start", map[string]string{"code": strings.ToLower(code)}, &start)
	if start.Site.Name != "Lieu c0" || start.SingleUse || start.Wave.Floor != 5 || len(start.Questionnaire.Dimensions) != 4 {
		t.Errorf("start %+v", start)
	}
	var done struct{ Accepted bool }
	h.do(visitor, "POST", "/answers:submit", json.RawMessage(submission(code, someValues)), &done)
	if !done.Accepted {
		t.Error("not accepted")
	}
	answers := h.kept("answers")
	if len(answers) != 1 {
		t.Fatalf("%d answers are kept", len(answers))
	}
	var doc map[string]any
	if err := json.Unmarshal(answers[0].Doc, &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc) != 3 || doc["wave"] != id || doc["atom"] != "c0" || len(doc["values"].(map[string]any)) != 4 {
		t.Errorf("kept %v: want wave, atom and values, nothing else", doc)
	}
}

func TestAnswersThatAreRefusedLeaveNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := opened(h, "")
	code := h.code(id, "c0")
	for values, pointer := range map[string]string{
		`{}`:                 "/values",
		`{"nobody-asked":1}`: "/values/nobody-asked",
		`{"repondre":5}`:     "/values/repondre",
		`{"repondre":1.5}`:   "/values/repondre",
		`{"repondre":"oui"}`: "/values/repondre",
		`{"repondre":[1]}`:   "/values/repondre",
		`{"repondre":null}`:  "/values/repondre",
	} {
		f := h.refused(visitor, "POST", "/answers:submit", submission(code, values), "answers-invalid")
		if len(f.Fields) != 1 || f.Fields[0].Pointer != pointer {
			t.Errorf("%s: fields %v, want one at %s", values, f.Fields, pointer)
		}
	}
	for _, typed := range []string{"", "ABCDE-FGHJK", "0000000001", "' OR 1=1", strings.Repeat("9", 60)} {
		h.refused(visitor, "POST", "/answers:start", fmt.Sprintf(`{"code":%q}`, typed), "code-unknown")
	}
	h.refused(visitor, "POST", "/answers:submit", `{"code":"x","values":{"a":1},"who":"me"}`, "invalid-input")
	h.do(coordinator, "POST", "/waves/"+id+":close", nil, nil)
	h.refused(visitor, "POST", "/answers:submit", submission(code, someValues), "wave-closed")
	if n := len(h.kept("answers")); n != 0 {
		t.Errorf("%d answers are kept", n)
	}
}

func TestAPosterCannotBeFlooded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := opened(h, "")
	code := h.code(id, "c4") // 3 people: 8 answers at most
	for range 8 {
		h.do(visitor, "POST", "/answers:submit", json.RawMessage(submission(code, someValues)), nil)
	}
	h.refused(visitor, "POST", "/answers:submit", submission(code, someValues), "site-full")
	h.do(coordinator, "POST", "/waves/"+id+":raise-headcount", map[string]any{"unit_id": "c4", "headcount": 12}, nil)
	h.do(visitor, "POST", "/answers:submit", json.RawMessage(submission(code, someValues)), nil)
	h.refused(coordinator, "POST", "/waves/"+id+":cancel", "", "wave-has-answers")
}

func TestHomesShareOneCodeAndOneName(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := prepared(h, "")
	grouped(h, id)
	h.do(coordinator, "POST", "/waves/"+id+":open", nil, nil)
	first, last := h.code(id, "h0"), h.code(id, "h8")
	if first == "" || first != last {
		t.Fatalf("homes have the codes %q and %q, want one for all", first, last)
	}
	h.do(visitor, "POST", "/answers:submit", json.RawMessage(submission(first, someValues)), nil)
	for _, r := range h.kept("answers") {
		if !strings.Contains(string(r.Doc), `"atom":"pool:relais"`) {
			t.Errorf("kept %s: it may not name a home", r.Doc)
		}
	}
}

// slips issues a site's slips.
func (h *house) slips(id, unit string, again bool) []string {
	h.t.Helper()
	var out struct {
		Sites []struct{ Codes []string }
	}
	h.do(coordinator, "POST", "/waves/"+id+":issue-slips", map[string]any{"unit_id": unit, "again": again}, &out)
	return out.Sites[0].Codes
}

func TestASlipAdmitsOnceAndLeavesNoTrace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := opened(h, `,"access":"slips"`)
	codes := h.slips(id, "c2", false)
	if len(codes) != 9 {
		t.Fatalf("%d slips for 9 people", len(codes))
	}
	for _, r := range h.kept("slips") {
		for _, code := range codes {
			if strings.Contains(string(r.Doc), code) || strings.Contains(string(r.Doc), strings.ReplaceAll(code, "-", "")) {
				t.Fatalf("a slip's code is kept: %s", r.Doc)
			}
		}
	}
	h.do(visitor, "POST", "/answers:submit", json.RawMessage(submission(codes[0], someValues)), nil)
	if n := len(h.kept("slips")); n != 8 {
		t.Errorf("%d slips are kept after one of 9 was used, want 8", n)
	}
	h.refused(visitor, "POST", "/answers:submit", submission(codes[0], someValues), "code-unknown")
	h.refused(visitor, "POST", "/answers:start", fmt.Sprintf(`{"code":%q}`, codes[0]), "code-unknown")
	h.refused(coordinator, "POST", "/waves/"+id+":issue-slips", `{"unit_id":"c2"}`, "slips-issued")
}

func TestOfTwoSubmissionsWithOneSlipOneWins(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := opened(h, `,"access":"slips"`)
	code := h.slips(id, "c2", false)[0]
	var wg sync.WaitGroup
	won := make(chan bool, 8)
	for range 8 {
		wg.Go(func() {
			_, _, err := h.try(visitor, "POST", "/answers:submit", submission(code, someValues))
			won <- err == nil
		})
	}
	wg.Wait()
	close(won)
	winners := 0
	for w := range won {
		if w {
			winners++
		}
	}
	if winners != 1 || len(h.kept("answers")) != 1 {
		t.Errorf("%d submissions won, %d answers are kept; want one", winners, len(h.kept("answers")))
	}
}

func TestLostSlipsAreReplacedWithinTheHeadcount(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := opened(h, `,"access":"slips"`)
	codes := h.slips(id, "c4", false)
	for range 2 {
		var one struct{ Code string }
		h.do(coordinator, "POST", "/waves/"+id+":replace-slip", map[string]string{"unit_id": "c4"}, &one)
		codes = append(codes, one.Code)
	}
	h.refused(coordinator, "POST", "/waves/"+id+":replace-slip", `{"unit_id":"c4"}`, "slips-spare-spent")
	for _, code := range codes[2:] { // one of the first, and both new ones
		h.do(visitor, "POST", "/answers:submit", json.RawMessage(submission(code, someValues)), nil)
	}
	h.refused(visitor, "POST", "/answers:submit", submission(codes[0], someValues), "site-full")
}

func TestASpoiltPrintIsIssuedAnew(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := opened(h, `,"access":"slips"`)
	old := h.slips(id, "c2", false)
	h.do(visitor, "POST", "/answers:submit", json.RawMessage(submission(old[0], someValues)), nil)
	fresh := h.slips(id, "c2", true)
	if len(fresh) != 8 || len(h.kept("slips")) != 8 {
		t.Errorf("%d new slips, %d kept; want 8 for those who have not answered", len(fresh), len(h.kept("slips")))
	}
	h.refused(visitor, "POST", "/answers:start", fmt.Sprintf(`{"code":%q}`, old[1]), "code-unknown")
	h.do(visitor, "POST", "/answers:start", map[string]string{"code": fresh[0]}, nil)
	h.refused(coordinator, "POST", "/waves/"+id+":issue-slips", `{"again":true}`, "invalid-input")
}

func TestSlipsOfAWholeWaveComeInSheets(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := opened(h, `,"access":"slips","sites":[{"unit_id":"c0","headcount":390},{"unit_id":"c1","headcount":30}]`)
	total := 0
	for _, want := range []int{20, 0} {
		var out struct {
			Sites     []struct{ Codes []string }
			Remaining int
		}
		h.do(coordinator, "POST", "/waves/"+id+":issue-slips", map[string]any{}, &out)
		for _, s := range out.Sites {
			total += len(s.Codes)
		}
		if out.Remaining != want {
			t.Errorf("remaining %d, want %d", out.Remaining, want)
		}
	}
	if total != 420 || len(h.kept("slips")) != 420 {
		t.Errorf("%d slips issued, %d kept; want 420", total, len(h.kept("slips")))
	}
}

func TestANamedWaveAsksWhoAnswers(t *testing.T) {
	t.Parallel()
	h := newHouse(t, naming())
	id := opened(h, `,"label":"named"`)
	code := h.code(id, "c0")
	educator := wire.Caller{Kind: "person", ID: "p-educator", Zone: "Europe/Paris"}
	h.refused(visitor, "POST", "/answers:submit", submission(code, someValues), "named-needs-sign-in")
	h.do(educator, "POST", "/answers:submit", json.RawMessage(submission(code, someValues)), nil)
	h.refused(educator, "POST", "/answers:submit", submission(code, someValues), "already-answered")
	if n := len(h.kept("answers")); n != 0 {
		t.Errorf("%d anonymous answers of a named wave", n)
	}
	if named := h.kept("named_answers"); len(named) != 1 || !strings.Contains(string(named[0].Doc), `"person":"p-educator"`) {
		t.Errorf("named answers %v", named)
	}
}

func TestProgressCountsAndNamesNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := opened(h, "")
	for range 3 {
		h.do(visitor, "POST", "/answers:submit", json.RawMessage(submission(h.code(id, "c0"), someValues)), nil)
	}
	var p struct {
		Invited, Answered int
		LeftOut           int `json:"left_out"`
		Status            wave.Status
		Sites             []struct {
			UnitID              string `json:"unit_id"`
			Headcount, Answered int
		}
	}
	h.do(coordinator, "GET", "/waves/"+id+":progress", nil, &p)
	if p.Invited != 55 || p.Answered != 3 || p.Status != wave.Open || len(p.Sites) != 6 || p.Sites[0].Answered != 3 {
		t.Errorf("progress %+v", p)
	}
	h.do(coordinator, "GET", "/waves/"+id+"/sites/c0:progress", nil, &p)
	if len(p.Sites) != 1 || p.Answered != 3 || p.Invited != 18 {
		t.Errorf("a site's progress %+v", p)
	}
	h.refused(coordinator, "GET", "/waves/"+id+"/sites/zz:progress", "", "site-not-found")
}
