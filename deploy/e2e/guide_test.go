package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	fenced = regexp.MustCompile("(?s)```sh\n(.*?)```")
	pathed = regexp.MustCompile("`(deploy/[a-z]+/[a-zA-Z.]+)`")
)

// guided are the commands of a guide, without their comments.
func guided(t *testing.T, file string) (lines []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", file))
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range fenced.FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(block[1]) {
			command, _, _ := strings.Cut(line, "  #")
			if command = strings.TrimSpace(command); command != "" {
				lines = append(lines, command)
			}
		}
	}
	for _, path := range pathed.FindAllStringSubmatch(string(text), -1) {
		if _, err := os.Stat(filepath.Join("../..", path[1])); err != nil {
			t.Errorf("%s names %s: %v", file, path[1], err)
		}
	}
	if len(lines) == 0 {
		t.Errorf("%s has no command", file)
	}
	return lines
}

// TestGuides does what the guides say, on an installation of its own: what they call `ville` is its
// municipality, and PERSON one of its people.
func TestGuides(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	programs, err := built()
	if err != nil {
		t.Fatal(err)
	}
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	server.sealed(t, municipality)
	person := server.someone(t)
	folder := t.TempDir()
	first, _, _ := server.command("audit", "checkpoint", "--tenant", municipality)
	if first != 0 {
		t.Fatalf("audit checkpoint: %d", first)
	}
	_, checkpoint, _ := server.command("audit", "checkpoint", "--tenant", municipality)
	if err := os.WriteFile(filepath.Join(folder, "yesterday.checkpoint"), []byte(checkpoint), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "words.txt"), []byte("quatre mots tirés au sort\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tenants, err := filepath.Abs("../../tenants")
	if err != nil {
		t.Fatal(err)
	}
	own := strings.NewReplacer(
		"ville", municipality, "PERSON", person.id, "Their name", person.name, " tenants", " "+tenants,
		"log.ndjson", filepath.Join(folder, "log.ndjson"), "audit.pub", filepath.Join(folder, "audit.pub"),
		"today.checkpoint", filepath.Join(folder, "today.checkpoint"), "yesterday.checkpoint", filepath.Join(folder, "yesterday.checkpoint"),
		"/backup/monday", filepath.Join(folder, "monday"), "/backup/tuesday", filepath.Join(folder, "tuesday"),
		"organisation.age", filepath.Join(folder, "organisation.age"), "words.txt", filepath.Join(folder, "words.txt"),
		"person.json", filepath.Join(folder, "person.json"),
		"./visits", shelf(t, "1")+" --to "+folder, "./lending", filepath.Join(programs, "plugins", "toolbox"), "outils.key", filepath.Join(folder, "outils.key"),
		"visits-1.0.0.rmod", filepath.Join(folder, "shelf-1.0.0.rmod"), "pin visits@1.0.0", "pin shelf@2.0.0", "unpin visits", "unpin shelf",
	)
	ids := strings.NewReplacer()
	for _, file := range []string{"README.md", "tenants/README.md", "deploy/README.md"} {
		for _, line := range guided(t, file) {
			words := strings.Fields(line)
			switch {
			case words[0] == "make":
				if !strings.Contains("\n"+string(makefile), "\n"+words[1]+":") {
					t.Errorf("%s: there is no target %s", file, words[1])
				}
			case strings.HasPrefix(line, "ribambelle serve"): // runs already, with --data
				if code, help, _ := server.command("serve", "--help"); code != 0 || !strings.Contains(help, words[2]) {
					t.Errorf("%s: %s: %d", file, line, code)
				}
			case words[0] == "pg_dump" || words[0] == "psql": // TestBackupOfPostgres does
			case strings.HasPrefix(line, "ribambelle module pin"): // of a module that is on there
				server.command("module", "install", "--unsigned", "--change-publisher", "--allow-older", shelf(t, "2"))
				inTown(t, server, municipality).turnOn("shelf")
				server.follow(t, file, own.Replace(line))
			case line == "ribambelle module requests": // of which there are some
				ids = press{server, folder}.askedFor(t)
				server.follow(t, file, line)
			case strings.HasPrefix(line, "ribambelle module offer"):
				server.follow(t, file, strings.Replace(line, "visits", "shelf", 1))
			case words[0] == "ribambelle":
				server.follow(t, file, ids.Replace(own.Replace(line)))
			default:
				t.Errorf("%s: nobody knows whether this works: %s", file, line)
			}
		}
	}
}

// askedFor asks for a package and, in words, for another one: REQUEST and ANOTHER of the guide.
func (p press) askedFor(t *testing.T) *strings.Replacer {
	t.Helper()
	p.does(t, 0, "is removed", "module", "remove", "shelf@1.0.0", "--records", "keep")
	p.does(t, 0, "", "module", "keygen", "livres.example.org", "--to", "livres.key")
	p.does(t, 0, "", "module", "pack", shelf(t, "3"), "--to", p.folder)
	p.does(t, 0, "", "module", "sign", "shelf-3.0.0.rmod", "--key", "livres.key")
	p.does(t, 0, "", "module", "publisher", "trust", "livres.key.pub")
	town := inTown(t, p.platform, municipality)
	made := town.send(201, operated{press: p}.content(t, "shelf-3.0.0.rmod"), "")
	var other wish
	town.want(201, "POST", town.url("/module-requests"), map[string]any{"words": "Un jardin"}, &other)
	return strings.NewReplacer("REQUEST", made.ID, "ANOTHER", other.ID)
}

// follow runs a line as a shell would: quotes, and output to a file.
func (p *platform) follow(t *testing.T, file, line string) {
	t.Helper()
	line, to, redirected := strings.Cut(line, " > ")
	var args []string
	for i, part := range strings.Split(strings.TrimPrefix(line, "ribambelle "), `"`) {
		if i%2 == 1 {
			args = append(args, part)
		} else {
			args = append(args, strings.Fields(part)...)
		}
	}
	code, stdout, stderr := p.command(args...)
	if code != 0 || stderr != "" {
		t.Errorf("%s: ribambelle %s: %d\n%s%s", file, line, code, stdout, stderr)
	}
	if redirected {
		if err := os.WriteFile(strings.TrimSpace(to), []byte(stdout), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// somebody is a person whom the guide exports and erases.
type somebody struct{ id, name string }

func (p *platform) someone(t *testing.T) somebody {
	t.Helper()
	v := visit(t, p.url)
	v.signIn(municipality, "core:administrator")
	var people struct {
		People []struct{ ID, Name, Login string }
	}
	v.want(200, "GET", "/t/"+municipality+"/people", nil, &people)
	for _, one := range people.People {
		if one.Login == "niort.educatrice" {
			return somebody{one.ID, one.Name}
		}
	}
	t.Fatalf("no educator in %v", people)
	return somebody{}
}
