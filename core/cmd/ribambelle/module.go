package main

import (
	"context"
	"fmt"
	"strings"
)

type moduleCommand struct {
	List      moduleList       `cmd:"" help:"List installed modules: version, publisher, state, confinement, who has them on."`
	Install   moduleInstall    `cmd:"" help:"Install a module from its package."`
	Remove    moduleRemove     `cmd:"" help:"Take a release out, and say what becomes of the module's records."`
	Requests  moduleRequests   `cmd:"" help:"List what organisations ask to be installed, or tell of one request."`
	Approve   moduleApprove    `cmd:"" help:"Install what an organisation has asked for, for that organisation."`
	Refuse    moduleRefuse     `cmd:"" help:"Refuse what an organisation has asked for, with a reason."`
	Offer     moduleOffer      `cmd:"" help:"Offer the newest release of a module to one more organisation, or to all."`
	Pin       modulePin        `cmd:"" help:"Keep an organisation at an installed version of a module."`
	Unpin     moduleUnpin      `cmd:"" help:"Let the newest version serve an organisation again."`
	Verify    moduleVerify     `cmd:"" help:"Say what is in a package, whose it is, and what it changes, or what is wrong with a folder; exit code 2 where it would not be installed."`
	New       moduleNew        `cmd:"" help:"Write a new module that builds, is tested and can be installed."`
	Dev       moduleDev        `cmd:"" help:"Build a module whenever it is saved, and let it take over in a running server."`
	Check     moduleCheck      `cmd:"" help:"Try a module's program against the protocol, in whatever language it is written."`
	Pack      modulePack       `cmd:"" help:"Make a package of a module's program, or of a folder: one file, to be signed."`
	Keygen    moduleKeygen     `cmd:"" help:"Make a publisher's key pair."`
	Sign      moduleSign       `cmd:"" help:"Sign a package with a publisher's secret key."`
	Publisher publisherCommand `cmd:"" help:"Whose packages are trusted, and what was revoked."`
}

// installed is a module as the operators' API answers it.
type installed struct {
	Name      string   `json:"name"`
	Version   string   `json:"version"`
	Digest    string   `json:"digest"`
	Publisher string   `json:"publisher,omitempty"`
	Key       string   `json:"key,omitempty"`
	Bundled   bool     `json:"bundled"`
	Versions  []string `json:"versions"`
	Others    []struct {
		Tenant  string `json:"tenant"`
		Version string `json:"version"`
		Pinned  bool   `json:"pinned"`
	} `json:"others"`
	Grants  []string `json:"grants"`
	Waiting *struct {
		Version string   `json:"version"`
		Tenants []string `json:"tenants"`
	} `json:"waiting,omitempty"`
	Placement string   `json:"placement"`
	Level     string   `json:"level"`
	State     string   `json:"state"`
	Reason    string   `json:"reason,omitempty"`
	Tenants   []string `json:"tenants"`
	Offered   []string `json:"offered"`

	Conversions []struct {
		Tenant     string   `json:"tenant"`
		Collection string   `json:"collection"`
		Version    int      `json:"version"`
		Total      int      `json:"total"`
		Done       int      `json:"done"`
		Failed     []string `json:"failed"`
		Running    bool     `json:"running"`
	} `json:"conversions"`
}

// converting sums up the conversions of a module's records: "converting 40 of 100", "2 records could not be
// converted".
func (m installed) converting() string {
	total, done, failed, running := 0, 0, 0, false
	for _, c := range m.Conversions {
		failed += len(c.Failed)
		if c.Running {
			total, done, running = total+c.Total, done+c.Done, true
		}
	}
	var parts []string
	if running {
		parts = append(parts, fmt.Sprintf("converting %d of %d records", done, total))
	}
	if failed > 0 {
		parts = append(parts, fmt.Sprintf("%d records could not be converted", failed))
	}
	return strings.Join(parts, ", ")
}

type moduleList struct{ remote }

// Run prints the installed modules.
func (c *moduleList) Run(ctx context.Context, console *console) error {
	var answer struct {
		Modules []installed `json:"modules"`
	}
	if err := c.ask(ctx, "GET", "/modules", nil, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		rows := [][]string{{"MODULE", "VERSION", "PUBLISHER", "STATE", "LEVEL", "PLACEMENT", "SHA-256", "GRANTS", "OFFERED TO", "ON IN", "RECORDS"}}
		for _, m := range answer.Modules {
			state := strings.TrimSpace(m.State + " " + m.Reason + m.waits())
			rows = append(rows, []string{m.Name, m.version(), m.by(), state, m.Level, m.Placement, m.Digest[:min(12, len(m.Digest))], strings.Join(m.Grants, ", "), m.offered(), m.on(), m.converting()})
		}
		return console.table(rows)
	})
}

// offered lists who may have the module.
func (m installed) offered() string {
	if len(m.Offered) == 0 {
		return "all"
	}
	return strings.Join(m.Offered, ", ")
}

// on lists who has the module on, with the version where another one than the newest serves: "ville, reseau at 1.0.0 (pinned)".
func (m installed) on() string {
	all := make([]string, 0, len(m.Tenants))
	for _, slug := range m.Tenants {
		for _, o := range m.Others {
			if o.Tenant != slug {
				continue
			}
			if slug += " at " + o.Version; o.Pinned {
				slug += " (pinned)"
			}
		}
		all = append(all, slug)
	}
	return strings.Join(all, ", ")
}

// version is the newest, and how many others are installed.
func (m installed) version() string {
	if others := len(m.Versions) - 1; others > 0 {
		return fmt.Sprintf("%s (+%d)", m.Version, others)
	}
	return m.Version
}

// waits says for whom a newer release waits.
func (m installed) waits() string {
	if m.Waiting == nil {
		return ""
	}
	return fmt.Sprintf(" (%s waits for consent in %s)", m.Waiting.Version, strings.Join(m.Waiting.Tenants, ", "))
}

// by is whose key signed the release, or that it came with the server.
func (m installed) by() string {
	switch {
	case m.Bundled:
		return "with the server"
	case m.Publisher == "":
		return "-"
	}
	return m.Publisher + " " + m.Key
}

type moduleInstall struct {
	File            string `arg:"" type:"path" help:"The package, NAME-VERSION.rmod, or with --unsigned a program or the folder of a declaration."`
	Unsigned        bool   `help:"Take a bare program, or a folder, that nobody signed: one that you made yourself."`
	AllowOlder      bool   `help:"Take a release that is older than the one at work."`
	Confine         string `enum:",basic" default:"" placeholder:"LEVEL" help:"Confine it no further than basic, for a program that is not static: it can then read and reach whatever the server's user can."`
	ChangePublisher bool   `help:"Take a release of another publisher than that of the one at work: it is given the module's records."`
	AllowShared     bool   `help:"Let the module serve all organisations by one process, where it asks for that: you trust it as you trust the server."`
	remote
}

// Run installs the file.
func (c *moduleInstall) Run(ctx context.Context, console *console) error {
	body := map[string]any{"path": c.File, "unsigned": c.Unsigned, "allow_older": c.AllowOlder, "change_publisher": c.ChangePublisher, "allow_shared": c.AllowShared}
	if c.Confine != "" {
		body["confine"] = c.Confine
	}
	var answer installed
	if err := c.ask(ctx, "POST", "/modules:install", body, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		by := "unsigned"
		if answer.Publisher != "" {
			by = "signed by " + answer.Publisher
		}
		fmt.Fprintf(console.out, "%s %s is installed, %s (sha256 %s). Turn it on for an organisation in the console, under Modules.\n", answer.Name, answer.Version, by, answer.Digest)
		return nil
	})
}
