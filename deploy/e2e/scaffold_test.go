package e2e

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestANewModule goes from an empty folder to a module in use, without an edit: written, tested, tried against the
// protocol, installed, turned on, and used over HTTP by a director and by somebody who may not.
func TestANewModule(t *testing.T) {
	t.Parallel()
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	folder := filepath.Join(t.TempDir(), "affaires")
	if code, stdout, stderr := server.command("module", "new", "affaires", "--folder", folder, "--checkout", checkout); code != 0 {
		t.Fatalf("module new: %d %s%s", code, stdout, stderr)
	}
	in := func(name string, args ...string) {
		t.Helper()
		c := exec.CommandContext(t.Context(), name, args...)
		c.Dir, c.Env = folder, append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		}
	}
	in("go", "vet", "./...")
	in("go", "test", "./...")
	in("go", "build", "-o", "affaires.bin", "./cmd/affaires")
	program := filepath.Join(folder, "affaires.bin")
	for _, args := range [][]string{{"policy", "test", filepath.Join(folder, "policy")}, {"module", "check", program}, {"module", "install", "--unsigned", program}} {
		if code, stdout, stderr := server.command(args...); code != 0 {
			t.Fatalf("%s: %d %s%s", strings.Join(args, " "), code, stdout, stderr)
		}
	}
	p := &portrait{visitor: visit(t, server.url), tenant: municipality}
	p.signIn(municipality, "core:administrator")
	p.turnOn("affaires")
	use(p)
}

// use does what the new module is for.
func use(p *portrait) {
	p.t.Helper()
	var tree struct {
		Units []struct{ ID, Key string }
	}
	p.want(http.StatusOK, "GET", p.url("/units"), nil, &tree)
	site := ""
	for _, u := range tree.Units {
		if u.Key == "le-petit-pont" {
			site = u.ID
		}
	}
	type entry struct {
		ID  string
		Doc struct{ Title, Status, Note string }
	}
	var made, done entry
	p.want(http.StatusCreated, "POST", p.url("/affaires/entries"), map[string]any{"title": "  Relire le projet ", "site": site, "status": "open"}, &made)
	if made.Doc.Title != "Relire le projet" {
		p.t.Errorf("the before-hook left %q", made.Doc.Title)
	}
	p.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", p.url("/affaires/entries"), map[string]any{"title": "   ", "site": site, "status": "open"})
	p.signIn(municipality, "core:coordinator")
	p.want(http.StatusOK, "POST", p.url("/affaires/entries/"+made.ID+":finish"), map[string]any{"note": "Relu."}, &done)
	if done.Doc.Status != "done" || done.Doc.Note != "Relu." {
		p.t.Errorf("finished, it is %+v", done)
	}
	p.problem(http.StatusConflict, "entry-done", "POST", p.url("/affaires/entries/"+made.ID+":finish"), map[string]any{})
	p.signIn(municipality, "core:educator")
	p.problem(http.StatusForbidden, "denied", "POST", p.url("/affaires/entries/"+made.ID+":finish"), map[string]any{})
	var me struct {
		Modules []struct {
			Name, Base string
			Widgets    []struct{ Element, Script string }
		}
	}
	p.want(http.StatusOK, "GET", p.url("/me"), nil, &me)
	for _, m := range me.Modules {
		if m.Name != "affaires" {
			continue
		}
		got := p.do("GET", m.Base+m.Widgets[0].Script, nil)
		if got.status != http.StatusOK || !strings.Contains(string(got.body), m.Widgets[0].Element) {
			p.t.Errorf("the widget's script at %s%s: %d", m.Base, m.Widgets[0].Script, got.status)
		}
		return
	}
	p.t.Errorf("the module is not among %+v", me.Modules)
}
