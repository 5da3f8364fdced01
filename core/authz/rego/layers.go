package rego

import (
	"context"
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/ribambelle/ribambelle/core/authz"
)

// maxNodes is how many conditions and values a filter may hold: storage takes 2,000 conditions, the list's own
// filter included.
const maxNodes = 1500

// allow asks the core, and the module whose action it is.
func (v *verdict) allow(ctx context.Context, b *bundle, action string, in ast.Value) error {
	left, err := b.core.residuals(ctx, in)
	if err != nil {
		return err
	}
	for i := range left {
		left[i].rule = "core/" + left[i].rule
	}
	if name, module := b.module(action); module != nil {
		more, err := module.residuals(ctx, in)
		if err != nil {
			return err
		}
		for i := range more {
			more[i].rule = "module/" + name
		}
		left = append(left, more...)
	}
	parts, err := folded(left)
	v.allowed = slices.DeleteFunc(parts, func(p part) bool { return p.filter.IsNothing() })
	return err
}

// deny asks the overlay.
func (v *verdict) deny(ctx context.Context, overlay *unit, in ast.Value) error {
	left, err := overlay.residuals(ctx, in)
	if err != nil {
		return err
	}
	parts, err := folded(left)
	if err != nil {
		return err
	}
	for _, p := range parts {
		v.denied = authz.Union(v.denied, p.filter)
	}
	return nil
}

// join puts the layers into one filter and adds the masks.
func (v *verdict) join(ctx context.Context, b *bundle, action string, in ast.Value) error {
	filters := make([]authz.Filter, len(v.allowed))
	for i, p := range v.allowed {
		filters[i] = p.filter
	}
	whole := authz.Minus(authz.Union(filters...), v.denied)
	for i := range v.within {
		whole = authz.Intersection(whole, v.within[i].filter)
	}
	if cond, ok := whole.Cond(); ok && nodes(cond) > maxNodes {
		return fmt.Errorf("the filter for %s holds more than %d conditions", action, maxNodes)
	}
	_, module := b.module(action)
	masks, err := module.masked(ctx, in)
	if err != nil {
		return err
	}
	more, err := b.overlay.masked(ctx, in)
	if err != nil {
		return err
	}
	masks = append(masks, more...)
	slices.Sort(masks)
	v.filter = whole.Masking(slices.Compact(masks))
	return nil
}

func nodes(c authz.Cond) int {
	count := 1
	if list, ok := c.Value.([]any); ok {
		count += len(list)
	}
	for _, arg := range c.Args {
		count += nodes(arg)
	}
	return count
}
