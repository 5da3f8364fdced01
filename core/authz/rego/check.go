package rego

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Kind says which layer a policy belongs to, and so which rules it may hold.
type Kind string

// The kinds of policies that others than the core write.
const (
	Module  Kind = "module"  // package rb.module.<name>: include or allow, mask
	Overlay Kind = "overlay" // package rb.overlay: deny, mask
)

// Source is the text of a policy and the name to call it by in messages.
type Source struct {
	File string // "overlay.rego"; default by kind
	Text string
}

// trialTime is how long one evaluation of a policy on trial may last.
const trialTime = 50 * time.Millisecond

// Check tries a policy as it would be before it goes live: its form, then its answers to questions of every
// kind of principal about every action that it mentions. Fault kind: invalid, each field's message beginning
// with file:line. The module's name counts for the kind Module only.
func Check(src Source, kind Kind, module string) error {
	return check(context.Background(), src, kind, module, nil, "")
}

// Check implements authz.Checker.
func (a *Authorizer) Check(ctx context.Context, p authz.Policy) error {
	var fields []fault.Field
	for i, m := range p.Modules {
		src := Source{File: m.Module + ".rego", Text: m.Rego}
		if m.Rego == "" {
			continue
		}
		if err := check(ctx, src, Module, m.Module, m.Actions, fmt.Sprintf("/modules/%d/rego", i)); err != nil {
			fields = append(fields, fault.From(err).Fields...)
		}
	}
	if p.Overlay != "" {
		if err := check(ctx, Source{File: "overlay.rego", Text: p.Overlay}, Overlay, "", nil, "/overlay"); err != nil {
			fields = append(fields, fault.From(err).Fields...)
		}
	}
	if len(fields) > 0 {
		return invalid(fields)
	}
	return nil
}

func check(ctx context.Context, src Source, kind Kind, module string, actions []string, pointer string) error {
	s, err := load(src, kind, module)
	if err == nil {
		var u *unit
		if u, err = prepare(ctx, s); err == nil {
			err = u.trial(ctx, actions)
		}
	}
	if err != nil {
		return invalid(fields(err, pointer))
	}
	return nil
}

func invalid(fields []fault.Field) error {
	f := fault.New(fault.Invalid, "policy-invalid", "The policy cannot go live.")
	f.Fields = fields
	return f
}

// fields spreads an error into its single findings, each once.
func fields(err error, pointer string) []fault.Field {
	var found []fault.Field
	seen := map[string]bool{}
	add := func(message string) {
		if !seen[message] {
			seen[message] = true
			found = append(found, fault.Field{Pointer: pointer, Message: message})
		}
	}
	var walk func(error)
	walk = func(err error) {
		if list, ok := err.(ast.Errors); ok { //nolint:errorlint // one level at a time: what it wraps is walked below
			for _, one := range list {
				add(located(one))
			}
			return
		}
		if several, ok := err.(interface{ Unwrap() []error }); ok {
			for _, one := range several.Unwrap() {
				walk(one)
			}
			return
		}
		if one := (*ast.Error)(nil); errors.As(err, &one) {
			add(located(one))
			return
		}
		add(err.Error())
	}
	walk(err)
	return found
}

func located(e *ast.Error) string {
	if e.Location == nil {
		return e.Message
	}
	return fmt.Sprintf("%s:%d: %s", e.Location.File, e.Location.Row, e.Message)
}
