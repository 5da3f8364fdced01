package main

import (
	"context"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/ribambelle/ribambelle/core/server"
)

// place says where the data lie; every command that may open them has it.
type place struct {
	folder
	Database string `group:"Where the data are:" env:"RIBAMBELLE_DATABASE" placeholder:"DSN" help:"PostgreSQL, as the running role (default: SQLite in the data folder)."`
	Admin    string `group:"Where the data are:" name:"database-admin" env:"RIBAMBELLE_DATABASE_ADMIN" placeholder:"DSN" help:"PostgreSQL, as the role that owns the tables; migrations and installs only."`
	Plugins  string `group:"Where the data are:" env:"RIBAMBELLE_PLUGINS" type:"path" placeholder:"FOLDER" help:"Folder of module binaries (default: plugins beside this program)."`
}

// folder is the data folder, for commands that need no more of the data.
type folder struct {
	Data string `group:"Where the data are:" default:"data" env:"RIBAMBELLE_DATA" type:"path" placeholder:"FOLDER" help:"Folder that holds everything: database, keys, files (default: data)."`
}

func (p place) config() server.Config {
	return server.Config{Data: p.Data, Database: p.Database, DatabaseAdmin: p.Admin, Plugins: p.Plugins, Version: version()}
}

type serveCommand struct {
	Listen   string        `default:"127.0.0.1:8080" env:"RIBAMBELLE_LISTEN" placeholder:"ADDRESS" help:"Address to listen on (default: 127.0.0.1:8080)."`
	URL      string        `env:"RIBAMBELLE_URL" placeholder:"URL" help:"Address that people use, when a proxy stands before the server."`
	Tenants  string        `type:"path" env:"RIBAMBELLE_TENANTS" placeholder:"FOLDER" help:"Organisations as code: applied to an empty database, compared otherwise."`
	Demo     bool          `help:"Demonstration: accounts with known passwords. Never for real data."`
	Confine  string        `enum:",none,basic,strong,full" default:"" env:"RIBAMBELLE_CONFINE" placeholder:"LEVEL" help:"No module from outside starts where this machine confines it less: none, basic, strong or full (default: strong, but for one installed with --confine basic)."`
	HookTime time.Duration `default:"200ms" env:"RIBAMBELLE_HOOK_TIME" placeholder:"TIME" help:"What modules may take to look at one change before it is refused; more on a machine that is slow or shared (default: 200ms)."`
	CPU      float64       `name:"module-cpu" env:"RIBAMBELLE_MODULE_CPU" placeholder:"N" help:"Processors that one process of a module from outside may keep busy for long, 0.5 for half of one (default: half of this machine's)."`
	Memory   int           `name:"module-memory" default:"1024" env:"RIBAMBELLE_MODULE_MEMORY" placeholder:"MIB" help:"Memory that one process of a module may hold (default: 1024)."`
	Storage  int           `name:"module-storage" default:"1024" env:"RIBAMBELLE_MODULE_STORAGE" placeholder:"MIB" help:"Room for the records that an organisation keeps of one module; -1 for no limit (default: 1024)."`
	Egress   string        `name:"module-egress" enum:"none,consented" default:"none" env:"RIBAMBELLE_MODULE_EGRESS" placeholder:"WHERE" help:"What modules may reach outside: none, or consented: the hosts that a module declares and an organisation has agreed to (default: none)."`
	Upload   int           `name:"module-upload" default:"64" env:"RIBAMBELLE_MODULE_UPLOAD" placeholder:"MIB" help:"Size of a module's package that an organisation may upload, in MiB (default: 64)."`
	Hosts    []string      `name:"identity-host" env:"RIBAMBELLE_IDENTITY_HOSTS" placeholder:"URL" help:"Identity provider of an organisation that lies within this network, https://login.intranet:8443 or http://…; may be said again. Others are reached on the public network alone."`
	SMTP     string        `env:"RIBAMBELLE_SMTP" placeholder:"URL" help:"Mail server, smtp://user:password@host:587 (default: messages lie in the data folder)."`
	From     string        `env:"RIBAMBELLE_MAIL_FROM" placeholder:"SENDER" help:"Sender of messages: Ribambelle <noreply@example.org>."`
	Log      string        `env:"RIBAMBELLE_LOG" enum:"auto,json,text" default:"auto" help:"The log on standard error: json, text, or auto: text on a terminal, json elsewhere."`
	place
}

// heapGrowth is how far, in percent, the heap of a server may grow before it is collected, unless GOGC says
// otherwise. What lives in it is some ten MiB: with Go's 100 it would be collected many times a second.
const heapGrowth = 200

// Run serves until the context ends.
func (c *serveCommand) Run(ctx context.Context, console *console) error {
	config := c.config()
	config.Listen, config.URL, config.Tenants, config.Demo = c.Listen, c.URL, c.Tenants, c.Demo
	config.SMTP, config.From, config.Confine, config.HookTime = c.SMTP, c.From, c.Confine, c.HookTime
	config.ModuleCPU, config.ModuleMemory, config.ModuleStorage, config.ModuleUpload = c.CPU, c.Memory, c.Storage, c.Upload
	config.IdentityHosts = c.Hosts
	config.ModuleEgress = c.Egress == "consented"
	config.Out, config.Log = console.out, console.err
	config.PlainLog = c.Log == "text" || c.Log == "auto" && isTerminal(console.err)
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
	public, err := server.Listen(ctx, config)
	if err != nil {
		return err
	}
	defer func() { _ = public.Close() }()
	config.Listen = public.Addr().String() // where port 0 was asked for, the one that was given
	s, err := server.Open(ctx, config)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Serve(ctx, public)
}

// isTerminal reports whether people read what is written there.
func isTerminal(w io.Writer) bool {
	file, isFile := w.(*os.File)
	if !isFile {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
