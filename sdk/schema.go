package sdk

import (
	"encoding/json"
	"reflect"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// SchemaOf returns the JSON Schema of T, marks and texts included, for Manifest.Config. A type that has none
// yields an empty schema, which the check of the manifest refuses.
func SchemaOf[T any]() json.RawMessage {
	schema, err := store.SchemaOf(reflect.TypeFor[T]())
	if err != nil {
		return nil
	}
	return schema
}
