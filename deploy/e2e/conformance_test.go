package e2e

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// TestOurModulesConform tries every module of ours as an author tries theirs.
func TestOurModulesConform(t *testing.T) {
	t.Parallel()
	folder, err := built()
	if err != nil {
		t.Fatal(err)
	}
	programs, err := filepath.Glob(filepath.Join(folder, "plugins", "*"))
	if err != nil || len(programs) < 5 {
		t.Fatalf("there are %d modules: %v", len(programs), err)
	}
	alone := &platform{t: t, data: t.TempDir()}
	for _, program := range programs {
		t.Run(filepath.Base(program), func(t *testing.T) {
			alone.conforms(t, program, filepath.Base(program))
		})
	}
}

// conforms tries a program of that name as its author does.
func (p *platform) conforms(t *testing.T, program, name string) {
	t.Helper()
	code, stdout, stderr := p.command("module", "check", "--output", "json", program)
	var report struct {
		Module  string
		Results []struct {
			Check, Outcome string
			Why            []string
		}
	}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatalf("%v: %s%s", err, stdout, stderr)
	}
	passed := 0
	for _, one := range report.Results {
		switch one.Outcome {
		case "failed":
			t.Errorf("%s: %s", one.Check, strings.Join(one.Why, "\n"))
		case "passed":
			passed++
		}
	}
	if code != 0 || stderr != "" || report.Module != name || passed < 100 {
		t.Errorf("exit %d, module %q, %d checks passed, stderr %q", code, report.Module, passed, stderr)
	}
}
