package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/authz/rego"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/moduletest/conformance"
)

type moduleCheck struct {
	File string   `arg:"" type:"existingfile" help:"The module's program."`
	Only []string `placeholder:"NAME" help:"Try these checks only, by the beginnings of their names: texts/,host/slow."`
	All  bool     `help:"Print the checks that are passed too."`
}

// Run tries the program, without any server.
func (c *moduleCheck) Run(ctx context.Context, console *console) error {
	if !c.names() {
		return fault.New(fault.Invalid, "no-such-check", "there is no check whose name begins with %s", strings.Join(c.Only, " or "))
	}
	report, err := conformance.Run(ctx, conformance.Options{Program: c.File, Only: c.Only, Policy: policyOf})
	if err != nil {
		return err
	}
	if err := console.show(report, func() error { return report.Write(console.out, c.All) }); err != nil {
		return err
	}
	if report.Conforms() {
		return nil
	}
	return fault.New(fault.Invalid, "module-not-conforming", "%s does not conform: %s", c.File, strings.Join(report.Failures(), ", "))
}

// names reports whether there are checks of the names that were given.
func (c *moduleCheck) names() bool {
	return len(c.Only) == 0 || slices.ContainsFunc(conformance.Checks(), func(one conformance.Check) bool {
		return slices.ContainsFunc(c.Only, func(begin string) bool { return strings.HasPrefix(one.Name, begin) })
	})
}

// policyOf says what is wrong with a module's policy.
func policyOf(module, text string) error {
	if err := rego.Check(rego.Source{File: module + ".rego", Text: text}, rego.Module, module); err != nil {
		return fmt.Errorf("the policy: %w", err)
	}
	return nil
}
