package rego

import (
	"context"
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/rego"

	"github.com/ribambelle/ribambelle/core/authz"
)

// ruleVar is the variable of the core's query that says which rule a body comes from.
const ruleVar = "rule"

// unit is one policy, compiled alone and ready: what it includes (or, for an overlay, denies), what stops
// everybody (the core's only) and which fields it masks.
type unit struct {
	partial []opa.PreparedPartialQuery // what remains of the deciding rules, the record unknown
	full    []opa.PreparedEvalQuery    // the same rules with the record known: the reference
	stops   *opa.PreparedEvalQuery
	mask    *opa.PreparedEvalQuery
	source  *source
}

// prepare compiles a checked source.
func prepare(ctx context.Context, s *source) (*unit, error) {
	u := &unit{source: s}
	for _, query := range s.queries() {
		body, err := ast.ParseBody(query)
		if err != nil {
			return nil, fmt.Errorf("parsing %s: %w", query, err)
		}
		options := []func(*opa.Rego){
			opa.Compiler(s.compiler), opa.ParsedQuery(body), opa.Capabilities(s.capabilities),
			opa.ParsedUnknowns(unknowns()),
		}
		partial, err := opa.New(options...).PrepareForPartial(ctx)
		if err != nil {
			return nil, fmt.Errorf("preparing %s: %w", query, err)
		}
		full, err := opa.New(options[:3]...).PrepareForEval(ctx)
		if err != nil {
			return nil, fmt.Errorf("preparing %s: %w", query, err)
		}
		u.partial, u.full = append(u.partial, partial), append(u.full, full)
	}
	var err error
	if u.stops, err = s.optional(ctx, "stops", "[rule] = true"); err != nil {
		return nil, err
	}
	u.mask, err = s.optional(ctx, "mask", "")
	return u, err
}

func unknowns() []*ast.Term {
	return []*ast.Term{ast.NewTerm(ast.Ref{ast.InputRootDocument, ast.StringTerm("record")})}
}

// optional prepares a query about a rule that the policy may leave out.
func (s *source) optional(ctx context.Context, rule, suffix string) (*opa.PreparedEvalQuery, error) {
	if !s.has(rule) {
		return nil, nil
	}
	query := fmt.Sprintf("%v.%s%s", s.pkg, rule, suffix)
	if suffix == "" {
		query = "x = " + query
	}
	q, err := opa.New(opa.Compiler(s.compiler), opa.Query(query), opa.Capabilities(s.capabilities)).PrepareForEval(ctx)
	if err != nil {
		return nil, fmt.Errorf("preparing %s: %w", query, err)
	}
	return &q, nil
}

// residuals evaluates the deciding rules with the record unknown.
func (u *unit) residuals(ctx context.Context, in ast.Value) ([]residual, error) {
	var all []residual
	for _, query := range u.partial {
		left, err := query.Partial(ctx, opa.EvalParsedInput(in), opa.EvalParsedUnknowns(unknowns()))
		if err != nil {
			return nil, fmt.Errorf("evaluating %s: %w", u.source.file, err)
		}
		some, err := residuals(left.Queries, ruleVar)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// decides evaluates the deciding rules plainly, record and all, and names the first that holds.
func (u *unit) decides(ctx context.Context, in ast.Value) (string, bool, error) {
	for _, query := range u.full {
		answers, err := query.Eval(ctx, opa.EvalParsedInput(in))
		if err != nil {
			return "", false, fmt.Errorf("evaluating %s: %w", u.source.file, err)
		}
		if len(answers) > 0 {
			rule, _ := answers[0].Bindings[ruleVar].(string)
			return rule, true, nil
		}
	}
	return "", false, nil
}

// stopped names what stops the principal, whatever else allows; empty for nothing.
func (u *unit) stopped(ctx context.Context, in ast.Value) (string, error) {
	if u.stops == nil {
		return "", nil
	}
	answers, err := u.stops.Eval(ctx, opa.EvalParsedInput(in))
	if err != nil {
		return "", fmt.Errorf("evaluating %s: %w", u.source.file, err)
	}
	var names []string
	for _, answer := range answers {
		name, _ := answer.Bindings[ruleVar].(string)
		names = append(names, name)
	}
	if len(names) == 0 {
		return "", nil
	}
	return slices.Min(names), nil
}

// masked lists the fields withheld: members of a set `mask`, or keys of an object whose value is true.
func (u *unit) masked(ctx context.Context, in ast.Value) ([]string, error) {
	if u == nil || u.mask == nil {
		return nil, nil
	}
	answers, err := u.mask.Eval(ctx, opa.EvalParsedInput(in))
	if err != nil {
		return nil, fmt.Errorf("evaluating the masks of %s: %w", u.source.file, err)
	}
	var fields []string
	for _, answer := range answers {
		switch mask := answer.Bindings["x"].(type) {
		case []any:
			for _, field := range mask {
				if fields, err = appendField(fields, field); err != nil {
					return nil, err
				}
			}
		case map[string]any:
			for field, value := range mask {
				if value == true {
					fields = append(fields, field)
				}
			}
		default:
			return nil, fmt.Errorf("%s: mask is neither a set of fields nor an object", u.source.file)
		}
	}
	return fields, nil
}

func appendField(fields []string, field any) ([]string, error) {
	name, ok := field.(string)
	if !ok {
		return nil, fmt.Errorf("mask holds %v, which is no field's name", field)
	}
	return append(fields, name), nil
}

// folded turns residuals into one filter for each rule, in the order in which rules first appear.
func folded(all []residual) ([]part, error) {
	var rules []string
	filters := map[string][]authz.Filter{}
	for _, r := range all {
		f, err := authz.Where(r.cond)
		if err != nil {
			return nil, err
		}
		if filters[r.rule] == nil {
			rules = append(rules, r.rule)
		}
		filters[r.rule] = append(filters[r.rule], f)
	}
	parts := make([]part, len(rules))
	for i, rule := range rules {
		parts[i] = part{rule, authz.Union(filters[rule]...)}
	}
	return parts, nil
}
