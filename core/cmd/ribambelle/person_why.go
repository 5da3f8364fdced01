package main

import (
	"context"
	"fmt"
	"net/url"
)

type personWhy struct {
	whose
	Action string `arg:"" help:"What it is about: \"portrait:wave.open\"."`
	Unit   string `placeholder:"ID" help:"At which unit, by its id; without one, the whole organisation."`
	remote
}

// decision is why somebody may do something or may not, as the API answers it.
type decision struct {
	Allow  bool     `json:"allow"`
	Rule   string   `json:"rule"`
	Needs  []string `json:"needs"`
	Grants []struct {
		Role string `json:"role"`
		Path string `json:"unit_path"`
	} `json:"grants"`
	Reasons []string `json:"reasons"`
}

// Run asks, and prints the answer with what it stands on.
func (c *personWhy) Run(ctx context.Context, console *console) error {
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	id, err := c.id(ctx, server)
	if err != nil {
		return err
	}
	question := map[string]any{"person_id": id, "action": c.Action}
	if c.Unit != "" {
		question["unit_id"] = c.Unit
	}
	var answer decision
	if err := server.call(ctx, "POST", "/t/"+url.PathEscape(c.Tenant)+"/why", question, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error { return console.explain(c.Person, c.Action, answer) })
}

func (c *console) explain(person, action string, d decision) error {
	verdict := "may not"
	if d.Allow {
		verdict = "may"
	}
	fmt.Fprintf(c.out, "%s %s %s (rule %s).\n", person, verdict, action, d.Rule)
	for _, reason := range d.Reasons {
		fmt.Fprintf(c.out, "  %s\n", reason)
	}
	if len(d.Grants) == 0 {
		_, err := fmt.Fprintf(c.out, "%s holds no role here.\n", person)
		return err
	}
	rows := [][]string{{"HOLDS", "AT"}}
	for _, g := range d.Grants {
		rows = append(rows, []string{g.Role, g.Path})
	}
	return c.table(rows)
}
