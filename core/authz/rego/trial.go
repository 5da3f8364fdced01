package rego

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
)

// maxTrials is how many actions a policy is tried on.
const maxTrials = 64

// trial asks a policy about every action given and every text in it that looks like an action or a role, as
// every kind of principal; what cannot become a filter, and what takes too long, shows here.
func (u *unit) trial(ctx context.Context, actions []string) error {
	names := u.names(actions)
	var wrong []error
	for _, action := range names[:min(len(names), maxTrials)] {
		for _, p := range u.cast(names) {
			err := u.rehearse(ctx, authz.Question{Principal: p, Action: action}, names)
			if tooLong := (slow{}); errors.As(err, &tooLong) {
				return err
			}
			wrong = append(wrong, err)
		}
	}
	return errors.Join(wrong...)
}

// slow says that an evaluation took too long; one is enough to know.
type slow struct{ error }

func (u *unit) rehearse(ctx context.Context, q authz.Question, roles []string) error {
	in := input(q, roles, false, time.Time{})
	late, err := limited(ctx, trialTime, func(ctx context.Context) error {
		if _, err := u.residuals(ctx, in); err != nil {
			return err
		}
		_, err := u.masked(ctx, in)
		return err
	})
	if late {
		return slow{fmt.Errorf("%s:1: deciding %s took more than %v", u.source.file, q.Action, trialTime)}
	}
	return err
}

// names lists the actions given and the texts in the policy that look like names of actions or roles.
func (u *unit) names(actions []string) []string {
	names := slices.Clone(actions)
	ast.WalkTerms(u.source.module, func(t *ast.Term) bool {
		if s, ok := t.Value.(ast.String); ok && strings.Contains(string(s), ":") {
			names = append(names, string(s))
		}
		return false
	})
	names = append(names, "trial:thing.read")
	slices.Sort(names)
	return slices.Compact(names)
}

// cast is who plays in a trial: one principal of each kind, and persons with nothing and with everything.
func (u *unit) cast(roles []string) []identity.Principal {
	var held []identity.Grant
	for _, role := range append(slices.Clone(roles), identity.Administrator, identity.Director) {
		held = append(held, identity.Grant{Role: role, Path: "/trial/"}, identity.Grant{Role: role, Path: "/"})
	}
	return []identity.Principal{
		{Kind: identity.Visitor},
		{Kind: identity.Human, ID: "trial-person"},
		{Kind: identity.Human, ID: "trial-person", Grants: held},
		{Kind: identity.Service, ID: "trial-key", Grants: held, Scopes: roles},
		{Kind: identity.Module, ID: "trial"},
	}
}
