package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ribambelle/ribambelle/core/authz/rego"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type policyTest struct {
	Folder string `arg:"" type:"existingdir" help:"Folder of policies, with tests beside them (*_test.rego)."`
}

// Run runs the tests without any server.
func (c *policyTest) Run(ctx context.Context, console *console) error {
	paths, err := filepath.Glob(filepath.Join(c.Folder, "*.rego"))
	if err != nil {
		return unreadable(c.Folder, err)
	}
	files := map[string]string{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return unreadable(path, err)
		}
		files[path] = string(text)
	}
	all, err := rego.Test(ctx, files)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return fault.New(fault.Invalid, "no-tests", "there is no test rule in %s: name files *_test.rego and rules test_…", c.Folder)
	}
	failed := 0
	err = console.show(map[string]any{"tests": all}, func() error {
		for _, one := range all {
			if !one.Passed {
				fmt.Fprintf(console.out, "failed  %s: %s\n", one.Where, one.Name)
			}
		}
		return nil
	})
	for _, one := range all {
		if !one.Passed {
			failed++
		}
	}
	switch {
	case err != nil:
		return err
	case failed > 0:
		return fault.New(fault.Invalid, "policy-tests-failed", "%d of %d tests failed", failed, len(all))
	case !console.json:
		fmt.Fprintf(console.out, "%d tests passed.\n", len(all))
	}
	return nil
}
