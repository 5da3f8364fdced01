package conformance_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/moduletest/conformance"
)

// programs is the folder of the specimen, which conforms and under the name of a check has that flaw, and of the
// program that tries it.
var programs = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "specimen-")
	if err != nil {
		return "", err
	}
	c := exec.Command("go", "build", "-trimpath", "-o", folder, "./testdata/specimen", "./testdata/try")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the specimen: %w\n%s", err, out)
	}
	return folder, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if folder, err := programs(); err == nil {
		_ = os.RemoveAll(folder)
	}
	os.Exit(code)
}

// link is the specimen under a name.
func link(t *testing.T, name string) string {
	t.Helper()
	folder, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	made := filepath.Join(t.TempDir(), name)
	if err := os.Symlink(filepath.Join(folder, "specimen"), made); err != nil {
		t.Fatal(err)
	}
	return made
}

// try runs checks over the specimen under a name, in a process of its own.
func try(t *testing.T, name string, only ...string) (report conformance.Report) {
	t.Helper()
	folder, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), filepath.Join(folder, "try"), append([]string{link(t, name)}, only...)...)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	return report
}

func text(t *testing.T, r conformance.Report) string {
	t.Helper()
	var b strings.Builder
	if err := r.Write(&b, false); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The specimen passes every check, so that each of them says something about it.
func TestSpecimen(t *testing.T) {
	t.Parallel()
	report, err := conformance.Run(t.Context(), conformance.Options{Program: link(t, "specimen"), Policy: func(string, string) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	if !report.Conforms() || report.Module != "specimen" {
		t.Errorf("%s", text(t, report))
	}
	for _, one := range report.Results {
		if one.Outcome == conformance.Beside {
			t.Errorf("%s does not apply: %s", one.Check, one.Why)
		}
	}
	if !strings.Contains(text(t, report), " 0 failed") {
		t.Errorf("the report does not sum up: %s", text(t, report))
	}
	if _, err := json.Marshal(report); err != nil {
		t.Error(err)
	}
}

// around are the checks of a check's group, and those that bring about what it looks at.
func around(name string) []string {
	group, _, _ := strings.Cut(name, "/")
	switch group {
	case "logs", "events", "handles":
		return []string{group + "/", "calls/", "jobs/"}
	case "faults":
		return []string{"faults/", "calls/", "input/", "host/"}
	case "manifest":
		return []string{"manifest/", "start/"}
	}
	return []string{group + "/"}
}

// Each check has a program that fails it, and nothing else: no other of its group, and with RIBAMBELLE_TEST_FLAWS=all
// none at all (make conformance).
func TestFlaws(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[a-z-]+/[a-z0-9-]+$`)
	var names []string
	for _, c := range conformance.Checks() {
		if slices.Contains(names, c.Name) || !form.MatchString(c.Name) || !strings.HasSuffix(c.Title, ".") {
			t.Errorf("the check %q (%q) is not named well, or twice", c.Name, c.Title)
		}
		names = append(names, c.Name)
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			beside := around(c.Name)
			if os.Getenv("RIBAMBELLE_TEST_FLAWS") == "all" {
				beside = nil
			}
			report := try(t, strings.Replace(c.Name, "/", ".", 1), beside...)
			if failed := report.Failures(); !slices.Equal(failed, []string{c.Name}) {
				t.Errorf("fails %v\n%s", failed, text(t, report))
			}
		})
	}
}

// What is no module is told in one report, whatever it is.
func TestStrangers(t *testing.T) {
	t.Parallel()
	notes := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(notes, []byte("Not a program.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, program := range []string{notes, t.TempDir(), filepath.Join(t.TempDir(), "nothing"), "/bin/true"} {
		report, err := conformance.Run(t.Context(), conformance.Options{Program: program})
		if err != nil {
			t.Fatal(err)
		}
		if report.Conforms() || report.Count(conformance.Passed) > 1 {
			t.Errorf("%s: %s", program, text(t, report))
		}
	}
}
