package differential

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// bugs are five ways in which a compiler of filters goes wrong, each put as what it makes of a right filter.
func bugs(t *testing.T) map[string]func(authz.Filter) authz.Filter {
	t.Helper()
	rewrite := func(change func(authz.Cond) authz.Cond) func(authz.Filter) authz.Filter {
		return func(f authz.Filter) authz.Filter {
			cond, ok := f.Cond()
			if !ok {
				return f
			}
			return test(t, each(cond, change))
		}
	}
	return map[string]func(authz.Filter) authz.Filter{
		"prefix by LIKE":    rewrite(prefixByLike),
		"naive negation":    rewrite(naiveNegation),
		"null as a value":   rewrite(nullAsValue),
		"type coercion":     rewrite(typeCoercion),
		"empty means allow": emptyMeansAllow,
	}
}

// each changes a tree from its leaves up.
func each(c authz.Cond, change func(authz.Cond) authz.Cond) authz.Cond {
	c.Args = slices.Clone(c.Args)
	for i := range c.Args {
		c.Args[i] = each(c.Args[i], change)
	}
	return change(c)
}

// prefixByLike ignores the case of ASCII letters, as LIKE does on SQLite.
func prefixByLike(c authz.Cond) authz.Cond {
	text, _ := c.Value.(string)
	if c.Op != authz.StartsWith {
		return c
	}
	either := authz.Cond{Op: authz.Or}
	for _, prefix := range []string{text, strings.ToLower(text), strings.ToUpper(text)} {
		either.Args = append(either.Args, authz.Cond{Op: authz.StartsWith, Field: c.Field, Value: prefix})
	}
	return either
}

// naiveNegation forgets that a negated call needs its field to be there.
func naiveNegation(c authz.Cond) authz.Cond {
	if c.Op != authz.And {
		return c
	}
	negated := func(a authz.Cond) bool { return a.Op == authz.Not }
	if !slices.ContainsFunc(c.Args, negated) {
		return c
	}
	c.Args = slices.DeleteFunc(c.Args, func(a authz.Cond) bool { return a.Op == authz.Present })
	return c
}

// nullAsValue lets a missing field be different from every value.
func nullAsValue(c authz.Cond) authz.Cond {
	if c.Op != authz.Ne {
		return c
	}
	missing := authz.Cond{Op: authz.Not, Args: []authz.Cond{{Op: authz.Present, Field: c.Field}}}
	return authz.Cond{Op: authz.Or, Args: []authz.Cond{c, missing}}
}

// typeCoercion compares as text what looks the same, as SQLite's affinities do.
func typeCoercion(c authz.Cond) authz.Cond {
	if c.Op != authz.Eq || c.Other != "" {
		return c
	}
	either := []any{c.Value}
	switch v := c.Value.(type) {
	case string:
		if n, err := strconv.ParseFloat(v, 64); err == nil {
			either = append(either, n)
		}
		if b, err := strconv.ParseBool(v); err == nil {
			either = append(either, b)
		}
	default:
		either = append(either, fmt.Sprint(v))
	}
	return authz.Cond{Op: authz.In, Field: c.Field, Value: either}
}

// emptyMeansAllow takes the filter that selects nothing for the one that has no condition.
func emptyMeansAllow(f authz.Filter) authz.Filter {
	if f.IsNothing() {
		return authz.Everything()
	}
	return f
}

// bugsAreCaught shows that the comparison sees each bug, in Go (all pairs are counted) and in SQL (until the
// first); that it sees none without a bug is the other half of the test.
func bugsAreCaught(t *testing.T, rows []store.Record, cases []trial, both []engine) {
	all := bugs(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		caught := map[string]int{"Go": 0}
		for _, e := range both {
			caught[e.name] = 0
		}
		for _, c := range cases {
			broken := all[name](c.filter)
			caught["Go"] += len(wrong(c.want, selects(broken, rows)))
			for _, e := range both {
				if caught[e.name] == 0 && len(wrong(c.want, selects(broken, rows))) > 0 {
					caught[e.name] = len(wrong(c.want, e.selects(t, broken)))
				}
			}
		}
		t.Logf("%-18s pairs wrong: %s", name, counted(caught))
		for who, pairs := range caught {
			if pairs == 0 {
				t.Errorf("%s in %s is not seen", name, who)
			}
		}
	}
}

func counted(counts map[string]int) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, "%s %d ", name, counts[name])
	}
	return strings.TrimSpace(b.String())
}
