package api

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// addModule merges a module's collections and its own document into d, below the module's address. An
// operation or a schema that comes twice with another meaning is refused.
func (d document) addModule(m plugin) error {
	base := "/t/{tenant}/" + m.Name
	for _, c := range m.Collections {
		if c.Kind == store.Ordinary {
			if err := d.addCollection(m.Name, base+"/"+c.Collection, c); err != nil {
				return err
			}
		}
	}
	if len(m.OpenAPI) == 0 {
		return nil
	}
	own, err := parseDocument(m.OpenAPI)
	if err != nil {
		return err
	}
	for name, schema := range own.at("components", "schemas") {
		if err := d.addSchema(name, schema); err != nil {
			return err
		}
	}
	for path, item := range own.at("paths") {
		if err := d.addPath(m.Name, base+path, item); err != nil {
			return err
		}
	}
	return nil
}

// addSchema takes a module's schema; that of a refusal is the core's.
func (d document) addSchema(name string, schema any) error {
	if name == "ErrorModel" || name == "ErrorDetail" {
		return nil
	}
	schemas := d.at("components", "schemas")
	if former, twice := schemas[name]; twice && !reflect.DeepEqual(former, schema) {
		return fmt.Errorf("the schema %s is defined twice", name)
	}
	schemas[name] = schema
	return nil
}

// addPath takes the operations of one address.
func (d document) addPath(module, path string, item any) error {
	there := d.at("paths", path)
	operations, _ := item.(map[string]any)
	for method, operation := range operations {
		if _, twice := there[method]; twice {
			return fmt.Errorf("%s %s is defined twice", method, path)
		}
		if fields, isObject := operation.(map[string]any); isObject {
			fields["tags"] = []any{module}
			if id, named := fields["operationId"].(string); named {
				fields["operationId"] = module + "-" + id
			}
			if fields["x-rb-public"] != true && fields["security"] == nil {
				fields["security"] = security()
			}
		}
		there[method] = operation
	}
	return nil
}

func security() []any {
	return []any{map[string]any{"session": []any{}}, map[string]any{"key": []any{}}}
}

// addCollection describes the generic operations of a collection.
func (d document) addCollection(module, base string, c store.Schema) error {
	var schema any
	if err := json.Unmarshal(object(c.JSON), &schema); err != nil {
		return fmt.Errorf("read the schema of %s: %w", c.Collection, err)
	}
	name := module + "." + c.Collection
	d.at("components", "schemas")[name] = schema
	doc := ref(name)
	record := map[string]any{"type": "object", "required": []any{"id", "rev", "doc"}, "properties": map[string]any{
		"id": text(), "rev": map[string]any{"type": "integer"}, "unit_path": text(), "owner_id": text(),
		"created_at": moment(), "updated_at": moment(), "doc": doc, "masked": map[string]any{"type": "array", "items": text()},
	}}
	d.at("components", "schemas")[name+".record"] = record
	one, id := ref(name+".record"), parameter("path", "id", true)
	page := map[string]any{"type": "object", "properties": map[string]any{
		"records": map[string]any{"type": "array", "items": one}, "next_page_token": text(),
	}}
	for _, op := range []generated{
		{"get", "", "list", "List", nil, "200", "application/json", page, lists()},
		{"post", "", "create", "Create", doc, "201", "application/json", one, []any{header("Idempotency-Key")}},
		{"get", "/{id}", "get", "One record", nil, "200", "application/json", one, []any{id}},
		{"put", "/{id}", "update", "Replace the document", doc, "200", "application/json", one, []any{id, header("If-Match"), header("Idempotency-Key")}},
		{"delete", "/{id}", "delete", "Delete", nil, "204", "", nil, []any{id, header("If-Match")}},
		{"get", ":watch", "watch", "Changes, as server-sent events", nil, "200", "text/event-stream", text(), []any{header("Last-Event-ID")}},
		{"get", ":export", "export", "The list as CSV", nil, "200", "text/csv", text(), lists()[2:]},
		{"get", ":schema", "schema", "The collection's declaration", nil, "200", "application/json", map[string]any{"type": "object"}, nil},
	} {
		d.at("paths", base+op.path)[op.method] = op.operation(module, c)
	}
	if _, files := c.Marked(func(m store.Marks) bool { return m.File != "" }); files {
		field := parameter("query", "field", true)
		upload := generated{"post", ":upload", "upload", "Keep a file for a field", nil, "201", "application/json", map[string]any{"type": "object"}, []any{field}}
		read := generated{"get", "/{id}:file", "file", "The file that a field holds", nil, "200", "image/*", text(), []any{id, field}}
		d.at("paths", base+upload.path)[upload.method] = upload.operation(module, c)
		d.at("paths", base+read.path)[read.method] = read.operation(module, c)
	}
	return nil
}

// generated is a generic operation to be described.
type generated struct {
	method, path, id, summary string
	body                      any
	status, media             string
	answer                    any
	parameters                []any
}

func (g generated) operation(module string, c store.Schema) map[string]any {
	done := map[string]any{"description": "Done"}
	if g.media != "" {
		done["content"] = map[string]any{g.media: map[string]any{"schema": g.answer}}
	}
	op := map[string]any{
		"operationId": module + "-" + c.Collection + "-" + g.id, "tags": []any{module}, "security": security(),
		"summary": orElse(c.Title["en"], c.Collection) + ": " + g.summary, "x-rb-action": module + ":" + c.Collection + "." + g.verb(),
		"parameters": append([]any{parameter("path", "tenant", true)}, g.parameters...),
		"responses": map[string]any{g.status: done, "default": map[string]any{
			"description": "Problem", "content": map[string]any{problemType: map[string]any{"schema": ref("ErrorModel")}},
		}},
	}
	if g.body != nil {
		op["requestBody"] = map[string]any{"required": true, "content": map[string]any{"application/json": map[string]any{"schema": g.body}}}
	}
	return op
}

// verb is the last word of the action that is decided on.
func (g generated) verb() string {
	switch g.id {
	case "create", "update", "delete":
		return g.id
	case "upload":
		return "update"
	}
	return "read"
}

func ref(name string) map[string]any { return map[string]any{"$ref": "#/components/schemas/" + name} }

func text() map[string]any { return map[string]any{"type": "string"} }

func moment() map[string]any { return map[string]any{"type": "string", "format": "date-time"} }

func header(name string) map[string]any { return parameter("header", name, false) }

func parameter(in, name string, required bool) map[string]any {
	p := map[string]any{"in": in, "name": name, "schema": text()}
	if required {
		p["required"] = true
	}
	return p
}

// lists are the parameters of a list.
func lists() []any {
	var all []any
	for _, name := range []string{"page_size", "page_token", "filter", "order_by", "search", "unit"} {
		all = append(all, parameter("query", name, false))
	}
	return all
}
