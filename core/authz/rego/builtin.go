package rego

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// capabilities returns what policies may use: functions of their arguments alone. Nothing that reaches a
// network, a clock, chance or the process.
func capabilities() *ast.Capabilities {
	all := ast.CapabilitiesForThisVersion()
	all.Builtins = slices.DeleteFunc(all.Builtins, func(b *ast.Builtin) bool { return !allowed(b.Name) })
	all.AllowNet = []string{}
	return all
}

func allowed(builtin string) bool {
	switch builtin {
	case "eq", "equal", "neq", "lt", "lte", "gt", "gte", "assign",
		"internal.member_2", "internal.member_3",
		"startswith", "endswith", "contains", "strings.any_prefix_match", "concat", "split", "lower", "upper", "substring",
		"trim", "trim_left", "trim_right", "trim_prefix", "trim_suffix", "trim_space", "replace", "indexof",
		"plus", "minus", "mul", "abs", "and", "or", "union", "intersection",
		"count", "sum", "max", "min", "sort",
		"array.concat", "array.slice", "array.reverse",
		"object.get", "object.keys", "object.union", "object.remove", "object.filter",
		"is_string", "is_number", "is_boolean", "is_array", "is_set", "is_object", "is_null", "type_name", "to_number":
		return true
	}
	return false
}
