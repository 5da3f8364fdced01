// Package regotest runs the tests that stand beside policies (*_test.rego) as Go tests.
//
// Goals: `go test` is the one command. Non-goals: coverage, benchmarks. Run may be called from parallel tests.
package regotest

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/tester"
)

// Run runs every test rule in the .rego files of a folder, each as a subtest. A folder without tests fails.
func Run(t *testing.T, folder fs.FS) {
	t.Helper()
	modules := map[string]*ast.Module{}
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".rego" {
			return err
		}
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		modules[name], err = ast.ParseModuleWithOpts(name, string(text), ast.ParserOptions{RegoVersion: ast.RegoV1})
		return err
	})
	if err != nil {
		t.Fatalf("reading policies: %v", err)
	}
	results, err := tester.NewRunner().SetParallel(1).Run(t.Context(), modules)
	if err != nil {
		t.Fatalf("compiling policies: %v", err)
	}
	ran := 0
	for result := range results {
		ran++
		t.Run(strings.TrimPrefix(result.Name, "test_"), func(t *testing.T) {
			if !result.Pass() {
				t.Errorf("%v: %v", result.Location, result)
			}
		})
	}
	if ran == 0 {
		t.Fatal("there is no test rule")
	}
}
