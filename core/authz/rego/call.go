package rego

import (
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/ribambelle/ribambelle/core/authz"
)

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
