package server

import (
	"context"
	"fmt"
	"slices"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
)

// policies puts together what decides in a tenant: the core's actions, those of the modules that are on,
// who may do them by the tenant's own choice, the modules' policies and the tenant's overlay.
type policies struct {
	tenants   tenant.Directory
	tree      tenant.Tree
	manifests func(t tenant.ID) []sdk.Manifest
}

// Policy implements authz.Policies. The version is the caller's; what is read may be newer, never older.
func (p policies) Policy(ctx context.Context, id tenant.ID, _ int64) (authz.Policy, error) {
	t, err := p.tenants.ByID(ctx, id)
	if err != nil {
		return authz.Policy{}, fmt.Errorf("reading the tenant's settings: %w", err)
	}
	modules, err := p.tenants.Modules(ctx, id)
	if err != nil {
		return authz.Policy{}, fmt.Errorf("reading the tenant's modules: %w", err)
	}
	policy := authz.Policy{Version: t.Version, Roles: map[string][]string{}, Field: map[string]bool{}, Overlay: t.Settings.Overlay}
	for _, a := range api.Actions() {
		policy.Roles[a.Name], policy.Field[a.Name] = a.Roles, a.Field
	}
	for _, m := range p.manifests(id) {
		if slices.ContainsFunc(modules, func(have tenant.Module) bool { return have.Name == m.Name && have.On }) {
			addModule(&policy, m)
		}
	}
	for action, roles := range t.Settings.Roles {
		if _, known := policy.Roles[action]; known {
			policy.Roles[action] = roles
		}
	}
	keepAdministration(policy.Roles)
	particular, err := p.tree.Particular(ctx, id)
	if err != nil {
		return authz.Policy{}, fmt.Errorf("reading what units set for themselves: %w", err)
	}
	policy.Turns = t.Turns(particular)
	return policy, nil
}

func addModule(policy *authz.Policy, m sdk.Manifest) {
	actions := make([]string, 0, len(m.Actions))
	for _, a := range m.Actions {
		policy.Roles[a.Name], policy.Field[a.Name] = a.Roles, a.Field
		actions = append(actions, a.Name)
	}
	policy.Modules = append(policy.Modules, authz.ModulePolicy{Module: m.Name, Rego: m.Policy, Actions: actions})
}

// admit tries a module's policy before the module goes into the catalogue: what cannot become a filter would only
// show when somebody asks.
func admit(checker authz.Checker) func(context.Context, sdk.Manifest) error {
	return func(ctx context.Context, m sdk.Manifest) error {
		policy := authz.Policy{Roles: map[string][]string{}, Field: map[string]bool{}}
		addModule(&policy, m)
		if err := checker.Check(ctx, policy); err != nil {
			return fmt.Errorf("the policy of module %s: %w", m.Name, err)
		}
		return nil
	}
}

// keepAdministration leaves administrators what they need to undo a choice that locks everybody out.
func keepAdministration(roles map[string][]string) {
	for _, action := range []string{"core:settings.read", "core:settings.update", "core:grant.create", "core:grant.delete", "core:person.read"} {
		if !slices.Contains(roles[action], identity.Administrator) {
			roles[action] = append(slices.Clone(roles[action]), identity.Administrator)
		}
	}
}
