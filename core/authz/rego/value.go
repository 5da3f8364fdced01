package rego

import (
	"encoding/json"
	"math"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/ribambelle/ribambelle/core/authz"
)

// beyond is the first whole number that a double cannot tell from its neighbour.
const beyond = 1 << 53

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
	case ast.AnyPrefixMatch.Name:
		return anyPrefix(at, field, v)
	}
	return authz.Cond{}, refuse(at, "%s over the record cannot be a condition: compare, or use in, startswith, endswith, contains", name(operator))
}

// anyPrefix puts "begins with one of these". OPA takes one text, an array or a set; a value that is no text makes
// the call undefined.
func anyPrefix(at *ast.Location, field string, v ast.Value) (authz.Cond, error) {
	list := []any{}
	switch c := v.(type) {
	case ast.String:
		list = append(list, string(c))
	case *ast.Array, ast.Set:
		var err error
		if list, err = elements(at, c); err != nil {
			return authz.Cond{}, err
		}
	default:
		return truth(false), nil
	}
	either := make([]authz.Cond, len(list))
	for i, one := range list {
		prefix, isText := one.(string)
		if !isText {
			return truth(false), nil
		}
		either[i] = authz.Cond{Op: authz.StartsWith, Field: field, Value: prefix}
	}
	switch len(either) {
	case 0:
		return truth(false), nil
	case 1:
		return either[0], nil
	}
	return authz.Cond{Op: authz.Or, Args: either}, nil
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
