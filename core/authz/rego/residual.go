package rego

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/ribambelle/ribambelle/core/authz"
)

// beyond is the first whole number that a double cannot tell from its neighbour.
const beyond = 1 << 53

// refusal says why a policy cannot be put as a condition, and where.
type refusal struct {
	at     *ast.Location
	reason string
}

func (r *refusal) Error() string {
	if r.at == nil {
		return r.reason
	}
	return fmt.Sprintf("%s:%d: %s", r.at.File, r.at.Row, r.reason)
}

func refuse(at *ast.Location, reason string, args ...any) error {
	return &refusal{at: at, reason: fmt.Sprintf(reason, args...)}
}

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

// call puts a call of two operands, and names the fields that it looks at.
func call(at *ast.Location, operator string, a, b ast.Value) (authz.Cond, []string, error) {
	fieldA, isA := field(a)
	fieldB, isB := field(b)
	op, isComparison := comparisons(operator)
	switch {
	case isA && isB && isComparison:
		return authz.Cond{Op: op, Field: fieldA, Other: fieldB}, []string{fieldA, fieldB}, nil
	case isA && isComparison:
		c, err := compared(at, op, fieldA, b)
		return c, []string{fieldA}, err
	case isB && isComparison:
		c, err := compared(at, mirrored(op), fieldB, a)
		return c, []string{fieldB}, err
	case isA && !isB:
		c, err := searched(at, operator, fieldA, b)
		return c, []string{fieldA}, err
	case isB:
		return authz.Cond{}, nil, refuse(at, "%s needs the record's field first and a known value second", name(operator))
	}
	return authz.Cond{}, nil, refuse(at, "%s(%v, %v) cannot be a condition: only input.record.<field> can be looked at", name(operator), a, b)
}

// field recognises input.record.<field>.
func field(v ast.Value) (string, bool) {
	ref, ok := v.(ast.Ref)
	if !ok || len(ref) != 3 || !ref.HasPrefix(ast.InputRootRef) || ref[1].Value.Compare(ast.String("record")) != 0 {
		return "", false
	}
	s, ok := ref[2].Value.(ast.String)
	return string(s), ok
}

func comparisons(operator string) (authz.CondOp, bool) {
	switch operator {
	case ast.Equality.Name, ast.Equal.Name:
		return authz.Eq, true
	case ast.NotEqual.Name:
		return authz.Ne, true
	case ast.LessThan.Name:
		return authz.Lt, true
	case ast.LessThanEq.Name:
		return authz.Le, true
	case ast.GreaterThan.Name:
		return authz.Gt, true
	case ast.GreaterThanEq.Name:
		return authz.Ge, true
	}
	return "", false
}

// mirrored is the operator that holds with its operands swapped.
func mirrored(op authz.CondOp) authz.CondOp {
	switch op {
	case authz.Lt:
		return authz.Gt
	case authz.Le:
		return authz.Ge
	case authz.Gt:
		return authz.Lt
	case authz.Ge:
		return authz.Le
	}
	return op
}

// compared puts a comparison with a known value. No record holds null, and null is below everything.
func compared(at *ast.Location, op authz.CondOp, field string, v ast.Value) (authz.Cond, error) {
	if _, isNull := v.(ast.Null); isNull {
		switch op {
		case authz.Ne, authz.Gt, authz.Ge:
			return present(field), nil
		}
		return truth(false), nil
	}
	value, err := scalar(at, v)
	if err != nil {
		return authz.Cond{}, err
	}
	return authz.Cond{Op: op, Field: field, Value: value}, nil
}

func searched(at *ast.Location, operator, field string, v ast.Value) (authz.Cond, error) {
	op := authz.CondOp(operator)
	switch operator {
	case ast.StartsWith.Name, ast.EndsWith.Name, ast.Contains.Name:
		part, ok := v.(ast.String)
		if !ok {
			return truth(false), nil
		}
		return authz.Cond{Op: op, Field: field, Value: string(part)}, nil
	case ast.Member.Name:
		list, err := elements(at, v)
		if err != nil || len(list) == 0 {
			return truth(false), err
		}
		return authz.Cond{Op: authz.In, Field: field, Value: list}, nil
	}
	return authz.Cond{}, refuse(at, "%s over the record cannot be a condition: compare, or use in, startswith, endswith, contains", name(operator))
}

// elements lists the values of a collection, nulls left out: no record holds one.
func elements(at *ast.Location, v ast.Value) ([]any, error) {
	var list []any
	var failed error
	each := func(t *ast.Term) {
		if _, isNull := t.Value.(ast.Null); isNull || failed != nil {
			return
		}
		value, err := scalar(at, t.Value)
		list, failed = append(list, value), err
	}
	switch c := v.(type) {
	case *ast.Array:
		c.Foreach(each)
	case ast.Set:
		c.Foreach(each)
	case ast.Object:
		c.Foreach(func(_, value *ast.Term) { each(value) })
	}
	return list, failed
}

func scalar(at *ast.Location, v ast.Value) (any, error) {
	switch s := v.(type) {
	case ast.String:
		return string(s), nil
	case ast.Boolean:
		return bool(s), nil
	case ast.Number:
		return exact(at, s)
	}
	return nil, refuse(at, "a field can be compared with text, a number, a boolean or null, not with %s", ast.ValueName(v))
}

// exact returns a number that both engines and Go hold without rounding.
func exact(at *ast.Location, n ast.Number) (any, error) {
	if whole, err := json.Number(n).Int64(); err == nil && whole > -beyond && whole < beyond {
		return whole, nil
	}
	double, err := json.Number(n).Float64()
	if err != nil || math.Abs(double) >= beyond {
		return nil, refuse(at, "the number %s is beyond 2^53 and cannot be compared exactly", n)
	}
	return double, nil
}

func name(operator string) string {
	if operator == ast.Member.Name {
		return "in"
	}
	return operator
}
