package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestModuleOff turns Portrait off in one organisation while a wave is open there, and on again.
func TestModuleOff(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	ours := &portrait{visitor: visit(t, server.url), tenant: network}
	others := &portrait{visitor: visit(t, server.url), tenant: municipality}
	for _, p := range []*portrait{ours, others} {
		p.signIn(p.tenant, "core:administrator")
		p.turnOn("portrait")
		p.begins(false)
		p.open("Portrait d’automne", p.adoptSample(), p.team(12))
	}
	ours.begins(true)
	site := ours.wave.Doc.Sites[0].Unit
	ours.answer(site, ours.values(1))
	before := ours.look()
	switching := ours.url("/modules/portrait")

	got := ours.do("POST", switching+":disable", map[string]any{"confirm": false})
	var busy struct {
		Code     string
		UnderWay []struct {
			Title   map[string]string
			Subject string
		} `json:"under_way"`
	}
	got.decode(t, &busy)
	if got.status != http.StatusConflict || busy.Code != "module-busy" || len(busy.UnderWay) != 1 || busy.UnderWay[0].Title["fr"] == "" || busy.UnderWay[0].Subject != "Portrait d’automne" {
		t.Errorf("turning off what is under way: %d %s", got.status, got.body)
	}
	ours.want(http.StatusOK, "GET", ours.path("/waves"), nil, nil)

	ours.want(http.StatusOK, "POST", switching+":disable", map[string]any{"confirm": true}, nil)
	ours.isOff(site)
	others.isOn(t)
	ours.want(http.StatusOK, "POST", switching+":enable", nil, nil)
	ours.isOn(t)
	if after := ours.look(); after != before {
		t.Errorf("turned on again, things differ:\n%s\nbefore:\n%s", after, before)
	}
	ours.checkProgress(12, 1)
	ours.answer(site, ours.values(2))
	ours.checkProgress(12, 2)
}

// begins wants the home page's first step of the module, done or not.
func (p *portrait) begins(done bool) {
	p.t.Helper()
	var out struct {
		Steps []struct {
			Module, Path string
			Done         bool
		}
	}
	p.want(http.StatusOK, "GET", p.url("/me/first-steps"), nil, &out)
	for _, s := range out.Steps {
		if s.Module == "portrait" && s.Path == "/prepare" && s.Done == done {
			return
		}
	}
	p.t.Errorf("no first step of the portrait that is done=%t: %+v", done, out.Steps)
}

// isOff wants nothing of the module for this organisation, for whomever.
func (p *portrait) isOff(site string) {
	p.t.Helper()
	stranger := visit(p.t, p.base)
	p.problem(http.StatusNotFound, "module-off", "GET", p.path("/waves"), nil)
	p.problem(http.StatusNotFound, "module-off", "POST", p.path("/waves/"+p.wave.ID+":close"), nil)
	stranger.problem(http.StatusNotFound, "module-off", "POST", p.path("/answers:start"), map[string]any{"code": p.codes[site]})
	page := stranger.do("GET", "/p/"+p.tenant+"/portrait/answer", nil)
	if page.status != http.StatusOK && page.status != http.StatusNotFound || !strings.Contains(string(page.body), "Fermé pour le moment") || strings.Contains(string(page.body), "rb-portrait-answer") {
		p.t.Errorf("the public page of a module that is off: %d\n%.600s", page.status, page.body)
	}
	var me struct{ Modules []struct{ Name string } }
	p.want(http.StatusOK, "GET", p.url("/me"), nil, &me)
	if slices.ContainsFunc(me.Modules, func(m struct{ Name string }) bool { return m.Name == "portrait" }) {
		p.t.Errorf("a module that is off is told to the console: %v", me.Modules)
	}
	var spec struct{ Paths map[string]any }
	p.want(http.StatusOK, "GET", p.url("/openapi.json"), nil, &spec)
	for path := range spec.Paths {
		if strings.Contains(path, "/portrait/") {
			p.t.Errorf("the description still has %s", path)
		}
	}
}

// isOn wants the module's API and its public page.
func (p *portrait) isOn(t *testing.T) {
	t.Helper()
	p.want(http.StatusOK, "GET", p.path("/waves"), nil, nil)
	page := visit(t, p.base).want(http.StatusOK, "GET", "/p/"+p.tenant+"/portrait/answer", nil, nil)
	if !strings.Contains(string(page.body), "rb-portrait-answer") {
		t.Errorf("the public page of a module that is on:\n%.600s", page.body)
	}
}

// TestModuleConfig puts settings that are wrong, and one that is right.
func TestModuleConfig(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	p := &portrait{visitor: visit(t, server.url), tenant: association}
	p.signIn(association, "core:administrator")
	p.turnOn("portrait")
	for _, c := range []struct{ config, pointer string }{
		{`{"floor":4}`, "/floor"},
		{`{"floor":"five"}`, "/floor"},
		{`{"floor":5.5}`, "/floor"},
		{`{"access":"door"}`, "/access"},
		{`{"days":0}`, "/days"},
		{`{"nope":1}`, "/nope"},
		{`{"purpose":{"de":"Warum"}}`, "/purpose/de"},
		{`{"purpose":"why"}`, "/purpose"},
		{`{"notice":{"fr":7}}`, "/notice/fr"},
		{`[]`, ""},
	} {
		p.mustRefuse(mistake{c.config, "PUT", "/modules/portrait/config", c.config, http.StatusUnprocessableEntity, "invalid-input", c.pointer})
	}
	p.want(http.StatusOK, "PUT", p.url("/modules/portrait/config"), map[string]any{"floor": 7, "purpose": map[string]any{"fr": "Pour nous"}}, nil)
	p.open("Plus prudent", p.adoptSample(), []waveSite{p.named("la-galipette", 12)})
	if p.wave.Doc.Floor != 7 {
		t.Errorf("the floor is %d, the settings say 7", p.wave.Doc.Floor)
	}
}

// named is the unit with that key, with so many people.
func (p *portrait) named(key string, headcount int) waveSite {
	p.t.Helper()
	var answer struct {
		Units []struct{ ID, Key, Name string }
	}
	p.want(http.StatusOK, "GET", p.url("/units"), nil, &answer)
	for _, u := range answer.Units {
		if u.Key == key {
			return waveSite{Unit: u.ID, Name: u.Name, Headcount: headcount}
		}
	}
	p.t.Fatalf("there is no unit %s", key)
	return waveSite{}
}
