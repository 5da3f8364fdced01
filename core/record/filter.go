package record

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
	"go.einride.tech/aip/filtering"
	expr "google.golang.org/genproto/googleapis/api/expr/v1alpha1"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

const maxFilter = 2000 // bytes

// keptFilters is how many filters are kept parsed: pages ask the same ones again and again.
const keptFilters = 1000

// filters keeps filters parsed, by their text. What they say of a collection is read each time.
type filters struct {
	kept *otter.Cache[string, *expr.Expr]
}

func newFilters() filters {
	return filters{otter.Must(&otter.Options[string, *expr.Expr]{MaximumSize: keptFilters})}
}

func (f filters) parse(text string) (*expr.Expr, error) {
	if kept, ok := f.kept.GetIfPresent(text); ok {
		return kept, nil
	}
	var p filtering.Parser
	p.Init(text)
	parsed, err := p.Parse()
	if err != nil {
		return nil, unread(err)
	}
	f.kept.Set(text, parsed.GetExpr())
	return parsed.GetExpr(), nil
}

// names are the fields that a caller's query may speak of, and of which type they are.
type names struct {
	schema store.Schema
	mask   []string // withheld from the caller
}

func (n names) typeOf(name string) (store.Type, bool) {
	switch name {
	case "id", "unit_path":
		return store.Text, true
	case "owner_id":
		return store.Text, n.schema.Kind != store.Anonymous
	case "created_at", "updated_at":
		return store.Time, n.schema.Kind != store.Anonymous
	}
	f, ok := n.schema.Field(name)
	return f.Type, ok && !slices.Contains(n.mask, name)
}

// compile turns an AIP-160 filter into a condition; none when it is empty.
func (n names) compile(f filters, text string) ([]authz.Cond, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	if len(text) > maxFilter {
		return nil, fault.InvalidField("/filter", "must not exceed %d bytes", maxFilter)
	}
	parsed, err := f.parse(text)
	if err != nil {
		return nil, err
	}
	cond, err := n.read(parsed)
	return []authz.Cond{cond}, err
}

// unread says where a filter cannot be read. The parser's own text has three lines for each level of its rules.
func unread(err error) error {
	column := int32(1)
	for ; err != nil; err = errors.Unwrap(err) {
		if at, ok := err.(interface{ Position() filtering.Position }); ok {
			column = at.Position().Column
		}
	}
	return fault.InvalidField("/filter", "cannot be read from column %d on", column)
}

func (n names) read(e *expr.Expr) (authz.Cond, error) {
	call := e.GetCallExpr()
	if call == nil {
		return authz.Cond{}, fault.InvalidField("/filter", `needs comparisons, such as status = "open"`)
	}
	ops := map[string]authz.CondOp{
		filtering.FunctionNot: authz.Not, filtering.FunctionAnd: authz.And,
		filtering.FunctionFuzzyAnd: authz.And, filtering.FunctionOr: authz.Or,
	}
	op, junction := ops[call.GetFunction()]
	if !junction {
		return n.compare(call)
	}
	joined := authz.Cond{Op: op}
	for _, arg := range call.GetArgs() {
		c, err := n.read(arg)
		if err != nil {
			return authz.Cond{}, err
		}
		joined.Args = append(joined.Args, c)
	}
	return joined, nil
}

// compare reads `field operator literal`.
func (n names) compare(call *expr.Expr_Call) (authz.Cond, error) {
	args := call.GetArgs()
	if len(args) != 2 || args[0].GetIdentExpr() == nil {
		return authz.Cond{}, fault.InvalidField("/filter", "compares a field with a value: %s is not that", call.GetFunction())
	}
	name := args[0].GetIdentExpr().GetName()
	typ, ok := n.typeOf(name)
	if !ok {
		return authz.Cond{}, fault.InvalidField("/filter", "%s is not a field", name)
	}
	value, err := literal(args[1])
	if err != nil {
		return authz.Cond{}, err
	}
	if sealed, blind := n.schema.Sealed(name); sealed && !(blind && whole(call.GetFunction(), value)) {
		return authz.Cond{}, store.SealedField("/filter", name, blind)
	}
	if call.GetFunction() == filtering.FunctionHas && value == "*" {
		return authz.Cond{Op: authz.Present, Field: name}, nil
	}
	if value, err = typed(name, typ, value); err != nil {
		return authz.Cond{}, err
	}
	return condition(name, call.GetFunction(), typ, value)
}

// whole reports whether a comparison is one of whole values, for equality.
func whole(op string, value any) bool {
	text, _ := value.(string)
	return (op == filtering.FunctionEquals || op == filtering.FunctionNotEquals) &&
		!strings.HasPrefix(text, "*") && !strings.HasSuffix(text, "*")
}

func condition(name, operator string, typ store.Type, value any) (authz.Cond, error) {
	ops := map[string]authz.CondOp{
		filtering.FunctionEquals: authz.Eq, filtering.FunctionNotEquals: authz.Ne,
		filtering.FunctionLessThan: authz.Lt, filtering.FunctionLessEquals: authz.Le,
		filtering.FunctionGreaterThan: authz.Gt, filtering.FunctionGreaterEquals: authz.Ge,
	}
	op, ok := ops[operator]
	if text, isText := value.(string); isText && typ == store.Text {
		if operator == filtering.FunctionHas {
			return authz.Cond{Op: authz.Contains, Field: name, Value: text}, nil
		}
		if prefix, wild := strings.CutSuffix(text, "*"); wild && op == authz.Eq {
			return authz.Cond{Op: authz.StartsWith, Field: name, Value: prefix}, nil
		}
		if suffix, wild := strings.CutPrefix(text, "*"); wild && op == authz.Eq {
			return authz.Cond{Op: authz.EndsWith, Field: name, Value: suffix}, nil
		}
	}
	if !ok || typ == store.Boolean && op != authz.Eq && op != authz.Ne {
		return authz.Cond{}, fault.InvalidField("/filter", "%s cannot be compared by %s", name, operator)
	}
	return authz.Cond{Op: op, Field: name, Value: value}, nil
}

func literal(e *expr.Expr) (any, error) {
	switch k := e.GetConstExpr().GetConstantKind().(type) {
	case *expr.Constant_StringValue:
		return k.StringValue, nil
	case *expr.Constant_Int64Value:
		return k.Int64Value, nil
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
		_, whole := value.(int64)
		_, double := value.(float64)
		ok = whole || double
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
