package conformance

import (
	"encoding/json"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
)

// document is what a module's OpenAPI document says.
type document struct {
	OpenAPI    string                                `json:"openapi"`
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Schemas map[string]*schema `json:"schemas"`
	} `json:"components"`
	wrong error // why it could not be read
}

// described is one operation of it.
type described struct {
	ID         string `json:"operationId"`
	Summary    string `json:"summary"`
	Parameters []struct {
		Name     string  `json:"name"`
		In       string  `json:"in"`
		Required bool    `json:"required"`
		Schema   *schema `json:"schema"`
	} `json:"parameters"`
	Body *struct {
		Required bool `json:"required"`
		Content  map[string]struct {
			Schema *schema `json:"schema"`
		} `json:"content"`
	} `json:"requestBody"`
}

func readDocument(text json.RawMessage) document {
	var d document
	d.wrong = json.Unmarshal(text, &d)
	return d
}

// operation finds what the document says of an operation.
func (d document) operation(op sdk.OperationDeclaration) (described, bool) {
	var found described
	text, ok := d.Paths[op.Path][strings.ToLower(op.Method)]
	return found, ok && json.Unmarshal(text, &found) == nil
}

// body is the schema of what an operation takes as JSON.
func (o described) body() *schema {
	if o.Body == nil {
		return nil
	}
	return o.Body.Content["application/json"].Schema
}
