package rego

import (
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
)

// masksKnowNoRecord refuses masks that look at a record: they hold for a whole collection.
func (s *source) masksKnowNoRecord() error {
	seen := map[*ast.Rule]bool{}
	var looks func(r *ast.Rule) error
	looks = func(r *ast.Rule) error {
		if seen[r] {
			return nil
		}
		seen[r] = true
		var wrong error
		ast.WalkRefs(r, func(ref ast.Ref) bool {
			if ref.HasPrefix(ast.InputRootRef) && mayBeRecord(ref) {
				wrong = errors.Join(wrong, refuse(r.Loc(), "a mask holds for a whole collection and cannot look at %v", ref))
			}
			return false
		})
		for other := range s.compiler.Graph.Dependencies(r) {
			if rule, ok := other.(*ast.Rule); ok {
				wrong = errors.Join(wrong, looks(rule))
			}
		}
		return wrong
	}
	var wrong error
	for _, r := range s.compiler.Modules[s.file].Rules {
		if head(r) == "mask" {
			wrong = errors.Join(wrong, looks(r))
		}
	}
	return wrong
}

// mayBeRecord reports whether a reference into the input is, or could turn out to be, into the record.
func mayBeRecord(ref ast.Ref) bool {
	if len(ref) == 1 {
		return true
	}
	name, fixed := ref[1].Value.(ast.String)
	return !fixed || name == "record"
}
