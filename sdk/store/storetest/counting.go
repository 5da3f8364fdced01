package storetest

import (
	"math"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ribambelle/ribambelle/sdk/store"
)

func numbers(values ...float64) []*float64 {
	out := make([]*float64, len(values))
	for i, v := range values {
		if !math.IsNaN(v) {
			out[i] = &v
		}
	}
	return out
}

func (s *suite) aggregates() {
	s.visits()
	none := math.NaN()
	all := []store.Measure{
		{Op: store.Count},
		{Op: store.Sum, Field: "places"},
		{Op: store.Avg, Field: "places"},
		{Op: store.Min, Field: "score"},
		{Op: store.Max, Field: "score"},
		{Op: store.Variance, Field: "places"},
	}
	for what, c := range map[string]struct {
		ask  store.Aggregation
		want []store.Group
	}{
		"everything": {store.Aggregation{Measure: all}, []store.Group{
			{Key: []any{}, N: 5, Values: numbers(5, 60, 15, -3, 2, 500.0/3)},
		}},
		"nothing": {store.Aggregation{Measure: all, Filter: `title = "x"`}, []store.Group{
			{Key: []any{}, Values: numbers(0, none, none, none, none, none)},
		}},
		"no group of nothing": {store.Aggregation{Measure: all, Filter: `title = "x"`, GroupBy: []string{"status"}}, nil},
		"by status": {store.Aggregation{GroupBy: []string{"status"}, Measure: all}, []store.Group{
			{Key: []any{nil}, N: 1, Values: numbers(1, none, none, none, none, none)},
			{Key: []any{"done"}, N: 1, Values: numbers(1, 0, 0, none, none, none)},
			{Key: []any{"draft"}, N: 1, Values: numbers(1, 10, 10, 1.5, 1.5, none)},
			{Key: []any{"open"}, N: 2, Values: numbers(2, 50, 25, -3, 2, 50)},
		}},
		"floor": {store.Aggregation{GroupBy: []string{"status"}, Measure: all[:1], Floor: 2}, []store.Group{
			{Key: []any{nil}, Masked: true},
			{Key: []any{"done"}, Masked: true},
			{Key: []any{"draft"}, Masked: true},
			{Key: []any{"open"}, N: 2, Values: numbers(2)},
		}},
		"several keys": {store.Aggregation{GroupBy: []string{"urgent", "places"}, Measure: all[:1], Filter: `places > 5`, Unit: s.North.Path}, []store.Group{
			{Key: []any{nil, 20.0}, N: 1, Values: numbers(1)},
			{Key: []any{true, 10.0}, N: 1, Values: numbers(1)},
		}},
	} {
		got, err := s.Store.Aggregate(s.Context(), "visits", c.ask)
		if err != nil {
			s.Errorf("%s: %v", what, err)
			continue
		}
		if diff := cmp.Diff(c.want, got, cmpopts.EquateApprox(1e-12, 1e-12), cmpopts.EquateEmpty()); diff != "" {
			s.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
}

func (s *suite) badAggregates() {
	count := []store.Measure{{Op: store.Count}}
	for pointer, a := range map[string]store.Aggregation{
		"/measure":         {},
		"/measure/0/op":    {Measure: []store.Measure{{Op: "median", Field: "places"}}},
		"/measure/0/field": {Measure: []store.Measure{{Op: store.Sum, Field: "title"}}},
		"/measure/1/field": {Measure: []store.Measure{{Op: store.Count}, {Op: store.Avg, Field: "nothing"}}},
		"/group_by/0":      {Measure: count, GroupBy: []string{"tags"}},
		"/group_by/1":      {Measure: count, GroupBy: []string{"status", "nothing"}},
		"/filter":          {Measure: count, Filter: "nothing = 1"},
		"/unit":            {Measure: count, Unit: "north"},
	} {
		_, err := s.Store.Aggregate(s.Context(), "visits", a)
		s.wantPointer("aggregate", err, pointer)
	}
}
