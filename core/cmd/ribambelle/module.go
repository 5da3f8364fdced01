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
	New     moduleNew     `cmd:"" help:"Write a new module that builds, is tested and can be installed."`
	Check   moduleCheck   `cmd:"" help:"Try a module's program against the protocol, in whatever language it is written."`
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

	Conversions []struct {
		Tenant     string   `json:"tenant"`
		Collection string   `json:"collection"`
		Version    int      `json:"version"`
		Total      int      `json:"total"`
		Done       int      `json:"done"`
		Failed     []string `json:"failed"`
		Running    bool     `json:"running"`
	} `json:"conversions"`
}

// converting sums up the conversions of a module's records: "converting 40 of 100", "2 records could not be
// converted".
func (m installed) converting() string {
	total, done, failed, running := 0, 0, 0, false
	for _, c := range m.Conversions {
		failed += len(c.Failed)
		if c.Running {
			total, done, running = total+c.Total, done+c.Done, true
		}
	}
	var parts []string
	if running {
		parts = append(parts, fmt.Sprintf("converting %d of %d records", done, total))
	}
	if failed > 0 {
		parts = append(parts, fmt.Sprintf("%d records could not be converted", failed))
	}
	return strings.Join(parts, ", ")
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
		rows := [][]string{{"MODULE", "VERSION", "STATE", "LEVEL", "PLACEMENT", "SHA-256", "ON IN", "RECORDS"}}
		for _, m := range answer.Modules {
			state := strings.TrimSpace(m.State + " " + m.Reason)
			rows = append(rows, []string{m.Name, m.Version, state, m.Level, m.Placement, m.Digest[:min(12, len(m.Digest))], strings.Join(m.Tenants, ", "), m.converting()})
		}
		return console.table(rows)
	})
}

type moduleInstall struct {
	File string `arg:"" type:"path" help:"The module's binary."`
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
