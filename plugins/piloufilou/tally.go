package piloufilou

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/fidelity"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// summed are the fields that are added up over workshops, with where each sum goes.
var summed = []struct {
	field string
	into  func(*fidelity.Tally) *int
}{
	{"minutes", func(t *fidelity.Tally) *int { return &t.MinutesHeld }},
	{"core_listed", func(t *fidelity.Tally) *int { return &t.CoreListed }},
	{"core_done", func(t *fidelity.Tally) *int { return &t.CoreDone }},
	{"present", func(t *fidelity.Tally) *int { return &t.Present }},
	{"counted", func(t *fidelity.Tally) *int { return &t.Counted }},
	{"engaged", func(t *fidelity.Tally) *int { return &t.Engaged }},
	{"drifted", func(t *fidelity.Tally) *int { return &t.Drifted }},
	{"adapted", func(t *fidelity.Tally) *int { return &t.Adapted }},
	{"unplanned", func(t *fidelity.Tally) *int { return &t.Unplanned }},
}

// tallies counts workshops and supervisions by cycle, in a handful of questions to the store: no workshop is read.
func (d *desk) tallies(ctx context.Context, q asked) (map[string]fidelity.Tally, error) {
	tallies, err := d.supervised(ctx, q.filter("cycle"))
	if err != nil {
		return nil, err
	}
	sum := func(field string) store.Measure { return store.Measure{Op: store.Sum, Field: field} }
	count := store.Measure{Op: store.Count}
	held := []store.Measure{count}
	for _, s := range summed {
		held = append(held, sum(s.field))
	}
	for _, question := range []struct {
		filter   string
		measures []store.Measure
		into     func(*fidelity.Tally, store.Group)
	}{
		{"", []store.Measure{count, sum("planned_minutes")}, func(t *fidelity.Tally, g store.Group) {
			t.Planned, t.MinutesPlanned = int(g.N), whole(g.Values[1])
		}},
		{fmt.Sprintf(" AND state = %q", cycle.Held), held, func(t *fidelity.Tally, g store.Group) {
			t.Held = int(g.N)
			for i, s := range summed {
				*s.into(t) = whole(g.Values[i+1])
			}
		}},
		{fmt.Sprintf(" AND state = %q", cycle.Skipped), []store.Measure{count}, func(t *fidelity.Tally, g store.Group) { t.Skipped = int(g.N) }},
		{fmt.Sprintf(" AND state = %q AND planned_on < %q", cycle.ToCome, sdk.Call(ctx).Today), []store.Measure{count}, func(t *fidelity.Tally, g store.Group) { t.Late = int(g.N) }},
		{" AND quality > 0", []store.Measure{count, sum("quality")}, func(t *fidelity.Tally, g store.Group) {
			t.Quality = fidelity.Ratings{N: int(g.N), Sum: whole(g.Values[1])}
		}},
		{" AND responsiveness > 0", []store.Measure{count, sum("responsiveness")}, func(t *fidelity.Tally, g store.Group) {
			t.Responsiveness = fidelity.Ratings{N: int(g.N), Sum: whole(g.Values[1])}
		}},
	} {
		groups, err := sdk.Store(ctx).Aggregate(ctx, "workshops", store.Aggregation{
			Filter: q.filter("cycle") + question.filter, Unit: q.unit, GroupBy: []string{"cycle"}, Measure: question.measures,
		})
		if err != nil {
			return nil, fmt.Errorf("counting workshops: %w", err)
		}
		for _, g := range groups {
			if id, ok := g.Key[0].(string); ok {
				t := tallies[id]
				question.into(&t, g)
				tallies[id] = t
			}
		}
	}
	return tallies, nil
}
