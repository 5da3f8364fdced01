package rego

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"strings"

	"github.com/maypok86/otter/v2"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

//go:embed policy/core.rego policy/tree.rego
var embedded embed.FS

// bundle is what decides in one tenant at one version, ready to be asked.
type bundle struct {
	version int64
	roles   map[string][]string
	field   map[string]bool
	core    *unit
	modules map[string]*unit
	overlay *unit                   // nil for none
	open    map[string]authz.Filter // where modules are open that are not open everywhere
}

// bundleKey names a tenant's policies at a version.
type bundleKey struct {
	tenant  tenant.ID
	version int64
	epoch   uint32
}

// unitKey names a policy by what it says: tenants that say the same share it.
type unitKey struct {
	kind   Kind
	module string
	text   string
}

// module returns the policy that an action belongs to: "portrait" for "portrait:wave.open". Nil when that
// module has none.
func (b *bundle) module(action string) (string, *unit) {
	name, _, _ := strings.Cut(action, ":")
	return name, b.modules[name]
}

// bundle finds the policies of the question's tenant, at its version or newer. Callers who want the same one
// at the same time wait for one loading.
func (a *Authorizer) bundle(ctx context.Context, q authz.Question, epoch uint32) (*bundle, error) {
	return a.bundles.Get(ctx, bundleKey{q.Tenant, q.Version, epoch}, otter.LoaderFunc[bundleKey, *bundle](a.loadBundle))
}

func (a *Authorizer) loadBundle(ctx context.Context, key bundleKey) (*bundle, error) {
	policy, err := a.config.Policies.Policy(ctx, key.tenant, key.version)
	if err != nil {
		return nil, fmt.Errorf("reading the policies of tenant %s: %w", key.tenant, err)
	}
	if policy.Version != 0 && policy.Version < key.version {
		return nil, fault.New(fault.Unavailable, "policy-behind", "The organisation's policies are not up to date here yet.")
	}
	good, _ := a.good.GetIfPresent(key.tenant)
	b, err := a.compile(ctx, policy, good)
	if err != nil {
		return nil, fmt.Errorf("loading the policies of tenant %s: %w", key.tenant, err)
	}
	b.version = max(policy.Version, key.version)
	a.good.Set(key.tenant, b)
	return b, nil
}

// compile makes a bundle. A policy that does not compile leaves the one of the good bundle in its place;
// without a good bundle, nothing is decided.
func (a *Authorizer) compile(ctx context.Context, p authz.Policy, good *bundle) (*bundle, error) {
	b := &bundle{roles: p.Roles, field: p.Field, core: a.core, modules: make(map[string]*unit, len(p.Modules))}
	var broken []error
	for _, m := range p.Modules {
		if strings.TrimSpace(m.Rego) == "" {
			continue
		}
		u, err := a.unit(ctx, unitKey{Module, m.Module, m.Rego})
		if err != nil {
			broken = append(broken, err)
			u = good.moduleOr(m.Module)
		}
		if u != nil {
			b.modules[m.Module] = u
		}
	}
	if strings.TrimSpace(p.Overlay) != "" {
		u, err := a.unit(ctx, unitKey{Overlay, "", p.Overlay})
		if err != nil {
			broken = append(broken, err)
			u = good.overlayOr()
		}
		b.overlay = u
	}
	var err error
	if b.open, err = whereOpen(p.Turns); err != nil {
		return nil, err
	}
	if err := errors.Join(broken...); err != nil {
		if good == nil {
			return nil, err
		}
		a.config.Logger.ErrorContext(ctx, "a policy was refused; the one before it stays", "error", err)
	}
	return b, nil
}

func (b *bundle) moduleOr(name string) *unit {
	if b == nil {
		return nil
	}
	return b.modules[name]
}

func (b *bundle) overlayOr() *unit {
	if b == nil {
		return nil
	}
	return b.overlay
}

// unit compiles a policy, or finds it compiled.
func (a *Authorizer) unit(ctx context.Context, key unitKey) (*unit, error) {
	return a.units.Get(ctx, key, otter.LoaderFunc[unitKey, *unit](func(ctx context.Context, key unitKey) (*unit, error) {
		s, err := load(Source{Text: key.text}, key.kind, key.module)
		if err != nil {
			return nil, err
		}
		return prepare(ctx, s)
	}))
}

// embeddedCore compiles the core's own policy.
func embeddedCore(ctx context.Context) (*unit, error) {
	text, err := embedded.ReadFile("policy/core.rego")
	if err != nil {
		return nil, fmt.Errorf("reading the core's policy: %w", err)
	}
	s, err := load(Source{File: "core.rego", Text: string(text)}, core, "")
	if err != nil {
		return nil, fmt.Errorf("loading the core's policy: %w", err)
	}
	return prepare(ctx, s)
}
