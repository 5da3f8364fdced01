package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/alecthomas/kong"

	"github.com/ribambelle/ribambelle/core/audit/verify"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Exit codes, the same for every command.
const (
	exitDone     = 0
	exitFailed   = 1 // something went wrong on our side or on the way
	exitInput    = 2 // wrong usage or input: the message says what to mend
	exitTampered = 3 // verification found a bad entry
)

// commands is the whole command line.
type commands struct {
	Serve        serveCommand        `cmd:"" help:"Run the platform."`
	Tenant       tenantCommand       `cmd:"" help:"Organisations as code: what the files in tenants/ would change, and changing it."`
	Module       moduleCommand       `cmd:"" help:"Installed modules."`
	Audit        auditCommand        `cmd:"" help:"The log of who did what."`
	Person       personCommand       `cmd:"" help:"Everything about one person: take it out, or erase it."`
	Privacy      privacyCommand      `cmd:"" help:"What is done with people's data."`
	Retention    retentionCommand    `cmd:"" help:"How long data are kept."`
	Device       deviceCommand       `cmd:"" help:"Tablets that belong to sites."`
	Group        groupCommand        `cmd:"" help:"Groups of people, who hold together what the group is given."`
	Share        shareCommand        `cmd:"" help:"What organisations let each other read."`
	Work         workCommand         `cmd:"" help:"What an organisation publishes for others to take over."`
	Subscription subscriptionCommand `cmd:"" help:"What an organisation follows of others."`
	Policy       policyCommand       `cmd:"" help:"Policies in Rego."`
	Backup       backupCommand       `cmd:"" help:"Copy the data folder, while the server works, into one that another server can start with."`

	Output  string           `enum:"text,json" default:"text" help:"How to print, failures too: text or json."`
	Version kong.VersionFlag `help:"Print the version."`
}

// console is where a command prints.
type console struct {
	out, err io.Writer
	json     bool
}

// run parses args, runs the command and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
	var cli commands
	type exited int
	defer func() {
		switch e := recover().(type) {
		case nil:
		case exited:
			code = int(e)
		default:
			panic(e)
		}
	}()
	parser, err := kong.New(&cli,
		kong.Name("ribambelle"),
		kong.Description("Modules for early childhood: quality portraits, workshops, communities, mobilisation.\n\n"+
			"Exit codes: 0 done, 1 something went wrong on the way, 2 wrong usage or input, 3 a log that is not as it was sealed."),
		kong.UsageOnError(), kong.Writers(stdout, stderr),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(c int) { panic(exited(c)) }),
		kong.Vars{"version": version()},
	)
	if err != nil {
		fmt.Fprintln(stderr, "ribambelle:", err)
		return exitFailed
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		wrong := fault.New(fault.Invalid, "wrong-usage", "%v; see ribambelle --help", err)
		(&console{out: stdout, err: stderr, json: asksJSON(args)}).fail(wrong)
		return exitInput
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	c := &console{out: stdout, err: stderr, json: cli.Output == "json"}
	err = chosen.Run(c)
	if err != nil {
		c.fail(err)
	}
	return exitCode(err)
}

// asksJSON reports whether arguments that could not be parsed ask for JSON.
func asksJSON(args []string) bool {
	i := slices.Index(args, "--output")
	return slices.Contains(args, "--output=json") || i >= 0 && i+1 < len(args) && args[i+1] == "json"
}

// exitCode says how to exit.
func exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	var bad *verify.Tampered
	if errors.As(err, &bad) {
		return exitTampered
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.NotFound, fault.Conflict, fault.Denied, fault.Unsupported:
		return exitInput
	}
	return exitFailed
}
