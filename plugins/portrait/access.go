package portrait

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/shortcode"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// link is the code of a poster. It hangs on a wall: it is kept as it is, so that it can be printed again.
// People who work alone share one, so that nobody, the server included, can tell who among them came.
type link struct {
	Code string `json:"code" maxLength:"20" rb:"unique" fr:"Code" en:"Code"`
	Wave string `json:"wave" maxLength:"60" rb:"index" fr:"Portrait" en:"Portrait"`
	Atom string `json:"atom" maxLength:"80" fr:"Lieu" en:"Site"`
}

func (d *desk) registerAccess(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "wave-access", Method: http.MethodGet, Path: "/waves/{id}:access",
		Summary: "Read the codes of the posters", Description: "None in a portrait with slips. Sites where people work alone share a code.",
	}, sdk.Rules{Action: "portrait:wave.access", On: "id@waves", Reads: []string{"waves/{id}"}, Internal: true}), d.readAccess)
}

type accessList struct {
	Access wave.Access  `json:"access"`
	Sites  []accessLine `json:"sites"`
	// Remaining is what issuing slips would write.
	Remaining int `json:"remaining" doc:"Slips still to be issued; 0 where all were, and in a portrait without slips."`
}

type accessLine struct {
	UnitID string `json:"unit_id"`
	Name   string `json:"name"`
	Code   string `json:"code" doc:"As written on the poster: ABCDE-FGHJK."`
	Shared bool   `json:"shared,omitempty" doc:"Several sites where people work alone have this code."`
}

func (d *desk) readAccess(ctx context.Context, in *sdk.Target) (*sdk.Reply[accessList], error) {
	one, err := d.waves.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	codes := map[string]string{}
	for l, err := range d.links.All(ctx, store.Query{Filter: ofWave(one.ID)}) {
		if err != nil {
			return nil, fmt.Errorf("reading the codes: %w", err)
		}
		codes[l.Doc.Atom] = shortcode.Write(l.Doc.Code, linkCode)
	}
	list := accessList{Access: one.Doc.Access, Sites: []accessLine{}}
	for _, s := range one.Doc.Sites {
		if code, ok := codes[s.Atom]; ok {
			list.Sites = append(list.Sites, accessLine{UnitID: s.UnitID, Name: s.Name, Code: code, Shared: s.Atom != s.UnitID})
		}
	}
	list.Remaining, err = d.slipsLeft(ctx, one)
	if err != nil {
		return nil, err
	}
	return sdk.OK(list), nil
}
