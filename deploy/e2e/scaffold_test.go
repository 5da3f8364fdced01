package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
	p.want(http.StatusOK, "POST", p.url("/modules/affaires:consent"), map[string]any{"consent": []string{"jobs"}}, nil)
	p.turnOn("affaires")
	use(p)
	save(t, server, folder)
}

// save changes a file while `module dev` looks on and somebody uses the module: what was saved takes over, and no request
// fails.
func save(t *testing.T, server *platform, folder string) {
	t.Helper()
	programs, err := built()
	if err != nil {
		t.Fatal(err)
	}
	said := &log{}
	dev := exec.CommandContext(t.Context(), filepath.Join(programs, "ribambelle"), "module", "dev", folder, "--data", server.data)
	dev.Stdout, dev.Stderr = said, said
	if err := dev.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = dev.Process.Signal(os.Interrupt)
		if err := dev.Wait(); err != nil {
			t.Errorf("interrupted, it ends with %v: %s", err, said)
		}
	}()
	p := &portrait{visitor: visit(t, server.url), tenant: municipality}
	p.signIn(municipality, "core:coordinator")
	saved := false
	for again := time.NewTicker(50 * time.Millisecond); ; <-again.C {
		var page struct {
			Records []struct{ ID, Doc json.RawMessage }
		}
		p.want(http.StatusOK, "GET", p.url("/affaires/entries?filter="+url.QueryEscape(`status = "done"`)), nil, &page)
		got := p.do("POST", p.url("/affaires/entries/"+strings.Trim(string(page.Records[0].ID), `"`)+":finish"), map[string]any{})
		switch {
		case got.status != http.StatusConflict:
			t.Fatalf("meanwhile: %d %s\n%s", got.status, got.body, said)
		case strings.Contains(string(got.body), "Already, and well."):
			return
		case !saved && strings.Contains(said.String(), "took over"):
			saved = true
			file := filepath.Join(folder, "entry.go")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(strings.Replace(string(text), "This is done already.", "Already, and well.", 1)), 0o600); err != nil {
				t.Fatal(err)
			}
		case t.Context().Err() != nil:
			t.Fatalf("what was saved does not take over: %s", said)
		}
	}
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
	p.shows("affaires")
}

// shows wants the widget of a module's own among what the console is told, and its script.
func (p *portrait) shows(module string) {
	p.t.Helper()
	var me struct {
		Modules []struct {
			Name, Base string
			Widgets    []struct{ Element, Script string }
		}
	}
	p.want(http.StatusOK, "GET", p.url("/me"), nil, &me)
	for _, m := range me.Modules {
		if m.Name != module {
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
