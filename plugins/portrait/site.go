package portrait

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func (d *desk) registerSites(api huma.API) {
	rules := sdk.Rules{Action: "portrait:wave.extend", On: "id@waves", Reads: []string{"waves/{id}"}, Internal: true}
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "wave-add-site", Method: http.MethodPost, Path: "/waves/{id}:add-site",
		Summary: "Ask one more site", Description: "It joins no reporting group: these were fixed at opening.",
	}, rules), d.addSite)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "wave-raise-headcount", Method: http.MethodPost, Path: "/waves/{id}:raise-headcount",
		Summary: "Let more people of a site answer",
	}, rules), d.raiseHeadcount)
}

type siteChange struct {
	sdk.Target
	Body struct {
		UnitID    string `json:"unit_id" minLength:"1" maxLength:"60"`
		Headcount int    `json:"headcount,omitempty" minimum:"0" maximum:"10000"`
	}
}

func (d *desk) addSite(ctx context.Context, in *siteChange) (*waveReply, error) {
	one, err := d.waves.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	unit, err := sdk.Units(ctx).Unit(ctx, in.Body.UnitID)
	if err != nil {
		return nil, missingAt(err, "/unit_id", "there is no such site")
	}
	if !asked(unit) || !strings.HasPrefix(unit.Path, one.Unit) {
		return nil, fault.InvalidRule("/unit_id", fault.Absent, "", "must be an open site of the portrait's territory")
	}
	next, err := one.Doc.Add(siteOf(unit, in.Body.Headcount, ""))
	if err != nil {
		return nil, err
	}
	atom := next.Site(unit.ID).Atom
	_, known := one.Doc.Atom(atom)
	if err := d.save(ctx, one, next); err != nil {
		return nil, err
	}
	if next.Access == wave.Link && !known {
		if err := d.newLink(ctx, one.ID, atom); err != nil {
			return nil, err
		}
	}
	tellTeams(ctx, waveOpened, one.ID, next, []wave.Site{*next.Site(unit.ID)})
	return sdk.Stored(one), nil
}

func (d *desk) raiseHeadcount(ctx context.Context, in *siteChange) (*waveReply, error) {
	one, err := d.waves.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	next, err := one.Doc.Raise(in.Body.UnitID, in.Body.Headcount)
	if err != nil {
		return nil, err
	}
	if err := d.save(ctx, one, next); err != nil {
		return nil, err
	}
	return sdk.Stored(one), nil
}

// atomName is how a site, or the people of a group who work alone, are called on paper and screen; empty for
// those who work alone outside all groups.
func atomName(w wave.Wave, a wave.Atom) string {
	if !a.Pool {
		return w.Site(a.Key).Name
	}
	if i := slices.IndexFunc(w.Groups, func(g wave.Group) bool { return g.Key == a.Group }); i >= 0 {
		return w.Groups[i].Name
	}
	return ""
}
