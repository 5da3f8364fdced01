package main

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

type groupCommand struct {
	List   groupList   `cmd:"" help:"List an organisation's groups: who is in each, and what it is given."`
	Create groupCreate `cmd:"" help:"Make a group of people. Roles are given to it on its screen."`
	Add    groupAdd    `cmd:"" help:"Put a person into a group: they hold what it is given, at once."`
	Remove groupRemove `cmd:"" help:"Take a person out of a group: they lose what they held through it, at once."`
}

// group is a group of people, as the API answers.
type group struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Unit    string   `json:"unit_name"`
	Members []person `json:"members"`
	Grants  []struct {
		Role string `json:"role"`
		Path string `json:"unit_path"`
	} `json:"grants"`
}

type groupList struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation's slug."`
	remote
}

// Run prints the groups.
func (c *groupList) Run(ctx context.Context, console *console) error {
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	var answer struct {
		Groups []group `json:"groups"`
	}
	if err := server.call(ctx, "GET", "/t/"+url.PathEscape(c.Tenant)+"/groups", nil, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		rows := [][]string{{"ID", "NAME", "AT", "PEOPLE", "HOLDS"}}
		for _, g := range answer.Groups {
			holds := make([]string, 0, len(g.Grants))
			for _, given := range g.Grants {
				holds = append(holds, given.Role+" on "+given.Path)
			}
			rows = append(rows, []string{g.ID, g.Name, g.Unit, strconv.Itoa(len(g.Members)), strings.Join(holds, ", ")})
		}
		return console.table(rows)
	})
}

type groupCreate struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation's slug."`
	Name   string `arg:"" help:"The group's name."`
	Unit   string `placeholder:"ID" help:"Id of the unit that it belongs to, instead of the whole organisation."`
	remote
}

// Run makes the group and prints its id.
func (c *groupCreate) Run(ctx context.Context, console *console) error {
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	var made group
	body := map[string]any{"name": c.Name, "unit_id": c.Unit}
	if err := server.call(ctx, "POST", "/t/"+url.PathEscape(c.Tenant)+"/groups", body, &made); err != nil {
		return err
	}
	return console.show(made, func() error {
		_, err := fmt.Fprintln(console.out, made.ID)
		return err
	})
}

// placeIn names a person and a group.
type placeIn struct {
	Group string `arg:"" help:"The group's id."`
	whose
}

// set calls the address of somebody's place in a group.
func (p placeIn) set(ctx context.Context, c *client, method string) error {
	id, err := p.id(ctx, c)
	if err != nil {
		return err
	}
	return c.call(ctx, method, "/t/"+url.PathEscape(p.Tenant)+"/groups/"+url.PathEscape(p.Group)+"/members/"+url.PathEscape(id), nil, nil)
}

type groupAdd struct {
	placeIn
	remote
}

// Run puts the person into the group.
func (c *groupAdd) Run(ctx context.Context, console *console) error {
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	if err := c.set(ctx, server, "PUT"); err != nil {
		return err
	}
	return console.show(map[string]any{"added": c.Person, "group": c.Group}, func() error {
		_, err := fmt.Fprintln(console.out, "The person is in the group.")
		return err
	})
}

type groupRemove struct {
	placeIn
	remote
}

// Run takes the person out of the group.
func (c *groupRemove) Run(ctx context.Context, console *console) error {
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	if err := c.set(ctx, server, "DELETE"); err != nil {
		return err
	}
	return console.show(map[string]any{"removed": c.Person, "group": c.Group}, func() error {
		_, err := fmt.Fprintln(console.out, "The person is out of the group.")
		return err
	})
}
