package authz

import "fmt"

// Where makes the filter of a condition. Fixed truths become one of the other two cases.
func Where(c Cond) (Filter, error) {
	if truth, fixed := constant(c); fixed {
		if truth {
			return Everything(), nil
		}
		return Nothing(), nil
	}
	test, err := Predicate(c)
	if err != nil {
		return Nothing(), fmt.Errorf("making a filter: %w", err)
	}
	return Some(c, test), nil
}

func constant(c Cond) (truth, fixed bool) {
	if c.Op != Constant {
		return false, false
	}
	truth, fixed = c.Value.(bool)
	return truth, fixed
}

// Union selects what one of the filters selects. Masks are dropped.
func Union(filters ...Filter) Filter {
	var conds []Cond
	var tests []func(Document) bool
	for _, f := range filters {
		if f.all {
			return Everything()
		}
		if f.cond != nil {
			conds, tests = append(conds, *f.cond), append(tests, f.Match)
		}
	}
	switch len(conds) {
	case 0:
		return Nothing()
	case 1:
		return Some(conds[0], tests[0])
	}
	either := Cond{Op: Or, Args: conds}
	if test, ok := prefixes(either); ok {
		return Some(either, test)
	}
	return Some(either, func(d Document) bool {
		for _, test := range tests {
			if test(d) {
				return true
			}
		}
		return false
	})
}

// Intersection selects what both filters select. Masks are dropped.
func Intersection(f, g Filter) Filter {
	switch {
	case f.IsNothing(), g.IsNothing():
		return Nothing()
	case f.all:
		return Filter{all: g.all, cond: g.cond, test: g.test}
	case g.all:
		return Filter{cond: f.cond, test: f.test}
	}
	return Some(Cond{Op: And, Args: []Cond{*f.cond, *g.cond}}, func(d Document) bool { return f.Match(d) && g.Match(d) })
}

// Minus selects what f selects and denied does not. Masks are dropped.
func Minus(f, denied Filter) Filter {
	switch {
	case f.IsNothing(), denied.all:
		return Nothing()
	case denied.IsNothing():
		return Filter{all: f.all, cond: f.cond, test: f.test}
	}
	cond := Cond{Op: Not, Args: []Cond{*denied.cond}}
	if f.cond != nil {
		cond = Cond{Op: And, Args: []Cond{*f.cond, cond}}
	}
	return Some(cond, func(d Document) bool { return f.Match(d) && !denied.Match(d) })
}
