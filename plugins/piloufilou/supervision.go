package piloufilou

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/fidelity"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Supervision is a look from outside at how a cycle goes: what was seen, what goes well, what was agreed.
type Supervision struct {
	Cycle        string `json:"cycle" minLength:"1" maxLength:"60" rb:"index" fr:"Cycle" en:"Cycle"`
	Edition      string `json:"edition,omitempty" maxLength:"60" rb:"index" fr:"Édition" en:"Edition"` // the cycle's; filled in
	Unit         string `json:"unit,omitempty" maxLength:"60" rb:"unit" fr:"Lieu d’accueil" en:"Site"` // the cycle's; filled in
	On           string `json:"on" format:"date" rb:"index,retention=P3Y,least=P1Y,most=P10Y" fr:"Date" en:"Date"`
	Mode         string `json:"mode" enum:"visit,talk,remote" frenum:"visit=Visite pendant un atelier,talk=Entretien,remote=À distance" enenum:"visit=Visit during a workshop,talk=Conversation,remote=At a distance" fr:"Manière" en:"Mode"`
	Minutes      int    `json:"minutes" minimum:"5" maximum:"480" fr:"Durée, en minutes" en:"Length, in minutes"`
	Workshop     int    `json:"workshop,omitempty" minimum:"0" maximum:"60" fr:"Atelier observé" en:"Workshop observed"`
	Quality      int    `json:"quality,omitempty" minimum:"0" maximum:"4" fr:"Qualité d’animation, de 1 à 4" en:"Delivery quality, 1 to 4"`
	Strengths    string `json:"strengths" minLength:"1" maxLength:"1000" widget:"textarea" fr:"Ce qui va bien" en:"What goes well"`
	Change       string `json:"change" minLength:"1" maxLength:"1000" widget:"textarea" fr:"Changement convenu" en:"Change agreed"`
	CheckOn      string `json:"check_on,omitempty" format:"date" fr:"À revoir le" en:"To be looked at again on"`
	NamesChecked bool   `json:"names_checked,omitempty" fr:"Aucun enfant n’est nommé" en:"No child is named"`
}

// beforeSupervision ties a supervision to its cycle and guards its texts.
func (d *desk) beforeSupervision(ctx context.Context, c sdk.Change[Supervision]) error {
	if c.New == nil {
		return nil
	}
	of, err := d.cycles.Get(ctx, c.New.Cycle)
	if err != nil {
		return missingAt(err, "/cycle", "there is no such cycle")
	}
	switch {
	case c.Old != nil && c.Old.Cycle != c.New.Cycle:
		return fault.InvalidField("/cycle", "a supervision stays with its cycle")
	case of.Doc.Status == cycle.Planned:
		return cycle.ErrNotOpen
	case c.New.On > sdk.Call(ctx).Today:
		return fault.InvalidField("/on", "lies in the future")
	case c.New.Workshop > of.Doc.Workshops:
		return fault.InvalidField("/workshop", "the cycle has %d workshops", of.Doc.Workshops)
	}
	c.New.Edition, c.New.Unit = of.Doc.Edition, of.Doc.Unit
	if c.New.NamesChecked {
		return nil
	}
	texts := []written{{"/strengths", c.New.Strengths}, {"/change", c.New.Change}}
	return d.guardNames(ctx, of.Doc, texts)
}

// supervised counts supervisions and the quality that they saw, by cycle.
func (d *desk) supervised(ctx context.Context, filter string) (map[string]fidelity.Tally, error) {
	counted := map[string]fidelity.Tally{}
	count := func(filter string, measures []store.Measure, into func(*fidelity.Tally, store.Group)) error {
		groups, err := sdk.Store(ctx).Aggregate(ctx, "supervisions", store.Aggregation{Filter: filter, GroupBy: []string{"cycle"}, Measure: measures})
		if err != nil {
			return fmt.Errorf("counting supervisions: %w", err)
		}
		for _, g := range groups {
			if id, ok := g.Key[0].(string); ok {
				t := counted[id]
				into(&t, g)
				counted[id] = t
			}
		}
		return nil
	}
	err := count(filter, []store.Measure{{Op: store.Count}}, func(t *fidelity.Tally, g store.Group) { t.Supervisions = int(g.N) })
	if err != nil {
		return nil, err
	}
	rated := []store.Measure{{Op: store.Sum, Field: "quality"}}
	err = count(filter+" AND quality > 0", rated, func(t *fidelity.Tally, g store.Group) {
		t.Observed = fidelity.Ratings{N: int(g.N), Sum: whole(g.Values[0])}
	})
	return counted, err
}

// whole is a sum as a store gives it.
func whole(v *float64) int {
	if v == nil {
		return 0
	}
	return int(*v)
}
