package module

import (
	"encoding/json"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/route"
)

// wrong says what is wrong with a declaration, in a line, however long it is itself.
func wrong(name string, err error) error {
	return fault.New(fault.Invalid, "module-declaration-wrong", "The declaration of module %q is wrong: %s", firstLines(name), firstLines(err.Error()))
}

// readManifest reads what a module said it is and believes nothing of it that can be checked.
func readManifest(text []byte) (sdk.Manifest, route.Table[sdk.OperationDeclaration], error) {
	var m sdk.Manifest
	var table route.Table[sdk.OperationDeclaration]
	if err := json.Unmarshal(text, &m); err != nil {
		return m, table, fault.New(fault.Invalid, "module-declaration-wrong", "The module's declaration is not readable.").Because(err)
	}
	if err := m.Validate(); err != nil {
		return m, table, wrong(m.Name, err)
	}
	var err error
	for _, op := range m.Operations {
		if table, err = table.With(op.Method, op.Path, op); err != nil {
			return m, table, wrong(m.Name, err)
		}
	}
	return m, table, nil
}
