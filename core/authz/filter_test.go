package authz_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/authz"
)

func cond(op authz.CondOp, field string, value any) authz.Cond {
	return authz.Cond{Op: op, Field: field, Value: value}
}

// TestPredicate has one line for each rule that engines get wrong.
func TestPredicate(t *testing.T) {
	t.Parallel()
	d := authz.Document{
		"name": "Ab", "n": int64(5), "w": 5.5, "flag": true, "null": nil, "big": json.Number("9007199254740991"), "tags": []any{"a"},
	}
	not := func(c authz.Cond) authz.Cond { return authz.Cond{Op: authz.Not, Args: []authz.Cond{c}} }
	cases := map[string]struct {
		cond authz.Cond
		want bool
	}{
		"equal":                        {cond(authz.Eq, "name", "Ab"), true},
		"case counts":                  {cond(authz.Eq, "name", "ab"), false},
		"a prefix's case counts":       {cond(authz.StartsWith, "name", "a"), false},
		"whole equals double":          {cond(authz.Eq, "n", 5.0), true},
		"double above whole":           {cond(authz.Gt, "w", int64(5)), true},
		"text is never a number":       {cond(authz.Eq, "n", "5"), false},
		"text is above numbers":        {cond(authz.Gt, "name", int64(9)), true},
		"booleans are below numbers":   {cond(authz.Lt, "flag", int64(-9)), true},
		"exact up to 2^53":             {cond(authz.Eq, "big", int64(9007199254740991)), true},
		"missing is not different":     {cond(authz.Ne, "gone", "x"), false},
		"null is missing":              {cond(authz.Ne, "null", "x"), false},
		"not is the complement":        {not(cond(authz.Ne, "gone", "x")), true},
		"nothing equals null":          {cond(authz.Eq, "null", nil), false},
		"what is there is not null":    {cond(authz.Ne, "name", nil), true},
		"present":                      {cond(authz.Present, "name", nil), true},
		"null is not present":          {cond(authz.Present, "null", nil), false},
		"in, by type":                  {cond(authz.In, "n", []any{"5", true, 5.0}), true},
		"not in, by type":              {cond(authz.In, "n", []any{"5", true}), false},
		"objects compare with nothing": {cond(authz.Ne, "tags", "a"), false},
		"part of no text":              {cond(authz.Contains, "n", "5"), false},
		"field and field":              {authz.Cond{Op: authz.Lt, Field: "n", Other: "w"}, true},
		"field and no field":           {authz.Cond{Op: authz.Ne, Field: "n", Other: "gone"}, false},
		"and of nothing":               {authz.Cond{Op: authz.And}, true},
		"or of nothing":                {authz.Cond{Op: authz.Or}, false},
		"several prefixes": {authz.Cond{Op: authz.Or, Args: []authz.Cond{
			cond(authz.StartsWith, "name", "x"), cond(authz.StartsWith, "name", "A"),
		}}, true},
		"prefixes of several fields": {authz.Cond{Op: authz.Or, Args: []authz.Cond{
			cond(authz.StartsWith, "n", "A"), cond(authz.StartsWith, "name", "A"),
		}}, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test, err := authz.Predicate(c.cond)
			if err != nil {
				t.Fatal(err)
			}
			if got := test(d); got != c.want {
				t.Errorf("%+v: %v, want %v", c.cond, got, c.want)
			}
		})
	}
}

// TestPredicateNeverGuesses: what it does not know is an error, above all under a not.
func TestPredicateNeverGuesses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]authz.Cond{
		"operator":         cond("like", "name", "a"),
		"operator in not":  {Op: authz.Not, Args: []authz.Cond{cond("like", "name", "a")}},
		"not of two":       {Op: authz.Not, Args: []authz.Cond{{Op: authz.Present}, {Op: authz.Present}}},
		"constant of text": cond(authz.Constant, "", "true"),
		"list":             cond(authz.In, "name", "Ab"),
		"composite":        cond(authz.Eq, "name", []any{"Ab"}),
		"prefix number":    cond(authz.StartsWith, "name", 5),
	} {
		if test, err := authz.Predicate(c); err == nil || test != nil {
			t.Errorf("%s: no error", name)
		}
		if f, err := authz.Where(c); err == nil || !f.IsNothing() {
			t.Errorf("%s: Where gives %+v, %v", name, f, err)
		}
	}
}

// TestAlgebra goes through all pairs of the three cases.
func TestAlgebra(t *testing.T) {
	t.Parallel()
	where := func(c authz.Cond) authz.Filter {
		f, err := authz.Where(c)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	filters := map[string]authz.Filter{
		"nothing": authz.Nothing(), "everything": authz.Everything(),
		"a": where(cond(authz.Eq, "name", "a")), "flagged": where(cond(authz.Eq, "flag", true)),
		"always": where(cond(authz.Constant, "", true)), "never": where(cond(authz.Constant, "", false)),
	}
	documents := []authz.Document{{}, {"name": "a"}, {"flag": true}, {"name": "a", "flag": true}}
	for nameF, f := range filters {
		for nameG, g := range filters {
			union, minus := authz.Union(f, g), authz.Minus(f, g)
			for _, d := range documents {
				if got, want := union.Match(d), f.Match(d) || g.Match(d); got != want {
					t.Errorf("%s or %s about %v: %v", nameF, nameG, d, got)
				}
				if got, want := minus.Match(d), f.Match(d) && !g.Match(d); got != want {
					t.Errorf("%s minus %s about %v: %v", nameF, nameG, d, got)
				}
				holdsToItsCondition(t, union, d)
				holdsToItsCondition(t, minus, d)
			}
		}
	}
	if f := authz.Everything().Masking([]string{"phone"}); !cmp.Equal(f.Mask(), []string{"phone"}) || !f.IsEverything() {
		t.Errorf("masking: %+v", f)
	}
}

// holdsToItsCondition: the function of a filter answers as the function made from its condition.
func holdsToItsCondition(t *testing.T, f authz.Filter, d authz.Document) {
	t.Helper()
	c, some := f.Cond()
	if !some {
		return
	}
	test, err := authz.Predicate(c)
	if err != nil || test(d) != f.Match(d) {
		t.Errorf("%+v about %v: %v, %v", c, d, f.Match(d), err)
	}
}

// TestSearchOfPrefixes tries every text of up to five letters against every set of three prefixes: the search
// answers as one comparison after another does.
func TestSearchOfPrefixes(t *testing.T) {
	t.Parallel()
	texts := []string{""}
	for at := 0; at < len(texts) && len(texts[at]) < 5; at++ {
		texts = append(texts, texts[at]+"/", texts[at]+"a", texts[at]+"b")
	}
	short := texts[1:40]
	for i, one := range short {
		for j, other := range short[:i+1] {
			list := []string{one, other, short[(i*7+j)%len(short)]}
			either := authz.Cond{Op: authz.Or}
			for _, prefix := range list {
				either.Args = append(either.Args, authz.Cond{Op: authz.StartsWith, Field: "unit_path", Value: prefix})
			}
			search, err := authz.Predicate(either)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range texts {
				want := slices.ContainsFunc(list, func(prefix string) bool { return strings.HasPrefix(text, prefix) })
				if got := search(authz.Document{"unit_path": text}); got != want {
					t.Fatalf("%q with one of %q: %v, want %v", text, list, got, want)
				}
			}
		}
	}
}
