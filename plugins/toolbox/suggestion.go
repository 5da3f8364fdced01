package toolbox

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Suggestion says that tools of a domain may help where a portrait found a need.
type Suggestion struct {
	Key    string     `json:"key" maxLength:"120" rb:"unique" fr:"Portrait et domaine" en:"Portrait and domain"`
	Wave   string     `json:"wave" maxLength:"60" fr:"Portrait" en:"Portrait"`
	Title  string     `json:"title" maxLength:"120" fr:"Titre du portrait" en:"Title of the portrait"`
	Domain sdk.Domain `json:"domain" rb:"index" fr:"Domaine" en:"Domain"`
	Unit   string     `json:"unit" maxLength:"60" rb:"unit" fr:"Territoire ou lieu" en:"Territory or site"`
	On     string     `json:"on" format:"date" rb:"index" fr:"Depuis" en:"Since"`
}

// suggest keeps one suggestion a portrait and domain, however often the event comes; none where no tool fits.
func (d *desk) suggest(ctx context.Context, e sdk.Event) error {
	var n sdk.Need
	if err := json.Unmarshal(e.Data, &n); err != nil {
		return fmt.Errorf("reading the need: %w", err)
	}
	fitting, _, err := d.tools.List(ctx, store.Query{Filter: fmt.Sprintf("domain = %q", n.Domain), Size: 1})
	if err != nil || len(fitting) == 0 {
		return err
	}
	s := Suggestion{Key: n.Wave + "/" + string(n.Domain), Wave: n.Wave, Title: n.Title, Domain: n.Domain, Unit: n.Unit, On: sdk.Call(ctx).Today}
	there, _, err := d.suggestions.List(ctx, store.Query{Filter: fmt.Sprintf("key = %q", s.Key), Size: 1})
	if err != nil || len(there) > 0 {
		return err
	}
	_, err = d.suggestions.Create(ctx, s)
	return err
}
