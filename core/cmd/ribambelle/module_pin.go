package main

import (
	"context"
	"fmt"
)

type modulePin struct {
	Release string `arg:"" placeholder:"NAME@VERSION" help:"The release, of those that are installed: shelf@1.0.0."`
	Tenant  string `required:"" placeholder:"SLUG" help:"The organisation."`
	remote
}

// Run pins the organisation.
func (c *modulePin) Run(ctx context.Context, console *console) error {
	name, version, err := releaseNamed(c.Release)
	if err != nil {
		return err
	}
	return c.pin(ctx, console, name, version, c.Tenant)
}

type moduleUnpin struct {
	Module string `arg:"" help:"The module: shelf."`
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation."`
	remote
}

// Run lets the organisation go.
func (c *moduleUnpin) Run(ctx context.Context, console *console) error {
	return c.pin(ctx, console, c.Module, "", c.Tenant)
}

// pin keeps an organisation at a version of a module; an empty one lets it go.
func (r remote) pin(ctx context.Context, console *console, name, version, tenant string) error {
	body := map[string]any{"name": name, "version": version, "tenant": tenant}
	if err := r.ask(ctx, "POST", "/modules:pin", body, nil); err != nil {
		return err
	}
	return console.show(body, func() error {
		if version == "" {
			fmt.Fprintf(console.out, "%s has the newest version of %s to which it has agreed.\n", tenant, name)
		} else {
			fmt.Fprintf(console.out, "%s has %s %s, and stays there until ribambelle module unpin.\n", tenant, name, version)
		}
		return nil
	})
}
