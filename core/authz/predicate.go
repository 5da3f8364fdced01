package authz

import (
	"fmt"
	"slices"
	"strings"
)

// Predicate turns a condition into a function over one record, which answers as SQL made from it does.
// A condition that it does not know is an error, never a guess.
func Predicate(c Cond) (func(Document) bool, error) {
	switch c.Op {
	case And, Or, Not:
		return junction(c)
	case Constant:
		truth, ok := c.Value.(bool)
		if !ok {
			return nil, fmt.Errorf("authz: a constant of type %T is no truth value", c.Value)
		}
		return func(Document) bool { return truth }, nil
	case Present:
		field := c.Field
		return func(d Document) bool { return d[field] != nil }, nil
	case In:
		return membership(c)
	case StartsWith, EndsWith, Contains:
		return partOfText(c)
	case Eq, Ne, Lt, Le, Gt, Ge:
		return comparison(c)
	}
	return nil, fmt.Errorf("authz: unknown operator %q", c.Op)
}

// prefixes recognises "the field begins with one of these", as grants on several units make it: it looks the field
// up once and searches, however many units they are.
func prefixes(c Cond) (func(Document) bool, bool) {
	if c.Op != Or || len(c.Args) == 0 {
		return nil, false
	}
	field, list := c.Args[0].Field, make([]string, len(c.Args))
	for i, arg := range c.Args {
		prefix, isText := arg.Value.(string)
		if arg.Op != StartsWith || arg.Field != field || !isText {
			return nil, false
		}
		list[i] = prefix
	}
	list = Shortest(list)
	return func(d Document) bool {
		text, ok := d[field].(string)
		if !ok {
			return false
		}
		at, found := slices.BinarySearch(list, text)
		return found || at > 0 && strings.HasPrefix(text, list[at-1])
	}, true
}

// Shortest returns the prefixes, or paths of units, that no other of the list begins; sorted. A text begins with
// one of the list when it begins with the last of these that does not come after it.
func Shortest(list []string) []string {
	sorted := slices.Sorted(slices.Values(list))
	kept := sorted[:0]
	for _, prefix := range sorted {
		if len(kept) == 0 || !strings.HasPrefix(prefix, kept[len(kept)-1]) {
			kept = append(kept, prefix)
		}
	}
	return kept
}

func junction(c Cond) (func(Document) bool, error) {
	if test, ok := prefixes(c); ok {
		return test, nil
	}
	tests := make([]func(Document) bool, len(c.Args))
	for i, arg := range c.Args {
		test, err := Predicate(arg)
		if err != nil {
			return nil, err
		}
		tests[i] = test
	}
	switch {
	case c.Op == Not && len(tests) == 1:
		return func(d Document) bool { return !tests[0](d) }, nil
	case c.Op == Not:
		return nil, fmt.Errorf("authz: not takes one condition, got %d", len(tests))
	case c.Op == And:
		return func(d Document) bool {
			return !slices.ContainsFunc(tests, func(test func(Document) bool) bool { return !test(d) })
		}, nil
	}
	return func(d Document) bool {
		return slices.ContainsFunc(tests, func(test func(Document) bool) bool { return test(d) })
	}, nil
}

func membership(c Cond) (func(Document) bool, error) {
	list, ok := c.Value.([]any)
	if !ok {
		return nil, fmt.Errorf("authz: in takes a list, got %T", c.Value)
	}
	field := c.Field
	return func(d Document) bool {
		value := d[field]
		return value != nil && slices.ContainsFunc(list, func(one any) bool {
			order, ok := compare(value, one)
			return ok && order == 0
		})
	}, nil
}

func partOfText(c Cond) (func(Document) bool, error) {
	part, ok := c.Value.(string)
	if !ok {
		return nil, fmt.Errorf("authz: %s takes text, got %T", c.Op, c.Value)
	}
	has := map[CondOp]func(s, part string) bool{
		StartsWith: strings.HasPrefix, EndsWith: strings.HasSuffix, Contains: strings.Contains,
	}[c.Op]
	field := c.Field
	return func(d Document) bool {
		text, ok := d[field].(string)
		return ok && has(text, part)
	}, nil
}

func comparison(c Cond) (func(Document) bool, error) {
	field, holds := c.Field, ordering(c.Op)
	if other := c.Other; other != "" {
		return func(d Document) bool {
			order, ok := compare(d[field], d[other])
			return ok && holds(order)
		}, nil
	}
	if want, ok := c.Value.(string); ok && c.Op == Eq {
		return func(d Document) bool {
			text, ok := d[field].(string)
			return ok && text == want
		}, nil
	}
	value := c.Value
	if value == nil { // null is below everything, and no record holds it
		above := c.Op == Ne || c.Op == Gt || c.Op == Ge
		return func(d Document) bool { return above && d[field] != nil }, nil
	}
	if rank(value) == unranked {
		return nil, fmt.Errorf("authz: %s cannot compare with %T", c.Op, value)
	}
	return func(d Document) bool {
		order, ok := compare(d[field], value)
		return ok && holds(order)
	}, nil
}

func ordering(op CondOp) func(order int) bool {
	switch op {
	case Eq:
		return func(order int) bool { return order == 0 }
	case Ne:
		return func(order int) bool { return order != 0 }
	case Lt:
		return func(order int) bool { return order < 0 }
	case Le:
		return func(order int) bool { return order <= 0 }
	case Gt:
		return func(order int) bool { return order > 0 }
	}
	return func(order int) bool { return order >= 0 }
}
