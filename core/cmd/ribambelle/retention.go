package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
)

type retentionCommand struct {
	Plan retentionPlan `cmd:"" help:"Print what would be erased or anonymised, under which rule; nothing changes."`
}

type retentionPlan struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation's slug."`
	On     string `placeholder:"DAY" help:"What would go on that day, such as 2027-01-01; default today."`
	remote
}

// retained is what the terminal shows of it.
type retained struct {
	On    string `json:"on"`
	Rules []struct {
		Module     string `json:"module"`
		Collection string `json:"collection"`
		Keep       string `json:"keep"`
		Since      string `json:"since"`
		Then       string `json:"then"`
		Due        int    `json:"due"`
		Held       int    `json:"held"`
	} `json:"rules"`
}

// Run prints a line for each rule; --output json names the first records too.
func (c *retentionPlan) Run(ctx context.Context, console *console) error {
	path := "/t/" + url.PathEscape(c.Tenant) + "/privacy/retention"
	if c.On != "" {
		path += "?on=" + url.QueryEscape(c.On)
	}
	var whole json.RawMessage
	if err := c.ask(ctx, "GET", path, nil, &whole); err != nil {
		return err
	}
	return console.show(whole, func() error {
		var p retained
		if err := json.Unmarshal(whole, &p); err != nil {
			return fmt.Errorf("reading the plan: %w", err)
		}
		return console.printRetention(p)
	})
}

func (c *console) printRetention(p retained) error {
	rows := [][]string{{"COLLECTION", "KEPT", "SINCE", "THEN", "ON " + p.On, "HELD"}}
	for _, r := range p.Rules {
		since := r.Since
		if since == "" {
			since = "last change"
		}
		rows = append(rows, []string{r.Module + "/" + r.Collection, r.Keep, since, r.Then, strconv.Itoa(r.Due), strconv.Itoa(r.Held)})
	}
	return c.table(rows)
}
