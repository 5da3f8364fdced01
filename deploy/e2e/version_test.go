package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// edition asks the module which edition serves the organisation.
func (p *portrait) edition() string {
	p.t.Helper()
	var edition string
	p.want(http.StatusOK, "GET", p.url("/shelf/edition"), nil, &edition)
	return edition
}

// TestEachOrganisationHasItsVersion keeps one organisation at a version of a module while another has a newer one, whose
// records are of another schema, and lets it go forward, back, and not back where that would lose something.
func TestEachOrganisationHasItsVersion(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, server *platform, _ *letterbox) {
		cli := press{server, t.TempDir()}
		server.install(shelf(t, "1"))
		town, net := inTown(t, server, municipality), inTown(t, server, network)
		for _, p := range []*portrait{town, net} {
			p.turnOn("shelf")
			p.want(http.StatusCreated, "POST", p.url("/shelf/books"), map[string]any{"name": "Livre 1", "state": "bon", "shelf": "A"}, nil)
		}
		cli.does(t, 2, "no release 9.0.0", "module", "pin", "shelf@9.0.0", "--tenant", network)
		cli.does(t, 2, "names no release", "module", "pin", "shelf", "--tenant", network)
		cli.does(t, 2, "no such tenant", "module", "pin", "shelf@1.0.0", "--tenant", "nowhere")
		cli.does(t, 0, "stays there", "module", "pin", "shelf@1.0.0", "--tenant", network)

		server.install(shelf(t, "2"))
		if got := town.edition() + net.edition(); got != "21" {
			t.Errorf("the editions of the two are %s", got)
		}
		for i := range 2 { // side by side, each by its own schema
			town.want(http.StatusCreated, "POST", town.url("/shelf/books"), map[string]any{"title": fmt.Sprint("Livre neuf ", i), "state": "good"}, nil)
			net.want(http.StatusCreated, "POST", net.url("/shelf/books"), map[string]any{"name": "Livre 2", "state": "abime"}, nil)
			town.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", town.url("/shelf/books"), map[string]any{"name": "Livre"})
			net.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", net.url("/shelf/books"), map[string]any{"title": "Livre"})
		}
		if a, b := town.count(`state = "good"`), net.count(`state = "abime"`); a != 3 || b != 2 {
			t.Errorf("by their own words the two find %d and %d", a, b)
		}
		town.converted(t, 1)
		if kept := net.want(http.StatusOK, "GET", net.url("/shelf/books"), nil, nil); strings.Contains(string(kept.body), `"title"`) || strings.Count(string(kept.body), `"name":"Livre`) != 3 {
			t.Errorf("what stays at the first edition became %s", kept.body)
		}
		cli.does(t, 0, network+" at 1.0.0 (pinned)", "module", "list")
		server.listsOthers(network, "1.0.0")
		cli.does(t, 2, "is at work", "module", "remove", "shelf@1.0.0", "--records", "keep")
		cli.does(t, 2, "cannot read what "+municipality+" has stored", "module", "pin", "shelf@1.0.0", "--tenant", municipality)
		if got := town.edition(); got != "2" {
			t.Errorf("after a refusal the edition is %s", got)
		}

		cli.does(t, 0, "has the newest", "module", "unpin", "shelf", "--tenant", network)
		if got := net.edition(); got != "2" {
			t.Errorf("after it was let go the edition is %s", got)
		}
		if n := net.count(`title = "Livre 1"`); n != 1 {
			t.Errorf("the record of the first edition is found %d times by the second", n)
		}
		server.install(shelf(t, "4"))
		stop, failed := make(chan struct{}), make(chan []string, 1)
		go func() { failed <- net.askAllTheWhile(stop, "4", "2") }()
		cli.does(t, 0, "stays there", "module", "pin", "shelf@2.0.0", "--tenant", network)
		close(stop)
		if wrong := <-failed; len(wrong) > 0 {
			t.Errorf("%d requests failed beside the way back, such as %s", len(wrong), wrong[0])
		}
		server.kill()
		server.run()
		town, net = inTown(t, server, municipality), inTown(t, server, network)
		if got := town.edition() + net.edition(); got != "42" {
			t.Errorf("after a power cut the editions are %s", got)
		}
		net.want(http.StatusOK, "POST", net.url("/modules/shelf:disable"), map[string]any{"confirm": true}, nil)
		cli.does(t, 2, "is not on", "module", "pin", "shelf@2.0.0", "--tenant", network)
		net.turnOn("shelf") // nothing is pinned any more
		if got := net.edition(); got != "4" {
			t.Errorf("turned on anew the edition is %s", got)
		}
		server.checkAudit(network)
	})
}

// inTown is an administrator of an organisation.
func inTown(t *testing.T, server *platform, slug string) *portrait {
	t.Helper()
	p := &portrait{visitor: visit(t, server.url), tenant: slug}
	p.signIn(slug, "core:administrator")
	return p
}

// askAllTheWhile asks for the edition until stop, and returns what was not answered by one of these.
func (p *portrait) askAllTheWhile(stop <-chan struct{}, editions ...string) (wrong []string) {
	for {
		select {
		case <-stop:
			return wrong
		default:
		}
		got := p.do("GET", p.url("/shelf/edition"), nil)
		told := false
		for _, e := range editions {
			told = told || strings.Contains(string(got.body), `"`+e+`"`)
		}
		if got.status != http.StatusOK || !told {
			wrong = append(wrong, fmt.Sprintf("%d %.300s", got.status, got.body))
		}
	}
}

// listsOthers wants the list of modules to tell who stays at which version of the shelf.
func (p *platform) listsOthers(slug, version string) {
	p.t.Helper()
	code, stdout, stderr := p.command("module", "list", "--output", "json")
	var list struct {
		Modules []struct {
			Name, Version string
			Others        []struct {
				Tenant, Version string
				Pinned          bool
			}
		}
	}
	if err := json.Unmarshal([]byte(stdout), &list); code != 0 || err != nil {
		p.t.Fatalf("module list: %d %s%s: %v", code, stdout, stderr, err)
	}
	for _, m := range list.Modules {
		if m.Name == "shelf" && (m.Version != "2.0.0" || len(m.Others) != 1 || m.Others[0].Tenant != slug || m.Others[0].Version != version || !m.Others[0].Pinned) {
			p.t.Errorf("module list says %+v", m)
		}
	}
}
