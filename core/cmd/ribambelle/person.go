package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
)

type personCommand struct {
	Export personExport `cmd:"" help:"Take out everything about a person, over all modules, as JSON."`
	Erase  personErase  `cmd:"" help:"Erase a person over all modules. Says what was erased, and what is kept and why."`
}

// whose names a person of an organisation.
type whose struct {
	remote
	Tenant string `required:"" help:"The organisation's slug."`
	Person string `arg:"" help:"The person's id."`
}

func (w whose) path(verb string) string {
	return "/t/" + url.PathEscape(w.Tenant) + "/people/" + url.PathEscape(w.Person) + ":" + verb
}

type personExport struct {
	whose
	File string `short:"f" type:"path" help:"Write here instead of to the terminal."`
}

// Run writes the export.
func (c *personExport) Run(ctx context.Context, console *console) error {
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	content, err := server.raw(ctx, "GET", c.path("export"), nil)
	if err != nil {
		return err
	}
	if c.File != "" {
		return os.WriteFile(c.File, content, 0o600)
	}
	_, err = console.out.Write(append(content, '\n'))
	return err
}

type personErase struct {
	whose
	Confirm string `required:"" help:"The person's name, to be sure."`
}

// Run erases and prints what was done.
func (c *personErase) Run(ctx context.Context, console *console) error {
	var answer struct {
		Erased map[string]int  `json:"erased"`
		Kept   json.RawMessage `json:"kept"`
	}
	if err := c.ask(ctx, "POST", c.path("erase"), map[string]any{"confirm": c.Confirm}, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		for collection, n := range answer.Erased {
			fmt.Fprintf(console.out, "%s: %d erased\n", collection, n)
		}
		fmt.Fprintf(console.out, "kept: %s\n", answer.Kept)
		return nil
	})
}
