package sqlstore

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// The bounds of a condition: what a person or a policy may write, far below what an engine takes.
const (
	maxNodes  = 2_000
	maxValues = 10_000
)

// class is what a value is to Rego, in Rego's order of types.
type class uint8

const (
	opaque class = iota // objects and arrays: present or not, and nothing else
	truth
	numeric
	text
)

// compiler writes conditions over one table as SQL that answers as authz.Predicate does:
//
//   - a comparison with a missing value is not true; not makes it true, whatever the comparison
//   - null is missing: nothing equals it, everything present differs from it
//   - values of different types compare by Rego's order of types, which is settled here, because SQLite
//     would turn '5' into 5 and true into 1
//   - a prefix is a range in byte order: LIKE would ignore letter case
//   - numbers beyond 2^53 have lost their last digits on the way here, and are refused
//
// Every value is bound; of the text only names that were declared, and checked, become part.
type compiler struct {
	dialect dialect
	table   *table
	schema  store.Schema
	stale   bool // records may be of an older version
	walk    bool // SQLite: do not use the index on unit_path (see breadth.go)
	args    []any
	nodes   int
}

// operand is one side of a comparison.
type operand struct {
	text  string
	class class
	time  bool // a column of ours that holds a time: values are brought to its layout
}

// cond returns the condition's text, which is true, or false or NULL.
func (c *compiler) cond(x authz.Cond) (string, error) {
	if c.nodes++; c.nodes > maxNodes {
		return "", fault.New(fault.Invalid, "filter-too-large", "This filter has too many conditions.")
	}
	switch x.Op {
	case authz.And, authz.Or:
		return c.junction(x)
	case authz.Not:
		return c.negation(x)
	case authz.Constant:
		return constant(x)
	}
	left, err := c.field(x.Field)
	if err != nil {
		return "", err
	}
	switch x.Op {
	case authz.Present:
		return left.present(), nil
	case authz.In:
		return c.membership(left, x)
	case authz.StartsWith, authz.EndsWith, authz.Contains:
		return c.part(left, x)
	case authz.Eq, authz.Ne, authz.Lt, authz.Le, authz.Gt, authz.Ge:
		return c.comparison(left, x)
	}
	return "", fmt.Errorf("sqlstore: unknown operator %q", x.Op)
}

func (c *compiler) junction(x authz.Cond) (string, error) {
	if len(x.Args) == 0 { // nothing contradicts and; nothing supports or
		return verdict(x.Op == authz.And), nil
	}
	parts := make([]string, len(x.Args))
	for i, arg := range x.Args {
		part, err := c.cond(arg)
		if err != nil {
			return "", err
		}
		parts[i] = part
	}
	return "(" + strings.Join(parts, map[authz.CondOp]string{authz.And: " AND ", authz.Or: " OR "}[x.Op]) + ")", nil
}

func (c *compiler) negation(x authz.Cond) (string, error) {
	if len(x.Args) != 1 {
		return "", fmt.Errorf("sqlstore: not takes one condition, got %d", len(x.Args))
	}
	inner, err := c.cond(x.Args[0])
	return "((" + inner + ") IS NOT TRUE)", err
}

func constant(x authz.Cond) (string, error) {
	value, ok := x.Value.(bool)
	if !ok {
		return "", fmt.Errorf("sqlstore: a constant of type %T is no truth value", x.Value)
	}
	return verdict(value), nil
}

func verdict(value bool) string {
	if value {
		return "TRUE"
	}
	return "FALSE"
}

func (o operand) present() string { return "(" + o.text + " IS NOT NULL)" }

// field finds what a field's name stands for. An undeclared field is refused: the document may hold it.
func (c *compiler) field(name string) (operand, error) {
	switch name {
	case "id":
		return operand{text: name, class: text}, nil
	case "unit_path":
		return operand{text: c.unitPath(), class: text}, nil
	case "owner_id", "created_at", "updated_at":
		if c.table.anonymous {
			return operand{text: "CAST(NULL AS TEXT)", class: text}, nil
		}
		return operand{text: name, class: text, time: name != "owner_id"}, nil
	}
	f, ok := c.schema.Field(name)
	if !ok || !named(name) {
		return operand{}, fault.New(fault.Invalid, "unknown-field", "%s has no field %q.", c.schema.Collection, name)
	}
	if f.Sensitive {
		return operand{text: c.dialect.field(f), class: text}, nil
	}
	if c.stale {
		text, err := c.converted(f)
		return operand{text: text, class: classOf(f.Type)}, err
	}
	return operand{text: c.dialect.field(f), class: classOf(f.Type)}, nil
}

// unitPath is the column, or the same with the sign that keeps SQLite from using its index.
func (c *compiler) unitPath() string {
	if c.walk {
		return "+unit_path"
	}
	return "unit_path"
}

func classOf(t store.Type) class {
	switch t {
	case store.Object:
		return opaque
	case store.Boolean:
		return truth
	case store.Integer, store.Number:
		return numeric
	}
	return text
}

var signs = map[authz.CondOp]string{
	authz.Eq: "=", authz.Ne: "<>", authz.Lt: "<", authz.Le: "<=", authz.Gt: ">", authz.Ge: ">=",
}

func (c *compiler) comparison(left operand, x authz.Cond) (string, error) {
	if x.Other != "" {
		right, err := c.field(x.Other)
		if err != nil {
			return "", err
		}
		if left.class == right.class && left.class != opaque {
			return "(" + left.text + " " + signs[x.Op] + " " + right.text + ")", nil
		}
		return "(" + left.present() + " AND " + right.present() + " AND " + byClass(x.Op, left.class, right.class) + ")", nil
	}
	if x.Value == nil {
		if x.Op == authz.Ne || x.Op == authz.Gt || x.Op == authz.Ge { // null is below everything
			return left.present(), nil
		}
		return verdict(false), nil
	}
	value, class, err := literal(x.Value, left.time)
	if err != nil {
		return "", err
	}
	if class != left.class {
		return "(" + left.present() + " AND " + byClass(x.Op, left.class, class) + ")", nil
	}
	return "(" + left.text + " " + signs[x.Op] + " " + c.bind(value) + ")", nil
}

// byClass settles a comparison of different types by Rego's order; objects compare with nothing.
func byClass(op authz.CondOp, left, right class) string {
	switch {
	case left == opaque || right == opaque:
		return verdict(false)
	case op == authz.Ne:
		return verdict(true)
	case op == authz.Lt || op == authz.Le:
		return verdict(left < right)
	case op == authz.Gt || op == authz.Ge:
		return verdict(left > right)
	}
	return verdict(false)
}

func (c *compiler) membership(left operand, x authz.Cond) (string, error) {
	list, ok := x.Value.([]any)
	if !ok {
		return "", fmt.Errorf("sqlstore: in takes a list, got %T", x.Value)
	}
	if len(list) > maxValues {
		return "", fault.New(fault.Invalid, "filter-too-large", "This filter has too many values.")
	}
	var alike []any
	for _, one := range list {
		if one == nil {
			continue
		}
		value, class, err := literal(one, left.time)
		if err != nil {
			return "", err
		}
		if class == left.class {
			alike = append(alike, value)
		}
	}
	if len(alike) == 0 {
		return verdict(false), nil
	}
	marks := make([]string, len(alike))
	for i, value := range alike {
		marks[i] = c.bind(value)
	}
	return "(" + left.text + " IN (" + strings.Join(marks, ", ") + "))", nil
}

func (c *compiler) part(left operand, x authz.Cond) (string, error) {
	part, ok := x.Value.(string)
	if !ok || x.Other != "" {
		return "", fmt.Errorf("sqlstore: %s takes text, got %T", x.Op, x.Value)
	}
	if _, _, err := literal(part, false); err != nil {
		return "", err
	}
	switch {
	case left.class != text:
		return verdict(false), nil
	case part == "":
		return left.present(), nil
	case x.Op == authz.Contains:
		return "(" + c.dialect.find(left.text, c.bind(part)) + " > 0)", nil
	case x.Op == authz.EndsWith:
		length := utf8.RuneCountInString(part)
		return fmt.Sprintf("(length(%s) >= %d AND substr(%s, length(%s) - %d) = %s)", left.text, length, left.text, left.text, length-1, c.bind(part)), nil
	}
	return c.within(left.text, part), nil
}

// within is the range of texts that begin with a prefix.
func (c *compiler) within(column, prefix string) string {
	end, bounded := after(prefix)
	if !bounded {
		return "(" + column + " >= " + c.bind(prefix) + ")"
	}
	return "(" + column + " >= " + c.bind(prefix) + " AND " + column + " < " + c.bind(end) + ")"
}

// bind keeps a value for the statement and returns its mark.
func (c *compiler) bind(value any) string {
	c.args = append(c.args, value)
	return "?"
}

var errNumber = fault.New(fault.Invalid, "number-too-large", "Numbers in filters and policies go up to 2^53: beyond, they are not told apart.")

// exact is the bound up to which a float64 tells whole numbers apart.
const exact = 1 << 53

// literal returns a value as the engine is to get it, with its class.
func literal(value any, asTime bool) (any, class, error) {
	switch v := value.(type) {
	case string:
		if !utf8.ValidString(v) || strings.Contains(v, "\x00") {
			return nil, text, fault.New(fault.Invalid, "bad-text", "A filter holds text that is not valid UTF-8.")
		}
		if asTime {
			return atLayout(v), text, nil
		}
		return v, text, nil
	case bool:
		return v, truth, nil
	case int:
		return literal(int64(v), asTime)
	case int64:
		if v > exact || v < -exact {
			return nil, numeric, errNumber
		}
		return v, numeric, nil
	case float64:
		return v, numeric, within53(v)
	case json.Number:
		if whole, err := v.Int64(); err == nil {
			return literal(whole, asTime)
		}
		number, err := v.Float64()
		if err != nil {
			return nil, numeric, errNumber
		}
		return literal(number, asTime)
	}
	return nil, opaque, fmt.Errorf("sqlstore: a condition holds a value of type %T", value)
}

func within53(v float64) error {
	if math.IsNaN(v) || math.Abs(v) > exact {
		return errNumber
	}
	return nil
}
