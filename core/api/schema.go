package api

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

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
	schema, err := compileSchema(m.Name, m.Config)
	if err != nil {
		return err
	}
	failed := schema.Validate(config)
	if failed == nil {
		return nil
	}
	var reasons *jsonschema.ValidationError
	if !errors.As(failed, &reasons) {
		return fmt.Errorf("check the configuration of %s: %w", m.Name, failed)
	}
	refusal := fault.New(fault.Invalid, "invalid-input", "The configuration is not valid.")
	refusal.Fields = leaves(reasons, nil)
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
	schema, err := compiler.Compile(address)
	if err != nil {
		return nil, fmt.Errorf("compile the configuration schema of %s: %w", name, err)
	}
	return schema, nil
}

// leaves lists the innermost reasons: what encloses them only says that something within is wrong.
func leaves(reason *jsonschema.ValidationError, found []fault.Field) []fault.Field {
	if len(reason.Causes) == 0 {
		var at strings.Builder
		for _, part := range reason.InstanceLocation {
			at.WriteString("/" + escapePointer(part))
		}
		if unknown, ok := reason.ErrorKind.(*kind.AdditionalProperties); ok {
			for _, name := range unknown.Properties {
				found = append(found, fault.Field{Pointer: at.String() + "/" + escapePointer(name), Message: "is not a known field"})
			}
			return found
		}
		text := reason.ErrorKind.LocalizedString(message.NewPrinter(language.English))
		return append(found, fault.Field{Pointer: at.String(), Message: text})
	}
	for _, cause := range reason.Causes {
		found = leaves(cause, found)
	}
	return found
}
