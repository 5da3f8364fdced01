package parcel

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// views of a collection that stays: links lead to its page on paper, and spreadsheets take its columns by head and place. What
// lists and forms show is for people, who see it.
func (d *Difference) views(older, newer sdk.Manifest, was, is store.Schema) {
	old, now := older.View(was.Collection), newer.View(is.Collection)
	if old.Print != nil && now.Print == nil {
		d.broke("the page on paper of %s is gone", was.Collection)
	}
	if old.Print == nil && now.Print != nil {
		d.Added = append(d.Added, "a page on paper of "+is.Collection)
	}
	if (len(old.CSV) > 0) != (len(now.CSV) > 0) {
		d.broke("the columns of the spreadsheet of %s have other heads and say things otherwise", is.Collection)
		return
	}
	d.columns(is.Collection, heads(old, was), heads(now, is))
}

// columns of a spreadsheet stay where they are, under their heads; more may come after them.
func (d *Difference) columns(collection string, was, is []string) {
	gone := false
	for _, head := range was {
		if !slices.Contains(is, head) {
			d.broke("the spreadsheet of %s has no column %s any more", collection, head)
			gone = true
		}
	}
	for _, head := range is {
		if !slices.Contains(was, head) {
			d.Added = append(d.Added, fmt.Sprintf("the column %s in the spreadsheet of %s", head, collection))
		}
	}
	if !gone && !slices.Equal(was, is[:min(len(was), len(is))]) {
		d.broke("the columns of the spreadsheet of %s stand in another order", collection)
	}
}

// heads are those of a view's columns: the titles of fields, in French.
func heads(v sdk.View, s store.Schema) []string {
	var schema struct {
		Properties map[string]struct {
			Title sdk.Text `json:"x-title"`
		} `json:"properties"`
	}
	_ = json.Unmarshal(s.JSON, &schema) // a schema that is not readable has no titles
	all := make([]string, len(v.CSV))
	for i, name := range v.CSV {
		all[i] = name
		if title := schema.Properties[name].Title["fr"]; title != "" {
			all[i] = title
		}
	}
	return all
}
