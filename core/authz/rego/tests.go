package rego

import (
	"context"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Tested is one test rule and how it ended.
type Tested struct {
	Name   string `json:"name"` // "the author reads their own"
	Where  string `json:"where"`
	Passed bool   `json:"passed"`
}

// Test runs the test rules among policies, by file, beside what every policy may call. Fault kind: invalid, where a
// text cannot be read or compiled.
func Test(ctx context.Context, files map[string]string) ([]Tested, error) {
	library, err := tree()
	if err != nil {
		return nil, err
	}
	modules := map[string]*ast.Module{treeFile: library}
	for name, text := range files {
		if modules[name], err = ast.ParseModuleWithOpts(name, text, ast.ParserOptions{RegoVersion: ast.RegoV1}); err != nil {
			return nil, invalid(fields(err, ""))
		}
	}
	results, err := tester.NewRunner().SetParallel(1).SetModules(modules).RunTests(ctx, nil)
	if err != nil {
		return nil, fault.New(fault.Invalid, "policy-invalid", "the tests cannot be run: %v", err)
	}
	var all []Tested
	for r := range results {
		name := strings.ReplaceAll(strings.TrimPrefix(r.Name, "test_"), "_", " ")
		all = append(all, Tested{Name: name, Where: fmt.Sprintf("%s:%d", r.Location.File, r.Location.Row), Passed: r.Pass()})
	}
	return all, nil
}
