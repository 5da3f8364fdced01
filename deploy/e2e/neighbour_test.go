package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	association = "les-petits-cailloux"
	network     = "cpe-des-deux-rives"
)

// belongings are ids of one organisation, by what they name.
type belongings map[string]string

// TestNothingCrosses walks every path of an organisation's API with ids of another, signed in as its
// administrator: there is nothing to be found, and the other one is as before.
func TestNothingCrosses(t *testing.T) {
	t.Parallel()
	onBoth(t, walkWithForeignIDs)
}

func walkWithForeignIDs(t *testing.T, server *platform, _ *letterbox) {
	theirs := &portrait{visitor: visit(t, server.url), tenant: municipality}
	theirs.signIn(municipality, "core:administrator")
	ids := theirs.populate()
	before := theirs.look()
	us := &portrait{visitor: visit(t, server.url), tenant: network}
	us.signIn(network, "core:administrator")
	us.turnOn("portrait")
	own := us.populate()

	var spec struct {
		Paths map[string]map[string]any
	}
	us.want(http.StatusOK, "GET", us.url("/openapi.json"), nil, &spec)
	tried := 0
	for path, methods := range spec.Paths {
		for method := range methods {
			method = strings.ToUpper(method)
			if parameter.FindString(path) == "" || !slices.Contains([]string{"GET", "POST", "PUT", "DELETE"}, method) {
				continue
			}
			body := bodyFor(path, own)
			if body == nil && method == "PUT" {
				body = map[string]any{}
			}
			for kind, id := range ids {
				tried++
				us.mustMiss(method, parameter.ReplaceAllString(path, id), kind, body)
			}
		}
	}
	if tried < 300 {
		t.Errorf("%d paths were tried: the walk found too few", tried)
	}
	us.mentionForeign(ids, own)
	if after := theirs.look(); after != before {
		t.Errorf("the neighbour's things have changed:\n%s\nbefore:\n%s", after, before)
	}
	theirs.strangerAt(network)
}

var parameter = regexp.MustCompile(`\{[a-z_]+\}`)

func (p *portrait) url(rest string) string { return "/t/" + p.tenant + rest }

// populate makes one of each thing that has an id.
func (p *portrait) populate() belongings {
	p.t.Helper()
	ids := belongings{"unit": p.sites(p.tenant, 1, "site")[0].Unit}
	var people struct {
		People []struct {
			ID     string
			Grants []struct{ ID string }
		}
	}
	p.want(http.StatusOK, "GET", p.url("/people"), nil, &people)
	ids["person"], ids["grant"] = people.People[0].ID, people.People[0].Grants[0].ID
	var sessions struct{ Sessions []struct{ ID string } }
	p.want(http.StatusOK, "GET", p.url("/sessions"), nil, &sessions)
	ids["session"] = sessions.Sessions[0].ID
	var made struct {
		Invitation struct{ ID string }
		Key        struct{ ID string }
	}
	p.want(http.StatusCreated, "POST", p.url("/invitations"), map[string]any{"name": "Une", "role": "core:educator", "unit_id": ids["unit"]}, &made)
	p.want(http.StatusCreated, "POST", p.url("/keys"), map[string]any{"name": "Une clé", "scopes": []string{"core:unit.read"}, "role": "core:administrator", "expires": nextMonth()}, &made)
	ids["invitation"], ids["key"] = made.Invitation.ID, made.Key.ID
	var enrolled struct{ Device struct{ ID string } }
	p.want(http.StatusCreated, "POST", p.url("/devices"), map[string]any{"unit_id": ids["unit"], "name": "Tablette", "people": []string{}}, &enrolled)
	ids["device"] = enrolled.Device.ID
	var gathered struct{ ID string }
	p.want(http.StatusCreated, "POST", p.url("/groups"), map[string]any{"name": "Équipe"}, &gathered)
	ids["group"] = gathered.ID
	var embed struct{ ID string }
	p.want(http.StatusCreated, "POST", p.url("/embed-keys"), bodyFor("/embed-keys/{id}", ids), &embed)
	ids["embed-key"] = embed.ID
	ids["questionnaire"] = p.adoptSample()
	p.want(http.StatusCreated, "POST", p.url("/portrait/crosswalks:adopt"), nil, nil)
	var frameworks struct{ Records []struct{ ID string } }
	p.want(http.StatusOK, "GET", p.url("/portrait/crosswalks"), nil, &frameworks)
	ids["crosswalk"] = frameworks.Records[0].ID
	p.open("Chez nous", ids["questionnaire"], p.team(12))
	ids["wave"] = p.wave.ID
	var planned struct{ ID string }
	p.want(http.StatusCreated, "POST", p.url("/portrait/plans"), map[string]any{"title": "Notre plan", "unit": ids["unit"]}, &planned)
	ids["plan"] = planned.ID
	p.want(http.StatusCreated, "POST", p.url("/portrait/plan_actions"), bodyFor("/plan_actions/{id}", ids), &planned)
	ids["action"] = planned.ID
	var offered struct{ Share struct{ ID string } }
	p.want(http.StatusCreated, "POST", p.url("/shares"), map[string]any{"to": "ailleurs", "module": "portrait", "what": "network", "purpose": "Bilan", "expires": nextMonth()}, &offered)
	ids["share"] = offered.Share.ID
	var published struct{ ID string }
	p.want(http.StatusCreated, "POST", p.url("/works"), map[string]any{"module": "portrait", "collection": "questionnaires", "record": ids["questionnaire"]}, &published)
	ids["work"] = published.ID
	return ids
}

// team is one site where so many people work.
func (p *portrait) team(headcount int) []waveSite {
	p.t.Helper()
	site := p.sites(p.tenant, 1, "site")[0]
	site.Headcount = headcount
	return []waveSite{site}
}

// nextMonth is when the keys of the tests end.
func nextMonth() string { return time.Now().AddDate(0, 1, 0).UTC().Format(time.RFC3339) }

// look is what an organisation sees of its own.
func (p *portrait) look() string {
	p.t.Helper()
	var all strings.Builder
	for _, path := range []string{"/units", "/people", "/invitations", "/keys", "/devices", "/groups", "/embed-keys", "/shares", "/settings", "/portrait/waves", "/portrait/questionnaires", "/portrait/crosswalks", "/portrait/plans", "/portrait/plan_actions"} {
		all.Write(p.want(http.StatusOK, "GET", p.url(path), nil, nil).body)
	}
	var published struct{ Works json.RawMessage } // what may be published grows by itself, while a demonstration fills
	p.want(http.StatusOK, "GET", p.url("/works"), nil, &published)
	all.Write(published.Works)
	return all.String()
}

// mustMiss wants not_found, as for something that was never there.
func (p *portrait) mustMiss(method, path, kind string, body any) {
	p.t.Helper()
	got := p.do(method, path, body)
	var problem struct{ Code string }
	if got.status != http.StatusNotFound || !strings.HasPrefix(got.header.Get("Content-Type"), "application/problem+json") {
		p.t.Errorf("%s %s with the neighbour's %s: %d, want 404\n%.300s", method, path, kind, got.status, got.body)
		return
	}
	if got.decode(p.t, &problem); problem.Code == "" {
		p.t.Errorf("%s %s: no code: %s", method, path, got.body)
	}
}

// bodyFor is a body that the operation would take, so that only the id is wrong.
func bodyFor(path string, own belongings) any {
	bodies := map[string]map[string]any{
		"/units/{id}":    {"name": "Autre", "kind": "multi-accueil"},
		"/closures/{id}": {"from": "2027-08-02", "to": "2027-08-20", "name": map[string]string{"fr": "Autre"}},
		":move":          {"parent_id": own["unit"]},
		"/devices/{id}":  {"name": "Autre", "people": []string{}},
		"/groups/{id}":   {"name": "Autre"},
		"/passkeys/{id}": {"name": "Autre"},
		"/{collection}":  {"keep": "P1Y"},
		"/incidents/{id}": {
			"title": "Perte", "happened": "2026-01-01", "known": "2026-01-01T00:00:00Z", "what": "Un carnet", "categories": []string{"identity"}, "people": 1, "risk": "possible",
		},
		"/providers/{id}":          {"name": "Autre", "issuer": "https://connexion.example.org", "domains": []string{"example.org"}},
		"/people/{id}":             {"name": "Autre", "language": "fr"},
		"/embed-keys/{id}":         {"name": "Autre", "modules": []string{"portrait"}, "origins": []string{"https://www.example.org"}},
		":take":                    {"version": own["questionnaire"]},
		":set-aside":               {"version": own["questionnaire"]},
		":erase":                   {"confirm": "Autre"},
		":hand-over":               {"to": own["person"], "keep": true},
		":disable":                 {"confirm": false},
		":approve":                 {"accept": []string{}},
		":refuse":                  {"reason": "Autre"},
		":consent":                 {"consent": []string{"mail"}},
		"/questionnaires/{id}":     {"code": "autre"},
		"/waves/{id}":              {"title": "Autre", "questionnaire_id": own["questionnaire"], "unit": own["unit"]},
		"/plans/{id}":              {"title": "Autre", "unit": own["unit"]},
		"/plan_actions/{id}":       {"title": "Autre", "plan": own["plan"]},
		":vote":                    {"on": "2026-01-01", "present": 1, "in_favour": map[string]int{}},
		":validate":                {"note": "Autre"},
		":remark":                  {"text": "Autre"},
		":carry-over":              {"title": "Autre"},
		"/plans/{id}:close":        {"review": "Autre"},
		":extend":                  {"closes_on": "2099-12-31"},
		":add-site":                {"unit_id": own["unit"], "headcount": 9},
		":raise-headcount":         {"unit_id": own["unit"], "headcount": 99},
		":replace-slip":            {"unit_id": own["unit"]},
		":issue-slips":             {},
		":revoke":                  {"reason": "Autre"},
		"/modules/{module}/config": {},
	}
	for end, body := range bodies {
		if strings.HasSuffix(path, end) {
			return body
		}
	}
	return nil
}

// mentionForeign puts the neighbour's ids into bodies and queries.
func (p *portrait) mentionForeign(ids, own belongings) {
	p.t.Helper()
	wave := func(change string, value any) map[string]any {
		doc := map[string]any{"title": "À nous", "questionnaire_id": own["questionnaire"], "unit": p.root()}
		doc[change] = value
		return doc
	}
	for _, c := range []struct {
		path string
		body map[string]any
	}{
		{"/units", map[string]any{"parent_id": ids["unit"], "name": "Ici", "kind": "multi-accueil"}},
		{"/units/" + own["unit"] + ":move", map[string]any{"parent_id": ids["unit"]}},
		{"/units:import", map[string]any{"csv": "name;kind\nIci;multi-accueil\n", "parent_id": ids["unit"], "dry_run": true}},
		{"/closures", map[string]any{"unit_id": ids["unit"], "from": "2027-08-02", "to": "2027-08-20", "name": map[string]string{"fr": "Ici"}}},
		{"/portrait/plans", map[string]any{"title": "Ici", "unit": ids["unit"]}},
		{"/portrait/plans", map[string]any{"title": "Ici", "unit": own["unit"], "wave": ids["wave"]}},
		{"/portrait/plan_actions", map[string]any{"title": "Ici", "plan": ids["plan"]}},
		{"/portrait/plans/" + own["plan"] + ":remark", map[string]any{"text": "Ici", "action": ids["action"]}},
		{"/portrait/plans/" + own["plan"] + ":vote", map[string]any{"on": "2026-01-01", "present": 1, "in_favour": map[string]int{ids["action"]: 1}}},
		{"/portrait/plans/" + own["plan"] + ":carry-over", map[string]any{"title": "Ici", "wave": ids["wave"]}},
		{"/grants", map[string]any{"principal_id": own["person"], "role": "core:director", "unit_id": ids["unit"]}},
		{"/invitations", map[string]any{"name": "Une", "role": "core:director", "unit_id": ids["unit"]}},
		{"/keys", map[string]any{"name": "Clé", "expires": nextMonth(), "scopes": []string{"core:unit.read"}, "role": "core:director", "unit_id": ids["unit"]}},
		{"/why", map[string]any{"person_id": ids["person"], "action": "core:unit.read"}},
		{"/why", map[string]any{"person_id": own["person"], "action": "core:unit.read", "unit_id": ids["unit"]}},
		{"/why", map[string]any{"person_id": own["person"], "action": "portrait:waves.read", "record": map[string]any{"module": "portrait", "collection": "waves", "id": ids["wave"]}}},
		{"/portrait/waves", wave("questionnaire_id", ids["questionnaire"])},
		{"/portrait/waves", wave("follows", ids["wave"])},
		{"/portrait/waves", wave("unit", ids["unit"])},
		{"/portrait/waves", wave("sites", []map[string]any{{"unit_id": ids["unit"], "headcount": 9}})},
		{"/portrait/waves/" + own["wave"] + ":add-site", map[string]any{"unit_id": ids["unit"], "headcount": 9}},
		{"/portrait/waves/" + own["wave"] + ":raise-headcount", map[string]any{"unit_id": ids["unit"], "headcount": 9}},
	} {
		got := p.do("POST", p.url(c.path), c.body)
		if got.status != http.StatusNotFound && got.status != http.StatusUnprocessableEntity && got.status != http.StatusConflict {
			p.t.Errorf("POST %s %v: %d, want 404 or 422\n%.400s", c.path, c.body, got.status, got.body)
		}
	}
	for _, query := range []string{"unit=" + ids["unit"], "search=Niort", "filter=" + `questionnaire_id%3D%22` + ids["questionnaire"] + "%22"} {
		got := p.do("GET", p.url("/portrait/waves?"+query), nil)
		for kind, id := range ids {
			if got.status == http.StatusOK && strings.Contains(string(got.body), id) {
				p.t.Errorf("a list with %s shows the neighbour's %s: %.300s", query, kind, got.body)
			}
		}
	}
}

// strangerAt takes one organisation's session and key to another.
func (p *portrait) strangerAt(tenant string) {
	p.t.Helper()
	var made struct{ Secret string }
	p.want(http.StatusCreated, "POST", p.url("/keys"), map[string]any{"name": "Ailleurs", "scopes": []string{"core:unit.read"}, "role": "core:administrator", "expires": nextMonth()}, &made)
	for name, header := range map[string][]string{"the session": nil, "the key": {"Authorization", "Bearer " + made.Secret}} {
		for _, path := range []string{"/units", "/people", "/audit", "/portrait/waves", "/settings"} {
			if got := p.do("GET", "/t/"+tenant+path, nil, header...); got.status != http.StatusUnauthorized && got.status != http.StatusForbidden && got.status != http.StatusNotFound {
				p.t.Errorf("%s of %s opens %s of %s: %d", name, p.tenant, path, tenant, got.status)
			}
		}
	}
	if got := p.do("GET", p.url("/units"), nil, "Authorization", "Bearer "+made.Secret); got.status != http.StatusOK {
		p.t.Errorf("the control failed: the key does not open its own organisation: %d %s", got.status, fmt.Sprintf("%.200s", got.body))
	}
}
