package main

import (
	"context"
	"fmt"
	"net/url"
)

type subscriptionCommand struct {
	List   subscriptionList   `cmd:"" help:"List what an organisation follows of others, and what it is proposed."`
	Create subscriptionCreate `cmd:"" help:"Subscribe to what another organisation publishes, by its code."`
	Take   subscriptionTake   `cmd:"" help:"Take over the version that is proposed."`
	Skip   subscriptionSkip   `cmd:"" help:"Set aside the version that is proposed."`
	End    subscriptionEnd    `cmd:"" help:"Follow something no more; what was taken over stays."`
}

// subscription is something that is followed, as the API answers.
type subscription struct {
	ID    string            `json:"id"`
	State string            `json:"state"`
	Name  string            `json:"name"`
	Title map[string]string `json:"title"`
	Taken []struct {
		Label  string `json:"label"`
		Record string `json:"record,omitempty"`
	} `json:"taken"`
	Proposal *struct {
		ID      string `json:"id"`
		Label   string `json:"label"`
		Licence string `json:"licence"`
	} `json:"proposal,omitempty"`
}

type subscriptionList struct{ ofTenant }

// Run prints the subscriptions.
func (c *subscriptionList) Run(ctx context.Context, console *console) error {
	all, err := c.all(ctx)
	if err != nil {
		return err
	}
	return console.show(map[string]any{"subscriptions": all}, func() error {
		rows := [][]string{{"ID", "FROM", "TITLE", "TAKEN", "PROPOSED", "STATE"}}
		for _, s := range all {
			taken, proposed := "", ""
			if len(s.Taken) > 0 {
				taken = s.Taken[0].Label
			}
			if s.Proposal != nil {
				proposed = s.Proposal.Label
			}
			rows = append(rows, []string{s.ID, s.Name, s.Title["fr"], taken, proposed, s.State})
		}
		return console.table(rows)
	})
}

func (c ofTenant) all(ctx context.Context) ([]subscription, error) {
	var answer struct {
		Subscriptions []subscription `json:"subscriptions"`
	}
	err := c.ask(ctx, "GET", "/subscriptions", nil, &answer)
	return answer.Subscriptions, err
}

type subscriptionCreate struct {
	ofTenant
	Code string `arg:"" help:"The code that the other organisation passed on."`
}

// Run subscribes.
func (c *subscriptionCreate) Run(ctx context.Context, console *console) error {
	var made subscription
	if err := c.ask(ctx, "POST", "/subscriptions", map[string]string{"code": c.Code}, &made); err != nil {
		return err
	}
	return console.show(made, func() error {
		fmt.Fprintf(console.out, "%s: %s, by %s. Take its version over, or set it aside.\n", made.ID, made.Title["fr"], made.Name)
		return nil
	})
}

// oneSubscription is a command about one subscription.
type oneSubscription struct {
	ofTenant
	Subscription string `arg:"" help:"The subscription's id."`
}

// decides takes or sets aside what is proposed now.
func (c oneSubscription) decides(ctx context.Context, console *console, verb, says string) error {
	all, err := c.all(ctx)
	if err != nil {
		return err
	}
	version := ""
	for _, s := range all {
		if s.ID == c.Subscription && s.Proposal != nil {
			version = s.Proposal.ID
		}
	}
	return c.does(ctx, console, verb, says, map[string]string{"version": version})
}

func (c oneSubscription) does(ctx context.Context, console *console, verb, says string, body any) error {
	var now subscription
	if err := c.ask(ctx, "POST", "/subscriptions/"+url.PathEscape(c.Subscription)+":"+verb, body, &now); err != nil {
		return err
	}
	return console.show(now, func() error {
		fmt.Fprintln(console.out, says)
		return nil
	})
}

type subscriptionTake struct{ oneSubscription }

// Run takes it over.
func (c *subscriptionTake) Run(ctx context.Context, console *console) error {
	return c.decides(ctx, console, "take", "The version is taken over.")
}

type subscriptionSkip struct{ oneSubscription }

// Run sets it aside.
func (c *subscriptionSkip) Run(ctx context.Context, console *console) error {
	return c.decides(ctx, console, "set-aside", "The version is set aside.")
}

type subscriptionEnd struct{ oneSubscription }

// Run ends it.
func (c *subscriptionEnd) Run(ctx context.Context, console *console) error {
	return c.does(ctx, console, "end", "It is followed no more.", nil)
}
