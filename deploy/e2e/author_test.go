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

// TestAuthorsGuide does all that the author's guide says, in one shell and in order, beside a server.
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
	page, err := os.ReadFile("../../sdk/README.md")
	if err != nil {
		t.Fatal(err)
	}
	folder, script := t.TempDir(), "set -euo pipefail\n"
	for _, m := range codeBlock.FindAllStringSubmatch(string(page), -1) {
		name, isFile := strings.CutPrefix(m[2], "file=")
		if !isFile {
			script += m[3]
			continue
		}
		path := filepath.Join(folder, "visits", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(m[3]), 0o600); err != nil {
			t.Fatal(err)
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
	if said := string(out); !strings.Contains(said, `"status":"done"`) || !strings.Contains(said, "affaires 0.1.0 is installed") {
		t.Errorf("in the end it says\n%s", said)
	}
}
