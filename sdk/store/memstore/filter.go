package memstore

import (
	"cmp"
	"strings"
	"time"

	"go.einride.tech/aip/filtering"
	expr "google.golang.org/genproto/googleapis/api/expr/v1alpha1"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

const maxFilter = 2000 // bytes

// predicate decides about one row.
type predicate func(row) bool

// filter reads an AIP-160 filter.
func filter(s store.Schema, text string) (predicate, error) {
	if strings.TrimSpace(text) == "" {
		return func(row) bool { return true }, nil
	}
	if len(text) > maxFilter {
		return nil, fault.InvalidField("/filter", "must not exceed %d bytes", maxFilter)
	}
	var p filtering.Parser
	p.Init(text)
	parsed, err := p.Parse()
	if err != nil {
		return nil, fault.InvalidField("/filter", "cannot be read: %v", err)
	}
	return reader{s}.read(parsed.GetExpr())
}

type reader struct{ schema store.Schema }

func (r reader) read(e *expr.Expr) (predicate, error) {
	call := e.GetCallExpr()
	if call == nil {
		return nil, fault.InvalidField("/filter", `needs comparisons, such as status = "open"`)
	}
	switch call.GetFunction() {
	case filtering.FunctionNot:
		inner, err := r.read(call.GetArgs()[0])
		if err != nil {
			return nil, err
		}
		return func(w row) bool { return !inner(w) }, nil
	case filtering.FunctionAnd, filtering.FunctionFuzzyAnd, filtering.FunctionOr:
		return r.join(call)
	}
	return r.compare(call)
}

func (r reader) join(call *expr.Expr_Call) (predicate, error) {
	var parts []predicate
	for _, arg := range call.GetArgs() {
		p, err := r.read(arg)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	or := call.GetFunction() == filtering.FunctionOr
	return func(w row) bool {
		for _, p := range parts {
			if p(w) == or {
				return or
			}
		}
		return !or
	}, nil
}

// compare reads `field operator literal`. A comparison with a missing field is false.
func (r reader) compare(call *expr.Expr_Call) (predicate, error) {
	args := call.GetArgs()
	if len(args) != 2 || args[0].GetIdentExpr() == nil {
		return nil, fault.InvalidField("/filter", "compares a field with a value: %s is not that", call.GetFunction())
	}
	name := args[0].GetIdentExpr().GetName()
	typ, ok := typeOf(r.schema, name)
	if !ok {
		return nil, fault.InvalidField("/filter", "%s is not a field", name)
	}
	op := call.GetFunction()
	value, err := literal(args[1])
	if err != nil {
		return nil, err
	}
	if sealed, blind := r.schema.Sealed(name); sealed && !(blind && whole(op, value)) {
		return nil, store.SealedField("/filter", name, blind)
	}
	if op == filtering.FunctionHas && value == "*" {
		return func(w row) bool { return w.field(name) != nil }, nil
	}
	value, err = typed(name, typ, value)
	if err != nil {
		return nil, err
	}
	test, err := comparison(name, op, typ, value)
	return func(w row) bool { v := w.field(name); return v != nil && test(v) }, err
}

// whole reports whether a comparison is one of whole values, for equality.
func whole(op string, value any) bool {
	text, _ := value.(string)
	return (op == filtering.FunctionEquals || op == filtering.FunctionNotEquals) &&
		!strings.HasPrefix(text, "*") && !strings.HasSuffix(text, "*")
}

func comparison(name, op string, typ store.Type, value any) (func(any) bool, error) {
	text, isText := value.(string)
	if typ == store.Text && op == filtering.FunctionHas {
		return func(v any) bool { return strings.Contains(v.(string), text) }, nil
	}
	if isText && typ == store.Text && op == filtering.FunctionEquals {
		if prefix, ok := strings.CutSuffix(text, "*"); ok {
			return func(v any) bool { return strings.HasPrefix(v.(string), prefix) }, nil
		}
		if suffix, ok := strings.CutPrefix(text, "*"); ok {
			return func(v any) bool { return strings.HasSuffix(v.(string), suffix) }, nil
		}
	}
	tests := map[string]func(c int) bool{
		filtering.FunctionEquals:        func(c int) bool { return c == 0 },
		filtering.FunctionNotEquals:     func(c int) bool { return c != 0 },
		filtering.FunctionLessThan:      func(c int) bool { return c < 0 },
		filtering.FunctionLessEquals:    func(c int) bool { return c <= 0 },
		filtering.FunctionGreaterThan:   func(c int) bool { return c > 0 },
		filtering.FunctionGreaterEquals: func(c int) bool { return c >= 0 },
	}
	test, ok := tests[op]
	if !ok || typ == store.Boolean && op != filtering.FunctionEquals && op != filtering.FunctionNotEquals {
		return nil, fault.InvalidField("/filter", "%s cannot be compared by %s", name, op)
	}
	return func(v any) bool { return test(compareValues(v, value)) }, nil
}

func literal(e *expr.Expr) (any, error) {
	switch k := e.GetConstExpr().GetConstantKind().(type) {
	case *expr.Constant_StringValue:
		return k.StringValue, nil
	case *expr.Constant_Int64Value:
		return float64(k.Int64Value), nil
	case *expr.Constant_DoubleValue:
		return k.DoubleValue, nil
	}
	if ident := e.GetIdentExpr(); ident != nil {
		switch name := ident.GetName(); name {
		case "true", "false":
			return name == "true", nil
		default:
			return name, nil // AIP-160: text needs no quotes
		}
	}
	return nil, fault.InvalidField("/filter", "compares with a text, a number, true or false")
}

// typed holds a literal against the field's type.
func typed(name string, typ store.Type, value any) (any, error) {
	var ok bool
	switch typ {
	case store.Text:
		_, ok = value.(string)
	case store.Integer, store.Number:
		_, ok = value.(float64)
	case store.Boolean:
		_, ok = value.(bool)
	case store.Date:
		text, _ := value.(string)
		_, err := time.Parse(time.DateOnly, text)
		ok = err == nil
	case store.Time:
		text, _ := value.(string)
		at, err := time.Parse(time.RFC3339, text)
		value, ok = at.UTC().Format(store.TimeLayout), err == nil
	}
	if !ok {
		return nil, fault.InvalidField("/filter", "%s is compared with a %s", name, typ)
	}
	return value, nil
}

// compareValues orders two values of one type; nil comes first.
func compareValues(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	switch a := a.(type) {
	case string:
		return strings.Compare(a, b.(string))
	case float64:
		return cmp.Compare(a, b.(float64))
	case bool:
		return cmp.Compare(order(a), order(b.(bool)))
	}
	return 0
}

func order(b bool) int {
	if b {
		return 1
	}
	return 0
}
