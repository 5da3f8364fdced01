package rego

import (
	"fmt"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
)

// input builds what policies see of a question, the record excepted. What is empty is absent, so that a rule
// that compares with it is undefined; grants that have expired are absent too.
func input(q authz.Question, roles []string, now time.Time) ast.Object {
	p := q.Principal
	principal := object(
		"kind", text(string(p.Kind)),
		"id", text(p.ID),
		"home", text(p.Home.String()),
		"grants", grants(p.Grants, now),
		"scopes", texts(p.Scopes),
	)
	if p.Suspended {
		principal.Insert(ast.StringTerm("suspended"), ast.BooleanTerm(true))
	}
	return object(
		"principal", ast.NewTerm(principal),
		"action", text(q.Action),
		"roles", texts(roles),
	)
}

// withRecord returns in with a record, for plain evaluation.
func withRecord(in ast.Object, d authz.Document) (ast.Object, error) {
	present := make(map[string]any, len(d))
	for field, value := range d {
		if value != nil {
			present[field] = value
		}
	}
	record, err := ast.InterfaceToValue(present)
	if err != nil {
		return nil, fmt.Errorf("reading the record: %w", err)
	}
	whole := in.Copy()
	whole.Insert(ast.StringTerm("record"), ast.NewTerm(record))
	return whole, nil
}

func grants(gs []identity.Grant, now time.Time) *ast.Term {
	terms := make([]*ast.Term, 0, len(gs))
	for _, g := range gs {
		if g.Expires == nil || now.Before(*g.Expires) {
			terms = append(terms, ast.NewTerm(object("role", text(g.Role), "path", text(g.Path), "unit", text(g.Unit))))
		}
	}
	return ast.ArrayTerm(terms...)
}

// object makes an object of alternating names and terms, leaving nil terms out.
func object(pairs ...any) ast.Object {
	made := ast.NewObject()
	for i := 0; i < len(pairs); i += 2 {
		if term := pairs[i+1].(*ast.Term); term != nil {
			made.Insert(ast.StringTerm(pairs[i].(string)), term)
		}
	}
	return made
}

func text(s string) *ast.Term {
	if s == "" {
		return nil
	}
	return ast.StringTerm(s)
}

func texts(list []string) *ast.Term {
	terms := make([]*ast.Term, len(list))
	for i, s := range list {
		terms[i] = ast.StringTerm(s)
	}
	return ast.ArrayTerm(terms...)
}
