package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

type shareCommand struct {
	List    shareList    `cmd:"" help:"List what an organisation shares with others, and they with it."`
	Offer   shareOffer   `cmd:"" help:"Offer another organisation to read something, and print the code to pass on to it."`
	Take    shareTake    `cmd:"" help:"Take an offer by its code, to see what it is of."`
	Accept  shareAccept  `cmd:"" help:"Accept an offer: it can be read from now on."`
	Decline shareDecline `cmd:"" help:"Decline an offer."`
	End     shareEnd     `cmd:"" help:"End a share at once, from either side."`
	Read    shareRead    `cmd:"" help:"Read what another organisation shares: its records, or the figures of one of them (as JSON)."`
}

// ofTenant is a command about one organisation.
type ofTenant struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation's slug."`
	remote
}

// ask asks the server about the organisation: one request, one answer.
func (c ofTenant) ask(ctx context.Context, method, path string, body, answer any) error {
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	return server.call(ctx, method, "/t/"+url.PathEscape(c.Tenant)+path, body, answer)
}

// share is one copy of a share, as the API answers.
type share struct {
	ID      string    `json:"id"`
	Side    string    `json:"side"`
	State   string    `json:"state"`
	To      string    `json:"to"`
	Module  string    `json:"module"`
	What    string    `json:"what"`
	Expires time.Time `json:"expires"`
	Other   *struct {
		Slug string `json:"slug"`
	} `json:"other,omitempty"`
}

type shareList struct{ ofTenant }

// Run prints the shares.
func (c *shareList) Run(ctx context.Context, console *console) error {
	var answer struct {
		Shares []share `json:"shares"`
	}
	if err := c.ask(ctx, "GET", "/shares", nil, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		rows := [][]string{{"ID", "SIDE", "WITH", "WHAT", "STATE", "UNTIL"}}
		for _, s := range answer.Shares {
			with := s.To
			if s.Other != nil {
				with = s.Other.Slug
			}
			rows = append(rows, []string{s.ID, s.Side, with, s.Module + "/" + s.What, s.State, s.Expires.Format(time.DateOnly)})
		}
		return console.table(rows)
	})
}

type shareOffer struct {
	ofTenant
	What    string   `arg:"" help:"What is shared: \"portrait/network\"."`
	To      string   `required:"" placeholder:"NAME" help:"Short name or host name of the other organisation."`
	Purpose string   `required:"" help:"What it serves for, as both will read it."`
	Until   string   `required:"" placeholder:"DATE" help:"Last day, 2027-06-30; a year ahead at most."`
	Unit    []string `placeholder:"ID" help:"A unit with all below it, by its id; more than one may be named. Default: everything."`
}

// Run makes the offer and prints its code.
func (c *shareOffer) Run(ctx context.Context, console *console) error {
	module, what, named := strings.Cut(c.What, "/")
	last, err := time.Parse(time.DateOnly, c.Until)
	if !named || err != nil {
		return fault.New(fault.Invalid, "wrong-usage", "say what is shared as module/name, and the last day as 2027-06-30")
	}
	body := map[string]any{"to": c.To, "module": module, "what": what, "purpose": c.Purpose, "expires": last.AddDate(0, 0, 1), "units": c.Unit}
	var made struct {
		Share share  `json:"share"`
		Code  string `json:"code"`
	}
	if err := c.ask(ctx, "POST", "/shares", body, &made); err != nil {
		return err
	}
	return console.show(made, func() error {
		fmt.Fprintf(console.out, "%s\nIt is shown once. %s takes the offer with it, and nobody else.\n", made.Code, c.To)
		return nil
	})
}

type shareTake struct {
	ofTenant
	Code string `arg:"" help:"The code that the other organisation passed on."`
}

// Run takes the offer and says what it is of.
func (c *shareTake) Run(ctx context.Context, console *console) error {
	var made share
	if err := c.ask(ctx, "POST", "/shares:take", map[string]string{"code": c.Code}, &made); err != nil {
		return err
	}
	return console.show(made, func() error {
		fmt.Fprintf(console.out, "%s: %s/%s until %s. It waits for your answer.\n", made.ID, made.Module, made.What, made.Expires.Format(time.DateOnly))
		return nil
	})
}

// oneShare is a command about one share.
type oneShare struct {
	ofTenant
	Share string `arg:"" help:"The share's id."`
}

// does acts on the share, and says what has become of it.
func (c oneShare) does(ctx context.Context, console *console, verb, says string) error {
	var now share
	if err := c.ask(ctx, "POST", "/shares/"+url.PathEscape(c.Share)+":"+verb, nil, &now); err != nil {
		return err
	}
	return console.show(now, func() error {
		fmt.Fprintln(console.out, says)
		return nil
	})
}

type shareAccept struct{ oneShare }

// Run accepts.
func (c *shareAccept) Run(ctx context.Context, console *console) error {
	return c.does(ctx, console, "accept", "The share is open.")
}

type shareDecline struct{ oneShare }

// Run declines.
func (c *shareDecline) Run(ctx context.Context, console *console) error {
	return c.does(ctx, console, "decline", "The offer is declined.")
}

type shareEnd struct{ oneShare }

// Run ends it.
func (c *shareEnd) Run(ctx context.Context, console *console) error {
	return c.does(ctx, console, "end", "The share has ended: nothing of it is read any more.")
}

type shareRead struct {
	oneShare
	Record string `arg:"" optional:"" help:"Id of a record that there are figures of."`
}

// Run prints the answer as it comes.
func (c *shareRead) Run(ctx context.Context, console *console) error {
	path := "/shares/" + url.PathEscape(c.Share) + "/records"
	if c.Record != "" {
		path += "/" + url.PathEscape(c.Record)
	}
	var answer map[string]any
	if err := c.ask(ctx, "GET", path, nil, &answer); err != nil {
		return err
	}
	text, err := json.MarshalIndent(answer, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the answer: %w", err)
	}
	return console.show(answer, func() error {
		_, err := fmt.Fprintf(console.out, "%s\n", text)
		return err
	})
}
