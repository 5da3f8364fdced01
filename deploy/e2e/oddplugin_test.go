package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestOddPlugins installs what is no module: each gets one clear line and exit code, the server stays as it
// was, and the good module goes on.
func TestOddPlugins(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	text := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(text, []byte("Not a program.\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Run("install", func(t *testing.T) {
		for _, c := range []struct {
			name, file string
			code       int
			says       string
		}{
			{"missing", filepath.Join(t.TempDir(), "nothing"), 2, "There is no program"},
			{"a folder", t.TempDir(), 2, "module.yaml"},
			{"a text", text, 2, "cannot be executed on this machine"},
			{"another program", program(t, "true"), 2, "it is not a static program"},
			{"crashing", odd(t, "crash"), 1, "I cannot find my settings."},
			{"noisy", odd(t, "noise"), 1, "does not start"},
			{"hanging", odd(t, "hang"), 1, "does not start"},
		} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				began := time.Now()
				code, stdout, stderr := server.command("module", "install", "--unsigned", c.file)
				if took := time.Since(began); c.name == "hanging" && took < patience {
					t.Errorf("it was given %s to speak, want %s", took, patience)
				}
				lines := strings.Count(strings.TrimSpace(stderr), "\n") + 1
				if code != c.code || !strings.Contains(stderr, c.says) || lines != 1 || stdout != "" || strings.Contains(stderr, "\x1b") {
					t.Errorf("exit %d with %d lines, want %d and one line with %q\n%s%s", code, lines, c.code, c.says, stdout, stderr)
				}
			})
		}
	})
	code, _, stderr := server.command("module", "install", "--unsigned", odd(t, "policy"))
	if code != 2 || !strings.Contains(stderr, "odd.rego:6") {
		t.Errorf("a policy that cannot decide: exit %d, want 2 and the line\n%s", code, stderr)
	}
	got := visit(t, server.url).do("GET", "/readyz", nil)
	if got.status != 200 || strings.Contains(server.said.String(), `"ERROR"`) {
		t.Errorf("afterwards: %d %s\n%s", got.status, got.body, server.said)
	}
}

// patience is how long a module may take to speak; its installer waits as long.
const patience = 10 * time.Second

// odd is a binary that behaves badly in that way.
func odd(t *testing.T, way string) string {
	t.Helper()
	return told(t, "odd", way)
}

// program finds one of the machine's own programs.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
