package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestDocumentsAreOpenAPI holds the core's document and an organisation's against the specification, their
// examples against their schemas, and every operation against what an integrator needs: a group, an action, an
// example, what it needs to be let in, and what a refusal looks like.
func TestDocumentsAreOpenAPI(t *testing.T) {
	t.Parallel()
	x := populated(t)
	for _, path := range []string{"/openapi.json", "/t/bordeaux/openapi.json"} {
		a := x.stranger().do("GET", path, nil)
		a.want(t, 200, "")
		doc, err := openapi3.NewLoader().LoadFromData(a.body)
		must(t, err)
		if err := doc.Validate(t.Context()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		for _, scheme := range []string{"session", "key"} {
			if doc.Components.SecuritySchemes[scheme] == nil {
				t.Errorf("%s lacks the security scheme %s", path, scheme)
			}
		}
		groups := map[string]bool{"visits": true}
		for _, tag := range doc.Tags {
			groups[tag.Name] = true
		}
		for at, item := range doc.Paths.Map() {
			for method, op := range item.Operations() {
				checkOperation(t, path+": "+method+" "+at, op, groups)
			}
		}
	}
}

func checkOperation(t *testing.T, name string, op *openapi3.Operation, groups map[string]bool) {
	t.Helper()
	module := strings.Contains(name, "/visits/")
	if len(op.Tags) != 1 || !groups[op.Tags[0]] {
		t.Errorf("%s: tags %v", name, op.Tags)
	}
	if op.OperationID == "" || op.Summary == "" && !module {
		t.Errorf("%s says not what it does", name)
	}
	if op.RequestBody != nil {
		if media := op.RequestBody.Value.Content["application/json"]; media != nil && media.Example == nil {
			t.Errorf("%s: the body has no example", name)
		}
	}
	for status, answer := range op.Responses.Map() {
		if media := answer.Value.Content["application/json"]; media != nil && media.Example == nil && media.Schema != nil && len(media.Schema.Value.Properties) > 0 {
			t.Errorf("%s: the answer %s has no example", name, status)
		}
	}
	if op.Responses.Default() == nil && !module {
		t.Errorf("%s says not how it refuses", name)
	}
}

// TestExamplesAreTaken sends the documented example of a few writes as it stands.
func TestExamplesAreTaken(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	var doc struct {
		Paths map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct{ Example json.RawMessage }
			} `json:"requestBody"`
		}
	}
	x.stranger().do("GET", "/t/bordeaux/openapi.json", nil).into(t, &doc)
	for at, status := range map[string]int{"/t/bordeaux/units": 201, "/t/bordeaux/units:import": 200, "/t/bordeaux/keys": 201} {
		example := doc.Paths[at]["post"].RequestBody.Content["application/json"].Example
		a := admin.do("POST", at, []byte(example))
		if a.StatusCode != status {
			t.Errorf("%s: %s: %d %s", at, example, a.StatusCode, a.body)
		}
	}
}
