package sqlstore_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// TestCondAnswersAsThePredicate holds SQL against authz.Predicate on random conditions and documents:
// what a policy decides about one record and what it selects of many must be the same.
func TestCondAnswersAsThePredicate(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		random := rand.New(rand.NewPCG(1, 2))
		documents := map[string]authz.Document{}
		for i := range 60 {
			id := fmt.Sprintf("id-%02d", i)
			one := write(visits(), store.Create, id, "")
			documents[id], one.Doc = randomDocument(random)
			one.Unit, one.Owner = pick(random, paths), pick(random, []string{"", "p1", "p2"})
			documents[id]["id"], documents[id]["unit_path"] = id, one.Unit
			if one.Owner != "" {
				documents[id]["owner_id"] = one.Owner
			}
			other := write(visits(), store.Create, "b-"+id, string(one.Doc))
			for t2, write := range map[tenantID]record.Write{tenantA: one, tenantB: other} {
				if _, err := w.Rows().Apply(t.Context(), t2, record.Batch{Writes: []record.Write{write}}); err != nil {
					t.Fatal(err)
				}
			}
		}
		pairs, hits := 0, 0
		for range 800 {
			cond := randomCond(random, 3)
			test, err := authz.Predicate(cond)
			if err != nil {
				t.Fatalf("%+v: %v", cond, err)
			}
			var want []string
			for id, d := range documents {
				if test(d) {
					want = append(want, id)
				}
			}
			slices.Sort(want)
			page := w.scan(tenantA, visits(), record.Selection{Where: []authz.Cond{cond}, Size: 100})
			if got := ids(page); !slices.Equal(got, want) {
				text, _ := json.Marshal(cond)
				t.Errorf("%s: SQL found %v, the predicate %v", text, got, want)
			}
			pairs, hits = pairs+len(documents), hits+len(want)
		}
		if hits == 0 || hits == pairs {
			t.Errorf("%d hits of %d pairs: the test cannot fail", hits, pairs)
		}
	})
}

var (
	paths  = []string{"/", "/nord/", "/nord/a/", "/NORD/", "/nord-est/", "/sud/"}
	words  = []string{"", "a", "A", "ab", "aé", "é", "É", "z", "%", "_", "5", "true", "a%b", "\U0010FFFF", "\U0010FFFFa", "퟿", "a'b"}
	days   = []string{"2026-01-01", "2026-03-01", "2027-01-01"}
	counts = []float64{-3, 0, 1, 5, 12, 9007199254740992}
	halves = []float64{-2.5, 0, 0.1, 0.5, 5, 1e10}
)

func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }

func randomDocument(random *rand.Rand) (authz.Document, json.RawMessage) {
	d := authz.Document{}
	for name, value := range map[string]func() any{
		"title":  func() any { return pick(random, words) },
		"person": func() any { return pick(random, words) },
		"places": func() any { return pick(random, counts) },
		"score":  func() any { return pick(random, halves) },
		"open":   func() any { return random.IntN(2) == 0 },
		"day":    func() any { return pick(random, days) },
		"more":   func() any { return map[string]any{"a": 1.0} },
	} {
		if random.IntN(3) > 0 {
			d[name] = value()
		}
	}
	text, err := json.Marshal(d)
	if err != nil {
		panic(err)
	}
	return d, text
}

var fieldNames = []string{"title", "person", "places", "score", "open", "day", "more", "id", "unit_path", "owner_id"}

func randomValue(random *rand.Rand) any {
	switch random.IntN(6) {
	case 0:
		return pick(random, counts)
	case 1:
		return pick(random, halves)
	case 2:
		return int64(random.IntN(10))
	case 3:
		return random.IntN(2) == 0
	case 4:
		return pick(random, slices.Concat(paths, days, []string{"p1", "id-07"}))
	}
	return pick(random, words)
}

func randomCond(random *rand.Rand, depth int) authz.Cond {
	field := pick(random, fieldNames)
	switch n := random.IntN(12); {
	case n < 4 && depth > 0:
		c := authz.Cond{Op: []authz.CondOp{authz.And, authz.Or, authz.Not, authz.Not}[n]}
		size := 1 + random.IntN(3)
		if c.Op == authz.Not {
			size = 1
		}
		for range size {
			c.Args = append(c.Args, randomCond(random, depth-1))
		}
		return c
	case n == 4:
		return authz.Cond{Op: authz.Present, Field: field}
	case n == 5:
		return authz.Cond{Op: authz.In, Field: field, Value: []any{randomValue(random), randomValue(random), randomValue(random)}}
	case n == 6 || n == 7:
		op := pick(random, []authz.CondOp{authz.StartsWith, authz.EndsWith, authz.Contains})
		return authz.Cond{Op: op, Field: field, Value: pick(random, slices.Concat(words, paths))}
	case n == 8:
		return authz.Cond{Op: comparisonOp(random), Field: field, Other: pick(random, fieldNames)}
	case n == 9 && depth > 0:
		return authz.Cond{Op: authz.Constant, Value: random.IntN(2) == 0}
	}
	return authz.Cond{Op: comparisonOp(random), Field: field, Value: randomValue(random)}
}

func comparisonOp(random *rand.Rand) authz.CondOp {
	return pick(random, []authz.CondOp{authz.Eq, authz.Ne, authz.Lt, authz.Le, authz.Gt, authz.Ge})
}

func TestCondEdges(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits(), ballots())
		w.create(tenantA, visits(), "1", `{"title":"a","places":5}`)
		w.create(tenantA, visits(), "2", `{"open":true}`)
		not := func(c authz.Cond) authz.Cond { return authz.Cond{Op: authz.Not, Args: []authz.Cond{c}} }
		for what, c := range map[string]struct {
			cond authz.Cond
			want []string
		}{
			"null is never equal":               {authz.Cond{Op: authz.Eq, Field: "title"}, nil},
			"not equal to null is present":      {authz.Cond{Op: authz.Ne, Field: "title"}, []string{"1"}},
			"not equal, missing":                {not(authz.Cond{Op: authz.Eq, Field: "title", Value: "a"}), []string{"2"}},
			"5 is not '5'":                      {authz.Cond{Op: authz.Eq, Field: "places", Value: "5"}, nil},
			"true is not 1":                     {authz.Cond{Op: authz.Eq, Field: "open", Value: int64(1)}, nil},
			"every text is above every number":  {authz.Cond{Op: authz.Gt, Field: "title", Value: 1e9}, []string{"1"}},
			"an empty and":                      {authz.Cond{Op: authz.And}, []string{"1", "2"}},
			"an empty or":                       {authz.Cond{Op: authz.Or}, nil},
			"an empty in":                       {authz.Cond{Op: authz.In, Field: "title", Value: []any{}}, nil},
			"a time in another zone":            {authz.Cond{Op: authz.Eq, Field: "created_at", Value: "2026-03-01T13:00:00+01:00"}, []string{"1", "2"}},
			"a json.Number":                     {authz.Cond{Op: authz.Eq, Field: "places", Value: json.Number("5.0")}, []string{"1"}},
			"quotes and marks are only values":  {authz.Cond{Op: authz.Eq, Field: "title", Value: `' OR 1=1 -- ? $1`}, nil},
			"a prefix does not ignore the case": {authz.Cond{Op: authz.StartsWith, Field: "title", Value: "A"}, nil},
		} {
			if got := ids(w.scan(tenantA, visits(), record.Selection{Where: []authz.Cond{c.cond}})); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", what, got, c.want)
			}
		}
		deep := authz.Cond{Op: authz.Present, Field: "title"}
		for range 3000 {
			deep = not(deep)
		}
		for what, cond := range map[string]authz.Cond{
			"beyond 2^53":      {Op: authz.Eq, Field: "places", Value: int64(1<<53 + 1)},
			"not a number":     {Op: authz.Lt, Field: "score", Value: json.Number("1e999")},
			"undeclared":       {Op: authz.Eq, Field: "secret", Value: "x"},
			"a field of SQL":   {Op: authz.Eq, Field: "id) OR (1=1", Value: "x"},
			"too deep":         deep,
			"text of no UTF-8": {Op: authz.StartsWith, Field: "title", Value: "\xff"},
		} {
			if _, err := w.Rows().Scan(t.Context(), tenantA, visits(), record.Selection{Where: []authz.Cond{cond}}); !is(err, fault.Invalid) {
				t.Errorf("%s: got %v, want invalid", what, err)
			}
		}
		if _, err := w.Rows().Scan(t.Context(), tenantA, visits(), record.Selection{Where: []authz.Cond{{Op: "like", Field: "title"}}}); err == nil {
			t.Error("an unknown operator passed")
		}
		owned := record.Selection{Where: []authz.Cond{not(authz.Cond{Op: authz.Present, Field: "owner_id"})}}
		if page := w.scan(tenantA, ballots(), owned); len(page.Records) != 0 {
			t.Errorf("an empty collection has %v", page)
		}
	})
}
