package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
)

type workCommand struct {
	List     workList     `cmd:"" help:"List what an organisation publishes for others."`
	Publish  workPublish  `cmd:"" help:"Publish a record or a module, or its next version, and print the code by which others subscribe."`
	Withdraw workWithdraw `cmd:"" help:"Publish something no more; what was taken over stays."`
}

// work is something that is published, as the API answers.
type work struct {
	ID         string            `json:"id"`
	Module     string            `json:"module"`
	Collection string            `json:"collection,omitempty"`
	Title      map[string]string `json:"title"`
	Code       string            `json:"code"`
	Withdrawn  string            `json:"withdrawn_at,omitempty"`
	Versions   []struct {
		Label   string `json:"label"`
		Licence string `json:"licence"`
	} `json:"versions"`
	Followers []struct {
		Organisation struct {
			Slug string `json:"slug"`
		} `json:"organisation"`
	} `json:"followers"`
}

type workList struct{ ofTenant }

// Run prints the works.
func (c *workList) Run(ctx context.Context, console *console) error {
	var answer struct {
		Works []work `json:"works"`
	}
	if err := c.ask(ctx, "GET", "/works", nil, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		rows := [][]string{{"ID", "WHAT", "TITLE", "VERSION", "LICENCE", "FOLLOWED BY", "CODE"}}
		for _, w := range answer.Works {
			var by []string
			for _, f := range w.Followers {
				by = append(by, f.Organisation.Slug)
			}
			code := w.Code
			if w.Withdrawn != "" {
				code = "withdrawn"
			}
			rows = append(rows, []string{w.ID, strings.TrimSuffix(w.Module+"/"+w.Collection, "/"), w.Title["fr"], w.Versions[0].Label, w.Versions[0].Licence, strings.Join(by, " "), code})
		}
		return console.table(rows)
	})
}

type workPublish struct {
	ofTenant
	What    string `arg:"" help:"A record, \"toolbox/tools/ID\", or a module that the organisation brought, \"visits\"."`
	Licence string `help:"Licence of a module; records say it themselves."`
	Note    string `help:"What is new, for those who follow."`
}

// Run publishes and prints the code.
func (c *workPublish) Run(ctx context.Context, console *console) error {
	parts := append(strings.SplitN(c.What, "/", 3), "", "")
	body := map[string]any{"module": parts[0], "collection": parts[1], "record": parts[2], "licence": c.Licence, "note": c.Note}
	var made work
	if err := c.ask(ctx, "POST", "/works", body, &made); err != nil {
		return err
	}
	return console.show(made, func() error {
		fmt.Fprintf(console.out, "%s\nVersion %s is published. Others subscribe by this code.\n", made.Code, made.Versions[0].Label)
		return nil
	})
}

type workWithdraw struct {
	ofTenant
	Work string `arg:"" help:"The work's id."`
}

// Run withdraws it.
func (c *workWithdraw) Run(ctx context.Context, console *console) error {
	if err := c.ask(ctx, "POST", "/works/"+url.PathEscape(c.Work)+":withdraw", nil, nil); err != nil {
		return err
	}
	return console.show(map[string]any{"withdrawn": c.Work}, func() error {
		fmt.Fprintln(console.out, "It is published no more.")
		return nil
	})
}
