package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// blank is what a program of testdata has for the words that it is told: they are written over it in the built file, so
// that a program is built once, however many kinds of it are tried.
var blank = append([]byte("told:"), bytes.Repeat([]byte{' '}, 32)...)

// untold builds each program that can be told something, once.
var untold = map[string]func() ([]byte, error){"shelf": builtOnce("shelf"), "odd": builtOnce("odd")}

func builtOnce(name string) func() ([]byte, error) {
	return sync.OnceValues(func() ([]byte, error) {
		dir, err := os.MkdirTemp("", "ribambelle-told-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir) //nolint:errcheck // temporary
		file := filepath.Join(dir, name)
		cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", file, "./testdata/"+name)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("building %s: %w\n%s", name, err, out)
		}
		return os.ReadFile(file)
	})
}

// told writes a program that was told these words, and returns its path.
func told(t *testing.T, name, words string) string {
	t.Helper()
	program, err := untold[name]()
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(program, blank); n != 1 {
		t.Fatalf("%s has %d places for what it is told", name, n)
	}
	over := bytes.Replace(program, blank, fmt.Appendf(nil, "told:%-32s", words), 1)
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, over, 0o700); err != nil { //nolint:gosec // a program is run
		t.Fatal(err)
	}
	return file
}
