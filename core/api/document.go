package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// document is an OpenAPI document as a tree of JSON.
type document map[string]any

// describe finishes the core's own document once everything is registered.
func (e *edge) describe() error {
	doc := e.api.OpenAPI()
	schemas := doc.Components.Schemas
	refusal := problemSchema(schemas)
	schemas.Map()["ErrorModel"] = refusal
	delete(schemas.Map(), "ErrorDetail")
	for _, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete, item.Patch} {
			if op != nil {
				exemplify(op)
			}
		}
	}
	_, err := e.coreTree()
	return err
}

// exemplify shows the operation's example where renderers look for it.
func exemplify(op *huma.Operation) {
	example, found := op.Extensions["x-rb-example"]
	if !found || op.RequestBody == nil {
		return
	}
	delete(op.Extensions, "x-rb-example")
	for _, media := range op.RequestBody.Content {
		media.Example = example
	}
}

// coreTree is the core's document, made anew: callers may change theirs.
func (e *edge) coreTree() (document, error) {
	text, err := e.api.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("write the core's document: %w", err)
	}
	return parseDocument(text)
}

func parseDocument(text []byte) (document, error) {
	var doc document
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("read an OpenAPI document: %w", err)
	}
	return doc, nil
}

func (e *edge) coreDocument(w http.ResponseWriter, r *http.Request) {
	doc, err := e.coreTree()
	if err == nil {
		err = writeDocument(w, doc)
	}
	if err != nil {
		e.refuse(w, r, err)
	}
}

// tenantDocument describes what one organisation's addresses answer: the core, and the modules that it has on.
func (e *edge) tenantDocument(w http.ResponseWriter, r *http.Request) {
	if err := e.writeTenantDocument(w, r); err != nil {
		e.refuse(w, r, err)
	}
}

func (e *edge) writeTenantDocument(w http.ResponseWriter, r *http.Request) error {
	t, err := e.Tenants.BySlug(r.Context(), r.PathValue("tenant"))
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return noTenant()
		}
		return err
	}
	on, err := e.modulesOn(r.Context(), t.ID)
	if err != nil {
		return err
	}
	doc, err := e.coreTree()
	if err != nil {
		return err
	}
	doc.at("info")["title"] = "Ribambelle – " + t.Name
	for _, m := range on {
		if err := doc.addModule(m); err != nil {
			return fmt.Errorf("describe module %s: %w", m.Name, err)
		}
	}
	paths := doc.at("paths")
	for path, item := range paths {
		if rest, found := strings.CutPrefix(path, "/t/{tenant}"); found {
			delete(paths, path)
			paths["/t/"+t.Slug+rest] = withoutTenant(item)
		}
	}
	return writeDocument(w, doc)
}

func writeDocument(w http.ResponseWriter, doc document) error {
	doc.exemplify()
	text, err := json.Marshal(doc)
	if err != nil {
		return fmt.Errorf("write an OpenAPI document: %w", err)
	}
	w.Header().Set("Cache-Control", "no-cache")
	answer(w, http.StatusOK, text)
	return nil
}

// at is a member that is an object; it is made when absent.
func (d document) at(names ...string) map[string]any {
	here := map[string]any(d)
	for _, name := range names {
		next, isObject := here[name].(map[string]any)
		if !isObject {
			next = map[string]any{}
			here[name] = next
		}
		here = next
	}
	return here
}

// withoutTenant drops the parameter that the address has already.
func withoutTenant(item any) any {
	operations, _ := item.(map[string]any)
	for _, operation := range operations {
		fields, isObject := operation.(map[string]any)
		if !isObject {
			continue
		}
		parameters, _ := fields["parameters"].([]any)
		kept := []any{}
		for _, p := range parameters {
			if about, _ := p.(map[string]any); about["name"] != "tenant" || about["in"] != "path" {
				kept = append(kept, p)
			}
		}
		fields["parameters"] = kept
	}
	return item
}
