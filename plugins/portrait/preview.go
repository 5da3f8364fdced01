package portrait

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
)

func (d *desk) registerPreview(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "wave-preview", Method: http.MethodGet, Path: "/waves/{id}:preview",
		Summary:     "Say before opening what can be shown afterwards",
		Description: "From headcounts, as if everybody answered: what is hidden here will be hidden. Proposals join hidden sites with their neighbours.",
	}, sdk.Rules{Action: "portrait:waves.update", On: "id@waves", Reads: []string{"waves/{id}"}}), d.previewWave)
}

// preview is what can be shown at best.
type preview struct {
	Floor     int             `json:"floor"`
	Invited   int             `json:"invited"`
	Sites     []previewSite   `json:"sites"`
	Groups    []previewGroup  `json:"groups"`
	Proposals []previewOption `json:"proposals"`
}

type previewSite struct {
	UnitID    string      `json:"unit_id"`
	Name      string      `json:"name"`
	Headcount int         `json:"headcount"`
	Showable  bool        `json:"showable"`
	Reason    wave.Reason `json:"reason" enum:"ok,below-floor,home,remainder,no-headcount"`
	Home      bool        `json:"home,omitempty"`
	Group     string      `json:"group,omitempty"`
}

type previewGroup struct {
	Key       string      `json:"key"`
	Name      string      `json:"name"`
	Headcount int         `json:"headcount"`
	Showable  bool        `json:"showable"`
	Reason    wave.Reason `json:"reason" enum:"ok,below-floor,home,remainder,no-headcount"`
}

type previewOption struct {
	Key       string   `json:"key"`
	Name      string   `json:"name"`
	Sites     []string `json:"sites"`
	Headcount int      `json:"headcount"`
}

func (d *desk) previewWave(ctx context.Context, in *sdk.Target) (*sdk.Reply[preview], error) {
	one, err := d.waves.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	w := one.Doc
	outlook := w.Foresee()
	p := preview{
		Floor: max(w.Floor, wave.LeastFloor), Invited: w.Invited(),
		Sites: []previewSite{}, Groups: []previewGroup{}, Proposals: []previewOption{},
	}
	for _, s := range w.Sites {
		reason := outlook.Sites[s.UnitID]
		p.Sites = append(p.Sites, previewSite{
			UnitID: s.UnitID, Name: s.Name, Headcount: s.Headcount, Showable: reason == wave.Showable, Reason: reason,
			Home: s.Home, Group: s.Group,
		})
	}
	for _, c := range w.Cells() {
		if !c.Group {
			continue
		}
		i := slices.IndexFunc(w.Groups, func(g wave.Group) bool { return g.Key == c.Key })
		reason := outlook.Groups[c.Key]
		p.Groups = append(p.Groups, previewGroup{
			Key: c.Key, Name: w.Groups[i].Name, Headcount: c.Headcount, Showable: reason == wave.Showable, Reason: reason,
		})
	}
	if w.Status != wave.Draft {
		return sdk.OK(p), nil
	}
	names, err := territories(ctx, one.Unit)
	if err != nil {
		return nil, err
	}
	for _, o := range w.Propose() {
		p.Proposals = append(p.Proposals, previewOption{Key: o.Key, Name: optionName(w, o, names, language(ctx, "")), Sites: o.Sites, Headcount: o.Headcount})
	}
	return sdk.OK(p), nil
}

// territories returns the names of the units of a subtree by path.
func territories(ctx context.Context, path string) (map[string]string, error) {
	units, err := sdk.Units(ctx).Subtree(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("reading the territory: %w", err)
	}
	names := make(map[string]string, len(units))
	for _, u := range units {
		names[u.Path] = u.Name
	}
	return names, nil
}

// optionName calls a proposed group by its sites where they are few, else by the territory that holds them.
func optionName(w wave.Wave, o wave.Proposal, territories map[string]string, language string) string {
	territory := territories[o.Near]
	if slices.ContainsFunc(w.Sites, func(s wave.Site) bool { return s.Path == o.Near }) {
		territory += map[string]string{"fr": " (à domicile)", "en": " (at home)"}[language] // the office has a line of its own
	}
	if len(o.Sites) > 3 && territory != "" {
		return territory
	}
	names := make([]string, 0, len(o.Sites))
	for _, unit := range o.Sites {
		names = append(names, w.Site(unit).Name)
	}
	joined := strings.Join(names, " + ")
	if runes := []rune(joined); len(runes) > 120 {
		joined = string(runes[:119]) + "…"
	}
	return joined
}
