package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

type tenantCommand struct {
	List  tenantList  `cmd:"" help:"List organisations."`
	Plan  tenantPlan  `cmd:"" help:"Say what the files would create, change and remove. Changes nothing."`
	Apply tenantApply `cmd:"" help:"Make organisations as the files say. Running it again changes nothing."`
}

// step is one line of a plan, as the API answers it.
type step struct {
	Act    string `json:"act"` // create, change, remove, take-over, keep
	Tenant string `json:"tenant"`
	What   string `json:"what"`
	Detail string `json:"detail,omitempty"`
}

type plan struct {
	Steps   []step `json:"steps"`
	Applied bool   `json:"applied"`
}

type tenantList struct{ remote }

// Run prints every organisation.
func (c *tenantList) Run(ctx context.Context, console *console) error {
	var answer struct {
		Tenants []struct {
			Slug, Name, Country, Template string
			Sites                         int
		} `json:"tenants"`
	}
	if err := c.ask(ctx, "GET", "/tenants", nil, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		rows := [][]string{{"SLUG", "NAME", "COUNTRY", "TEMPLATE"}}
		for _, t := range answer.Tenants {
			rows = append(rows, []string{t.Slug, t.Name, t.Country, t.Template})
		}
		return console.table(rows)
	})
}

type tenantPlan struct {
	remote
	Prune    bool   `help:"Also say what would be removed because no file names it any more."`
	TakeOver bool   `help:"Also overwrite what was changed in the console."`
	Folder   string `arg:"" default:"tenants" type:"path" help:"Folder of tenants: one folder each, with a tenant.yaml."`
}

// Run prints the plan.
func (c *tenantPlan) Run(ctx context.Context, console *console) error {
	return c.send(ctx, console, "/tenants:plan")
}

type tenantApply struct{ tenantPlan }

// Run applies the plan and prints it.
func (c *tenantApply) Run(ctx context.Context, console *console) error {
	return c.send(ctx, console, "/tenants:apply")
}

func (c *tenantPlan) send(ctx context.Context, console *console, path string) error {
	files, err := readTenants(c.Folder)
	if err != nil {
		return err
	}
	var answer plan
	body := map[string]any{"files": files, "prune": c.Prune, "take_over": c.TakeOver}
	if err := c.ask(ctx, "POST", path, body, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error { return console.printPlan(answer) })
}

func (c *console) printPlan(p plan) error {
	if len(p.Steps) == 0 {
		fmt.Fprintln(c.out, "Nothing to change: the organisations are as the files say.")
		return nil
	}
	rows := make([][]string, 0, len(p.Steps))
	for _, s := range p.Steps {
		rows = append(rows, []string{s.Act, s.Tenant, s.What, s.Detail})
	}
	return c.table(rows)
}

// readTenants reads every YAML and Rego file below folder, keyed by its path in it.
func readTenants(folder string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".yaml") && !strings.HasSuffix(path, ".rego") {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(folder, path)
		files[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		return nil, fault.New(fault.Invalid, "no-tenants", "cannot read the organisations in %s: %v", folder, err)
	}
	if len(files) == 0 {
		return nil, fault.New(fault.Invalid, "no-tenants", "%s holds no tenant.yaml", folder)
	}
	return files, nil
}

// ask dials, calls and closes: what most commands do once.
func (r remote) ask(ctx context.Context, method, path string, body, into any) error {
	c, err := r.dial(ctx)
	if err != nil {
		return err
	}
	defer c.close()
	return c.call(ctx, method, path, body, into)
}
