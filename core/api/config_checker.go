package api

import (
	"encoding/json"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// ConfigChecker returns what holds a module's configuration against the schema that the module declares. Fault
// kinds: not_found (no such module), invalid with pointers into the configuration.
func ConfigChecker(installed func() []module.Installed) func(name string, text []byte) error {
	return func(name string, text []byte) error {
		var config map[string]any
		if err := json.Unmarshal(text, &config); err != nil {
			return fault.InvalidField("", "not an object")
		}
		for _, m := range installed() {
			if m.Manifest.Name == name {
				return checkConfig(plugin{Manifest: m.Manifest}, config)
			}
		}
		return fault.Missing("module")
	}
}
