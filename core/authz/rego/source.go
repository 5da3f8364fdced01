package rego

import (
	"fmt"
	"slices"

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
	library, err := tree()
	if err != nil {
		return nil, err
	}
	loaded.compiler = ast.NewCompiler().WithCapabilities(loaded.capabilities)
	loaded.compiler.Compile(map[string]*ast.Module{loaded.file: parsed, treeFile: library})
	if loaded.compiler.Failed() {
		return nil, loaded.compiler.Errors
	}
	return loaded, loaded.masksKnowNoRecord()
}

// treeFile holds the functions about an organisation's tree that every policy may call.
const treeFile = "policy/tree.rego"

// tree parses those functions. They are compiled into each policy: what calls them stays a policy by itself.
func tree() (*ast.Module, error) {
	text, err := embedded.ReadFile(treeFile)
	if err != nil {
		return nil, fmt.Errorf("reading the functions about the tree: %w", err)
	}
	return ast.ParseModuleWithOpts(treeFile, string(text), ast.ParserOptions{RegoVersion: ast.RegoV1})
}

// treePackage is data.rb.tree.
func treePackage() ast.Ref {
	return ast.Ref{ast.DefaultRootDocument, ast.StringTerm("rb"), ast.StringTerm("tree")}
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
