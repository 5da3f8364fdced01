package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

type moduleCommand struct {
	List    moduleList    `cmd:"" help:"List installed modules: version, state, confinement, who has them on."`
	Install moduleInstall `cmd:"" help:"Install a module from its binary."`
}

// installed is a module as the operators' API answers it.
type installed struct {
	Name      string   `json:"name"`
	Version   string   `json:"version"`
	Digest    string   `json:"digest"`
	Placement string   `json:"placement"`
	Level     string   `json:"level"`
	State     string   `json:"state"`
	Reason    string   `json:"reason,omitempty"`
	Tenants   []string `json:"tenants"`
}

type moduleList struct{ remote }

// Run prints the installed modules.
func (c *moduleList) Run(ctx context.Context, console *console) error {
	var answer struct {
		Modules []installed `json:"modules"`
	}
	if err := c.ask(ctx, "GET", "/modules", nil, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		rows := [][]string{{"MODULE", "VERSION", "STATE", "LEVEL", "PLACEMENT", "SHA-256", "ON IN"}}
		for _, m := range answer.Modules {
			state := strings.TrimSpace(m.State + " " + m.Reason)
			rows = append(rows, []string{m.Name, m.Version, state, m.Level, m.Placement, m.Digest[:min(12, len(m.Digest))], strings.Join(m.Tenants, ", ")})
		}
		return console.table(rows)
	})
}

type moduleInstall struct {
	File string `arg:"" type:"existingfile" help:"The module's binary."`
	remote
}

// Run installs the file.
func (c *moduleInstall) Run(ctx context.Context, console *console) error {
	path, err := filepath.Abs(c.File)
	if err != nil {
		return err
	}
	var answer installed
	if err := c.ask(ctx, "POST", "/modules:install", map[string]any{"path": path}, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		fmt.Fprintf(console.out, "%s %s is installed (sha256 %s). Turn it on for an organisation in the console, under Modules.\n", answer.Name, answer.Version, answer.Digest)
		return nil
	})
}
