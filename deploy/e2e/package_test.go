package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// press is a publisher's folder beside a server.
type press struct {
	*platform
	folder string
}

func (p press) path(name string) string { return filepath.Join(p.folder, name) }

// does runs a command line whose files lie in the folder; it must end with code and say says.
func (p press) does(t *testing.T, code int, says string, args ...string) string {
	t.Helper()
	for i, a := range args {
		if strings.Contains(a, ".rmod") || strings.Contains(a, ".key") {
			args[i] = p.path(a)
		}
	}
	got, stdout, stderr := p.command(args...)
	if got != code || !strings.Contains(stdout+stderr, says) {
		t.Errorf("%s: exit %d, want %d with %q\n%s%s", strings.Join(args, " "), got, code, says, stdout, stderr)
	}
	if code == 2 {
		mustSay(t, strings.Join(args, " "), stderr)
	}
	return stdout
}

// changed is a package with something done to it.
func (p press) changed(t *testing.T, to string, change func([]byte) []byte) {
	t.Helper()
	content, err := os.ReadFile(p.path("shelf-1.0.0.rmod"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.path(to), change(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPackages follows a module from its publisher to a server, over what may happen on the way.
func TestPackages(t *testing.T) {
	t.Parallel()
	p := press{start(t, t.TempDir(), "--demo", "--tenants", "../../tenants"), t.TempDir()}
	p.does(t, 0, "public key", "module", "keygen", "outils.example.org", "--to", "outils.key")
	p.does(t, 2, "is there already", "module", "keygen", "outils.example.org", "--to", "outils.key")
	p.does(t, 2, "no publisher's name", "module", "keygen", "Les Outils", "--to", "other.key")
	for _, edition := range []string{"1", "2"} {
		p.does(t, 0, "is packed", "module", "pack", shelf(t, edition), "--to", p.folder)
	}
	p.does(t, 2, "no program", "module", "pack", p.path("none"), "--to", p.folder)
	p.does(t, 2, "is not signed", "module", "verify", "shelf-1.0.0.rmod")
	p.does(t, 2, "is not signed", "module", "install", "shelf-1.0.0.rmod")
	p.does(t, 2, "that nobody signed", "module", "install", shelf(t, "1"))
	shared := shelf(t, "1", "shared")
	p.does(t, 2, "--allow-shared", "module", "install", "--unsigned", shared)
	p.does(t, 0, "is installed", "module", "install", "--unsigned", "--allow-shared", shared)
	p.does(t, 0, "is removed", "module", "remove", "shelf@1.0.0", "--records", "keep")
	for _, edition := range []string{"1", "2"} {
		p.does(t, 0, "is signed", "module", "sign", "shelf-"+edition+".0.0.rmod", "--key", "outils.key")
	}
	p.does(t, 2, "not trusted", "module", "install", "shelf-1.0.0.rmod")
	p.does(t, 0, "No publisher", "module", "publisher", "list")
	p.does(t, 2, "not a publisher's public key", "module", "publisher", "trust", "outils.key")
	p.does(t, 0, "is trusted", "module", "publisher", "trust", "outils.key.pub")
	p.does(t, 0, "outils.example.org", "module", "publisher", "list", "--output", "json")
	p.does(t, 0, "signed by    outils.example.org", "module", "verify", "shelf-1.0.0.rmod")
	p.attacked(t)
	p.does(t, 0, "signed by outils.example.org", "module", "install", "shelf-1.0.0.rmod")
	p.does(t, 0, "looks like 1.0.0", "module", "verify", "shelf-2.0.0.rmod")
	p.does(t, 0, `"against": "2.0.0"`, "module", "verify", "shelf-1.0.0.rmod", "--against", "shelf-2.0.0.rmod", "--output", "json")
	p.does(t, 0, "shelf 2.0.0", "module", "install", "shelf-2.0.0.rmod")
	p.does(t, 0, "2.0.0 (+1)", "module", "list")
	if list := p.does(t, 0, `"bundled": true`, "module", "list", "--output", "json"); strings.Count(list, `"bundled": false`) != 1 {
		t.Errorf("of the modules, one did not come with the server:\n%s", list)
	}
	p.does(t, 2, "--allow-older", "module", "install", "shelf-1.0.0.rmod")
	p.does(t, 0, "shelf 1.0.0", "module", "install", "shelf-1.0.0.rmod", "--allow-older")
	p.does(t, 2, "--change-publisher", "module", "install", "--unsigned", shelf(t, "2"))
	p.runs(t, "1.0.0", "asleep")
	p.kill()
	p.run()
	town := &portrait{visitor: visit(t, p.url), tenant: municipality}
	town.signIn(municipality, "core:administrator")
	town.turnOn("shelf")
	town.problem(http.StatusForbidden, "grant-missing", "POST", town.url("/shelf/remind"), nil) // a call wakes its process
	p.runs(t, "1.0.0", "ready")
	if code, _, stderr := p.command("backup", p.path("backup")); code != 0 {
		t.Errorf("backup: %d %s", code, stderr)
	}
	if kept, err := filepath.Glob(p.path("backup/modules/shelf-*.rmod")); len(kept) != 2 {
		t.Errorf("the backup has the packages %v, %v", kept, err)
	}
	p.does(t, 0, "Revoked", "module", "publisher", "revoke", "outils.example.org", "--reason", "its key was stolen")
	p.runs(t, "1.0.0", "quarantined")
	p.does(t, 2, "its key was stolen", "module", "install", "shelf-2.0.0.rmod")
	p.stop()
	p.does(t, 2, "was revoked", "module", "publisher", "trust", "outils.key.pub") // without a server
}

// attacked packages are refused with one line; nothing of them is installed. What each does to a server without the
// defence is shown beside the reader of packages and the host.
func (p press) attacked(t *testing.T) {
	t.Helper()
	p.changed(t, "cut.rmod", func(b []byte) []byte { return b[:len(b)/2] })
	p.changed(t, "longer.rmod", func(b []byte) []byte { return append(b, "more"...) })
	p.changed(t, "swapped.rmod", func(b []byte) []byte {
		at := bytes.Index(b, []byte("\x7fELF"))
		b[at+4096] ^= 1
		return b
	})
	p.changed(t, "renamed.rmod", func(b []byte) []byte { return bytes.Replace(b, []byte("version 1.0.0"), []byte("version 9.0.0"), 1) })
	if err := os.Symlink(p.path("shelf-1.0.0.rmod"), p.path("linked.rmod")); err != nil {
		t.Fatal(err)
	}
	for file, says := range map[string]string{
		"cut.rmod": "not a module's package", "longer.rmod": "not a module's package", "swapped.rmod": "was changed after it was made",
		"renamed.rmod": "was changed since", "linked.rmod": "is a link", "none.rmod": "no package at",
	} {
		p.does(t, 2, says, "module", "verify", file)
		p.does(t, 2, says, "module", "install", file)
	}
	if stdout := p.does(t, 0, "portrait", "module", "list"); strings.Contains(stdout, "shelf") {
		t.Errorf("something was installed:\n%s", stdout)
	}
}

// runs waits until the list of modules tells this version in this state.
func (p press) runs(t *testing.T, version, state string) {
	t.Helper()
	var last string
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		var list struct {
			Modules []struct {
				Name, Version, Publisher, State, Reason string
				Versions                                []string
			}
		}
		code, stdout, stderr := p.command("module", "list", "--output", "json")
		if err := json.Unmarshal([]byte(stdout), &list); code != 0 || err != nil {
			t.Fatalf("module list: %d %s: %v", code, stderr, err)
		}
		for _, m := range list.Modules {
			if m.Name == "shelf" && m.Version == version && m.State == state && m.Publisher == "outils.example.org" && len(m.Versions) == 2 {
				return
			}
		}
		last = stdout
	}
	t.Errorf("the shelf is not %s at %s:\n%s", state, version, last)
}
