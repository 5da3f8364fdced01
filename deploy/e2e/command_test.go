package e2e

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// commands are all commands of the program.
var commands = []string{
	"serve", "tenant list", "tenant plan", "tenant apply", "tenant suspend", "tenant resume", "tenant delete", "tenant departed", "tenant export", "tenant import", "module list", "module install", "module remove", "module requests", "module approve", "module refuse", "module offer", "module pin", "module unpin", "module verify", "module new", "module dev", "module check",
	"module pack", "module keygen", "module sign", "module publisher trust", "module publisher revoke",
	"module publisher list", "audit verify",
	"audit export", "audit former", "audit checkpoint", "audit key", "person invite", "person list", "person why", "person export", "person erase", "device list", "device revoke",
	"group list", "group create", "group add", "group remove",
	"share list", "share offer", "share take", "share accept", "share decline", "share end", "share read", "work list", "work publish", "work withdraw",
	"subscription list", "subscription create", "subscription take", "subscription skip", "subscription end", "privacy processing", "retention plan", "policy check", "policy test", "backup",
}

// TestHelp asks every command what it is for, and holds the list above against the program's own.
func TestHelp(t *testing.T) {
	t.Parallel()
	p := &platform{t: t, data: t.TempDir()}
	code, all, _ := p.command("--help")
	if code != 0 {
		t.Fatalf("--help: %d", code)
	}
	listed := regexp.MustCompile(`(?m)^  ([a-z]+(?: [a-z]+)*)  +[A-Z]`).FindAllStringSubmatch(all, -1)
	if len(listed) != len(commands) {
		t.Errorf("the program lists %d commands, the test knows %d:\n%s", len(listed), len(commands), all)
	}
	for _, name := range commands {
		args := append(strings.Fields(name), "--help")
		code, stdout, stderr := p.command(args...)
		if code != 0 || !strings.HasPrefix(stdout, "Usage: ribambelle "+name) || !strings.Contains(stdout, "--help") || stderr != "" {
			t.Errorf("%s --help: %d\n%s%s", name, code, stdout, stderr)
		}
	}
	if code, stdout, _ := p.command("--version"); code != 0 || strings.TrimSpace(stdout) == "" {
		t.Errorf("--version: %d %q", code, stdout)
	}
}

// call is a command line, how it must end, and what its output must hold.
type call struct {
	args string
	code int
	says string
}

// jsonLine is a line of the log, which is for machines.
var jsonLine = regexp.MustCompile(`(?m)^\{.*\}\n`)

// sealed waits until the organisation's log has a checkpoint; the server makes one now and then.
func (p *platform) sealed(t testing.TB, tenant string) {
	t.Helper()
	for {
		code, _, stderr := p.command("audit", "checkpoint", "--tenant", tenant)
		switch {
		case code == 0:
			return
		case t.Context().Err() != nil || !strings.Contains(stderr, "sealed"):
			t.Fatalf("audit checkpoint: %d %s", code, stderr)
		}
	}
}

// check runs commands. A success answers JSON when asked for it; a failure is one line on standard error.
func (p *platform) check(t *testing.T, how string, calls []call) {
	t.Helper()
	for _, c := range calls {
		code, stdout, stderr := p.command(strings.Split(c.args, " ")...)
		if code != c.code || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("%s: %s: exit %d, want %d with %q\n%s%s", how, c.args, code, c.code, c.says, stdout, stderr)
			continue
		}
		if code == 0 && strings.Contains(c.args, "--output json") && !json.Valid([]byte(stdout)) {
			t.Errorf("%s: %s: no JSON: %s", how, c.args, stdout)
		}
		if code == 1 || code == 2 {
			mustSay(t, how+": "+c.args, stderr)
		}
	}
}

// mustSay holds what a failure prints: one line, and one more, indented, for each wrong place; as JSON, an object
// with code and detail.
func mustSay(t *testing.T, what, stderr string) {
	t.Helper()
	if strings.Contains(what, "--output json") {
		var said struct{ Code, Detail string }
		if json.Unmarshal([]byte(stderr), &said) != nil || said.Code == "" || said.Detail == "" {
			t.Errorf("%s: no JSON: %q", what, stderr)
		}
		return
	}
	first, rest, _ := strings.Cut(strings.TrimSpace(jsonLine.ReplaceAllString(stderr, "")), "\n")
	if !strings.HasPrefix(first, "ribambelle: ") {
		t.Errorf("%s: not in our voice: %q", what, stderr)
	}
	for line := range strings.Lines(rest) {
		if !strings.HasPrefix(line, "  ") {
			t.Errorf("%s: more than one line and its places: %q", what, stderr)
		}
	}
}

// TestCommands runs them beside a server, over the network with a key, and without any server.
func TestCommands(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	v := visit(t, server.url)
	v.signIn(municipality, "core:administrator")
	var me struct{ Person struct{ ID string } }
	v.want(http.StatusOK, "GET", "/t/"+municipality+"/me", nil, &me)
	file := filepath.Join(t.TempDir(), "log.ndjson")
	overlay := filepath.Join(t.TempDir(), "broken.rego")
	if err := os.WriteFile(overlay, []byte("package nonsense {"), 0o600); err != nil {
		t.Fatal(err)
	}
	bad := spoiled(t)
	ours := []call{
		{"tenant list", 0, municipality},
		{"--output json tenant list", 0, `"tenants"`},
		{"tenant plan ../../tenants", 0, "Nothing to change"},
		{"tenant apply ../../tenants --output json", 0, `"steps"`},
		{"tenant plan " + t.TempDir(), 2, "holds no tenant.yaml"},
		{"module list", 0, "portrait"},
		{"module list --output json", 0, `"modules"`},
		{"audit export --tenant " + municipality + " " + file, 0, "Written to " + file},
		{"audit export --output json --tenant " + municipality + " " + file, 0, `"bytes"`},
		{"audit export --tenant " + municipality + " " + file + "/no", 2, "cannot write"},
		{"audit export --tenant nowhere " + file + ".no", 2, "no such organisation"},
		{"audit checkpoint --tenant " + municipality, 0, "ribambelle"},
		{"audit checkpoint --output json --tenant " + municipality, 0, `"checkpoint"`},
		{"audit key", 0, "+"},
		{"audit key --output json", 0, `"key"`},
		{"person list --tenant " + municipality, 0, me.Person.ID},
		{"person list --output json --tenant " + municipality, 0, `"login": "niort.administration"`},
		{"person list --tenant nowhere", 2, "no such organisation"},
		{"person export --tenant " + municipality + " Niort.Administration", 0, me.Person.ID},
		{"person export --tenant " + municipality + " " + me.Person.ID, 0, "niort.administration"},
		{"person export --tenant " + municipality + " nobody", 2, "no such"},
		{"person erase --tenant " + municipality + " " + me.Person.ID + " --confirm Somebody", 2, "name"},
		{"policy check ../../tenants/README.md", 2, "README.md"},
		{"policy check " + overlay, 2, "broken.rego"},
		{"frobnicate", 2, "frobnicate"},
		{"audit verify", 2, "--key"},
		{"audit verify --output json", 2, `"wrong-usage"`},
		{"audit verify " + file + ".gone --key x", 2, "cannot read " + file + ".gone: no such file"},
		{"module install " + file + ".gone", 2, "no program at " + file + ".gone"},
		{"audit verify " + overlay + " --key x", 2, "cannot be verified"},
		{"module check " + overlay, 2, "does not conform: start/by-hand, start/handshake"},
		{"module check --output json " + overlay, 2, `"module-not-conforming"`},
		{"module check --only nonsense " + overlay, 2, "no check whose name begins with nonsense"},
		{"tenant list --output yaml", 2, "--output"},
		{"tenant plan --output json " + t.TempDir(), 2, `"no-tenants"`},
		{"tenant plan " + bad, 2, "les-petits-cailloux/tenant.yaml:5: /name: got number, want string"},
		{"tenant apply " + bad, 2, "niort/tenant.yaml:"},
		{"tenant apply --output json " + bad, 2, `"manifest-invalid"`},
	}
	server.sealed(t, municipality)
	server.check(t, "beside a server", ours)
	server.check(t, "over the network", keyed(v, server.url, me.Person.ID))
	server.checkAudit(municipality)
	t.Run("trouble", func(t *testing.T) { trouble(t, server) })
	server.stop()
	server.check(t, "without a server", ours)
	server.check(t, "nobody there", []call{
		{"tenant list --server " + server.url, 1, "does not answer"},
		{"tenant list --data " + filepath.Join(t.TempDir(), "none"), 2, "there is no data folder"},
	})
}

// spoiled is a copy of the organisations' files with a mistake in two of them.
func spoiled(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("../../tenants")); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		association + "/tenant.yaml":  {"name: ", "name: 7 # "},
		municipality + "/tenant.yaml": {"kind: micro-creche", "kind: chateau"},
	} {
		path := filepath.Join(folder, name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Replace(string(text), change[0], change[1], 1)
		if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// TestFilesThatNoLongerHold spoils the organisations' files of a server that is in use: it starts all the same,
// says file, line and field, and everything is there. An empty folder is not begun with them.
func TestFilesThatNoLongerHold(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	server.stop()
	bad := spoiled(t)
	server.args = []string{"--demo", "--tenants", bad}
	server.run()
	for _, says := range []string{"do not hold", "les-petits-cailloux/tenant.yaml:5: /name: got number, want string"} {
		if !strings.Contains(server.said.String(), says) {
			t.Errorf("the server does not say %q: %s", says, server.said)
		}
	}
	visit(t, server.url).want(http.StatusOK, "GET", "/t/"+association+"/openapi.json", nil, nil)
	server.check(t, "on an empty folder", []call{{"serve --listen 127.0.0.1:0 --data " + t.TempDir() + " --tenants " + bad, 2, "/name: got number"}})
}

// keyed are commands with a service key of one organisation: its own things, and no operator's.
func keyed(v *visitor, server, person string) []call {
	v.t.Helper()
	var made struct{ Secret string }
	v.want(http.StatusCreated, "POST", "/t/"+municipality+"/keys", map[string]any{"name": "Commands", "role": "core:administrator", "expires": nextMonth()}, &made)
	with := " --server " + server + " --key " + made.Secret
	return []call{
		{"audit checkpoint --tenant " + municipality + with, 0, "ribambelle"},
		{"audit key" + with, 0, "+"},
		{"person export --tenant " + municipality + " " + person + with, 0, "niort.administration"},
		{"person export --tenant " + network + " " + person + with, 2, ""},
		{"tenant list" + with, 2, ""},
		{"module list" + with, 2, ""},
		{"module list --server " + server + " --key rbk_wrong", 1, ""},
		{"module list --server ::", 2, "address"},
	}
}

// trouble starts servers that cannot run: each says one line and what to do.
func trouble(t *testing.T, running *platform) {
	address := strings.TrimPrefix(running.url, "http://")
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	running.check(t, "trouble", []call{
		{"serve --listen " + address + " --data " + t.TempDir(), 2, address},
		{"serve --listen " + taken.Addr().String() + " --data " + t.TempDir(), 2, "--listen"},
		{"serve --listen nowhere --data " + t.TempDir(), 2, "nowhere"},
		{"serve --listen 127.0.0.1:0 --data " + filepath.Join(file, "data"), 2, "--data"},
		{"serve --listen 127.0.0.1:0 --data /proc/ribambelle", 2, "--data"},
		{"serve --listen 127.0.0.1:0 --data " + running.data, 1, "in use by another server"},
		{"serve --listen 127.0.0.1:0 --data " + t.TempDir() + " --smtp nonsense", 2, "--smtp"},
		{"serve --listen 127.0.0.1:0 --data " + t.TempDir() + " --tenants " + filepath.Join(file, "tenants"), 2, "--tenants"},
		{"serve --listen 127.0.0.1:0 --data " + t.TempDir() + " --plugins " + file, 2, "--plugins"},
	})
}
