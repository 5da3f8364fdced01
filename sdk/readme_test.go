package sdk_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// block is a fenced code block of the author's first page.
type block struct {
	language, info, text string
}

func blocks(t *testing.T) []block {
	t.Helper()
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []block
	for _, m := range regexp.MustCompile("(?ms)^```(\\w+) ?([^\n]*)\n(.*?)^```$").FindAllStringSubmatch(string(page), -1) {
		all = append(all, block{language: m[1], info: m[2], text: m[3]})
	}
	return all
}

// The author's first page works as it is written: its files are written, its commands run, in one shell and in
// order. Commands that need a running server are run by the end-to-end tests, from the same blocks.
func TestAuthorsFirstPage(t *testing.T) {
	t.Parallel()
	checkout, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	script := "set -euo pipefail\n"
	files := 0
	for _, b := range blocks(t) {
		name, isFile := strings.CutPrefix(b.info, "file=")
		switch {
		case isFile:
			files++
			path := filepath.Join(folder, "visits", name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(b.text), 0o600); err != nil {
				t.Fatal(err)
			}
		case b.info == "run":
			script += b.text
		case b.info == "run server":
		default:
			t.Errorf("a %s block is neither a file nor run: it could rot\n%s", b.language, b.text)
		}
	}
	if files < 5 {
		t.Fatalf("only %d files stand on the page", files)
	}
	c := exec.Command("bash", "-c", script)
	c.Dir = folder
	c.Env = append(os.Environ(), "RIBAMBELLE="+checkout, "GOFLAGS=")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if info, err := os.Stat(filepath.Join(folder, "visits", "visits.bin")); err != nil || info.Size() == 0 {
		t.Errorf("there is no program at the end: %v", err)
	}
}
