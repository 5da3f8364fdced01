package main

import (
	"context"

	"github.com/ribambelle/ribambelle/core/server"
)

// place says where the data lie; every command that may open them has it.
type place struct {
	Data     string `default:"data" env:"RIBAMBELLE_DATA" type:"path" help:"Folder that holds everything: database, keys, files."`
	Database string `env:"RIBAMBELLE_DATABASE" help:"PostgreSQL DSN of the running role; without it SQLite in the data folder."`
	Admin    string `name:"database-admin" env:"RIBAMBELLE_DATABASE_ADMIN" help:"PostgreSQL DSN of the role that owns the tables; used by migrations and installs only."`
	Plugins  string `env:"RIBAMBELLE_PLUGINS" type:"path" help:"Folder of module binaries; default: plugins beside this program."`
}

func (p place) config() server.Config {
	return server.Config{Data: p.Data, Database: p.Database, DatabaseAdmin: p.Admin, Plugins: p.Plugins, Version: version()}
}

type serveCommand struct {
	place
	Listen  string `default:"127.0.0.1:8080" env:"RIBAMBELLE_LISTEN" help:"Address to listen on."`
	URL     string `env:"RIBAMBELLE_URL" help:"Address that people use, when a proxy stands before the server."`
	Tenants string `type:"path" env:"RIBAMBELLE_TENANTS" help:"Folder of organisations as code; applied to an empty database, compared otherwise."`
	Demo    bool   `help:"Demonstration: accounts with known passwords. Never for real data."`
	SMTP    string `env:"RIBAMBELLE_SMTP" help:"Mail server: smtp://user:password@host:587. Without it messages lie in the data folder."`
	From    string `env:"RIBAMBELLE_MAIL_FROM" help:"Sender of messages: Ribambelle <noreply@example.org>."`
}

// Run serves until the context ends.
func (c *serveCommand) Run(ctx context.Context, console *console) error {
	config := c.config()
	config.Listen, config.URL, config.Tenants, config.Demo = c.Listen, c.URL, c.Tenants, c.Demo
	config.SMTP, config.From = c.SMTP, c.From
	config.Out, config.Log = console.out, console.err
	public, err := server.Listen(ctx, config)
	if err != nil {
		return err
	}
	defer func() { _ = public.Close() }()
	s, err := server.Open(ctx, config)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Serve(ctx, public)
}
