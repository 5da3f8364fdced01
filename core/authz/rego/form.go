package rego

import (
	"errors"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// form checks what can be read off the text: package, deciding rules, references, numbers.
func (s *source) form() error {
	var wrong []error
	if got := s.module.Package.Path; !got.Equal(s.pkg) {
		wrong = append(wrong, refuse(s.module.Package.Loc(), "the package is %s, it must be %s", spoken(got), spoken(s.pkg)))
	}
	if s.kind != core {
		for _, r := range s.module.Rules {
			wrong = append(wrong, s.ruleForm(r))
		}
	}
	ast.WalkWiths(s.module, func(w *ast.With) bool {
		wrong = append(wrong, refuse(w.Loc(), "`with` is for tests; a policy decides on what it is given"))
		return false
	})
	places := placesForFields(s.module)
	ast.WalkTerms(s.module, func(t *ast.Term) bool {
		wrong = append(wrong, s.termForm(t, places))
		return false
	})
	return errors.Join(wrong...)
}

// spoken is a package as its author writes it.
func spoken(pkg ast.Ref) string { return strings.TrimPrefix(pkg.String(), "data.") }

func (s *source) ruleForm(r *ast.Rule) error {
	name := head(r)
	switch {
	case name == "mask" && s.kind != core:
		return nil
	case !slices.Contains([]string{"include", "allow", "deny"}, name):
		return nil
	case !slices.Contains(s.deciding(), name):
		return refuse(r.Loc(), "a rule named %s decides nothing here; the deciding rules are %s", name, strings.Join(s.deciding(), ", "))
	case len(r.Head.Ref()) != 1 || len(r.Head.Args) > 0 || r.Head.Key != nil || r.Else != nil || r.Default ||
		r.Head.Value == nil || !r.Head.Value.Equal(ast.BooleanTerm(true)):
		return refuse(r.Loc(), "%s must be a plain rule whose value is true, without arguments, default or else", name)
	}
	return nil
}

func (s *source) termForm(t *ast.Term, places map[*ast.Term]bool) error {
	switch v := t.Value.(type) {
	case ast.Number:
		_, err := exact(t.Loc(), v)
		return err
	case ast.Ref:
		switch {
		case v.HasPrefix(ast.DefaultRootRef) && !v.HasPrefix(s.pkg) && !v.HasPrefix(treePackage()):
			return refuse(t.Loc(), "%v is out of reach: a policy sees its own package, and rb.tree", v)
		case v.HasPrefix(ast.InputRootRef):
			return inputForm(t, v, places)
		}
	}
	return nil
}

// inputForm checks a reference into the input. The record's fields may stand only where a condition can be made
// of them; above all not behind a variable: partial evaluation forgets that the variable needs the field to be there.
func inputForm(t *ast.Term, ref ast.Ref, places map[*ast.Term]bool) error {
	switch {
	case len(ref) > 1 && ref[1].Value.Compare(ast.String("new")) == 0:
		return refuse(t.Loc(), "there is no input.new: rules are tried on the old and on the new record, as input.record")
	case !mayBeRecord(ref) || places[t]:
		return nil
	case len(ref) == 3:
		return refuse(t.Loc(), "%v must be compared at once with a known value (as in `== true`, `!= null`, `in`, "+
			"startswith, endswith, contains, strings.any_prefix_match); it cannot be kept in a variable, passed on or put into a collection", ref)
	}
	return refuse(t.Loc(), "%v cannot be looked at: only input.record.<field> can", ref)
}

// placesForFields finds the terms of the form input.record.<field> that stand as an operand of a comparison.
func placesForFields(m *ast.Module) map[*ast.Term]bool {
	places := map[*ast.Term]bool{}
	ast.WalkExprs(m, func(e *ast.Expr) bool {
		if !e.IsCall() || len(e.Operands()) != 2 || !comparing(e.Operator().String()) {
			return false
		}
		for i, operand := range e.Operands() {
			_, binds := e.Operand(1 - i).Value.(ast.Var)
			binds = binds && e.IsEquality()
			if ref, ok := operand.Value.(ast.Ref); ok && len(ref) == 3 && !binds {
				places[operand] = true
			}
		}
		return false
	})
	forget := func(t *ast.Term) bool { delete(places, t); return false }
	ast.WalkClosures(m, func(closure any) bool {
		if _, every := closure.(*ast.Every); !every {
			ast.WalkTerms(closure, forget)
		}
		return false
	})
	return places
}

func comparing(operator string) bool {
	if _, ok := comparisons(operator); ok {
		return true
	}
	switch operator {
	case ast.Member.Name, ast.AnyPrefixMatch.Name, ast.StartsWith.Name, ast.EndsWith.Name, ast.Contains.Name:
		return true
	}
	return false
}
