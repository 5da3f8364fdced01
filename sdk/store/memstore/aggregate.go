package memstore

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Aggregate implements store.Store.
func (s *Store) Aggregate(_ context.Context, collection string, a store.Aggregation) ([]store.Group, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.table(collection)
	if err != nil {
		return nil, err
	}
	if err := checkAggregation(t.schema, a); err != nil {
		return nil, err
	}
	matches, err := t.matching(a.Filter, "", a.Unit)
	if err != nil {
		return nil, err
	}
	keys := make([]key, len(a.GroupBy))
	for i, name := range a.GroupBy {
		keys[i] = key{name: name}
	}
	groups := map[string][]row{}
	for _, r := range matches {
		text, err := json.Marshal(values(keys, r))
		if err != nil {
			return nil, fmt.Errorf("grouping: %w", err)
		}
		groups[string(text)] = append(groups[string(text)], r)
	}
	if len(a.GroupBy) == 0 && len(matches) == 0 {
		groups[""] = nil
	}
	var out []store.Group
	for _, rows := range groups {
		out = append(out, group(a, keys, rows))
	}
	slices.SortFunc(out, func(x, y store.Group) int { return compareRows(keys, x.Key, y.Key) })
	return out, nil
}

func checkAggregation(s store.Schema, a store.Aggregation) error {
	if len(a.Measure) == 0 {
		return fault.InvalidField("/measure", "needs at least one")
	}
	for i, m := range a.Measure {
		at := fmt.Sprintf("/measure/%d", i)
		typ, ok := typeOf(s, m.Field)
		switch {
		case !slices.Contains([]store.Op{store.Count, store.Sum, store.Avg, store.Min, store.Max, store.Variance}, m.Op):
			return fault.InvalidField(at+"/op", "must be count, sum, avg, min, max or variance")
		case m.Op == store.Count && m.Field != "":
			return fault.InvalidField(at+"/field", "count takes no field")
		case m.Op != store.Count && (!ok || typ != store.Integer && typ != store.Number):
			return fault.InvalidField(at+"/field", "must be a field that holds numbers")
		}
		if sealed, blind := s.Sealed(m.Field); sealed {
			return store.SealedField(at+"/field", m.Field, blind)
		}
	}
	for i, name := range a.GroupBy {
		_, declared := s.Field(name)
		if typ, _ := typeOf(s, name); !declared && name != "unit_path" || typ == store.Object {
			return fault.InvalidField(fmt.Sprintf("/group_by/%d", i), "must be a declared field or unit_path")
		}
		if sealed, blind := s.Sealed(name); sealed {
			return store.SealedField(fmt.Sprintf("/group_by/%d", i), name, blind)
		}
	}
	return nil
}

func group(a store.Aggregation, keys []key, rows []row) store.Group {
	g := store.Group{Key: []any{}}
	if len(rows) > 0 {
		g.Key = values(keys, rows[0])
	}
	if len(rows) < a.Floor {
		g.Masked = true
		return g
	}
	g.N = int64(len(rows))
	for _, m := range a.Measure {
		g.Values = append(g.Values, measure(m, rows))
	}
	return g
}

func measure(m store.Measure, rows []row) *float64 {
	if m.Op == store.Count {
		n := float64(len(rows))
		return &n
	}
	var numbers []float64
	for _, r := range rows {
		if v, ok := r.field(m.Field).(float64); ok {
			numbers = append(numbers, v)
		}
	}
	if len(numbers) == 0 || m.Op == store.Variance && len(numbers) < 2 {
		return nil
	}
	v := compute(m.Op, numbers)
	return &v
}

func compute(op store.Op, numbers []float64) float64 {
	sum := 0.0
	for _, v := range numbers {
		sum += v
	}
	mean := sum / float64(len(numbers))
	switch op {
	case store.Avg:
		return mean
	case store.Min:
		return slices.Min(numbers)
	case store.Max:
		return slices.Max(numbers)
	case store.Variance:
		squares := 0.0
		for _, v := range numbers {
			squares += math.Pow(v-mean, 2)
		}
		return squares / float64(len(numbers)-1)
	}
	return sum
}
