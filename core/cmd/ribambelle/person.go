package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

type personCommand struct {
	Invite personInvite `cmd:"" help:"Invite a person to an organisation, by a link that works once."`
	List   personList   `cmd:"" help:"List an organisation's people: id, login, name."`
	Why    personWhy    `cmd:"" help:"Say whether a person may do something, by which rule, and what would change that."`
	Export personExport `cmd:"" help:"Take out everything about a person, over all modules, as JSON."`
	Erase  personErase  `cmd:"" help:"Erase a person over all modules. Says what was erased, and what is kept and why."`
}

// person is a person of an organisation, as the API answers.
type person struct {
	ID        string `json:"id"`
	Login     string `json:"login"`
	Name      string `json:"name"`
	Suspended bool   `json:"suspended"`
}

type personList struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation's slug."`
	remote
}

// Run prints the people.
func (c *personList) Run(ctx context.Context, console *console) error {
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	all, err := server.people(ctx, c.Tenant)
	if err != nil {
		return err
	}
	return console.show(map[string]any{"people": all}, func() error {
		rows := [][]string{{"ID", "LOGIN", "NAME"}}
		for _, p := range all {
			rows = append(rows, []string{p.ID, p.Login, p.Name})
		}
		return console.table(rows)
	})
}

func (c *client) people(ctx context.Context, tenant string) ([]person, error) {
	var answer struct {
		People []person `json:"people"`
	}
	return answer.People, c.call(ctx, "GET", "/t/"+url.PathEscape(tenant)+"/people", nil, &answer)
}

// whose names a person of an organisation.
type whose struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation's slug."`
	Person string `arg:"" help:"The person's id or login."`
}

// id looks a login up; what is not found is an id.
func (w whose) id(ctx context.Context, c *client) (string, error) {
	all, err := c.people(ctx, w.Tenant)
	if err != nil {
		return "", err
	}
	if i := slices.IndexFunc(all, func(p person) bool { return strings.EqualFold(p.Login, w.Person) && p.Login != "" }); i >= 0 {
		return all[i].ID, nil
	}
	return w.Person, nil
}

// path is the address of what is done with the person.
func (w whose) path(ctx context.Context, c *client, verb string) (string, error) {
	id, err := w.id(ctx, c)
	return "/t/" + url.PathEscape(w.Tenant) + "/people/" + url.PathEscape(id) + ":" + verb, err
}

type personExport struct {
	whose
	File string `short:"f" type:"path" placeholder:"FILE" help:"Write here instead of to the terminal."`
	remote
}

// Run writes the export.
func (c *personExport) Run(ctx context.Context, console *console) error {
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	path, err := c.path(ctx, server, "export")
	if err != nil {
		return err
	}
	content, err := server.raw(ctx, "GET", path, nil)
	if err != nil {
		return err
	}
	if c.File != "" {
		return console.keep(c.File, content)
	}
	_, err = console.out.Write(append(content, '\n'))
	return err
}

type personErase struct {
	whose
	Confirm string `required:"" placeholder:"NAME" help:"The person's name, to be sure."`
	remote
}

// erased is what the API answers to an erasure.
type erased struct {
	Erased map[string]int `json:"erased"`
	Kept   []struct {
		What string `json:"what"`
		Why  string `json:"why"`
	} `json:"kept"`
}

// Run erases and prints what was done.
func (c *personErase) Run(ctx context.Context, console *console) error {
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	path, err := c.path(ctx, server, "erase")
	if err != nil {
		return err
	}
	content, err := server.raw(ctx, "POST", path, map[string]any{"confirm": c.Confirm})
	if err != nil {
		return err
	}
	var answer erased
	if err := json.Unmarshal(content, &answer); err != nil {
		return fault.New(fault.Internal, "unexpected", "the answer of %s cannot be read", path).Because(err)
	}
	return console.show(json.RawMessage(content), func() error {
		fmt.Fprintln(console.out, "erased: the account, its roles and sessions")
		for _, collection := range slices.Sorted(maps.Keys(answer.Erased)) {
			fmt.Fprintf(console.out, "erased: %s (%d)\n", collection, answer.Erased[collection])
		}
		for _, k := range answer.Kept {
			fmt.Fprintf(console.out, "kept: %s (%s)\n", k.What, k.Why)
		}
		return nil
	})
}
