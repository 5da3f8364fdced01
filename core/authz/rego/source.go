package rego

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// maxSource is how long a policy may be, in bytes.
const maxSource = 64 << 10

// source is a policy's text, parsed, compiled alone and found in order.
type source struct {
	file         string
	kind         Kind
	pkg          ast.Ref // data.rb.module.portrait
	module       *ast.Module
	compiler     *ast.Compiler
	capabilities *ast.Capabilities
}

// core is the kind of the embedded policy.
const core Kind = "core"

// load parses and compiles a text and checks its form. Errors are those of OPA, or refusals.
func load(s Source, kind Kind, module string) (*source, error) {
	loaded := &source{file: s.File, kind: kind, pkg: packageOf(kind, module), capabilities: capabilities()}
	if loaded.file == "" {
		loaded.file = string(kind) + ".rego"
	}
	if len(s.Text) > maxSource {
		return nil, refuse(&ast.Location{File: loaded.file, Row: 1}, "a policy may have %d bytes at most; this one has %d", maxSource, len(s.Text))
	}
	parsed, err := ast.ParseModuleWithOpts(loaded.file, s.Text, ast.ParserOptions{
		RegoVersion: ast.RegoV1, Capabilities: loaded.capabilities,
	})
	if err != nil {
		return nil, err
	}
	if parsed == nil {
		return nil, refuse(&ast.Location{File: loaded.file, Row: 1}, "the policy is empty")
	}
	parsed.Rules = slices.DeleteFunc(parsed.Rules, loaded.idle)
	loaded.module = parsed
	if err := loaded.form(); err != nil {
		return nil, err
	}
	loaded.compiler = ast.NewCompiler().WithCapabilities(loaded.capabilities)
	loaded.compiler.Compile(map[string]*ast.Module{loaded.file: parsed})
	if loaded.compiler.Failed() {
		return nil, loaded.compiler.Errors
	}
	return loaded, loaded.masksKnowNoRecord()
}

func packageOf(kind Kind, module string) ast.Ref {
	ref := ast.Ref{ast.DefaultRootDocument, ast.StringTerm("rb"), ast.StringTerm(string(kind))}
	if kind == Module {
		ref = append(ref, ast.StringTerm(module))
	}
	return ref
}

// idle recognises `default include := false`, which says what is so anyway.
func (s *source) idle(r *ast.Rule) bool {
	return r.Default && slices.Contains(s.deciding(), r.Head.Ref().String()) && r.Head.Value.Equal(ast.BooleanTerm(false))
}

// deciding names the rules that decide in a policy of this kind.
func (s *source) deciding() []string {
	switch s.kind {
	case core:
		return []string{"include"}
	case Overlay:
		return []string{"deny"}
	}
	return []string{"include", "allow"}
}

// queries are the questions that a policy of this kind answers. Each asks for exactly true.
func (s *source) queries() []string {
	if s.kind == core {
		return []string{s.pkg.String() + ".include[rule] = true"}
	}
	var queries []string
	for _, rule := range s.deciding() {
		if s.has(rule) {
			queries = append(queries, fmt.Sprintf("%v.%s = true", s.pkg, rule))
		}
	}
	return queries
}

func (s *source) has(rule string) bool {
	return slices.ContainsFunc(s.module.Rules, func(r *ast.Rule) bool { return head(r) == rule })
}

// head is the first part of a rule's name: "include" for include.grants.
func head(r *ast.Rule) string { return string(r.Head.Ref()[0].Value.(ast.Var)) }

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
	ast.WalkTerms(s.module, func(t *ast.Term) bool {
		wrong = append(wrong, s.termForm(t))
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

func (s *source) termForm(t *ast.Term) error {
	switch v := t.Value.(type) {
	case ast.Number:
		_, err := exact(t.Loc(), v)
		return err
	case ast.Ref:
		switch {
		case v.HasPrefix(ast.DefaultRootRef) && !v.HasPrefix(s.pkg):
			return refuse(t.Loc(), "%v is out of reach: a policy sees its own package only", v)
		case v.HasPrefix(ast.InputRootRef) && len(v) > 1 && v[1].Value.Compare(ast.String("new")) == 0:
			return refuse(t.Loc(), "there is no input.new: rules are tried on the old and on the new record, as input.record")
		}
	}
	return nil
}

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
