package e2e

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/cap"
	"github.com/ribambelle/ribambelle/plugins/mobilisation"
	"github.com/ribambelle/ribambelle/plugins/piloufilou"
	quality "github.com/ribambelle/ribambelle/plugins/portrait"
	"github.com/ribambelle/ribambelle/plugins/toolbox"
	"github.com/ribambelle/ribambelle/sdk"
)

// marked lists the collections of the modules that say of a field whose data it holds: "cap/seats".
func marked(t *testing.T) (all []string) {
	t.Helper()
	for _, m := range []*sdk.Module{cap.New(), mobilisation.New(), piloufilou.New(), quality.New(), toolbox.New()} {
		manifest, err := m.Manifest()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range manifest.Collections {
			for _, f := range c.Fields {
				if name := manifest.Name + "/" + c.Collection; f.Subject != "" && !slices.Contains(all, name) {
					all = append(all, name)
				}
			}
		}
	}
	return all
}

// TestOnePersonGoesFromEveryModuleAtOnce lets one educator leave something in every collection of every module that is
// marked as somebody's data. No module has a line of code for what follows: all of it comes out in one call, and goes in
// another; the log then holds neither, and is still the log that was sealed. Portrait keeps names here, as the control
// of the attack on anonymity does: the shipped one has nothing of a person to give.
func TestOnePersonGoesFromEveryModuleAtOnce(t *testing.T) {
	t.Parallel()
	box := openLetterbox(t)
	p := startWith(t, []string{"RIBAMBELLE_PLUGINS=" + naming(t)}, t.TempDir(), "--demo", "--tenants", "../../tenants",
		"--smtp", box.address(), "--from", "Ville de Niort <bonjour@niort.example>")
	const name, email = "Inès Robin", "ines.robin@exemple.org"
	ines := p.someone(t)
	admin := visit(t, p.url)
	admin.signIn(municipality, "core:administrator")
	admin.want(http.StatusOK, "PUT", "/t/"+municipality+"/people/"+ines.id, map[string]any{"name": name, "email": email, "language": "fr"}, nil)

	leaveInCommunities(t, p, name, email)
	leaveInWorkshops(t, p, name, email)
	leaveInCampaigns(t, p, name, email)
	leaveInPortraits(t, p)
	leaveInPlans(t, p, admin, ines.id)

	code, exported, said := p.command("person", "export", "--tenant", municipality, "niort.educatrice")
	if code != 0 {
		t.Fatalf("the export: %d %s", code, said)
	}
	want := marked(t)
	if len(want) < 10 {
		t.Fatalf("only %v are marked", want)
	}
	for _, c := range want {
		if !strings.Contains(exported, `"`+c+`"`) {
			t.Errorf("the export holds nothing of %s", c)
		}
	}
	if !json.Valid([]byte(exported)) || !strings.Contains(exported, email) || !strings.Contains(exported, "Sortir avant la collation") {
		t.Errorf("the export: %.2000s", exported)
	}
	code, erased, said := p.command("person", "erase", "--tenant", municipality, "--confirm", name, "niort.educatrice")
	for _, c := range want {
		if code != 0 || !strings.Contains(erased, "erased: "+c) {
			t.Errorf("the erasure leaves %s: %d %s%s", c, code, erased, said)
		}
	}
	if code, left, _ := p.command("person", "export", "--tenant", municipality, "niort.educatrice"); code == 0 {
		t.Errorf("after the erasure: %s", left)
	}
	p.checkAudit(municipality)
}

// leaveInCommunities is what a member says and does, and what a mentor notes of it.
func leaveInCommunities(t *testing.T, p *platform, name, email string) {
	t.Helper()
	c := evenings(t, p.url, 12)
	mentor, ines := c.leads(), c.joins("core:educator", name, email)
	ines.sign()
	first := mentor.room().Sessions[0]
	mentor.want(http.StatusOK, "POST", mentor.at("/sessions/"+first.ID+":open"), nil, nil)
	mentor.want(http.StatusOK, "POST", mentor.at("/sessions/"+first.ID+":attend"), map[string]any{"lines": []any{map[string]any{"seat": ines.seat, "presence": "present"}}}, nil)
	mentor.want(http.StatusOK, "POST", mentor.at("/sessions/"+first.ID+":close"), map[string]any{}, nil)
	ines.want(http.StatusCreated, "POST", ines.at("/commitments"), map[string]string{"text": "Sortir avant la collation"}, nil)
	var asked struct{ ID string }
	ines.want(http.StatusCreated, "POST", ines.at("/threads"), map[string]string{"title": "Et quand il pleut ?"}, &asked)
	ines.want(http.StatusCreated, "POST", ines.at("/threads/"+asked.ID+":answer"), map[string]string{"text": "Nous avons des bottes."}, nil)
	mentor.want(http.StatusCreated, "POST", mentor.at("/members/"+ines.seat+":certify"), nil, nil)
}

// leaveInWorkshops is a training that somebody followed.
func leaveInWorkshops(t *testing.T, p *platform, name, email string) {
	t.Helper()
	lead := &workshops{visitor: visit(t, p.url), tenant: municipality}
	lead.signIn(municipality, "core:coordinator")
	site := lead.sites(municipality, 1, "site")[0].Unit
	training := lead.make("/trainings", map[string]any{"title": "Deux jours", "unit": site, "meetings": []map[string]any{{"on": day(-30), "minutes": 360}}})
	id := lead.make("/facilitators", map[string]any{"name": name, "email": email, "unit": site})
	lead.want(http.StatusOK, "POST", lead.path("/trainings/"+training+":attend"), map[string]any{"lines": []map[string]any{{"facilitator": id, "minutes": 360}}}, nil)
}

// leaveInCampaigns is what somebody does in public with the same address, without an account.
func leaveInCampaigns(t *testing.T, p *platform, name, email string) {
	t.Helper()
	_, c := openCampaign(t, p.url, municipality)
	c.want(http.StatusCreated, "POST", c.path("/petitions/"+c.id+":sign"), c.form(name, email, false), nil)
	var page struct {
		Story, Newsletter map[string]struct{ Version string }
	}
	c.want(http.StatusOK, "GET", c.path("/public/movement"), nil, &page)
	c.want(http.StatusCreated, "POST", c.path("/stories:submit"), map[string]any{
		"text": "Depuis que nous sortons chaque jour, les après-midi sont plus calmes.", "email": email, "no_child": true,
		"leaves": []map[string]string{{"channel": "site"}}, "solution": c.solve("story"), "story": map[string]any{"agreed": true, "version": page.Story["fr"].Version},
	}, nil)
	c.want(http.StatusCreated, "POST", c.path("/newsletter:join"), map[string]any{
		"email": email, "solution": c.solve("newsletter"), "news": map[string]any{"agreed": true, "version": page.Newsletter["fr"].Version},
	}, nil)
}

// leaveInPortraits is an answer with a name to it.
func leaveInPortraits(t *testing.T, p *platform) {
	t.Helper()
	lead, ines := &portrait{visitor: visit(t, p.url), tenant: municipality}, visit(t, p.url)
	lead.signIn(municipality, "core:coordinator")
	ines.signIn(municipality, "core:educator")
	site := lead.sites(municipality, 1, "site")[0]
	site.Headcount = 12
	lead.openWave("Nominatif", "named", lead.publishAttitude(), site)
	lead.respond(ines, site.Unit, "named", 1)
}

// leaveInPlans is what an adviser says of a site's plan: that it is good, and a remark.
func leaveInPlans(t *testing.T, p *platform, admin *visitor, person string) {
	t.Helper()
	admin.want(http.StatusCreated, "POST", "/t/"+municipality+"/grants", map[string]any{"principal_id": person, "role": "core:adviser"}, nil)
	site := admin.sites(municipality, 1, "site")[0].Unit
	at := func(path string) string { return "/t/" + municipality + "/portrait" + path }
	var made struct{ ID string }
	admin.want(http.StatusCreated, "POST", at("/plans"), map[string]any{"title": "Plan de l’année", "unit": site}, &made)
	admin.want(http.StatusCreated, "POST", at("/plan_actions"), map[string]any{
		"plan": made.ID, "unit": site, "title": "Sortir", "objective": "Bouger", "owner": "team", "due": day(90), "measure": "Chaque jour",
	}, nil)
	admin.want(http.StatusOK, "POST", at("/plans/"+made.ID+":adopt"), nil, nil)
	ines := visit(t, p.url)
	ines.signIn(municipality, "core:educator")
	ines.want(http.StatusOK, "POST", at("/plans/"+made.ID+":validate"), map[string]any{"note": "Bravo."}, nil)
	ines.want(http.StatusCreated, "POST", at("/plans/"+made.ID+":remark"), map[string]any{"text": "Et les bottes ?"}, nil)
}
