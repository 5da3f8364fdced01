package authz

import (
	"slices"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// Filter selects the records that a principal may reach by an action. It has three cases, and a test
// for emptiness is never one of them: nothing, everything, or what a condition selects.
// The zero Filter selects nothing.
type Filter struct {
	all  bool
	cond *Cond
	mask []string
	test func(Document) bool
}

// Nothing is the filter that selects no record.
func Nothing() Filter { return Filter{} }

// Everything is the filter that selects every record of the tenant.
func Everything() Filter { return Filter{all: true} }

// Some is the filter of a condition; test decides the same about one record.
func Some(cond Cond, test func(Document) bool) Filter { return Filter{cond: &cond, test: test} }

// Masking returns f with fields withheld.
func (f Filter) Masking(fields []string) Filter { f.mask = fields; return f }

// IsNothing reports whether no record can match.
func (f Filter) IsNothing() bool { return !f.all && f.cond == nil }

// IsEverything reports whether every record matches.
func (f Filter) IsEverything() bool { return f.all }

// Cond returns the condition, when the filter is neither nothing nor everything.
func (f Filter) Cond() (Cond, bool) {
	if f.cond == nil {
		return Cond{}, false
	}
	return *f.cond, true
}

// Mask returns the fields withheld from the principal.
func (f Filter) Mask() []string { return f.mask }

// Reaches reports whether the filter lets a principal act on the root or on a unit that they hold a role on. What somebody may do
// with records of their own only is not among it.
func (f Filter) Reaches(p identity.Principal) bool {
	if f.Match(Document{"unit_path": tenant.Root}) {
		return true
	}
	return slices.ContainsFunc(p.Grants, func(g identity.Grant) bool { return f.Match(Document{"unit_path": g.Path}) })
}

// Match decides about one record, as the SQL made from Cond would.
func (f Filter) Match(d Document) bool {
	switch {
	case f.all:
		return true
	case f.test != nil:
		return f.test(d)
	}
	return false
}

// CondOp is the operator of a condition.
type CondOp string

// The operators. And, Or and Not take Args; the others compare Field with Value (or, when Other is set,
// with another field). In takes a slice as Value. Field "" with Constant stands for a fixed truth.
const (
	And        CondOp = "and"
	Or         CondOp = "or"
	Not        CondOp = "not"
	Eq         CondOp = "eq"
	Ne         CondOp = "ne"
	Lt         CondOp = "lt"
	Le         CondOp = "le"
	Gt         CondOp = "gt"
	Ge         CondOp = "ge"
	In         CondOp = "in"
	StartsWith CondOp = "startswith"
	EndsWith   CondOp = "endswith"
	Contains   CondOp = "contains"
	Present    CondOp = "present"  // the field has a value
	Constant   CondOp = "constant" // Value is a bool
)

// Cond is a condition over a record's fields: a tree that both Go and SQL can follow.
// It has two truth values: a comparison with a field that is missing (null and missing are one thing) is false,
// and Not is the plain complement, so that Not of it is true: in SQL, (x) IS NOT TRUE.
// Text compares in byte order; a comparison of different types follows Rego's order of types: null < boolean <
// number < text, so that a text field is never equal to a number and always above one.
type Cond struct {
	Op    CondOp
	Args  []Cond
	Field string // a declared field, or id, unit_path, owner_id
	Value any    // string, bool, int64, float64, or []any of these
	Other string // a second field instead of Value
}
