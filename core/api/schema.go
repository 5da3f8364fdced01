package api

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ribambelle/ribambelle/core/record/schema"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// checkConfig refuses a configuration that its module's schema does not allow, with a pointer to each place.
func checkConfig(m plugin, config map[string]any) error {
	if len(m.Config) == 0 {
		if len(config) > 0 {
			return fault.InvalidField("", "this module has no configuration")
		}
		return nil
	}
	compiled, err := compileSchema(m.Name, m.Config)
	if err != nil {
		return err
	}
	failed := compiled.Validate(config)
	if failed == nil {
		return nil
	}
	var reasons *jsonschema.ValidationError
	if !errors.As(failed, &reasons) {
		return fmt.Errorf("check the configuration of %s: %w", m.Name, failed)
	}
	refusal := fault.New(fault.Invalid, "invalid-input", "The configuration is not valid.")
	refusal.Fields = schema.Mistakes(reasons)
	return refusal
}

func compileSchema(name string, text []byte) (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("read the configuration schema of %s: %w", name, err)
	}
	address := "module:" + name
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(address, document); err != nil {
		return nil, fmt.Errorf("load the configuration schema of %s: %w", name, err)
	}
	compiled, err := compiler.Compile(address)
	if err != nil {
		return nil, fmt.Errorf("compile the configuration schema of %s: %w", name, err)
	}
	return compiled, nil
}
