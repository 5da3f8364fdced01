package main

import (
	"context"
	"fmt"
	"net/url"
)

type personInvite struct {
	Name   string `arg:"" help:"What the person is called."`
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation; system for those who run the server."`
	Role   string `required:"" placeholder:"ROLE" help:"What they may do, over the whole organisation: core:administrator, core:coordinator; core:operator in system."`
	remote
}

// Run makes an invitation, and prints its link once.
func (c *personInvite) Run(ctx context.Context, console *console) error {
	var answer struct {
		Link string `json:"link"`
	}
	body := map[string]any{"name": c.Name, "role": c.Role}
	if err := c.ask(ctx, "POST", "/t/"+url.PathEscape(c.Tenant)+"/invitations", body, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		fmt.Fprintf(console.out, "%s makes an account with this link, once, behind the server's address. Hand it over in a way that you trust:\n%s\n", c.Name, answer.Link)
		return nil
	})
}
