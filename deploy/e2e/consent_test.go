package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// consenting is what the list of modules says of the shelf.
type consenting struct {
	Name, Version, Publisher string
	On, Bundled              bool
	Grants                   []struct {
		Name   string
		Why    map[string]string
		Agreed bool
	}
	Waiting *struct {
		Version string
		Grants  []struct {
			Name   string
			Agreed bool
		}
	}
}

func (p *portrait) consenting(name string) consenting {
	p.t.Helper()
	var list struct{ Modules []consenting }
	p.want(http.StatusOK, "GET", p.url("/modules"), nil, &list)
	for _, m := range list.Modules {
		if m.Name == name {
			return m
		}
	}
	p.t.Fatalf("there is no module %s", name)
	return consenting{}
}

// TestAModuleDoesWhatIsAgreedTo holds a module to what an administrator has agreed to: what it does not ask for it does not
// get, a release that asks for more waits while the one before goes on, and nobody is opened to it unasked.
func TestAModuleDoesWhatIsAgreedTo(t *testing.T) {
	t.Parallel()
	server := press{start(t, t.TempDir(), "--demo", "--tenants", "../../tenants"), t.TempDir()}
	server.does(t, 0, "", "module", "keygen", "outils.example.org", "--to", "outils.key")
	server.does(t, 0, "", "module", "publisher", "trust", "outils.key.pub")
	for _, edition := range []string{"2", "3"} {
		server.does(t, 0, "", "module", "pack", shelf(t, edition), "--to", server.folder)
		server.does(t, 0, "", "module", "sign", "shelf-"+edition+".0.0.rmod", "--key", "outils.key")
	}
	us := &portrait{visitor: visit(t, server.url), tenant: municipality}
	us.signIn(municipality, "core:administrator")
	server.does(t, 0, "installed", "module", "install", "shelf-2.0.0.rmod")
	us.turnOn("shelf") // it asks for nothing
	us.problem(http.StatusForbidden, "grant-missing", "POST", us.url("/shelf/remind"), nil)
	us.problem(http.StatusForbidden, "grant-missing", "POST", us.url("/shelf/remind-now"), nil)
	us.want(http.StatusOK, "GET", us.url("/toolbox/tools"), nil, nil) // they may, the module may not
	us.problem(http.StatusNotFound, "collection-not-found", "GET", us.url("/shelf/tools"), nil)

	server.does(t, 0, "adds         the grant mail", "module", "verify", "shelf-3.0.0.rmod")
	server.does(t, 0, "", "module", "install", "shelf-3.0.0.rmod")
	server.does(t, 0, "3.0.0 waits for consent in "+municipality, "module", "list")
	if m := us.consenting("shelf"); m.Version != "2.0.0" || m.Waiting == nil || m.Waiting.Version != "3.0.0" || len(m.Waiting.Grants) != 2 || m.Waiting.Grants[1].Name != "read:toolbox/tools" || m.Waiting.Grants[1].Agreed {
		t.Errorf("a release that asks for more: %+v", m)
	}
	us.problem(http.StatusForbidden, "grant-missing", "POST", us.url("/shelf/remind"), nil)
	us.problem(http.StatusForbidden, "grant-missing", "POST", us.url("/shelf/remind-now"), nil)
	us.problem(http.StatusNotFound, "collection-not-found", "GET", us.url("/shelf/tools"), nil)
	us.want(http.StatusOK, "GET", us.url("/shelf/books"), nil, nil)
	server.kill()
	server.run() // a start anew changes nothing of that
	us.base = server.url
	us.signIn(municipality, "core:administrator")
	if m := us.consenting("shelf"); m.Version != "2.0.0" || m.Waiting == nil {
		t.Errorf("after a start anew: %+v", m)
	}

	neighbour := &portrait{visitor: visit(t, server.url), tenant: network} // one organisation holds no other back
	neighbour.signIn(network, "core:administrator")
	neighbour.problem(http.StatusConflict, "consent-needed", "POST", neighbour.url("/modules/shelf:enable"), nil)
	both := map[string]any{"consent": []string{"mail", "read:toolbox/tools"}}
	neighbour.want(http.StatusOK, "POST", neighbour.url("/modules/shelf:consent"), both, nil)
	neighbour.turnOn("shelf")
	if got := us.edition() + neighbour.edition(); got != "23" {
		t.Errorf("the editions of who waits and who has agreed are %s", got)
	}
	server.does(t, 0, municipality+" at 2.0.0", "module", "list")

	agree := us.url("/modules/shelf:consent")
	us.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", agree, map[string]any{"consent": []string{"mail", "read:portrait/waves"}})
	us.want(http.StatusOK, "POST", agree, map[string]any{"consent": []string{"mail"}}, nil) // of two, one
	us.problem(http.StatusNotFound, "collection-not-found", "GET", us.url("/shelf/tools"), nil)
	other := &portrait{visitor: visit(t, server.url), tenant: municipality}
	other.signIn(municipality, "core:coordinator")
	other.problem(http.StatusForbidden, "denied", "POST", agree, both)
	us.want(http.StatusOK, "POST", agree, both, nil)
	if m := us.consenting("shelf"); m.Version != "3.0.0" || m.Waiting != nil || len(m.Grants) != 2 || !m.Grants[0].Agreed || !m.Grants[1].Agreed || m.Grants[0].Why["fr"] == "" || m.Publisher != "outils.example.org" {
		t.Errorf("after the consent: %+v", m)
	}
	for _, way := range []string{"/shelf/remind", "/shelf/remind-now"} {
		if got := us.do("POST", us.url(way), nil); got.status >= 300 {
			t.Errorf("%s, which is agreed to: %d %s", way, got.status, got.body)
		}
	}
	var tools int
	us.want(http.StatusOK, "GET", us.url("/shelf/tools"), nil, &tools)
	if tools == 0 {
		t.Error("of the tools, which is agreed to, it sees none")
	}
	log := us.want(http.StatusOK, "GET", us.url("/audit?action=core:module.consent"), nil, nil)
	if !strings.Contains(string(log.body), "module/shelf") {
		t.Errorf("the log does not tell of the consent: %s", log.body)
	}

	if m := us.consenting("portrait"); !m.Bundled || len(m.Grants) == 0 || !m.Grants[0].Agreed {
		t.Errorf("a module of the server's own, turned on by a file: %+v", m)
	}
	server.checkAudit(municipality)
}

// asking are the operations of the shelf's fifth edition, by what each asks for.
func asking() map[string][2]string {
	return map[string][2]string{
		"mail": {"POST", "/shelf/write"}, "sign": {"POST", "/shelf/sign"}, "people": {"POST", "/shelf/people"},
		"public": {"POST", "/shelf/open"}, "internal": {"POST", "/shelf/find"}, "read:toolbox/tools": {"GET", "/shelf/tools"},
	}
}

// TestConsentIsLookedAtAsItIsUsed upgrades a program, which waits for nobody, to one that asks for more: whoever has not agreed
// to that has it refused, as has who agrees no longer, in that organisation alone.
func TestConsentIsLookedAtAsItIsUsed(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	server.install(shelf(t, "2"))
	us, neighbour := &portrait{visitor: visit(t, server.url), tenant: municipality}, &portrait{visitor: visit(t, server.url), tenant: network}
	var all []string
	for name := range asking() {
		all = append(all, name)
	}
	for _, one := range []*portrait{us, neighbour} {
		one.signIn(one.tenant, "core:administrator")
		one.turnOn("shelf")
	}
	server.install(shelf(t, "5"))
	neighbour.want(http.StatusOK, "POST", neighbour.url("/modules/shelf:consent"), map[string]any{"consent": all}, nil)
	withheld := func(name string, at [2]string) {
		t.Helper()
		us.problem(http.StatusForbidden, "grant-missing", at[0], us.url(at[1]), nil)
		if got := neighbour.do(at[0], neighbour.url(at[1]), nil); got.status >= http.StatusMultipleChoices {
			t.Errorf("%s, to which the neighbour has agreed: %d %s", name, got.status, got.body)
		}
		log := string(us.want(http.StatusOK, "GET", us.url("/audit?action=core:module.withhold"), nil, nil).body)
		if !strings.Contains(log, "grant/"+name) {
			t.Errorf("the log does not tell that %s was refused: %s", name, log)
		}
	}
	for name, at := range asking() {
		withheld(name, at)
	}
	window := "/p/" + municipality + "/shelf/window"
	if got := visit(t, server.url).do("GET", window, nil); got.status != http.StatusNotFound {
		t.Errorf("a page for strangers to which nobody has agreed: %d", got.status)
	}
	agree := us.url("/modules/shelf:consent")
	us.want(http.StatusOK, "POST", agree, map[string]any{"consent": all}, nil)
	if got := visit(t, server.url).do("GET", window, nil); got.status != http.StatusOK {
		t.Errorf("a page for strangers, which is agreed to: %d", got.status)
	}
	for name, at := range asking() {
		if got := us.do(at[0], us.url(at[1]), nil); got.status >= http.StatusMultipleChoices {
			t.Errorf("%s, which is agreed to: %d %s", name, got.status, got.body)
		}
		us.want(http.StatusOK, "POST", agree, map[string]any{"withdraw": []string{name}}, nil)
		withheld(name, at)
	}
	us.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", agree, map[string]any{"withdraw": []string{"mail"}})
	us.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", us.url("/modules/toolbox:consent"), map[string]any{"withdraw": []string{"mail"}})
	us.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", agree, map[string]any{"consent": []string{"mail"}, "withdraw": []string{"mail"}})
	server.checkAudit(municipality)
}
