package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

func titled(fr, en string) object { return object{"fr": fr, "en": en} }

// operation adds an operation to manifest and document; the module does not know it, and answers that nothing is there.
func operation(m object, id, method, path string, more object) {
	op := object{"id": id, "method": method, "path": path, "action": "specimen:act"}
	for name, value := range more {
		op[name] = value
	}
	another(m, "operations", op)
	var parameters []any
	for _, part := range strings.Split(path, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		parameters = append(parameters, object{"name": name, "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	item := object{"operationId": id, "summary": id, "parameters": parameters}
	paths := at(m, "openapi", "paths")
	if paths[path] == nil {
		paths[path] = object{}
	}
	paths[path].(object)[strings.ToLower(method)] = item
}

// collection adds an internal collection.
func collection(m object, name string, properties object, fields []any, more object) {
	required := []any{}
	one := object{
		"collection": name, "kind": "internal", "version": 1, "title": titled("Autre", "Other"), "fields": fields,
		"schema": object{"type": "object", "properties": properties, "required": required, "additionalProperties": false},
	}
	for key, value := range more {
		one[key] = value
	}
	another(m, "collections", one)
}

func textField(name string, marks object) object {
	f := object{"name": name, "type": "text"}
	for mark, value := range marks {
		f[mark] = value
	}
	return f
}

func property(m object, name string) object {
	return at(m, "collections", 0, "schema", "properties", name)
}

// declared are the flaws of the manifest.
func declared() map[string]flaw {
	edits := map[string]func(object){
		"manifest/version": func(m object) { m["version"] = "one" },
		"manifest/title":   func(m object) { delete(at(m, "title"), "en") },
		"manifest/placement": func(m object) {
			m["placement"] = "cloud"
			for i := range m["widgets"].([]any) { // only a shared module has plain pages
				delete(at(m, "widgets", i), "plain")
			}
		},
		"manifest/icon":    func(m object) { m["icon"] = "Map Pin" },
		"manifest/members": func(m object) { m["colour"] = "blue" },
		"manifest/same":    func(m object) { m["version"] = fmt.Sprintf("1.0.%d", os.Getpid()) },
		"manifest/size":    func(m object) { at(m, "openapi", "info")["description"] = strings.Repeat("x", 5<<20) },

		"roles/names":  func(m object) { at(m, "roles", 0)["name"] = "other:observer" },
		"roles/unique": func(m object) { another(m, "roles", at(m, "roles", 0)) },
		"actions/names": func(m object) {
			another(m, "actions", object{"name": "other:thing", "title": titled("Autre", "Other")})
		},
		"actions/unique":  func(m object) { another(m, "actions", at(m, "actions", 0)) },
		"actions/roles":   func(m object) { at(m, "actions", 0)["roles"] = []any{"core:wizard"} },
		"actions/records": func(m object) { m["actions"] = m["actions"].([]any)[:4] },

		"jobs/names":  func(m object) { another(m, "jobs", object{"name": ""}) },
		"jobs/every":  func(m object) { another(m, "jobs", object{"name": "past", "every": -5}) },
		"jobs/unique": func(m object) { another(m, "jobs", object{"name": "once"}) },
		"jobs/often":  func(m object) { another(m, "jobs", object{"name": "hasty", "every": 1_000_000_000}) },

		"hears/types":  func(m object) { another(m, "hears", object{"type": ""}) },
		"hears/unique": func(m object) { another(m, "hears", object{"type": "portrait.need.found"}) },

		"grants/known":      func(m object) { another(m, "grants", object{"name": "everything", "why": titled("Tout", "All")}) },
		"grants/twice":      func(m object) { another(m, "grants", at(m, "grants", 0)) },
		"grants/texts":      func(m object) { delete(at(m, "grants", 0, "why"), "en") },
		"grants/why":        func(m object) { delete(at(m, "grants", 0), "why") },
		"grants/mail":       func(m object) { m["grants"] = m["grants"].([]any)[1:] },
		"grants/read":       func(m object) { at(m, "grants", 1)["name"] = "read:portrait/answers" },
		"grants/egress":     func(m object) { at(m, "grants", 5)["name"] = "egress:api.exemple.example" },
		"grants/people":     func(m object) { m["grants"] = slices.Delete(m["grants"].([]any), 3, 4) },
		"guards/collection": func(m object) { another(m, "guards", object{"collection": "waves"}) },
		"guards/twice":      func(m object) { another(m, "guards", at(m, "guards", 0)) },
		"grants/hosts":      func(m object) { another(m, "grants", object{"name": "egress:*", "why": titled("Tout", "All")}) },
		"grants/sign":       func(m object) { m["grants"] = slices.Delete(m["grants"].([]any), 2, 3) },

		"policy/package": func(m object) {
			m["policy"] = strings.Replace(m["policy"].(string), "rb.module.specimen", "rb.module.other", 1)
		},
		"policy/compiles": func(m object) { m["policy"] = m["policy"].(string) + "\nnonsense {" },

		"configuration/schema":   func(m object) { m["config"] = object{"type": "string"} },
		"configuration/defaults": func(m object) { delete(at(m, "config", "properties", "reminder"), "default") },

		"under-way/collection": func(m object) {
			another(m, "under_way", object{"collection": "nothing", "filter": "", "title": titled("Rien", "Nothing")})
		},
		"under-way/filter":       func(m object) { at(m, "under_way", 0)["filter"] = "status === (" },
		"first-steps/collection": func(m object) { at(m, "first_steps", 0)["collection"] = "nothing" },
		"first-steps/title":      func(m object) { delete(at(m, "first_steps", 0, "title"), "en") },
		"first-steps/action":     func(m object) { at(m, "first_steps", 0)["action"] = "other:act" },
		"first-steps/path":       func(m object) { at(m, "first_steps", 0)["path"] = "prepare" },

		"notices/names": func(m object) { at(m, "notices", 0)["name"] = "A visit" },
		"notices/texts": func(m object) { at(m, "notices", 0, "text")["en"] = "No day." },
		"notices/ways":  func(m object) { at(m, "notices", 0)["default"] = "often" },

		"shares/name":       func(m object) { at(m, "shares", 0)["name"] = "A sheet" },
		"shares/words":      func(m object) { delete(at(m, "shares", 0, "title"), "en") },
		"shares/collection": func(m object) { at(m, "shares", 0)["collection"] = "nothing" },
		"shares/fields":     func(m object) { at(m, "shares", 0)["fields"] = []any{"nothing"} },
		"shares/operation":  func(m object) { at(m, "shares", 0)["operation"] = "hello" },

		"publishes/collection": func(m object) { at(m, "publishes", 0)["collection"] = "nothing" },
		"publishes/version":    func(m object) { delete(at(m, "publishes", 0), "version") },
		"publishes/fields":     func(m object) { at(m, "publishes", 0)["title"] = "nothing" },
		"publishes/stays": func(m object) {
			m["publishes"] = []any{object{"collection": "visits", "title": "note", "licence": "note"}}
		},

		"widgets/element": func(m object) { at(m, "widgets", 0)["element"] = "specimen" },
		"widgets/place":   func(m object) { at(m, "widgets", 0)["place"] = "moon" },
		"widgets/page":    func(m object) { at(m, "widgets", 1)["page"] = "" },
		"widgets/embed":   func(m object) { at(m, "widgets", 0)["embed"] = true },
		"widgets/plain":   func(m object) { at(m, "widgets", 1)["plain"] = "/nowhere" },
		"widgets/unique":  func(m object) { another(m, "widgets", at(m, "widgets", 0)) },
		"widgets/pages": func(m object) {
			another(m, "widgets", copied(at(m, "widgets", 1), func(w object) { w["element"] = "rb-specimen-gate" }))
		},
		"widgets/action":  func(m object) { at(m, "widgets", 0)["action"] = "specimen:nothing" },
		"widgets/script":  func(m object) { at(m, "widgets", 0)["script"] = "nothing.js" },
		"widgets/defines": func(m object) { at(m, "widgets", 0)["element"] = "rb-specimen-other" },

		"operations/unique": func(m object) {
			for i := range m["operations"].([]any) {
				if op := at(m, "operations", i); op["id"] == "hello" {
					op["id"] = "figures"
				}
			}
			at(m, "openapi", "paths", "/hello", "get")["operationId"] = "figures"
		},
		"operations/routes": func(m object) {
			operation(m, "pair-a", "GET", "/pair/{a}", nil)
			operation(m, "pair-b", "GET", "/pair/{b}", nil)
		},
		"operations/core-routes": func(m object) { operation(m, "visit", "GET", "/visits/{id}", nil) },
		"operations/action":      func(m object) { operation(m, "other", "GET", "/other", object{"action": "specimen:nothing"}) },
		"operations/reads":       func(m object) { operation(m, "other", "GET", "/other/{id}", object{"reads": []any{"nothing/{id}"}}) },
		"operations/on":          func(m object) { operation(m, "other", "GET", "/other/{id}", object{"on": "other@visits"}) },
		"operations/stream":      func(m object) { operation(m, "other", "GET", "/other", object{"stream": true, "published": true}) },

		"texts/summary":     func(m object) { delete(at(m, "summary"), "en") },
		"texts/roles":       func(m object) { delete(at(m, "roles", 0, "title"), "en") },
		"texts/actions":     func(m object) { delete(at(m, "actions", 0, "title"), "fr") },
		"texts/widgets":     func(m object) { delete(at(m, "widgets", 0, "title"), "en") },
		"texts/under-way":   func(m object) { delete(at(m, "under_way", 0, "title"), "en") },
		"texts/steps":       func(m object) { delete(at(m, "first_steps", 0, "help"), "en") },
		"texts/collections": func(m object) { delete(at(m, "collections", 0, "title"), "en") },
		"texts/fields":      func(m object) { delete(property(m, "note"), "x-title") },
		"texts/help":        func(m object) { delete(property(m, "note")["x-help"].(object), "en") },
		"texts/choices":     func(m object) { delete(property(m, "status")["x-enum"].(object)["done"].(object), "en") },
		"texts/settings":    func(m object) { delete(at(m, "config", "properties", "reminder"), "x-title") },
		"texts/plain":       func(m object) { at(m, "roles", 0, "title")["fr"] = "<b>Observateur</b>" },
		"texts/short":       func(m object) { at(m, "roles", 0, "title")["fr"] = strings.Repeat("long ", 30) },

		"collections/unique": func(m object) { another(m, "collections", at(m, "collections", 1)) },
		"collections/schema": func(m object) { collection(m, "others", object{}, nil, object{"version": 3}) },
		"collections/marks": func(m object) {
			collection(m, "others", object{"word": object{"type": "string", "x-rb": object{"personal": true}}}, []any{textField("word", object{"personal": true})}, nil)
		},
		"collections/fields": func(m object) {
			collection(m, "others", object{"word": object{"type": "string"}}, []any{textField("another", nil)}, nil)
		},
		"collections/personal": func(m object) {
			collection(m, "others", object{"phone": object{"type": "string"}}, []any{textField("phone", nil)}, nil)
		},
		"collections/owners": func(m object) {
			marks := object{"personal": true, "subject": "name"}
			collection(m, "others",
				object{"name": object{"type": "string"}, "story": object{"type": "string", "x-rb": marks}},
				[]any{textField("name", nil), textField("story", marks)}, nil)
		},
		"conversions/names":  func(m object) { at(m, "collections", 0, "conversions", 0, "default")["nothing"] = "x" },
		"conversions/values": func(m object) { at(m, "collections", 0, "conversions", 0, "default")["status"] = "unknown" },

		"views/collection": func(m object) { m["views"] = []any{object{"collection": "nothing"}} },
		"views/fields":     func(m object) { m["views"] = []any{object{"collection": "visits", "csv": []any{"nothing"}}} },

		"openapi/version":    func(m object) { at(m, "openapi")["openapi"] = "2.0" },
		"openapi/operations": func(m object) { delete(at(m, "openapi", "paths"), "/hello") },
		"openapi/others": func(m object) {
			at(m, "openapi", "paths")["/other"] = object{"get": object{"operationId": "other", "summary": "Other"}}
		},
		"openapi/summaries":  func(m object) { delete(at(m, "openapi", "paths", "/hello", "get"), "summary") },
		"openapi/parameters": func(m object) { delete(at(m, "openapi", "paths", "/visits/{id}:finish", "post"), "parameters") },
		"openapi/references": func(m object) {
			at(m, "openapi", "paths", "/hello", "get")["responses"] = object{"200": object{"$ref": "#/components/schemas/Nothing"}}
		},
		"openapi/names": func(m object) { at(m, "openapi", "components", "schemas")["Foreign"] = object{"type": "string"} },
	}
	all := map[string]flaw{}
	for name, edit := range edits {
		all[name] = flaw{edit: edit}
	}
	return all
}
