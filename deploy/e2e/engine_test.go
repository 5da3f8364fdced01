package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// foundedPassword opens the accounts of an organisation that a test has founded.
const foundedPassword = "deux marionnettes jouent"

// onBoth plays a story on both engines, each with a letterbox that the server writes to: on SQLite in the demonstration,
// and on PostgreSQL, which takes none, in an organisation of that name founded from nothing, with accounts of the same
// roles.
func onBoth(t *testing.T, tenant string, story func(t *testing.T, p *platform, box *letterbox)) {
	t.Helper()
	mail := func(box *letterbox) []string {
		return []string{"--smtp", box.address(), "--from", "Grandir compte <bonjour@petits-cailloux.example>"}
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		box := openLetterbox(t)
		story(t, start(t, t.TempDir(), append(mail(box), "--demo", "--tenants", "../../tenants")...), box)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		box, d := openLetterbox(t), cluster.Database(t)
		p := startWith(t, []string{"RIBAMBELLE_DATABASE=" + d.Running, "RIBAMBELLE_DATABASE_ADMIN=" + d.Admin}, t.TempDir(), mail(box)...)
		p.founds(t, tenant, 3).settle(tenant)
		story(t, p, box)
	})
}

// demonstrates reports whether the server shows the demonstration, and so has several organisations with content.
func (p *platform) demonstrates() bool { return strings.Contains(strings.Join(p.args, " "), "--demo") }

// founds sets an organisation up by the link that the server printed, and returns its administrator, signed in.
func (p *platform) founds(t *testing.T, tenant string, sites int) *visitor {
	t.Helper()
	v := visit(t, p.url)
	link := regexp.MustCompile(`/setup#(\S+)`)
	var token []string
	for deadline := time.Now().Add(20 * time.Second); token == nil; token = link.FindStringSubmatch(p.said.String()) {
		if time.Now().After(deadline) {
			t.Fatalf("no link for the first administrator:\n%s", p.said)
		}
		v.want(http.StatusOK, "GET", "/setup", nil, nil)
	}
	var all []map[string]any
	for i := range sites {
		all = append(all, map[string]any{"name": fmt.Sprintf("Crèche %02d", i+1), "kind": "creche-collective", "headcount": 12})
	}
	v.want(http.StatusCreated, "POST", "/setup", map[string]any{
		"token": token[1], "territory": "Le réseau", "sites": all,
		"organisation":  map[string]any{"name": "Le réseau", "slug": tenant, "country": "FR", "wording": "fr-FR", "languages": []string{"fr", "en"}, "template": "network", "zone": "Europe/Paris"},
		"administrator": map[string]any{"name": "Ada Martin", "login": loginOf("core:administrator"), "password": foundedPassword, "language": "fr"},
	}, nil)
	return v
}

// loginOf is the login of a founded organisation's account with a role.
func loginOf(role string) string { return strings.ReplaceAll(role, ":", ".") }

// settle turns the modules on and gives an account to each role, as the demonstration does.
func (v *visitor) settle(tenant string) {
	v.t.Helper()
	at := "/t/" + tenant
	for _, module := range []string{"cap", "mobilisation", "piloufilou", "portrait", "toolbox"} {
		v.want(http.StatusOK, "POST", at+"/modules/"+module+":enable", nil, nil)
	}
	v.want(http.StatusOK, "PUT", at+"/modules/mobilisation/config", map[string]any{"organisation": "Le réseau", "postal": "12 rue des Galets, 35000 Rennes"}, nil)
	var tree struct{ Units []struct{ ID, Class string } }
	v.want(http.StatusOK, "GET", at+"/units", nil, &tree)
	site := ""
	for _, u := range tree.Units {
		if u.Class == "site" {
			site = u.ID
		}
	}
	for _, account := range [][3]string{
		{"core:coordinator", "Camille Berthier", ""},
		{"core:adviser", "Paul Guérin", ""},
		{"core:director", "Nadia Haddad", site},
		{"core:educator", "Inès Robin", site},
		{"mobilisation:campaigner", "Aurélie Texier", ""},
	} {
		var invited struct{ Code string }
		v.want(http.StatusCreated, "POST", at+"/invitations", map[string]any{"name": account[1], "role": account[0], "unit_id": account[2]}, &invited)
		visit(v.t, v.base).want(http.StatusOK, "POST", at+"/invitations:accept",
			map[string]any{"token": invited.Code, "login": loginOf(account[0]), "password": foundedPassword, "language": "fr"}, nil)
	}
}
