package rego

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// Explain implements authz.Authorizer. It evaluates plainly, without cache or filter: it is also what tests hold
// Decide against.
func (a *Authorizer) Explain(ctx context.Context, q authz.Question) (authz.Explanation, error) {
	b, err := a.bundle(ctx, q, a.epoch.Load())
	if err != nil {
		return authz.Explanation{}, err
	}
	documents, within := []authz.Document{q.Record, q.New}, b.bounds(&q)
	documents = slices.DeleteFunc(documents, func(d authz.Document) bool { return d == nil })
	if len(documents) == 0 {
		documents, within = append(documents, a.root), nil
	}
	e := authz.Explanation{Grants: slices.Clone(q.Principal.Grants), Needs: slices.Clone(b.roles[q.Action])}
	for _, d := range documents {
		_, err := limited(ctx, a.config.Timeout, func(ctx context.Context) (err error) {
			e.Decision, err = a.plainly(ctx, b, q, d)
			return err
		})
		if rule := outside(within, d); e.Allow && rule != "" {
			e.Decision = authz.Decision{Rule: rule}
		}
		if err != nil {
			return authz.Explanation{}, fmt.Errorf("explaining %s: %w", q.Action, err)
		}
		if !e.Allow {
			e.Reasons = a.reasons(e, q, d)
			return e, nil
		}
	}
	e.Reasons = a.reasons(e, q, documents[len(documents)-1])
	return e, nil
}

// plainly decides about one record by plain evaluation.
func (a *Authorizer) plainly(ctx context.Context, b *bundle, q authz.Question, d authz.Document) (authz.Decision, error) {
	known := input(q, b.roles[q.Action], b.field[q.Action], a.config.Clock())
	if stop, err := b.core.stopped(ctx, known); err != nil || stop != "" {
		return authz.Decision{Rule: "core/" + stop}, err
	}
	in, err := withRecord(known, d)
	if err != nil {
		return authz.Decision{}, err
	}
	rule, allowed, err := b.allows(ctx, q.Action, in)
	if err != nil || !allowed {
		return authz.Decision{Rule: "none"}, err
	}
	if b.overlay != nil {
		_, denied, err := b.overlay.decides(ctx, in)
		if err != nil || denied {
			return authz.Decision{Rule: "overlay"}, err
		}
	}
	return authz.Decision{Allow: true, Rule: rule}, nil
}

func (b *bundle) allows(ctx context.Context, action string, in ast.Value) (rule string, allowed bool, err error) {
	if rule, allowed, err = b.core.decides(ctx, in); err != nil || allowed {
		return "core/" + rule, allowed, err
	}
	name, module := b.module(action)
	if module == nil {
		return "none", false, nil
	}
	_, allowed, err = module.decides(ctx, in)
	return "module/" + name, allowed, err
}

// reasons says in sentences what led to the decision.
func (a *Authorizer) reasons(e authz.Explanation, q authz.Question, d authz.Document) []string {
	path, _ := d["unit_path"].(string)
	switch {
	case e.Rule == "core/suspended":
		return []string{"The account is suspended."}
	case e.Rule == "core/scope":
		return []string{fmt.Sprintf("The service key is limited to other actions than %s.", q.Action)}
	case e.Rule == outsideSite:
		return []string{"A site's device serves for what is done in the field, at that site."}
	case e.Rule == outsideShare && !e.Allow:
		return []string{"The share with the other organisation is of other actions, or of other units."}
	case e.Rule == outsideShare:
		return []string{"The share with the other organisation allows it."}
	case e.Rule == closedHere:
		return []string{"The module is closed at this place, by a setting of the organisation or of a unit above."}
	case e.Rule == "overlay":
		return []string{"The organisation's own rule refuses it, although a role or the module would allow it."}
	case e.Rule == "core/own":
		return []string{"People may read what is their own."}
	case e.Rule == "core/itself":
		return []string{"The module acts on its own behalf."}
	case strings.HasPrefix(e.Rule, "module/"):
		return []string{fmt.Sprintf("The rules of the module %s allow it.", strings.TrimPrefix(e.Rule, "module/"))}
	case len(e.Needs) == 0:
		return []string{fmt.Sprintf("No role may do %s in this organisation.", q.Action)}
	}
	said := a.grantReasons(q.Principal.Grants, e.Needs, path)
	if !e.Allow {
		said = append(said, fmt.Sprintf("One of these roles on %s or above would allow it: %s.", path, strings.Join(e.Needs, ", ")))
	}
	return said
}

// grantReasons says of each grant that has a fitting role whether it reaches the place.
func (a *Authorizer) grantReasons(grants []identity.Grant, needs []string, path string) []string {
	var said []string
	for _, g := range grants {
		role := "The role " + g.Role
		if g.Group != "" {
			role += fmt.Sprintf(", held through the group %q,", g.GroupName)
		}
		switch {
		case !slices.Contains(needs, g.Role):
		case g.Expires != nil && !a.config.Clock().Before(*g.Expires):
			said = append(said, fmt.Sprintf("%s on %s has expired.", role, g.Path))
		case tenant.Within(path, g.Path):
			said = append(said, fmt.Sprintf("%s on %s allows it.", role, g.Path))
		default:
			said = append(said, fmt.Sprintf("%s was given on %s, which does not hold %s.", role, g.Path, path))
		}
	}
	return said
}
