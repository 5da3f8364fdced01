// Package differential holds the ways of deciding together: on random policies, records and principals, plain
// evaluation by OPA, the Go function made from what partial evaluation leaves, and the SQL made from the same on
// both engines must select the same records. It also shows that the comparison is worth something: each of five
// bugs that such a compiler may have, put in on purpose, is caught.
//
// Goals: at least 500 policies and 25,000 pairs, the same ones in each run. Non-goals: speed.
package differential

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// author writes random policies.
type author struct{ *rand.Rand }

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// module writes a policy of the module "m".
func (a author) module() string {
	var b strings.Builder
	b.WriteString("package rb.module.m\n")
	a.rules(&b, "include", 1+a.IntN(3))
	return b.String()
}

// overlay writes one that denies; half of the time there is none.
func (a author) overlay() string {
	if a.IntN(2) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("package rb.overlay\n")
	a.rules(&b, "deny", 1+a.IntN(2))
	return b.String()
}

func (a author) rules(b *strings.Builder, name string, count int) {
	helpers := 0
	for range count {
		fmt.Fprintf(b, "\n%s if {\n", name)
		var after strings.Builder
		for range 1 + a.IntN(4) {
			expr := a.expr()
			if a.IntN(6) == 0 { // behind a rule of its own
				helpers++
				helper := fmt.Sprintf("%s_helper_%d", name, helpers)
				fmt.Fprintf(&after, "\n%s if {\n\t%s\n}\n", helper, expr)
				expr = pick(a.Rand, helper, "not "+helper)
			}
			fmt.Fprintf(b, "\t%s\n", expr)
		}
		b.WriteString("}\n")
		b.WriteString(after.String())
	}
}

// expr writes one condition.
func (a author) expr() string {
	not := pick(a.Rand, "", "", "not ")
	f := "input.record." + pick(a.Rand, fields...).name
	switch a.IntN(9) {
	case 0, 1, 2:
		left, right := f, a.literal()
		if a.IntN(4) == 0 {
			left, right = right, left
		}
		return fmt.Sprintf("%s%s %s %s", not, left, a.operator(), right)
	case 3:
		return fmt.Sprintf("%s%s in [%s, %s, %s]", not, f, a.literal(), a.literal(), a.literal())
	case 4:
		if a.IntN(3) == 0 {
			return fmt.Sprintf("%sstrings.any_prefix_match(%s, {%s, %q, %q})", not, f, a.literal(), pick(a.Rand, texts...), pick(a.Rand, texts...))
		}
		return fmt.Sprintf("%s%s(%s, %q)", not, pick(a.Rand, "startswith", "endswith", "contains"), f, pick(a.Rand, texts...))
	case 5:
		return fmt.Sprintf("%s%s %s null", not, f, pick(a.Rand, "==", "!="))
	case 6:
		other := "input.record." + pick(a.Rand, fields...).name
		if other == f {
			return f + " != null"
		}
		return fmt.Sprintf("%s%s %s %s", not, f, a.operator(), other)
	case 7:
		return fmt.Sprintf("some g in input.principal.grants\n\tstartswith(input.record.unit_path, g.path)\n\tg.role == %q", pick(a.Rand, roles...))
	}
	return not + pick(a.Rand,
		"input.record.owner_id == input.principal.id",
		"input.principal.kind == \"person\"",
		"input.record.owner_id != input.principal.id",
		"input.record.peer in {g.path | some g in input.principal.grants}",
		"input.principal.id == \"p1\"",
	)
}

func (a author) operator() string { return pick(a.Rand, "==", "==", "!=", "<", "<=", ">", ">=") }

func (a author) literal() string {
	switch a.IntN(8) {
	case 0:
		return pick(a.Rand, "true", "false")
	case 1, 2, 3:
		return pick(a.Rand, numbers...)
	}
	return fmt.Sprintf("%q", pick(a.Rand, texts...))
}
