package api

import (
	"context"
	"encoding/json"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/tenant/manifest"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// ManifestChecks is what organisations' files are held against beside their own schema: the configurations that
// modules declare, and the policies' compiler.
func ManifestChecks(ctx context.Context, installed func(string, tenant.ID) (module.Installed, bool), authorizer authz.Authorizer) manifest.Options {
	o := manifest.Options{Config: configChecker(installed), Asks: asksOf(installed)}
	if checker, able := authorizer.(PolicyChecker); able {
		o.Overlay = func(rego string) error { return checker.Check(ctx, authz.Policy{Overlay: rego}) }
	}
	return o
}

// configChecker returns what holds a module's configuration against the schema that the module declares. Fault
// kinds: not_found (no such module), invalid with pointers into the configuration.
func configChecker(installed func(string, tenant.ID) (module.Installed, bool)) func(name string, text []byte) error {
	return func(name string, text []byte) error {
		var config map[string]any
		if err := json.Unmarshal(text, &config); err != nil {
			return fault.InvalidField("", "not an object")
		}
		if m, found := installed(name, tenant.ID{}); found {
			return checkConfig(plugin{Manifest: m.Manifest}, config)
		}
		return fault.Missing("module")
	}
}

// asksOf returns what says what a module asks for. Files agree for modules that came with the server.
func asksOf(installed func(string, tenant.ID) (module.Installed, bool)) func(name string) ([]string, bool) {
	return func(name string) ([]string, bool) {
		if m, found := installed(name, tenant.ID{}); found {
			return namesOf(m.Manifest.Asks()), m.Bundled
		}
		return nil, false
	}
}
