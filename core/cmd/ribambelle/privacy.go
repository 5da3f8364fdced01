package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

type privacyCommand struct {
	Processing privacyProcessing `cmd:"" help:"Print an organisation's record of processing, as its modules declare it, and what nobody has said yet."`
}

type privacyProcessing struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation's slug."`
	remote
}

// processing is what the terminal shows of the record.
type processing struct {
	Activities []struct {
		Module string `json:"module"`
		Data   []struct {
			Title     map[string]string `json:"title"`
			Anonymous bool              `json:"anonymous"`
			Fields    []struct {
				Name string `json:"name"`
			} `json:"fields"`
		} `json:"data"`
		Assess []string `json:"assess"`
	} `json:"activities"`
	Open []struct {
		What   string `json:"what"`
		Module string `json:"module"`
	} `json:"open"`
}

// Run prints a line for each collection; --output json has the whole record.
func (c *privacyProcessing) Run(ctx context.Context, console *console) error {
	var whole json.RawMessage
	if err := c.ask(ctx, "GET", "/t/"+url.PathEscape(c.Tenant)+"/privacy/processing", nil, &whole); err != nil {
		return err
	}
	return console.show(whole, func() error {
		var record processing
		if err := json.Unmarshal(whole, &record); err != nil {
			return fmt.Errorf("reading the record: %w", err)
		}
		return console.printProcessing(record)
	})
}

func (c *console) printProcessing(record processing) error {
	rows := [][]string{{"MODULE", "KEEPS", "ABOUT A PERSON", "TO ASSESS"}}
	for _, a := range record.Activities {
		for _, d := range a.Data {
			var about []string
			for _, f := range d.Fields {
				about = append(about, f.Name)
			}
			if d.Anonymous {
				about = []string{"anonymous"}
			}
			rows = append(rows, []string{a.Module, d.Title["en"], strings.Join(about, ", "), strings.Join(a.Assess, ", ")})
		}
	}
	if err := c.table(rows); err != nil {
		return err
	}
	for _, o := range record.Open {
		fmt.Fprintln(c.out, strings.TrimSpace("Nobody has said yet: "+o.What+" "+o.Module))
	}
	return nil
}
