package rego

import (
	"context"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
)

// part is what one rule selects.
type part struct {
	rule   string
	filter authz.Filter
}

// verdict is everything that is decided about an action of a principal before any record is seen.
type verdict struct {
	stop    string // what stops the principal, "core/suspended"; empty for nothing
	allowed []part
	denied  authz.Filter // by the overlay
	within  []part       // the bounds of whatever is allowed
	filter  authz.Filter // the above in one, with masks

	kind      identity.Kind
	suspended bool
	grants    []identity.Grant
	scopes    []string
	device    string
	site      string
	agreed    []string  // the paths of a share
	until     time.Time // when the first of the grants expires; zero for never
}

// judge makes the verdict. It runs OPA; everything after it is Go.
func (a *Authorizer) judge(ctx context.Context, b *bundle, q authz.Question) (*verdict, error) {
	now := a.config.Clock()
	in := input(q, b.roles[q.Action], b.field[q.Action], now)
	var v *verdict
	_, err := limited(ctx, a.config.Timeout, func(ctx context.Context) error {
		v = &verdict{
			kind: q.Principal.Kind, suspended: q.Principal.Suspended,
			grants: slices.Clone(q.Principal.Grants), scopes: slices.Clone(q.Principal.Scopes),
			device: q.Principal.Device, site: q.Principal.Site, agreed: slices.Clone(q.Principal.Within), within: b.bounds(&q),
			until: earliest(q.Principal.Grants, now),
		}
		return v.ask(ctx, b, q.Action, in)
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// ask goes through the layers.
func (v *verdict) ask(ctx context.Context, b *bundle, action string, in ast.Value) error {
	stop, err := b.core.stopped(ctx, in)
	if err != nil {
		return err
	}
	if stop != "" {
		v.stop = "core/" + stop
		return nil
	}
	if err := v.allow(ctx, b, action, in); err != nil {
		return err
	}
	if b.overlay != nil && len(v.allowed) > 0 {
		if err := v.deny(ctx, b.overlay, in); err != nil {
			return err
		}
	}
	return v.join(ctx, b, action, in)
}

// earliest is when the first of the grants that are live now expires.
func earliest(grants []identity.Grant, now time.Time) time.Time {
	var first time.Time
	for _, g := range grants {
		if g.Expires != nil && now.Before(*g.Expires) && (first.IsZero() || g.Expires.Before(first)) {
			first = *g.Expires
		}
	}
	return first
}

// serves reports whether the verdict was made for a principal who holds just the same, and is still in time.
func (v *verdict) serves(p *identity.Principal, clock func() time.Time) bool {
	if v.kind != p.Kind || v.suspended != p.Suspended || len(v.grants) != len(p.Grants) || !slices.Equal(v.scopes, p.Scopes) || v.device != p.Device || v.site != p.Site || !slices.Equal(v.agreed, p.Within) {
		return false
	}
	for i := range v.grants {
		if !sameGrant(&v.grants[i], &p.Grants[i]) {
			return false
		}
	}
	return v.until.IsZero() || clock().Before(v.until)
}

// sameGrant compares what policies see of grants.
func sameGrant(a, b *identity.Grant) bool {
	if a.Expires != b.Expires && (a.Expires == nil || b.Expires == nil || !a.Expires.Equal(*b.Expires)) {
		return false
	}
	return a.Role == b.Role && a.Path == b.Path && a.Unit == b.Unit
}

// about decides about one record within some bounds.
func (v *verdict) about(d authz.Document, within []part) authz.Decision {
	if v.stop != "" {
		return authz.Decision{Rule: v.stop}
	}
	for i := range v.allowed {
		if v.allowed[i].filter.Match(d) {
			if v.denied.Match(d) {
				return authz.Decision{Rule: "overlay"}
			}
			if rule := outside(within, d); rule != "" {
				return authz.Decision{Rule: rule}
			}
			return authz.Decision{Allow: true, Rule: v.allowed[i].rule}
		}
	}
	return authz.Decision{Rule: "none"}
}
