package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// mistake is a request that must be refused, and how.
type mistake struct {
	name, method, path string
	body               any
	status             int
	code               string
	pointer            string // of one of the errors; "-" where the problem has none
}

// TestBadInput sends what careless and hostile callers send. Each gets a problem with status, code and
// pointer, and nothing changes.
func TestBadInput(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	p := &portrait{visitor: visit(t, server.url), tenant: municipality}
	p.signIn(municipality, "core:administrator")
	p.turnOn("portrait")
	asked := p.adoptSample()
	p.open("Un portrait", asked, p.team(12))
	before := p.look()
	for _, m := range append(append(bodies(p), questionnaires(p)...), answers(p)...) {
		p.mustRefuse(m)
	}
	if after := p.look(); after != before {
		t.Errorf("refused requests changed something:\n%s\nbefore:\n%s", after, before)
	}
	p.checkProgress(p.wave.Doc.Sites[0].Headcount, 0)
	t.Run("slips", func(t *testing.T) { p.slipTwice(t, asked) })
	t.Run("closed", func(t *testing.T) { p.afterClosing(t) })
	if said := server.said.String(); strings.Contains(said, `"ERROR"`) || strings.Contains(said, "panic") {
		t.Errorf("bad input is no error of the server's: %s", said)
	}
}

func (p *portrait) mustRefuse(m mistake) {
	p.t.Helper()
	got := p.do(m.method, p.url(m.path), m.body)
	var problem struct {
		Type, Title, Detail, Code string
		Status                    int
		Request                   string `json:"request_id"`
		Errors                    []struct{ Pointer, Message string }
	}
	if !strings.HasPrefix(got.header.Get("Content-Type"), "application/problem+json") {
		p.t.Errorf("%s: %d is no problem: %.300s", m.name, got.status, got.body)
		return
	}
	got.decode(p.t, &problem)
	pointed := m.pointer == "-" && len(problem.Errors) == 0
	for _, e := range problem.Errors {
		pointed = pointed || e.Pointer == m.pointer && e.Message != "" && !strings.Contains(e.Message, "\n")
	}
	if got.status != m.status || problem.Status != m.status || problem.Code != m.code || !pointed ||
		problem.Title == "" || problem.Detail == "" || problem.Request == "" || !strings.HasSuffix(problem.Type, "/problems/"+m.code) {
		p.t.Errorf("%s: want %d %s at %q, got %d\n%.600s", m.name, m.status, m.code, m.pointer, got.status, got.body)
	}
}

// bodies are mistakes that any operation can meet.
func bodies(p *portrait) []mistake {
	unit := func(change string) string { return `{"name":"Ici","kind":"multi-accueil"` + change + `}` }
	return []mistake{
		{"no JSON", "POST", "/units", `{"name":`, 400, "malformed-body", ""},
		{"JSON twice", "POST", "/units", unit("") + unit(""), 400, "malformed-body", ""},
		{"not UTF-8", "POST", "/units", "{\"name\":\"\xff\xfe\",\"kind\":\"multi-accueil\"}", 400, "malformed-body", ""},
		{"an unknown field", "POST", "/units", unit(`,"nope":1`), 422, "invalid-input", "/nope"},
		{"a list for an object", "POST", "/units", `[]`, 422, "invalid-input", ""},
		{"a number for a text", "POST", "/units", `{"name":7,"kind":"multi-accueil"}`, 422, "invalid-input", "/name"},
		{"a body beyond the limit", "POST", "/units", unit(`,"address":"` + strings.Repeat("a", 3<<20) + `"`), 413, "body-too-large", "-"},
		{"a path that is not UTF-8", "GET", "/units/%ff", nil, 400, "path-not-canonical", "-"},
		{"a path with a way round", "GET", "/units/../people", nil, 400, "path-not-canonical", "-"},
		{"an unknown module", "GET", "/nothing/here", nil, 404, "route-not-found", "-"},
		{"an unknown method", "PATCH", "/units", `{}`, 405, "method-not-allowed", "-"},
		{"a page that is no number", "GET", "/portrait/waves?page_size=-1", nil, 422, "invalid-input", ""},
		{"a page of another query", "GET", "/portrait/waves?page_token=zz", nil, 422, "invalid-input", ""},
		{"a filter on no field", "GET", "/portrait/waves?filter=nope%3D1", nil, 422, "invalid-input", ""},
		{"half a filter", "GET", "/portrait/waves?filter=%28%28", nil, 422, "invalid-input", ""},
		{"an order by no field", "GET", "/portrait/waves?order_by=nope", nil, 422, "invalid-input", ""},
		{"CSV with an open quote", "POST", "/units:import", map[string]any{"csv": "name;kind\n\"x"}, 422, "import-line-unreadable", "/csv"},
		{"CSV without a name column", "POST", "/units:import", map[string]any{"csv": "a;b\nx;y\n"}, 422, "import-column-unknown", "/csv"},
		{"a wave with an unknown field", "POST", "/portrait/waves", map[string]any{"title": "x", "questionnaire_id": "y", "unit": "z", "nope": 1}, 422, "invalid-input", "/nope"},
		{"a wave without a questionnaire", "POST", "/portrait/waves", map[string]any{"title": "x", "unit": p.root()}, 422, "invalid-input", "/questionnaire_id"},
		{"NUL in a text", "POST", "/portrait/waves", `{"title":"a\u0000b","questionnaire_id":"` + p.wave.Doc.Questionnaire + `","unit":"` + p.root() + `"}`, 400, "malformed-body", "/title"},
	}
}

// questionnaires are mistakes in a file that somebody wrote by hand.
func questionnaires(*portrait) (all []mistake) {
	good := attitudeYAML()
	for _, c := range []struct{ name, yaml, pointer string }{
		{"YAML that ends early", "a: [1,", ""},
		{"YAML with an unknown field", good + "foo: 1\n", "/foo"},
		{"a scale upside down", strings.Replace(good, "max: 100", "max: -1", 1), "/scales/0/max"},
		{"an item on no scale", strings.Replace(good, "key: rating, scale: percent", "key: rating, scale: nothing", 1), "/dimensions/0/items/0/scale"},
		{"two items with one key", strings.Replace(good, "key: complaints", "key: rating", 1), "/dimensions/0/items/1/key"},
		{"a kind of scale that is none", strings.Replace(good, "kind: rating", "kind: stars", 1), "/scales/0/kind"},
		{"a version that is none", strings.Replace(good, "1.0.0", "next", 1), "/version"},
	} {
		all = append(all, mistake{c.name, "POST", "/portrait/questionnaires:import", map[string]any{"yaml": c.yaml}, 422, "questionnaire-invalid", c.pointer})
	}
	return all
}

// answers are mistakes of a respondent's page, or of somebody who plays with it.
func answers(p *portrait) []mistake {
	code := p.codes[p.wave.Doc.Sites[0].Unit]
	item := p.asked.Dimensions[0].Items[0].Key
	send := func(code string, values any) map[string]any { return map[string]any{"code": code, "values": values} }
	const path = "/portrait/answers:submit"
	return []mistake{
		{"an unknown code", "POST", path, send("ZZZZZ-ZZZZZ", map[string]any{item: 1}), 404, "code-unknown", "-"},
		{"no code", "POST", "/portrait/answers:start", map[string]any{"code": ""}, 404, "code-unknown", "-"},
		{"a value beyond the scale", "POST", path, send(code, map[string]any{item: 999}), 422, "answers-invalid", "/values/" + item},
		{"a value between two", "POST", path, send(code, map[string]any{item: 1.5}), 422, "answers-invalid", "/values/" + item},
		{"a word for a number", "POST", path, send(code, map[string]any{item: "often"}), 422, "answers-invalid", "/values/" + item},
		{"an unknown item", "POST", path, send(code, map[string]any{"nope": 1}), 422, "answers-invalid", "/values/nope"},
		{"no answer at all", "POST", path, send(code, map[string]any{}), 422, "answers-invalid", "/values"},
		{"answers in a list", "POST", path, send(code, []int{1}), 422, "invalid-input", "/values"},
		{"an unknown field beside answers", "POST", path, map[string]any{"code": code, "values": map[string]any{item: 1}, "name": "me"}, 422, "invalid-input", "/name"},
		{"answers beyond the limit", "POST", path, send(code, map[string]any{item: strings.Repeat("a", 80<<10)}), 413, "body-too-large", "-"},
	}
}

// slipTwice uses one slip twice: the second time it is unknown, and one answer is there.
func (p *portrait) slipTwice(t *testing.T, asked string) {
	w := &portrait{visitor: p.visitor, tenant: p.tenant, asked: p.asked}
	site := p.team(12)[0]
	w.want(http.StatusCreated, "POST", w.path("/waves"), waveDoc{
		Title: "Par billets", Label: "T0", Questionnaire: asked, Access: "slips", Anonymity: "anonymous",
		ClosesOn: "2099-12-31", Unit: w.root(), Sites: []waveSite{site},
	}, &w.wave)
	w.want(http.StatusOK, "POST", w.path("/waves/"+w.wave.ID+":open"), nil, nil)
	var issued struct {
		Sites []struct{ Codes []string }
	}
	w.want(http.StatusOK, "POST", w.path("/waves/"+w.wave.ID+":issue-slips"), map[string]any{}, &issued)
	slip := map[string]any{"code": issued.Sites[0].Codes[0], "values": w.values(1)}
	visit(t, w.base).want(http.StatusCreated, "POST", w.path("/answers:submit"), slip, nil)
	visit(t, w.base).problem(http.StatusNotFound, "code-unknown", "POST", w.path("/answers:submit"), slip)
	visit(t, w.base).problem(http.StatusNotFound, "code-unknown", "POST", w.path("/answers:start"), map[string]any{"code": slip["code"]})
	w.checkProgress(site.Headcount, 1)
}

// afterClosing answers, extends and reopens a wave that is over.
func (p *portrait) afterClosing(t *testing.T) {
	site := p.wave.Doc.Sites[0].Unit
	p.answer(site, p.values(1))
	p.want(http.StatusOK, "POST", p.path("/waves/"+p.wave.ID+":close"), nil, nil)
	late := map[string]any{"code": p.codes[site], "values": p.values(2)}
	visit(t, p.base).problem(http.StatusConflict, "wave-closed", "POST", p.path("/answers:submit"), late)
	p.problem(http.StatusConflict, "wave-not-open", "POST", p.path("/waves/"+p.wave.ID+":extend"), map[string]any{"closes_on": "2099-12-31"})
	p.problem(http.StatusConflict, "wave-not-draft", "POST", p.path("/waves/"+p.wave.ID+":open"), nil)
	p.problem(http.StatusConflict, "wave-not-open", "POST", p.path("/waves/"+p.wave.ID+":close"), nil)
	p.problem(http.StatusConflict, "wave-kept", "DELETE", p.path("/waves/"+p.wave.ID), nil)
}
