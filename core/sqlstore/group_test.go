package sqlstore_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func number(v float64) *float64 { return &v }

func TestAggregates(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		for i, doc := range []string{
			`{"title":"a","places":10,"score":0.5,"open":true}`, `{"title":"a","places":20}`, `{"title":"b","places":3,"open":false}`, `{"places":1,"score":-1}`,
		} {
			w.create(tenantA, visits(), fmt.Sprint("id-", i), doc)
			w.create(tenantB, visits(), fmt.Sprint("id-", i), `{"title":"z","places":1000}`)
		}
		all := []store.Measure{
			{Op: store.Count},
			{Op: store.Sum, Field: "places"},
			{Op: store.Avg, Field: "places"},
			{Op: store.Min, Field: "score"},
			{Op: store.Max, Field: "score"},
			{Op: store.Variance, Field: "places"},
		}
		for _, c := range []struct {
			by   []string
			want []store.Group
		}{
			{nil, []store.Group{{Key: []any{}, N: 4, Values: []*float64{number(4), number(34), number(8.5), number(-1), number(0.5), number(221.0 / 3)}}}},
			{[]string{"title"}, []store.Group{
				{Key: []any{nil}, N: 1, Values: []*float64{number(1), number(1), number(1), number(-1), number(-1), nil}},
				{Key: []any{"a"}, N: 2, Values: []*float64{number(2), number(30), number(15), number(0.5), number(0.5), number(50)}},
				{Key: []any{"b"}, N: 1, Values: []*float64{number(1), number(3), number(3), nil, nil, nil}},
			}},
			{[]string{"open", "unit_path"}, []store.Group{
				{Key: []any{nil, "/"}, N: 2, Values: []*float64{number(2), number(21), number(10.5), number(-1), number(-1), number(180.5)}},
				{Key: []any{false, "/"}, N: 1, Values: []*float64{number(1), number(3), number(3), nil, nil, nil}},
				{Key: []any{true, "/"}, N: 1, Values: []*float64{number(1), number(10), number(10), number(0.5), number(0.5), nil}},
			}},
			{[]string{"places"}, []store.Group{
				{Key: []any{1.0}, N: 1, Values: []*float64{number(1), number(1), number(1), number(-1), number(-1), nil}},
				{Key: []any{3.0}, N: 1, Values: []*float64{number(1), number(3), number(3), nil, nil, nil}},
				{Key: []any{10.0}, N: 1, Values: []*float64{number(1), number(10), number(10), number(0.5), number(0.5), nil}},
				{Key: []any{20.0}, N: 1, Values: []*float64{number(1), number(20), number(20), nil, nil, nil}},
			}},
		} {
			got, err := w.Rows().Group(t.Context(), tenantA, visits(), record.Selection{}, c.by, all)
			if err != nil {
				t.Errorf("by %v: %v", c.by, err)
			}
			if diff := cmp.Diff(c.want, got, cmpopts.EquateApprox(1e-12, 0), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("by %v (-want +got):\n%s", c.by, diff)
			}
		}
		nobody, err := w.Rows().Group(t.Context(), tenantA, visits(), record.Selection{Search: []string{"nobody"}}, nil, all[:2])
		if diff := cmp.Diff([]store.Group{{Key: []any{}, Values: []*float64{number(0), nil}}}, nobody); err != nil || diff != "" {
			t.Errorf("of nothing: %v\n%s", err, diff)
		}
	})
}

// TestVarianceIsStable adds a large constant, which the one-pass formula does not survive.
func TestVarianceIsStable(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		for i, v := range []string{"1000000004", "1000000007", "1000000013", "1000000016"} {
			w.create(tenantA, visits(), fmt.Sprint(i), `{"score":`+v+`}`)
		}
		got, err := w.Rows().Group(t.Context(), tenantA, visits(), record.Selection{}, nil, []store.Measure{{Op: store.Variance, Field: "score"}})
		if err != nil || len(got) != 1 || got[0].Values[0] == nil || *got[0].Values[0] != 30 {
			t.Errorf("variance: %+v, %v, want 30", got, err)
		}
	})
}

func TestBadAggregates(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		for what, c := range map[string]struct {
			by []string
			m  store.Measure
		}{
			"a sum of texts":      {nil, store.Measure{Op: store.Sum, Field: "title"}},
			"a sum of nothing":    {nil, store.Measure{Op: store.Sum, Field: "nothing"}},
			"no such function":    {nil, store.Measure{Op: "median", Field: "places"}},
			"groups of objects":   {[]string{"more"}, store.Measure{Op: store.Count}},
			"groups of no field":  {[]string{"nothing"}, store.Measure{Op: store.Count}},
			"groups of some text": {[]string{"1; SELECT 1"}, store.Measure{Op: store.Count}},
		} {
			if _, err := w.Rows().Group(t.Context(), tenantA, visits(), record.Selection{}, c.by, []store.Measure{c.m}); !is(err, fault.Invalid) {
				t.Errorf("%s: got %v, want invalid", what, err)
			}
		}
	})
}
