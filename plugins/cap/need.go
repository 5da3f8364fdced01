package cap

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// need is what a portrait invites to work on. It is kept whether or not a community is about it: one may open later.
type need struct {
	Key    string     `json:"key" maxLength:"120" rb:"unique" fr:"Portrait et domaine" en:"Portrait and domain"`
	Title  string     `json:"title" maxLength:"120" fr:"Titre du portrait" en:"Title of the portrait"`
	Domain sdk.Domain `json:"domain" rb:"index" fr:"Domaine" en:"Domain"`
	Unit   string     `json:"unit" maxLength:"60" rb:"unit" fr:"Territoire ou lieu" en:"Territory or site"`
	On     string     `json:"on" format:"date" rb:"index" fr:"Depuis" en:"Since"`
}

// hearNeed keeps one need a portrait and domain, however often the event comes. What a questionnaire calls by a name
// of its own is no domain that a community can have.
func (d *desk) hearNeed(ctx context.Context, e sdk.Event) error {
	var n sdk.Need
	if err := json.Unmarshal(e.Data, &n); err != nil {
		return fmt.Errorf("reading the need: %w", err)
	}
	if !slices.Contains(sdk.Domains(), n.Domain) {
		return nil
	}
	heard := need{Key: n.Wave + "/" + string(n.Domain), Title: n.Title, Domain: n.Domain, Unit: n.Unit, On: sdk.Call(ctx).Today}
	there, _, err := d.needs.List(ctx, store.Query{Filter: fmt.Sprintf("key = %q", heard.Key), Size: 1})
	if err != nil || len(there) > 0 {
		return err
	}
	_, err = d.needs.Create(ctx, heard)
	return err
}

// How long a need counts, and how many are looked at.
const (
	needDays  = 365
	mostNeeds = 50
)

// homeNeed is why a community is suggested.
type homeNeed struct {
	Portrait string     `json:"portrait" doc:"Its title."`
	Domain   sdk.Domain `json:"domain"`
}

// found are the needs that the caller may know of, the newest first.
func (d *desk) found(ctx context.Context) ([]homeNeed, error) {
	since := sdk.Call(ctx).Now.AddDate(0, 0, -needDays).Format(time.DateOnly)
	all, _, err := d.needs.List(ctx, store.Query{Filter: fmt.Sprintf("on >= %q", since), Order: "on desc", Size: mostNeeds})
	if err != nil {
		return nil, fmt.Errorf("reading the needs: %w", err)
	}
	known := make([]homeNeed, len(all))
	for i, one := range all {
		known[i] = homeNeed{one.Doc.Title, one.Doc.Domain}
	}
	return known, nil
}

// met are the needs that a community may help with: none once it is over.
func met(all []homeNeed, c community.Community) (some []homeNeed) {
	if c.Status != community.Open {
		return nil
	}
	for _, n := range all {
		if slices.Contains(c.Domains, n.Domain) {
			some = append(some, n)
		}
	}
	return some
}
