package main

import (
	"fmt"
	"os"

	"github.com/ribambelle/ribambelle/core/authz/rego"
)

type policyCommand struct {
	Check policyCheck `cmd:"" help:"Check a module's or an overlay's policy before it goes live."`
	Test  policyTest  `cmd:"" help:"Run the tests that stand beside policies."`
}

type policyCheck struct {
	File   string `arg:"" type:"existingfile" help:"The policy, in Rego."`
	Module string `placeholder:"NAME" help:"The module that it belongs to (default: the file is an organisation's overlay)."`
}

// Run checks without any server.
func (c *policyCheck) Run(console *console) error {
	source, err := os.ReadFile(c.File)
	if err != nil {
		return unreadable(c.File, err)
	}
	kind := rego.Overlay
	if c.Module != "" {
		kind = rego.Module
	}
	if err := rego.Check(rego.Source{File: c.File, Text: string(source)}, kind, c.Module); err != nil {
		return err
	}
	return console.show(map[string]any{"file": c.File, "ok": true}, func() error {
		fmt.Fprintln(console.out, c.File+" is fine.")
		return nil
	})
}
