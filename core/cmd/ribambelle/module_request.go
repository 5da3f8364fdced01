package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
)

// asked is a request of an organisation as the operators' API answers it.
type asked struct {
	ID      string    `json:"id"`
	State   string    `json:"state"`
	Tenant  string    `json:"tenant"`
	Name    string    `json:"tenant_name"`
	By      string    `json:"by"`
	Words   string    `json:"words"`
	Module  string    `json:"module,omitempty"`
	Version string    `json:"version,omitempty"`
	Package string    `json:"package,omitempty"`
	Size    int64     `json:"size,omitempty"`
	Created time.Time `json:"created_at"`
	Reason  string    `json:"reason,omitempty"`
	Trouble string    `json:"trouble,omitempty"`
	Study   *studied  `json:"study,omitempty"`
}

// studied is what a package says without being run.
type studied struct {
	Platform  string `json:"platform"`
	Digest    string `json:"digest"`
	Placement string `json:"placement"`
	Level     string `json:"level"`
	Signature string `json:"signature"`
	Said      string `json:"signature_said,omitempty"`
	Publisher string `json:"publisher,omitempty"`
	Key       string `json:"key,omitempty"`
	Grants    []struct {
		Name string            `json:"name"`
		Why  map[string]string `json:"why"`
	} `json:"grants"`
	Needs   []string `json:"needs"`
	Against string   `json:"against,omitempty"`
	Adds    []string `json:"adds"`
	Breaks  []string `json:"breaks"`
	Loses   []string `json:"loses"`
	Warning string   `json:"warning,omitempty"`
}

// wants is what the request is for: "shelf 1.0.0", or that there are words alone.
func (a asked) wants() string {
	if a.Package == "" {
		return cmp.Or(a.Module, "-") + " (in words)"
	}
	return a.Module + " " + a.Version
}

type moduleRequests struct {
	ID      string `arg:"" optional:"" help:"One request, with what its package says."`
	Decided bool   `help:"Those that were decided, instead of those that wait."`
	remote
}

// Run lists requests, or tells of one.
func (c *moduleRequests) Run(ctx context.Context, console *console) error {
	if c.ID != "" {
		var one asked
		if err := c.ask(ctx, "GET", "/module-requests/"+url.PathEscape(c.ID), nil, &one); err != nil {
			return err
		}
		return console.show(one, func() error { return one.tell(console) })
	}
	state := "waiting"
	if c.Decided {
		state = "decided"
	}
	var answer struct {
		Requests []asked `json:"requests"`
		Next     string  `json:"next,omitempty"`
	}
	if err := c.ask(ctx, "GET", "/module-requests?state="+state, nil, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		rows := [][]string{{"REQUEST", "ORGANISATION", "BY", "SINCE", "MODULE", "SIGNATURE", "STATE", "NEEDS"}}
		for _, a := range answer.Requests {
			signature, needs := "-", "-"
			if a.Study != nil {
				signature, needs = a.Study.by(), cmp.Or(strings.Join(a.Study.Needs, ", "), "-")
			}
			rows = append(rows, []string{a.ID, a.Tenant, plainly(a.By), a.Created.Format(time.DateOnly), plainly(a.wants()), signature, a.State, needs})
		}
		return console.table(rows)
	})
}

// by is whose the package is.
func (s studied) by() string {
	if s.Publisher == "" {
		return s.Signature
	}
	return s.Publisher + " " + s.Key
}

// tell prints a request for people.
func (a asked) tell(console *console) error {
	out := console.out
	fmt.Fprintf(out, "%s asks for %s (%s)\n  by           %s, %s\n  words        %s\n", plainly(a.Name), plainly(a.wants()), a.State, plainly(a.By), a.Created.Format(time.DateTime), plainly(a.Words))
	if a.Reason != "" {
		fmt.Fprintf(out, "  refused      %s\n", plainly(a.Reason))
	}
	if a.Trouble != "" {
		fmt.Fprintf(out, "  package      %s\n", plainly(a.Trouble))
	}
	if a.Study != nil {
		a.Study.tell(out)
	}
	return nil
}

func (s studied) tell(out io.Writer) {
	fmt.Fprintf(out, "  program      sha256 %s, for %s\n  placement    %s\n  confinement  %s\n", s.Digest, s.Platform, placed(s.Placement), s.Level)
	if s.Publisher != "" {
		fmt.Fprintf(out, "  signed by    %s, key %s, trusted here\n", s.Publisher, s.Key)
	} else {
		fmt.Fprintf(out, "  signature    %s: %s\n", s.Signature, plainly(s.Said))
	}
	for _, g := range s.Grants {
		fmt.Fprintf(out, "  asks for     %s: %s\n", g.Name, plainly(cmp.Or(g.Why["en"], g.Why["fr"], "no reason given")))
	}
	if len(s.Grants) == 0 {
		fmt.Fprintln(out, "  asks for     nothing beyond its own collections")
	}
	for _, part := range []struct {
		title string
		lines []string
	}{{"adds", s.Adds}, {"breaks", s.Breaks}, {"loses", s.Loses}} {
		for _, line := range part.lines {
			fmt.Fprintf(out, "  %-12s %s\n", part.title, plainly(line))
		}
	}
	if s.Warning != "" {
		fmt.Fprintf(out, "  mind         %s\n", plainly(strings.TrimSuffix(s.Warning, ".")))
	}
	for _, need := range s.Needs {
		fmt.Fprintf(out, "  needs        %s\n", flagOf(need))
	}
}

// flagOf is the word with which an operator accepts what a package needs.
func flagOf(need string) string {
	return map[string]string{
		"unsigned": "--unsigned: nobody has signed it", "older": "--allow-older: it is older than the release at work",
		"publisher": "--change-publisher: it would be given the records of another publisher's module",
		"shared":    "--allow-shared: it would serve all organisations by one process",
	}[need]
}

// plainly keeps what strangers wrote to one line of a terminal.
func plainly(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, text)
}

type moduleApprove struct {
	ID              string `arg:"" help:"The request, from module requests."`
	Module          string `placeholder:"NAME" help:"For a request in words: the installed module that the organisation is offered."`
	Unsigned        bool   `help:"Take a package that nobody signed."`
	AllowOlder      bool   `help:"Take a release that is older than the one at work."`
	ChangePublisher bool   `help:"Take a release of another publisher than that of the one at work: it is given the module's records."`
	AllowShared     bool   `help:"Let the module serve all organisations by one process, where it asks for that: you trust it as you trust the server."`
	remote
}

// term is something that an operator accepts by a word of its own.
type term struct {
	name string
	said bool
}

// accepted lists what was said.
func accepted(terms ...term) []string {
	names := []string{}
	for _, t := range terms {
		if t.said {
			names = append(names, t.name)
		}
	}
	return names
}

// Run approves.
func (c *moduleApprove) Run(ctx context.Context, console *console) error {
	body := map[string]any{"accept": accepted(term{"unsigned", c.Unsigned}, term{"older", c.AllowOlder}, term{"publisher", c.ChangePublisher}, term{"shared", c.AllowShared})}
	if c.Module != "" {
		body["module"] = c.Module
	}
	var answer asked
	if err := c.ask(ctx, "POST", "/module-requests/"+url.PathEscape(c.ID)+":approve", body, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		fmt.Fprintf(console.out, "%s is offered to %s, and to nobody else by this. An administrator there turns it on in the console, under Modules.\n", answer.Module, answer.Tenant)
		return nil
	})
}

type moduleRefuse struct {
	ID  string `arg:"" help:"The request, from module requests."`
	Why string `required:"" placeholder:"TEXT" help:"The reason: whoever asked reads it."`
	remote
}

// Run refuses.
func (c *moduleRefuse) Run(ctx context.Context, console *console) error {
	var answer asked
	if err := c.ask(ctx, "POST", "/module-requests/"+url.PathEscape(c.ID)+":refuse", map[string]any{"reason": c.Why}, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		fmt.Fprintf(console.out, "The request of %s is refused; they read why.\n", answer.Tenant)
		return nil
	})
}

type moduleOffer struct {
	Name            string `arg:"" help:"The module."`
	Tenant          string `placeholder:"SLUG" xor:"whom" help:"One more organisation that may have it."`
	All             bool   `xor:"whom" help:"All organisations may have it."`
	AllowOlder      bool   `help:"Also where it takes the place of a newer release."`
	ChangePublisher bool   `help:"Also where it takes the place of another publisher's release: it is given the module's records."`
	remote
}

// Validate wants to know to whom.
func (c *moduleOffer) Validate() error {
	if c.Tenant == "" && !c.All {
		return fmt.Errorf("say to whom: --tenant SLUG, or --all")
	}
	return nil
}

// Run offers the newest release of a module to more organisations.
func (c *moduleOffer) Run(ctx context.Context, console *console) error {
	body := map[string]any{"name": c.Name, "accept": accepted(term{"older", c.AllowOlder}, term{"publisher", c.ChangePublisher})}
	if c.Tenant != "" {
		body["tenant"] = c.Tenant
	}
	if err := c.ask(ctx, "POST", "/modules:offer", body, nil); err != nil {
		return err
	}
	return console.show(body, func() error {
		fmt.Fprintf(console.out, "%s is offered to %s.\n", c.Name, cmp.Or(c.Tenant, "all organisations"))
		return nil
	})
}
