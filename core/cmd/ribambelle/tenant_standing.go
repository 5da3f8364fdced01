package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// named is an organisation of the installation.
type named struct {
	Slug string `arg:"" help:"The organisation's short name."`
}

func (n named) path(verb string) string { return "/tenants/" + url.PathEscape(n.Slug) + ":" + verb }

type tenantSuspend struct {
	named
	Reason string `required:"" help:"Why; the people of the organisation read it."`
	remote
}

// Run closes an organisation.
func (c *tenantSuspend) Run(ctx context.Context, console *console) error {
	var done organisation
	if err := c.ask(ctx, "POST", c.path("suspend"), map[string]any{"reason": c.Reason}, &done); err != nil {
		return err
	}
	return console.show(done, func() error {
		_, err := fmt.Fprintf(console.out, "%s is closed: nobody gets in, and nothing is lost. ribambelle tenant resume %s opens it again.\n", done.Slug, done.Slug)
		return err
	})
}

type tenantResume struct {
	named
	remote
}

// Run opens an organisation again.
func (c *tenantResume) Run(ctx context.Context, console *console) error {
	var done organisation
	if err := c.ask(ctx, "POST", c.path("resume"), nil, &done); err != nil {
		return err
	}
	return console.show(done, func() error {
		_, err := fmt.Fprintf(console.out, "%s is open again.\n", done.Slug)
		return err
	})
}

type tenantDelete struct {
	named
	Reason string `required:"" help:"Why; the people of the organisation read it as long as it can be resumed."`
	Days   int    `default:"30" help:"In how many days all that it has is deleted; closed until then. 0 deletes now, for good."`
	remote
}

// departure is an organisation that was deleted, as the API answers it.
type departure struct {
	ID          string           `json:"id"`
	Slug        string           `json:"slug"`
	Began       time.Time        `json:"began_at"`
	Ended       *time.Time       `json:"ended_at,omitempty"`
	Had         map[string]int64 `json:"had"`
	Certificate string           `json:"certificate,omitempty"`
}

// Run closes an organisation and has it deleted; where that is now, it waits for the certificate and prints it.
func (c *tenantDelete) Run(ctx context.Context, console *console) error {
	before, err := departed(ctx, c.remote, c.Slug)
	if err != nil {
		return err
	}
	var done organisation
	if err := c.ask(ctx, "POST", c.path("delete"), map[string]any{"reason": c.Reason, "days": c.Days}, &done); err != nil {
		return err
	}
	if c.Days == 0 {
		left, err := leaves(ctx, c.remote, c.Slug, len(before))
		if err != nil {
			return err
		}
		return console.show(left, func() error {
			_, err := fmt.Fprint(console.out, left.Certificate)
			return err
		})
	}
	return console.show(done, func() error {
		_, err := fmt.Fprintf(console.out, "%s is closed, and will be deleted with all that it has on %s. Until then ribambelle tenant resume %s takes that back.\n",
			done.Slug, done.Standing.Ends.Format(time.DateOnly), done.Slug)
		return err
	})
}

// leaves waits until there is one departure of that name more than before, and it has ended.
func leaves(ctx context.Context, from remote, slug string, before int) (departure, error) {
	for tick := time.NewTicker(200 * time.Millisecond); ; {
		all, err := departed(ctx, from, slug)
		if err != nil {
			return departure{}, err
		}
		if len(all) > before && all[0].Ended != nil {
			return all[0], nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return departure{}, fault.New(fault.Unavailable, "not-finished", "the deletion of %s goes on; ribambelle tenant departed shows how far it is", slug)
		}
	}
}

type tenantDeparted struct {
	Slug string `arg:"" optional:"" help:"Print the certificate of this one."`
	remote
}

// Run lists the organisations that were deleted, or prints the certificate of one.
func (c *tenantDeparted) Run(ctx context.Context, console *console) error {
	all, err := departed(ctx, c.remote, c.Slug)
	if err != nil {
		return err
	}
	if c.Slug != "" && len(all) == 0 {
		return fault.New(fault.NotFound, "not-found", "no organisation %s was deleted here", c.Slug)
	}
	return console.show(map[string]any{"departures": all}, func() error {
		if c.Slug != "" {
			_, err := fmt.Fprint(console.out, all[0].Certificate)
			return err
		}
		rows := [][]string{{"SLUG", "BEGAN", "ENDED"}}
		for _, d := range all {
			ended := "goes on"
			if d.Ended != nil {
				ended = d.Ended.Format(time.RFC3339)
			}
			rows = append(rows, []string{d.Slug, d.Began.Format(time.RFC3339), ended})
		}
		return console.table(rows)
	})
}

// departed lists the organisations of a name that were deleted, the newest first; of any name where that is empty.
func departed(ctx context.Context, from remote, slug string) ([]departure, error) {
	var answer struct {
		Departures []departure `json:"departures"`
	}
	if err := from.ask(ctx, "GET", "/departures", nil, &answer); err != nil {
		return nil, err
	}
	return of(answer.Departures, slug), nil
}

// of lists the departures of a name; all where that is empty.
func of(all []departure, slug string) []departure {
	return slices.DeleteFunc(append([]departure{}, all...), func(d departure) bool { return slug != "" && d.Slug != slug })
}
