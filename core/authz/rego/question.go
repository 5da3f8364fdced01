package rego

import (
	"fmt"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
)

// named holds the names of what policies see, made once.
var named = struct {
	principal, action, roles, reach, field, kind, id, home, grants, scopes, suspended, device, within, role, path, unit *ast.Term
}{
	principal: ast.StringTerm("principal"), action: ast.StringTerm("action"), roles: ast.StringTerm("roles"),
	reach: ast.StringTerm("reach"), field: ast.StringTerm("field"), device: ast.StringTerm("device"), kind: ast.StringTerm("kind"), id: ast.StringTerm("id"),
	home: ast.StringTerm("home"), grants: ast.StringTerm("grants"), scopes: ast.StringTerm("scopes"),
	suspended: ast.StringTerm("suspended"), role: ast.StringTerm("role"), path: ast.StringTerm("path"),
	unit: ast.StringTerm("unit"), within: ast.StringTerm("within"),
}

// input builds what policies see of a question, the record excepted. What is empty is absent, so that a rule
// that compares with it is undefined; grants that have expired are absent too.
func input(q authz.Question, roles []string, field bool, now time.Time) ast.Object {
	p := q.Principal
	live := p.Grants
	if slices.ContainsFunc(live, func(g identity.Grant) bool { return g.Expires != nil }) {
		live = slices.DeleteFunc(slices.Clone(live), func(g identity.Grant) bool { return g.Expires != nil && !now.Before(*g.Expires) })
	}
	return object(
		pair{named.principal, ast.NewTerm(object(
			pair{named.kind, text(string(p.Kind))},
			pair{named.id, text(p.ID)},
			pair{named.home, text(p.Home.String())},
			pair{named.grants, grants(live)},
			pair{named.scopes, texts(p.Scopes)},
			pair{named.within, paths(p.Within)},
			pair{named.suspended, yes(p.Suspended)},
			pair{named.device, text(p.Device)},
		))},
		pair{named.action, text(q.Action)},
		pair{named.roles, texts(roles)},
		pair{named.reach, texts(reach(live, roles))},
		pair{named.field, yes(field)},
	)
}

// reach lists the paths below which one of the grants has one of the roles; none lies below another.
func reach(live []identity.Grant, roles []string) []string {
	var paths []string
	for i := range live {
		if slices.Contains(roles, live[i].Role) {
			paths = append(paths, live[i].Path)
		}
	}
	return authz.Shortest(paths)
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

func grants(live []identity.Grant) *ast.Term {
	terms := make([]*ast.Term, len(live))
	for i := range live {
		g := &live[i]
		terms[i] = ast.NewTerm(object(pair{named.role, text(g.Role)}, pair{named.path, text(g.Path)}, pair{named.unit, text(g.Unit)}))
	}
	return ast.ArrayTerm(terms...)
}

// pair is a name and its value; nil for absent.
type pair = [2]*ast.Term

// object makes an object of what is there.
func object(pairs ...pair) ast.Object {
	return ast.NewObject(slices.DeleteFunc(pairs, func(p pair) bool { return p[1] == nil })...)
}

// yes is true, or absent.
func yes(b bool) *ast.Term {
	if !b {
		return nil
	}
	return ast.BooleanTerm(true)
}

func text(s string) *ast.Term {
	if s == "" {
		return nil
	}
	return ast.StringTerm(s)
}

// paths is a list of them, or absent: nobody but a share has any.
func paths(list []string) *ast.Term {
	if list == nil {
		return nil
	}
	return texts(list)
}

func texts(list []string) *ast.Term {
	terms := make([]*ast.Term, len(list))
	for i, s := range list {
		terms[i] = ast.StringTerm(s)
	}
	return ast.ArrayTerm(terms...)
}
