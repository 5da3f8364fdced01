package differential

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/authz"
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

// TestBugsAreCaught shows that the differential test sees each bug; without a bug it sees none.
func TestBugsAreCaught(t *testing.T) {
	t.Parallel()
	rows := records(rand.New(rand.NewPCG(1, 1)), perPolicy)
	cases := trials(t, rows, wantPolicies)
	all := bugs(t)
	all["no bug"] = func(f authz.Filter) authz.Filter { return f }
	for _, name := range slices.Sorted(maps.Keys(all)) {
		policies, pairs := 0, 0
		for _, c := range cases {
			if ids := wrong(c.want, selects(all[name](c.filter), rows)); len(ids) > 0 {
				policies, pairs = policies+1, pairs+len(ids)
			}
		}
		t.Logf("%-18s wrong on %3d policies, %5d pairs", name, policies, pairs)
		if caught := pairs > 0; caught != (name != "no bug") {
			t.Errorf("%s: wrong on %d pairs", name, pairs)
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
