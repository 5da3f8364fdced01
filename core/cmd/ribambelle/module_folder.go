package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ribambelle/ribambelle/core/authz/rego"
	"github.com/ribambelle/ribambelle/core/module/declared"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// folderReport is what can be told of a module that is only a declaration.
type folderReport struct {
	Name        string        `json:"name"`
	Version     string        `json:"version"`
	Collections []string      `json:"collections"`
	Roles       []string      `json:"roles"`
	Tests       []rego.Tested `json:"tests"` // of its policy
}

// isFolder reports whether a path is a folder, and so a declaration.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// isDeclared reports whether a folder holds a declaration.
func isDeclared(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, declared.ModuleFile))
	return err == nil
}

// inspect reads a folder, tries its policy as a server would before that goes live, and runs the policy's tests. All that is
// wrong is told at once.
func inspect(ctx context.Context, folder string) (folderReport, error) {
	files, err := declared.Load(os.DirFS(folder))
	if err != nil {
		return folderReport{}, err
	}
	m, err := declared.Read(files)
	r := folderReport{Name: m.Name, Version: m.Version, Collections: []string{}, Roles: []string{}, Tests: []rego.Tested{}}
	for _, s := range m.Collections {
		r.Collections = append(r.Collections, s.Collection)
	}
	for _, role := range m.Roles {
		r.Roles = append(r.Roles, role.Name)
	}
	text, decides := files[declared.PolicyFile]
	if !decides || m.Name == "" {
		return r, err
	}
	wrong := rego.Check(rego.Source{File: declared.PolicyFile, Text: text}, rego.Module, m.Name)
	if wrong == nil {
		r.Tests, wrong = rego.Test(ctx, map[string]string{declared.PolicyFile: text, declared.PolicyTestFile: files[declared.PolicyTestFile]})
	}
	if _, tested := files[declared.PolicyTestFile]; wrong == nil && !tested {
		wrong = fault.New(fault.Invalid, "no-tests", "%s has no tests: write them into %s", declared.PolicyFile, declared.PolicyTestFile)
	}
	for _, one := range r.Tests {
		if !one.Passed && wrong == nil {
			wrong = fault.New(fault.Invalid, "policy-tests-failed", "%s: the test %q failed", one.Where, one.Name)
		}
	}
	return r, together(err, wrong)
}

// together is one fault of two: whoever mends a folder wants to know all that is wrong with it.
func together(a, b error) error {
	if a == nil || b == nil {
		return errors.Join(a, b)
	}
	first, second := fault.From(a), fault.From(b)
	both := *first
	both.Fields = append(both.Fields, second.Fields...)
	if len(second.Fields) == 0 {
		both.Fields = append(both.Fields, fault.Field{Message: second.Message})
	}
	return &both
}

// verifyFolder says what is in a folder, or what is wrong with it.
func (c *moduleVerify) verifyFolder(ctx context.Context, console *console) error {
	if c.Against != "" {
		return fault.New(fault.Invalid, "wrong-usage", "--against compares packages: pack the folder first")
	}
	r, refused := inspect(ctx, c.File)
	if refused != nil {
		return refused
	}
	return console.show(r, func() error {
		_, err := fmt.Fprintf(console.out, "%s %s is sound: a declaration, without a program\n  keeps        %s\n  roles        %s\n  policy       %s\n",
			r.Name, r.Version, strings.Join(r.Collections, ", "), cmp.Or(strings.Join(r.Roles, ", "), "none of its own"), r.policy())
		return err
	})
}

func (r folderReport) policy() string {
	if len(r.Tests) == 0 {
		return "none: roles decide"
	}
	return fmt.Sprintf("%d tests passed", len(r.Tests))
}

// swapFolder verifies a declaration and lets it take over.
func (c *moduleDev) swapFolder(ctx context.Context) (swapped, error) {
	path, err := filepath.Abs(c.Folder)
	if err == nil {
		_, err = inspect(ctx, path)
	}
	made := swapped{Failed: []string{}}
	if err == nil {
		err = c.ask(ctx, "POST", "/modules:install", map[string]any{"path": path, "unsigned": true}, &made.installed)
	}
	if known := (*fault.Error)(nil); err != nil && !errors.As(err, &known) {
		return made, fmt.Errorf("swapping %s: %w", c.Folder, err)
	}
	return made, err
}
