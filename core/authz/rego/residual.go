package rego

import (
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/ribambelle/ribambelle/core/authz"
)

// residual is what is left of one rule once everything but the record is known.
type residual struct {
	rule string
	cond authz.Cond
}

// residuals puts the bodies that partial evaluation left as conditions, one for each body. No body is no
// condition: nothing. An empty body is the constant truth.
func residuals(bodies []ast.Body, ruleVar string) ([]residual, error) {
	left := make([]residual, 0, len(bodies))
	for _, body := range bodies {
		r := residual{}
		var all []authz.Cond
		for _, expr := range body {
			if name, ok := label(expr, ruleVar); ok {
				r.rule = name
				continue
			}
			cond, err := condition(expr)
			if err != nil {
				return nil, err
			}
			all = append(all, cond)
		}
		r.cond = conjunction(all)
		left = append(left, r)
	}
	return left, nil
}

// label recognises `rule = "grants"`, by which a body says which rule it comes from.
func label(expr *ast.Expr, ruleVar string) (string, bool) {
	if expr.Negated || !expr.IsEquality() {
		return "", false
	}
	a, b := expr.Operand(0).Value, expr.Operand(1).Value
	if _, ok := a.(ast.Var); !ok {
		a, b = b, a
	}
	name, ok := b.(ast.String)
	return string(name), ok && ruleVar != "" && a.Compare(ast.Var(ruleVar)) == 0
}

// conjunction joins conditions, folding fixed truths.
func conjunction(all []authz.Cond) authz.Cond {
	kept := make([]authz.Cond, 0, len(all))
	for _, c := range all {
		switch {
		case c.Op != authz.Constant:
			kept = append(kept, c)
		case c.Value == false:
			return c
		}
	}
	switch len(kept) {
	case 0:
		return truth(true)
	case 1:
		return kept[0]
	}
	return authz.Cond{Op: authz.And, Args: kept}
}

func truth(b bool) authz.Cond { return authz.Cond{Op: authz.Constant, Value: b} }

func present(field string) authz.Cond { return authz.Cond{Op: authz.Present, Field: field} }

func not(c authz.Cond) authz.Cond {
	if c.Op == authz.Constant {
		return truth(c.Value == false)
	}
	return authz.Cond{Op: authz.Not, Args: []authz.Cond{c}}
}

// condition puts one expression. OPA's compiler takes the operands of a negated call out of the negation,
// except for equality: so `not f != "a"` needs f to be there, `not f == "a"` does not.
func condition(expr *ast.Expr) (authz.Cond, error) {
	at := expr.Loc()
	if len(expr.With) > 0 {
		return authz.Cond{}, refuse(at, "`with` over a rule that looks at the record cannot be a condition")
	}
	if !expr.IsCall() {
		return authz.Cond{}, refuse(at, "`%v` cannot be a condition: %s", expr, hint(expr))
	}
	operator := expr.Operator().String()
	if len(expr.Operands()) != 2 {
		return authz.Cond{}, refuse(at, "%s over the record cannot be a condition", operator)
	}
	c, fields, err := call(at, operator, expr.Operand(0).Value, expr.Operand(1).Value)
	if err != nil || !expr.Negated {
		return c, err
	}
	if operator == ast.Equality.Name {
		return not(c), nil
	}
	guarded := make([]authz.Cond, 0, len(fields)+1)
	for _, f := range fields {
		guarded = append(guarded, present(f))
	}
	return conjunction(append(guarded, not(c))), nil
}

func hint(expr *ast.Expr) string {
	if expr.Negated {
		return "`not` stands only before a single comparison; write the opposite comparison instead"
	}
	if term, ok := expr.Terms.(*ast.Term); ok {
		if ref, ok := term.Value.(ast.Ref); ok && ref.HasPrefix(ast.InputRootRef) {
			return "compare the field with a value, as in `== true` or `!= null`"
		}
	}
	return "defaults, else, every, several values of a rule and references into the record's objects are not " +
		"possible where a rule looks at the record"
}
