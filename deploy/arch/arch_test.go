// Package arch holds the shape of the code as tests: who may import whom, which technology stays where,
// and the habits of the house. It has no code of its own.
package arch

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/ribambelle/ribambelle/"

type listed struct {
	ImportPath string
	Dir        string
	Imports    []string
	GoFiles    []string
}

// TestImports proves that every package of ours imports only what the lattice allows.
func TestImports(t *testing.T) {
	t.Parallel()
	lattice := readRules(t, "imports.txt")
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if strings.HasPrefix(name, "deploy/") || strings.Contains(name, "/testdata/") {
			continue
		}
		for _, imported := range p.Imports {
			ours, ok := strings.CutPrefix(imported, module)
			if ok && !lattice.allows(name, ours) {
				t.Errorf("%s imports %s, which deploy/arch/imports.txt does not allow", name, ours)
			}
		}
	}
}

// TestTechnologies proves that each technology stays behind its adapter.
func TestTechnologies(t *testing.T) {
	t.Parallel()
	technologies := readRules(t, "technologies.txt")
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if strings.HasPrefix(name, "deploy/") || strings.Contains(name, "/testdata/") {
			continue
		}
		for _, imported := range p.Imports {
			if owners, ok := technologies.find(imported); ok && !matchesAny(owners, name) {
				t.Errorf("%s imports %s, which belongs to %s", name, imported, strings.Join(owners, ", "))
			}
		}
	}
}

// TestRulesBite proves that the lattice refuses: a rule file that allowed everything would pass silently.
func TestRulesBite(t *testing.T) {
	t.Parallel()
	lattice := readRules(t, "imports.txt")
	for _, forbidden := range [][2]string{
		{"plugins/portrait", "core/tenant"},
		{"core/api", "core/sqlstore"},
		{"sdk", "core/record"},
		{"core/tenant", "core/identity"},
		{"core/audit/verify", "core/audit"},
		{"core/record", "core/sqlstore"},
	} {
		if lattice.allows(forbidden[0], forbidden[1]) {
			t.Errorf("the lattice lets %s import %s", forbidden[0], forbidden[1])
		}
	}
}

type ruleSet []rule

type rule struct {
	left  string
	right []string
}

func (s ruleSet) allows(from, to string) bool {
	right, ok := s.find(from)
	return ok && matchesAny(right, to)
}

// find returns the right side of the most telling rule for name: exact before the longest "...".
func (s ruleSet) find(name string) ([]string, bool) {
	var best rule
	for _, r := range s {
		if r.left == name {
			return r.right, true
		}
		if matches(r.left, name) && len(r.left) > len(best.left) {
			best = r
		}
	}
	return best.right, best.left != ""
}

func matchesAny(patterns []string, name string) bool {
	for _, p := range patterns {
		if matches(p, name) {
			return true
		}
	}
	return false
}

func matches(pattern, name string) bool {
	base, below := strings.CutSuffix(pattern, "/...")
	return name == base || below && strings.HasPrefix(name, base+"/")
}

func readRules(t *testing.T, file string) ruleSet {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatalf("opening the rules: %v", err)
	}
	defer func() { _ = f.Close() }()
	var rules ruleSet
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		left, right, ok := strings.Cut(line, ":")
		if !ok {
			t.Fatalf("%s: no colon in %q", file, line)
		}
		rules = append(rules, rule{strings.TrimSpace(left), strings.Fields(right)})
	}
	return rules
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,Imports,GoFiles", "./...")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("listing packages: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("reading the list: %v", err)
		}
		all = append(all, p)
	}
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
