package e2e

import (
	"net/http"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestOpenAPI holds the documents of a running installation, real modules merged in, against the
// specification, and their examples against their schemas.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	p := &portrait{visitor: visit(t, server.url), tenant: municipality}
	p.signIn(municipality, "core:administrator")
	p.turnOn("portrait")
	for path, has := range map[string]string{
		"/openapi.json":                        "/t/{tenant}/units",
		"/t/" + municipality + "/openapi.json": "/t/" + municipality + "/portrait/waves/{id}:open",
	} {
		got := visit(t, server.url).want(http.StatusOK, "GET", path, nil, nil)
		doc, err := openapi3.NewLoader().LoadFromData(got.body)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if err := doc.Validate(t.Context()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if doc.Paths.Value(has) == nil {
			t.Errorf("%s lacks %s", path, has)
		}
	}
}
