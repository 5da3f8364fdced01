package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// codeBlock is a fenced block of the author's guide with what stands beside its language.
var codeBlock = regexp.MustCompile("(?ms)^```(\\w+) ?([^\n]*)\n(.*?)^```$")

// guidePage is a page of the guide, where its first page links to it.
var guidePage = regexp.MustCompile(`\]\((guide/[a-z-]+\.md)\)`)

// authorsGuide is the first page of the author's guide and all that it leads to, in its order.
func authorsGuide(t *testing.T) string {
	t.Helper()
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join("../../sdk", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	first := read("README.md")
	all := first
	linked := guidePage.FindAllStringSubmatch(first, -1)
	for _, m := range linked {
		all += "\n" + read(m[1])
	}
	if pages, err := filepath.Glob("../../sdk/guide/*.md"); err != nil || len(pages) != len(linked) {
		t.Errorf("the first page leads to %d pages of %d (%v)", len(linked), len(pages), err)
	}
	return all
}

// TestAuthorsGuide does all that the author's guide says, in one shell and in order, beside a server: its files are written
// into a module that is called visits, its commands are run.
func TestAuthorsGuide(t *testing.T) {
	t.Parallel()
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	programs, err := built()
	if err != nil {
		t.Fatal(err)
	}
	folder, script := t.TempDir(), "set -euo pipefail\n"
	for _, m := range codeBlock.FindAllStringSubmatch(authorsGuide(t), -1) {
		language, info, text := m[1], m[2], m[3]
		name, isFile := strings.CutPrefix(info, "file=")
		switch {
		case isFile:
			path := filepath.Join(folder, "visits", name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		case info == "run":
			script += text
		default:
			t.Errorf("a %s block is neither a file nor run: it could rot\n%s", language, text)
		}
	}
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	c := exec.CommandContext(t.Context(), "bash", "-c", strings.ReplaceAll(script, "$RIBAMBELLE/bin", programs))
	c.Dir = folder
	c.Env = append(os.Environ(), "RIBAMBELLE="+checkout, "DATA="+server.data, "SERVER="+server.url+"/t/"+municipality, "GOFLAGS=")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		`"status":"done"`, "affaires 0.1.0 is installed", "example.org/visits/rounds", "example.org/visits/mood", "example.org/visits/board",
		"rapports 1.0.0 is sound", "rapports 1.0.0 is installed", "rapports 1.0.0 took over", "rapports 1.0.0 is packed", "visits 1.0.0 is installed", "lending 1.0.0 is installed",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("it never says %q", want)
		}
	}
}
