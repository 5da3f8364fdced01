package api_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var told = regexp.MustCompile(`(?s)(?:fault\.New\(\s*fault\.\w+,|newProblem\([^,]+,|code, detail =)\s*"([a-z0-9-]+)"`)

// TestEveryProblemHasItsPage follows the type of each problem that the edge tells of to its page, which
// explains it in both languages.
func TestEveryProblemHasItsPage(t *testing.T) {
	t.Parallel()
	s := newTown(t).stranger()
	files, err := filepath.Glob("*.go")
	must(t, err)
	codes := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		must(t, err)
		for _, found := range told.FindAllStringSubmatch(string(text), -1) {
			codes[found[1]] = true
		}
	}
	if len(codes) < 30 {
		t.Fatalf("only %d codes were found", len(codes))
	}
	for code := range codes {
		a := s.do("GET", "/problems/"+code, nil)
		a.want(t, 200, "")
		if !strings.Contains(string(a.body), code) || strings.Contains(string(a.body), "Modules have codes of their own") {
			t.Errorf("%s has no explanation in docs/problems.json", code)
		}
	}
}

func TestPagesOfProblems(t *testing.T) {
	t.Parallel()
	s := newTown(t).stranger()
	refused := s.do("GET", "/no/such/place", nil)
	var problem struct{ Type string }
	refused.into(t, &problem)
	if problem.Type != "/problems/route-not-found" {
		t.Errorf("type %q", problem.Type)
	}
	for path, says := range map[string]string{
		"/problems":                   "revision-moved",
		"/problems/revision-moved":    "If-Match",
		"/problems/wave-closed":       "Modules have codes of their own",
		"/problems/unit-not-found":    "or is not yours to know of",
		"/problems/route-not-found":   "<code>route-not-found</code>",
		"/problems/not-a-code-at-all": "“detail”",
	} {
		a := s.do("GET", path, nil)
		a.want(t, 200, "")
		if !strings.Contains(string(a.body), says) || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %s", path, a.body)
		}
	}
	s.do("GET", "/problems/%3Cscript%3E", nil).want(t, 404, "problem-not-found")
}
