package e2e

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

// TestANeedIsHeardByWhicheverModuleIsOn closes portraits with low scores while the toolbox, then the communities, are
// off: whoever is on suggests something, and nothing breaks for want of the other.
func TestANeedIsHeardByWhicheverModuleIsOn(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	p := &portrait{visitor: visit(t, server.url), tenant: municipality}
	p.signIn(municipality, "core:coordinator")
	asked := p.adoptSample()
	admin := visit(t, server.url)
	admin.signIn(municipality, "core:administrator")
	turn := func(module, verb string) {
		admin.want(http.StatusOK, "POST", "/t/"+municipality+"/modules/"+module+":"+verb, map[string]any{"confirm": true}, nil)
	}

	turn("toolbox", "disable")
	p.closesLow("Portrait de mars", asked)
	p.sees(func() bool { return p.communitiesFor("Portrait de mars") > 0 }, "a community for the low portrait")
	director, educator := visit(t, server.url), visit(t, server.url)
	director.signIn(municipality, "core:director")
	educator.signIn(municipality, "core:educator")
	if director.communitiesFor("Portrait de mars") == 0 || educator.communitiesFor("Portrait de mars") != 0 {
		t.Error("a need of the territory is for whoever leads within it, and nobody else")
	}

	turn("toolbox", "enable")
	turn("cap", "disable")
	p.closesLow("Portrait de juin", asked)
	p.sees(func() bool { return p.toolsFor("Portrait de juin") > 0 }, "tools for the low portrait")
	p.problem(http.StatusNotFound, "module-off", "GET", capPath("/home"), nil)
	for _, v := range []*visitor{director, educator} { // the tools themselves are for everybody who works there
		var tools struct{ Records []record[any] }
		v.want(http.StatusOK, "GET", "/t/"+municipality+"/toolbox/tools", nil, &tools)
		if len(tools.Records) == 0 {
			t.Error("somebody at a site sees no tool of the organisation")
		}
	}
	if director.toolsFor("Portrait de juin") == 0 {
		t.Error("a director is not told which tools are suggested")
	}
}

// closesLow lets six people of one site answer the lowest value everywhere, and closes.
func (p *portrait) closesLow(title, questionnaireID string) {
	p.t.Helper()
	site := slices.MaxFunc(p.sites(p.tenant, 5, "site"), func(a, b waveSite) int { return a.Headcount - b.Headcount })
	p.open(title, questionnaireID, []waveSite{site})
	low := map[string]any{}
	for _, dimension := range p.asked.Dimensions {
		for _, item := range dimension.Items {
			for _, s := range p.asked.Scales {
				if s.Key == item.Scale {
					low[item.Key] = s.Min
				}
			}
		}
	}
	for range 6 {
		p.answer(site.Unit, low)
	}
	p.want(http.StatusOK, "POST", p.path("/waves/"+p.wave.ID+":close"), nil, nil)
}

// sees waits for what events bring.
func (v *visitor) sees(there func() bool, what string) {
	v.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !there(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			v.t.Fatalf("never saw %s", what)
		}
	}
}

// communitiesFor counts the communities that the home of CAP suggests because of a portrait.
func (v *visitor) communitiesFor(portrait string) (n int) {
	v.t.Helper()
	var home struct {
		Communities []struct{ Needs []struct{ Portrait string } }
	}
	v.want(http.StatusOK, "GET", capPath("/home?status=open"), nil, &home)
	for _, c := range home.Communities {
		for _, need := range c.Needs {
			if need.Portrait == portrait {
				n++
			}
		}
	}
	return n
}

// toolsFor counts the toolbox's suggestions because of a portrait.
func (v *visitor) toolsFor(portrait string) (n int) {
	v.t.Helper()
	var suggested struct {
		Records []record[struct{ Title string }]
	}
	v.want(http.StatusOK, "GET", "/t/"+municipality+"/toolbox/suggestions?page_size=100", nil, &suggested)
	for _, one := range suggested.Records {
		if one.Doc.Title == portrait {
			n++
		}
	}
	return n
}
