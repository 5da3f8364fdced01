package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// foundedPassword opens the accounts of an organisation that a test has founded.
const foundedPassword = "deux marionnettes jouent"

// onBoth plays a story in the demonstration, on both engines, each with a letterbox that the server writes to.
func onBoth(t *testing.T, story func(t *testing.T, p *platform, box *letterbox)) {
	t.Helper()
	onBothOf(t, "../../tenants", func(t *testing.T, p *platform, box *letterbox) {
		p.filled()
		story(t, p, box)
	})
}

// onBothOf is onBoth with other organisations than the demonstration's.
func onBothOf(t *testing.T, tenants string, story func(t *testing.T, p *platform, box *letterbox)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			box := openLetterbox(t)
			p := &platform{t: t, data: t.TempDir(), args: []string{
				"--demo", "--tenants", tenants, "--smtp", box.address(), "--from", "Grandir compte <bonjour@petits-cailloux.example>",
			}}
			if engine == "postgres" {
				p.database = cluster.Database(t)
				p.env = postgresEnv(p.database)
			}
			p.run()
			t.Cleanup(p.stop)
			story(t, p, box)
		})
	}
}

// filled waits until the modules have filled the demonstration that the stories play in.
func (p *platform) filled() {
	p.t.Helper()
	v := visit(p.t, p.url)
	v.signIn(municipality, "core:coordinator")
	for _, path := range []string{"/toolbox/tools", "/cap/communities", "/piloufilou/cycles"} {
		v.sees(func() bool {
			var all struct{ Records []struct{ ID string } }
			v.want(http.StatusOK, "GET", "/t/"+municipality+path, nil, &all)
			return len(all.Records) > 0
		}, "the demonstration's "+path)
	}
}

// content is everything that the database holds, as whoever copies it would read it.
func (p *platform) content() string {
	p.t.Helper()
	if p.database.Super != "" {
		out, err := exec.Command("pg_dump", p.database.Super).Output()
		if err != nil {
			p.t.Fatalf("pg_dump: %v", err)
		}
		return string(out)
	}
	var all strings.Builder
	for _, name := range []string{"ribambelle.db", "ribambelle.db-wal"} {
		text, err := os.ReadFile(filepath.Join(p.data, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			p.t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

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
