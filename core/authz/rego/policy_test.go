package rego_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/ribambelle/ribambelle/core/authz/rego"
)

// TestPolicies runs the tests that stand beside policies (*_test.rego): the core's, and those of every module and
// tenant in the tree.
func TestPolicies(t *testing.T) {
	t.Parallel()
	folders := map[string]bool{}
	for _, pattern := range []string{"policy/*_test.rego", "../../../plugins/*/policy/*_test.rego", "../../../tenants/*/*_test.rego"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			folders[filepath.Dir(file)] = true
		}
	}
	if !folders["policy"] {
		t.Error("the core's policy has no tests")
	}
	for folder := range folders {
		t.Run(filepath.ToSlash(strings.TrimPrefix(folder, "../../../")), func(t *testing.T) {
			t.Parallel()
			runFolder(t, folder)
		})
	}
}

// runFolder runs each test rule of a folder as a subtest.
func runFolder(t *testing.T, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.rego"))
	if err != nil {
		t.Fatal(err)
	}
	modules := map[string]*ast.Module{}
	for _, file := range append(files, "policy/tree.rego") { // what every policy may call
		if modules[file], err = ast.ParseModuleWithOpts(file, read(t, file), ast.ParserOptions{RegoVersion: ast.RegoV1}); err != nil {
			t.Fatal(err)
		}
	}
	results, err := tester.NewRunner().SetParallel(1).SetModules(modules).RunTests(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
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
		t.Error("there is no test rule")
	}
}

// TestModulePoliciesMayGoLive checks the policy of every module in the tree as an installation would.
func TestModulePoliciesMayGoLive(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../../plugins/*/policy/*.rego")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.rego") {
			continue
		}
		module := filepath.Base(filepath.Dir(filepath.Dir(file)))
		if err := rego.Check(rego.Source{File: file, Text: read(t, file)}, rego.Module, module); err != nil {
			t.Error(err)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
