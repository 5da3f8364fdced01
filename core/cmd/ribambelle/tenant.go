package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

type tenantCommand struct {
	List  tenantList  `cmd:"" help:"List organisations."`
	Plan  tenantPlan  `cmd:"" help:"Say what the files would create, change and remove. Changes nothing."`
	Apply tenantApply `cmd:"" help:"Make organisations as the files say. Running it again changes nothing."`

	Suspend  tenantSuspend  `cmd:"" help:"Close an organisation: nobody gets in, nothing is lost."`
	Resume   tenantResume   `cmd:"" help:"Open an organisation again, also one that was to be deleted."`
	Delete   tenantDelete   `cmd:"" help:"Close an organisation, and delete all that it has once the days of grace are over."`
	Departed tenantDeparted `cmd:"" help:"List the organisations that were deleted, or print a certificate."`

	Export tenantExport `cmd:"" help:"Write everything that an organisation has into one encrypted file."`
	Import tenantImport `cmd:"" help:"Take an organisation in from such a file, all of it or nothing."`
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
	Applied bool   `json:"applied"` // by this command
}

// organisation is a line of the list, as the API answers it.
type organisation struct {
	Slug     string `json:"slug"`
	Name     string `json:"name"`
	Country  string `json:"country"`
	Template string `json:"template"`
	Standing struct {
		State string    `json:"state"` // open, suspended, leaving
		Ends  time.Time `json:"ends_at,omitzero"`
	} `json:"standing"`
}

type tenantList struct{ remote }

// Run prints every organisation.
func (c *tenantList) Run(ctx context.Context, console *console) error {
	var answer struct {
		Tenants []organisation `json:"tenants"`
	}
	if err := c.ask(ctx, "GET", "/tenants", nil, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		rows := [][]string{{"SLUG", "NAME", "COUNTRY", "TEMPLATE", "STANDING"}}
		for _, t := range answer.Tenants {
			rows = append(rows, []string{t.Slug, t.Name, t.Country, t.Template, t.Standing.State})
		}
		return console.table(rows)
	})
}

// sources are the files of organisations.
type sources struct {
	Folder string `arg:"" default:"tenants" type:"path" help:"Folder of organisations: one folder each, with a tenant.yaml (default: tenants)."`
}

type tenantPlan struct {
	sources
	Prune    bool `help:"Also say what would be removed because no file names it any more."`
	TakeOver bool `help:"Plan as if what people changed in the console may be overwritten."`
	remote
}

// Run prints the plan.
func (c *tenantPlan) Run(ctx context.Context, console *console) error {
	p, err := c.send(ctx, c.remote, "/tenants:plan", c.Prune, c.TakeOver)
	if err != nil {
		return err
	}
	return console.show(p, func() error { return console.printPlan(p, "Nothing was changed; ribambelle tenant apply does it.") })
}

type tenantApply struct {
	sources
	Prune    bool `help:"Remove what no file names any more; an organisation with all that it has, as tenant delete does."`
	TakeOver bool `help:"Overwrite what people changed in the console."`
	remote
}

// Run applies the plan and prints it.
func (c *tenantApply) Run(ctx context.Context, console *console) error {
	before, err := departed(ctx, c.remote, "")
	if err != nil {
		return err
	}
	p, err := c.send(ctx, c.remote, "/tenants:apply", c.Prune, c.TakeOver)
	if err != nil {
		return err
	}
	p.Applied = true
	for _, s := range p.Steps {
		if s.Act == "remove" && s.What == "organisation" {
			if _, err := leaves(ctx, c.remote, s.Tenant, len(of(before, s.Tenant))); err != nil {
				return err
			}
		}
	}
	return console.show(p, func() error { return console.printPlan(p, "Done.") })
}

func (s sources) send(ctx context.Context, to remote, path string, prune, takeOver bool) (p plan, err error) {
	files, err := readTenants(s.Folder)
	if err != nil {
		return p, err
	}
	return p, to.ask(ctx, "POST", path, map[string]any{"files": files, "prune": prune, "take_over": takeOver}, &p)
}

// printPlan prints the steps, how many they are, and what became of them.
func (c *console) printPlan(p plan, outcome string) error {
	if len(p.Steps) == 0 {
		fmt.Fprintln(c.out, "Nothing to change: the organisations are as the files say.")
		return nil
	}
	rows, counts := [][]string{{"", "ORGANISATION", "WHAT", "HOW"}}, map[string]int{}
	for _, s := range p.Steps {
		rows = append(rows, []string{s.Act, s.Tenant, s.What, s.Detail})
		counts[s.Act]++
	}
	if err := c.table(rows); err != nil {
		return err
	}
	var parts []string
	for _, act := range []string{"create", "change", "take-over", "remove", "keep"} {
		if counts[act] > 0 {
			parts = append(parts, fmt.Sprintf("%d to %s", counts[act], strings.ReplaceAll(act, "-", " ")))
		}
	}
	if len(parts) == 1 && counts["keep"] > 0 {
		outcome = "Nothing to change."
	}
	_, err := fmt.Fprintf(c.out, "\n%s. %s\n", strings.Join(parts, ", "), outcome)
	return err
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
		return nil, fault.New(fault.Invalid, "no-tenants", "cannot read the organisations in %s: %v", folder, cause(err))
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
