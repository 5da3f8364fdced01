package e2e

import (
	"encoding/json"
	"net/http"
	"os/exec"
	"path/filepath"
	"testing"
)

// loan is a record of the module in TypeScript.
type loan = record[struct{ What, Site, Borrower, Due, Status, Note string }]

// TestAModuleInTypeScript takes the example in another language from its sources to its use in an organisation: it conforms,
// is installed by the operator's word alone, and is used over HTTP.
func TestAModuleInTypeScript(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	folder := filepath.Join("..", "..", "sdk", "examples", "lending")
	program := filepath.Join(t.TempDir(), "lending")
	build := exec.CommandContext(t.Context(), "node", filepath.Join(folder, "build.mjs"), program)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building it: %v (make web installs what it needs)\n%s", err, out)
	}
	press{server, t.TempDir()}.trusts(t, program, folder)
	p := &portrait{visitor: visit(t, server.url), tenant: municipality}
	p.signIn(municipality, "core:administrator")
	p.want(http.StatusOK, "POST", p.url("/modules/lending:consent"), map[string]any{"consent": []string{"jobs"}}, nil)
	p.turnOn("lending")
	lend(p)
}

// trusts checks the program, and installs it as what it is: no static program.
func (p press) trusts(t *testing.T, program, folder string) {
	t.Helper()
	p.does(t, 0, "5 tests", "policy", "test", filepath.Join(folder, "policy"))
	p.conforms(t, program, "lending")
	p.does(t, 2, "--confine basic", "module", "pack", program, "--to", p.folder)
	p.does(t, 0, "lending 1.0.0 is packed", "module", "pack", program, "--confine", "basic", "--to", p.folder)
	p.does(t, 2, "--confine basic", "module", "install", "--unsigned", program)
	p.does(t, 0, "lending 1.0.0 is installed", "module", "install", "--unsigned", "--confine", "basic", program)
	var list struct {
		Modules []struct{ Name, Level string }
	}
	if err := json.Unmarshal([]byte(p.does(t, 0, "", "module", "list", "--output", "json")), &list); err != nil {
		t.Fatal(err)
	}
	for _, m := range list.Modules {
		if (m.Level == "basic") != (m.Name == "lending") {
			t.Errorf("%s is confined to %s", m.Name, m.Level)
		}
	}
}

// lend does what the module is for.
func lend(p *portrait) {
	p.t.Helper()
	site := p.named("le-petit-pont", 1).Unit
	lent := func(what string, more map[string]any) (made loan) {
		doc := map[string]any{"what": what, "site": site, "status": "lent", "borrower": "camille@example.org"}
		for name, value := range more {
			doc[name] = value
		}
		p.want(http.StatusCreated, "POST", p.url("/lending/loans"), doc, &made)
		return made
	}
	p.want(http.StatusOK, "PUT", p.url("/modules/lending/config"), map[string]any{"days": 7}, nil)
	made := lent("  Poussette double ", nil)
	if made.Doc.What != "Poussette double" || len(made.Doc.Due) != len("2026-03-02") {
		p.t.Errorf("the before-hook left %+v", made.Doc)
	}
	old := lent("Malle à histoires", map[string]any{"due": "2020-01-31"})
	p.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", p.url("/lending/loans"), map[string]any{"what": " ", "site": site, "status": "lent"})

	p.signIn(municipality, "core:educator")
	var seen loan
	p.want(http.StatusOK, "GET", p.url("/lending/loans/"+old.ID), nil, &seen)
	if seen.Doc.What == "" || seen.Doc.Borrower != "" {
		p.t.Errorf("an educator sees %+v", seen.Doc)
	}
	back := p.url("/lending/loans/" + old.ID + ":return")
	p.problem(http.StatusForbidden, "denied", "POST", back, map[string]any{})

	p.signIn(municipality, "core:coordinator")
	var late struct {
		Late []struct{ ID, What, Due string }
	}
	p.want(http.StatusOK, "GET", p.url("/lending/sites/"+site+"/late"), nil, &late)
	if len(late.Late) != 1 || late.Late[0].ID != old.ID {
		p.t.Errorf("late are %+v", late.Late)
	}
	p.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", back, map[string]any{"note": 7})
	p.want(http.StatusOK, "POST", back, map[string]any{"note": "Au complet."}, &seen)
	if seen.Doc.Status != "returned" || seen.Doc.Note != "Au complet." || seen.Doc.Borrower != "camille@example.org" || seen.Rev != old.Rev+1 {
		p.t.Errorf("given back, it is %+v", seen)
	}
	p.problem(http.StatusConflict, "loan-returned", "POST", back, map[string]any{})
	p.want(http.StatusOK, "GET", p.url("/lending/sites/"+site+"/late"), nil, &late)
	if len(late.Late) != 0 {
		p.t.Errorf("afterwards, late are %+v", late.Late)
	}
	p.shows("lending")
}
