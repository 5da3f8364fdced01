package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// operation is one of the document's.
type operation struct {
	method, path string
	Security     []any  `json:"security"`
	Action       string `json:"x-rb-action"`
	Body         *struct {
		Content map[string]struct {
			Schema json.RawMessage `json:"schema"`
		} `json:"content"`
	} `json:"requestBody"`
}

// operations lists every operation that the core documents.
func (x *town) operations() []operation {
	var doc struct {
		Paths map[string]map[string]operation `json:"paths"`
	}
	x.stranger().do("GET", "/openapi.json", nil).into(x.t, &doc)
	var all []operation
	for path, item := range doc.Paths {
		for method, o := range item {
			o.method, o.path = strings.ToUpper(method), path
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b operation) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return all
}

// at fills the address in.
func (o operation) at(tenant, id string) string {
	return strings.NewReplacer("{tenant}", tenant, "{id}", id, "{module}", "visits", "{collection}", "visits").Replace(o.path)
}

const nobody = "01980000-0000-7000-8000-000000000000"

func (o operation) body() any {
	if o.Body == nil {
		return nil
	}
	return "{}"
}

// TestEveryOperation walks all that is registered: what a stranger, a neighbour and a careless script are told.
func TestEveryOperation(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin, neighbour := x.as("bordeaux", "admin"), x.as("lyon", "admin")
	all := x.operations()
	if len(all) < 50 {
		t.Fatalf("only %d operations are documented", len(all))
	}
	tenants := 0
	for _, o := range all {
		name := o.method + " " + o.path
		if o.Action == "" {
			t.Errorf("%s has no action", name)
		}
		guarded := len(o.Security) == 2
		if guarded {
			x.stranger().do(o.method, o.at("bordeaux", nobody), o.body()).want(t, 401, "sign-in-needed")
			session{town: x, key: "rbk_forged"}.do(o.method, o.at("bordeaux", nobody), o.body()).want(t, 401, "key-not-valid")
		}
		if guarded && strings.Contains(o.path, "{tenant}") && !strings.Contains(o.path, "/me") && !strings.Contains(o.path, "/sessions") {
			tenants++
			neighbour.do(o.method, o.at("bordeaux", nobody), o.body()).want(t, 404, "organisation-not-found")
			admin.do(o.method, o.at("no-such-town", nobody), o.body()).want(t, 404, "organisation-not-found")
		}
		if strings.Contains(o.path, "{id}") && o.Body == nil {
			a := admin.do(o.method, o.at("bordeaux", nobody), nil)
			if a.StatusCode != http.StatusNotFound {
				t.Errorf("%s with an id of nobody: %d %s", name, a.StatusCode, a.body)
			}
		}
		if o.Body != nil && len(o.Body.Content["application/json"].Schema) > 0 {
			x.careless(t, admin, o)
		}
	}
	if tenants < 35 {
		t.Errorf("only %d operations were tried by a neighbour", tenants)
	}
}

// careless sends bodies that no operation takes.
func (x *town) careless(t *testing.T, admin session, o operation) {
	t.Helper()
	if !strings.HasPrefix(o.path, "/t/") {
		admin = x.as("system", "operator")
	}
	at := o.at("bordeaux", nobody)
	admin.do(o.method, at, "{").want(t, 400, "malformed-body")
	admin.do(o.method, at, []byte("{\"name\":\"\xff\"}")).want(t, 400, "malformed-body")
	admin.do(o.method, at, strings.Repeat("[", 100)).want(t, 400, "malformed-body")
	admin.do(o.method, at, `{"name":"`+strings.Repeat("x", 9<<20)+`"}`).want(t, 413, "body-too-large")
	admin.do(o.method, at, "name=x", "Content-Type", "application/x-www-form-urlencoded").want(t, 415, "unsupported-media-type")
	if strings.HasSuffix(o.path, "/config") {
		return // a free object: the module's schema refuses, tested beside it
	}
	a := admin.do(o.method, at, `{"no_such_field":1}`)
	a.want(t, 422, "invalid-input")
	if got := a.pointers(t); !slices.Contains(got, "/no_such_field") {
		t.Errorf("%s %s does not point at the unknown field: %v", o.method, o.path, got)
	}
}

func TestAddressesHaveOneSpelling(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	for _, path := range []string{"/t/bordeaux//units", "/t/bordeaux/../lyon/units", "/t/bordeaux/%75nits", "/t/bordeaux/units/a%2fb", "/t/bordeaux/units/%ff"} {
		a := admin.do("GET", path, nil)
		if a.StatusCode != 400 {
			t.Errorf("%s answered %d: %s", path, a.StatusCode, a.body)
		}
	}
	admin.do("GET", "/no/such/place", nil).want(t, 404, "route-not-found")
	admin.do("GET", "/t/bordeaux/nothing/here", nil).want(t, 404, "route-not-found")
	a := admin.do("PATCH", "/t/bordeaux/units", nil)
	a.want(t, 405, "method-not-allowed")
	if got := a.Header.Get("Allow"); got != "GET, POST" {
		t.Errorf("Allow %q", got)
	}
}

func TestPagesLoadNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	x := populated(t)
	for _, path := range []string{"/", "/o/bordeaux", "/o/bordeaux/modules/visits/", "/docs", "/t/bordeaux/docs", "/p/bordeaux/visits/answer"} {
		a := x.stranger().do("GET", path, nil)
		a.want(t, 200, "")
		policy := a.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "script-src 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "http") {
			t.Errorf("%s: policy %s", path, policy)
		}
		for _, foreign := range []string{`src="http`, `href="http`, `src="//`} {
			if strings.Contains(string(a.body), foreign) {
				t.Errorf("%s loads from elsewhere: %s", path, a.body)
			}
		}
	}
	for _, file := range []string{"/docs/style.css", "/docs/render.js"} {
		a := x.stranger().do("GET", file, nil)
		a.want(t, 200, "")
		if strings.Contains(string(a.body), "://") {
			t.Errorf("%s names another host", file)
		}
	}
	x.stranger().do("GET", "/setup", nil, "Accept", "text/html").want(t, 200, "")
	x.stranger().do("GET", "/assets/app.js", nil).want(t, 200, "")
	x.stranger().do("GET", "/assets/../index.html", nil).want(t, 400, "path-not-canonical")
}

func TestDocumentOfATownHoldsItsModules(t *testing.T) {
	t.Parallel()
	x := populated(t)
	var doc struct {
		Paths      map[string]map[string]struct{ OperationID string } `json:"paths"`
		Components struct {
			Schemas map[string]any `json:"schemas"`
		} `json:"components"`
	}
	x.stranger().do("GET", "/t/bordeaux/openapi.json", nil).into(t, &doc)
	for _, path := range []string{"/t/bordeaux/units", "/t/bordeaux/visits/visits/{id}", "/t/bordeaux/visits/visits/{id}:close", "/t/bordeaux/visits/visits:watch"} {
		if doc.Paths[path] == nil {
			t.Errorf("the document lacks %s", path)
		}
	}
	for _, name := range []string{"visits.visits", "ErrorModel"} {
		if doc.Components.Schemas[name] == nil {
			t.Errorf("the document lacks the schema %s", name)
		}
	}
	problem, _ := json.Marshal(doc.Components.Schemas["ErrorModel"])
	if !strings.Contains(string(problem), `"request_id"`) {
		t.Errorf("the schema of a problem is not ours: %s", problem)
	}
}
