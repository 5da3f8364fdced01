package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
)

// followed is a subscription as its organisation sees it.
type followed struct {
	ID, State, Name string
	Taken           []struct{ Label, Licence, Record string }
	Proposal        *struct{ ID, Label, Licence, Note, Replaces string }
}

// publishes publishes a record, and returns the code by which others follow it.
func (p *portrait) publishes(module, collection, record, note string) (code string) {
	p.t.Helper()
	var made struct{ Code string }
	p.want(http.StatusCreated, "POST", p.url("/works"), map[string]any{"module": module, "collection": collection, "record": record, "note": note}, &made)
	return made.Code
}

// follows subscribes.
func (p *portrait) follows(code string) (made followed) {
	p.t.Helper()
	p.want(http.StatusCreated, "POST", p.url("/subscriptions"), map[string]string{"code": code}, &made)
	return made
}

// following finds a subscription as it is now.
func (p *portrait) following(id string) followed {
	p.t.Helper()
	var all struct{ Subscriptions []followed }
	p.want(http.StatusOK, "GET", p.url("/subscriptions"), nil, &all)
	for _, s := range all.Subscriptions {
		if s.ID == id {
			return s
		}
	}
	p.t.Fatalf("%s follows no %s", p.tenant, id)
	return followed{}
}

// proposals counts what somebody was told of new versions.
func (p *portrait) proposals() (n int) {
	p.t.Helper()
	var list struct{ Notices []struct{ Kind, Link string } }
	p.want(http.StatusOK, "GET", p.url("/me/notices"), nil, &list)
	for _, told := range list.Notices {
		if told.Kind == "work-proposed" && told.Link == "settings/works" {
			n++
		}
	}
	return n
}

// takes takes over what is proposed, and returns what it has become.
func (p *portrait) takes(s followed) string {
	p.t.Helper()
	now := p.following(s.ID)
	if now.Proposal == nil {
		p.t.Fatalf("%s is proposed nothing: %+v", p.tenant, now)
	}
	version := map[string]string{"version": now.Proposal.ID}
	p.want(http.StatusOK, "POST", p.url("/subscriptions/"+s.ID+":take"), version, &now)
	p.problem(http.StatusConflict, "version-not-proposed", "POST", p.url("/subscriptions/"+s.ID+":take"), version)
	return now.Taken[0].Record
}

// TestAnAssociationPublishesForTowns is what publishing is for: what others take over is theirs, each new version waits for their
// word, and what is under way keeps its own.
func TestAnAssociationPublishesForTowns(t *testing.T) {
	t.Parallel()
	folder, publisher := organisations(t)
	onBothOf(t, folder, func(t *testing.T, server *platform, _ *letterbox) {
		us := &portrait{visitor: visit(t, server.url), tenant: publisher}
		us.signIn(publisher, "core:administrator")
		var all []*portrait
		for i := range towns {
			town := &portrait{visitor: visit(t, server.url), tenant: fmt.Sprintf("ville%d", i+1)}
			town.signIn(town.tenant, "core:administrator")
			all = append(all, town)
		}
		followedQuestionnaires(t, us, all)
		followedTools(t, us, all[0])
		bothLogsOfWorks(t, us, all[0])

		p := press{server, t.TempDir()}
		published := p.does(t, 0, "Version 1 is published", "work", "publish", "--tenant", publisher, "toolbox/tools/"+us.tool("Le panier des départs", "CC BY 4.0"))
		code, _, _ := strings.Cut(published, "\n")
		following := all[0].follows(code)
		p.does(t, 0, "taken over", "subscription", "take", "--tenant", all[0].tenant, following.ID)
		p.does(t, 2, "not proposed", "subscription", "take", "--tenant", all[0].tenant, following.ID)
		kept := all[0].following(following.ID).Taken[0].Record
		second := all[1].follows(code)
		p.does(t, 0, "set aside", "subscription", "skip", "--tenant", all[1].tenant, second.ID)
		p.does(t, 0, "followed no more", "subscription", "end", "--tenant", all[1].tenant, second.ID)
		p.does(t, 0, "CC BY 4.0", "work", "list", "--tenant", publisher)
		p.does(t, 0, "Le panier des départs", "subscription", "list", "--tenant", all[0].tenant)
		p.does(t, 0, "is closed", "tenant", "suspend", publisher, "--reason", "Contrat à renouveler.")
		if s := all[0].following(following.ID); s.State != "closed" || s.Proposal != nil {
			t.Errorf("while the publisher is closed: %+v", s)
		}
		p.does(t, 0, "counted again: 0", "tenant", "delete", publisher, "--reason", "Fin du contrat.", "--days", "0")
		if s := all[0].following(following.ID); s.State != "closed" || s.Name != "Réseau des villes" || s.Taken[0].Licence != "CC BY 4.0" {
			t.Errorf("once the publisher has left: %+v", s)
		}
		all[0].want(http.StatusOK, "GET", all[0].url("/toolbox/tools/"+kept), nil, nil)
		for _, town := range all {
			server.checkAudit(town.tenant)
		}
	})
}

// followedQuestionnaires follows one over two versions: with one town that takes both, one that sets the second aside, and one that
// follows nothing.
func followedQuestionnaires(t *testing.T, us *portrait, all []*portrait) {
	t.Helper()
	sample := us.adoptSample()
	code := us.publishes("portrait", "questionnaires", sample, "")
	us.problem(http.StatusConflict, "version-published", "POST", us.url("/works"), map[string]string{"module": "portrait", "collection": "questionnaires", "record": sample})
	for what, wrong := range map[string]string{"another's": strings.Replace(code, us.tenant, all[1].tenant, 1), "guessed": code + "x", "of no form": "reseau"} {
		if got := all[0].do("POST", all[0].url("/subscriptions"), map[string]string{"code": wrong}); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a code that is %s: %d", what, got.status)
		}
	}
	us.problem(http.StatusUnprocessableEntity, "work-code-not-valid", "POST", us.url("/subscriptions"), map[string]string{"code": code})
	first, second := all[0].follows(code), all[1].follows(code)
	all[2].problem(http.StatusNotFound, "subscription-not-found", "GET", all[2].url("/subscriptions/"+first.ID+"/proposal"), nil)
	all[2].problem(http.StatusNotFound, "subscription-not-found", "POST", all[2].url("/subscriptions/"+first.ID+":take"), map[string]string{"version": first.Proposal.ID})

	var looked struct{ Document map[string]any }
	all[0].want(http.StatusOK, "GET", all[0].url("/subscriptions/"+first.ID+"/proposal"), nil, &looked)
	if looked.Document["code"] == nil || looked.Document["status"] != nil {
		t.Errorf("what is proposed: %v", looked.Document)
	}
	own := all[0].takes(first)
	all[1].takes(second)
	var record record[map[string]any]
	all[0].want(http.StatusOK, "GET", all[0].path("/questionnaires/"+own), nil, &record)
	if record.Doc["status"] != "draft" || own == sample {
		t.Errorf("taken over, it is %v", record.Doc["status"])
	}
	all[0].want(http.StatusOK, "POST", all[0].path("/questionnaires/"+own+":publish"), nil, nil)
	all[0].open("Portrait de départ", own, all[0].sites(all[0].tenant, 2, "site"))

	us.want(http.StatusOK, "GET", us.path("/questionnaires/"+sample), nil, &record)
	next := maps.Clone(record.Doc)
	next["version"], next["status"] = "9.0.0", "draft"
	us.want(http.StatusCreated, "POST", us.path("/questionnaires"), next, &record)
	us.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", us.url("/works"), map[string]string{"module": "portrait", "collection": "questionnaires", "record": record.ID})
	us.want(http.StatusOK, "POST", us.path("/questionnaires/"+record.ID+":publish"), nil, nil)
	if again := us.publishes("portrait", "questionnaires", record.ID, "Un énoncé plus clair."); again != code {
		t.Errorf("the second version has a code of its own: %s, %s", again, code)
	}
	proposed := all[0].following(first.ID).Proposal
	if proposed == nil || proposed.Label != "9.0.0" || proposed.Note != "Un énoncé plus clair." || proposed.Replaces != "" {
		t.Fatalf("the second version is proposed as %+v", proposed)
	}
	for _, town := range all[:2] {
		town.sees(func() bool { return town.proposals() == 1 }, town.tenant+" told of the second version")
	}
	if n := all[2].proposals(); n != 0 {
		t.Errorf("who follows nothing is told of %d versions", n)
	}
	newer := all[0].takes(first)
	var wave struct{ Doc waveDoc }
	all[0].want(http.StatusOK, "GET", all[0].path("/waves/"+all[0].wave.ID), nil, &wave)
	all[0].want(http.StatusOK, "GET", all[0].path("/questionnaires/"+own), nil, &record)
	if newer == own || wave.Doc.Questionnaire != own || record.Doc["version"] == "9.0.0" {
		t.Errorf("what is under way has changed: %s, %v", wave.Doc.Questionnaire, record.Doc["version"])
	}
	all[1].want(http.StatusOK, "POST", all[1].url("/subscriptions/"+second.ID+":set-aside"), map[string]string{"version": proposed.ID}, nil)
	if s := all[1].following(second.ID); s.Proposal != nil || len(s.Taken) != 1 || s.State != "live" {
		t.Errorf("set aside: %+v", s)
	}
}

// tool makes one of the association's.
func (p *portrait) tool(title, licence string) string {
	p.t.Helper()
	var made record[map[string]any]
	p.want(http.StatusCreated, "POST", p.url("/toolbox/tools"), toolOf(title, licence), &made)
	return made.ID
}

func toolOf(title, licence string) map[string]any {
	return map[string]any{"title": title, "domain": "parents", "ages": "mixed", "summary": "Préparer ensemble le moment du départ.", "language": "fr", "licence": licence}
}

// followedTools follows one without versions of its own: it is replaced where nobody has touched it, and comes beside what was changed.
func followedTools(t *testing.T, us, town *portrait) {
	t.Helper()
	bare := us.tool("Sans licence", "")
	us.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", us.url("/works"), map[string]string{"module": "toolbox", "collection": "tools", "record": bare})
	mine := us.tool("La valise des retrouvailles", "CC BY-SA 4.0")
	followed := town.follows(us.publishes("toolbox", "tools", mine, ""))
	first := town.takes(followed)
	us.problem(http.StatusConflict, "version-published", "POST", us.url("/works"), map[string]string{"module": "toolbox", "collection": "tools", "record": mine})
	titled := func(id string) string {
		t.Helper()
		var one record[map[string]any]
		town.want(http.StatusOK, "GET", town.url("/toolbox/tools/"+id), nil, &one)
		return one.Doc["title"].(string)
	}
	rename := func(who *portrait, id, title string) {
		t.Helper()
		who.want(http.StatusOK, "PUT", who.url("/toolbox/tools/"+id), toolOf(title, "CC BY-SA 4.0"), nil)
	}
	rename(us, mine, "La valise, deuxième essai")
	us.publishes("toolbox", "tools", mine, "")
	if s := town.following(followed.ID); s.Proposal.Replaces != first {
		t.Errorf("what nobody has changed is replaced: %+v", s.Proposal)
	}
	if again := town.takes(followed); again != first || titled(first) != "La valise, deuxième essai" {
		t.Errorf("replaced, it is %s: %s", again, titled(first))
	}
	rename(town, first, "Notre valise")
	rename(us, mine, "La valise, troisième essai")
	us.publishes("toolbox", "tools", mine, "")
	if beside := town.takes(followed); beside == first || titled(first) != "Notre valise" || titled(beside) != "La valise, troisième essai" {
		t.Errorf("what was changed here is lost: %s, %s", titled(first), titled(beside))
	}
	us.want(http.StatusOK, "POST", us.url("/works/"+followed.ID+":withdraw"), nil, nil)
	if s := town.following(followed.ID); s.State != "withdrawn" || s.Proposal != nil || len(s.Taken) != 3 {
		t.Errorf("withdrawn: %+v", s)
	}
	town.want(http.StatusOK, "POST", town.url("/subscriptions/"+followed.ID+":end"), nil, nil)
	if s := town.following(followed.ID); s.State != "ended" {
		t.Errorf("ended: %+v", s)
	}
}

// bothLogsOfWorks holds what the two logs say.
func bothLogsOfWorks(t *testing.T, us, town *portrait) {
	t.Helper()
	for _, who := range []struct {
		*portrait
		wants string
	}{
		{us, "core:work.publish core:work.withdraw core:subscription.create core:subscription.take core:subscription.end"},
		{town, "core:subscription.create core:subscription.take core:subscription.end"},
	} {
		var log struct {
			Entries []struct{ Action, Behalf string }
		}
		who.want(http.StatusOK, "GET", who.url("/audit"), nil, &log)
		seen := map[string]bool{}
		for _, e := range log.Entries {
			seen[e.Action] = true
			if who.portrait == us && strings.HasPrefix(e.Action, "core:subscription.") && !strings.Contains(e.Behalf, "@ville") {
				t.Errorf("the publisher's log has %+v", e)
			}
		}
		for _, action := range strings.Fields(who.wants) {
			if !seen[action] {
				t.Errorf("the log of %s has no %s", who.tenant, action)
			}
		}
	}
}
