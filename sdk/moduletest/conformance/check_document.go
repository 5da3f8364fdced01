package conformance

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
)

// reaching are the checks of the OpenAPI document, which the core merges with those of others.
func reaching() []Check {
	in := func(check func(r *run) error) func(context.Context, *run) error {
		return func(_ context.Context, r *run) error {
			switch {
			case r.declared() != nil:
				return r.declared()
			case len(r.manifest.Operations) == 0:
				return besides("there are no operations")
			case r.document.wrong != nil:
				return fmt.Errorf("the document cannot be read: %w", r.document.wrong)
			}
			return check(r)
		}
	}
	return []Check{
		{"openapi/version", "Its OpenAPI document is of version 3.", in(func(r *run) error {
			if !strings.HasPrefix(r.document.OpenAPI, "3.") {
				return fmt.Errorf("it says %q", r.document.OpenAPI)
			}
			return nil
		})},
		{"openapi/operations", "The document describes every operation, under its id.", in(describesAll)},
		{"openapi/others", "The document describes nothing that is not declared.", in(describesMore)},
		{"openapi/summaries", "Every operation has a summary.", in(func(r *run) error {
			var wrong findings
			for _, op := range r.manifest.Operations {
				if said, ok := r.document.operation(op); ok && strings.TrimSpace(said.Summary) == "" {
					wrong.add("%s has none", op.ID)
				}
			}
			return wrong.err()
		})},
		{"openapi/parameters", "The parameters of an address are described.", in(parameters)},
		{"openapi/references", "References lead to schemas that are there.", in(references)},
		{"openapi/names", "The names of schemas begin with the module's.", in(schemaNames)},
	}
}

func describesAll(r *run) error {
	var wrong findings
	for _, op := range r.manifest.Operations {
		if said, ok := r.document.operation(op); ok && said.ID != op.ID {
			wrong.add("%s %s is %q there, and %q in the manifest", op.Method, op.Path, said.ID, op.ID)
		}
		if _, ok := r.document.operation(op); !ok && !r.plainPage(op) {
			wrong.add("%s %s (%s) is not there", op.Method, op.Path, op.ID)
		}
	}
	return wrong.err()
}

// plainPage reports whether an operation answers HTML for a widget: that is no part of the API.
func (r *run) plainPage(op sdk.OperationDeclaration) bool {
	return slices.ContainsFunc(r.manifest.Widgets, func(w sdk.Widget) bool { return w.Plain != "" && w.Plain == op.Path })
}

func describesMore(r *run) error {
	var wrong findings
	for path, item := range r.document.Paths {
		for method := range item {
			declared := false
			for _, op := range r.manifest.Operations {
				declared = declared || op.Path == path && strings.EqualFold(op.Method, method)
			}
			if verb := slices.Contains([]string{"get", "put", "post", "delete", "patch", "head"}, method); verb && !declared {
				wrong.add("%s %s is no operation of the manifest", strings.ToUpper(method), path)
			}
		}
	}
	return wrong.err()
}

func parameters(r *run) error {
	var wrong findings
	for _, op := range r.manifest.Operations {
		said, ok := r.document.operation(op)
		if !ok {
			continue
		}
		for _, name := range braces.FindAllStringSubmatch(op.Path, -1) {
			there := false
			for _, p := range said.Parameters {
				there = there || p.In == "path" && p.Name == name[1] && p.Schema != nil
			}
			if !there {
				wrong.add("%s: {%s} is not", op.ID, name[1])
			}
		}
	}
	return wrong.err()
}

func references(r *run) error {
	var wrong findings
	seen := map[string]bool{}
	for _, ref := range regexp.MustCompile(`"\$ref"\s*:\s*"([^"]*)"`).FindAllStringSubmatch(string(r.manifest.OpenAPI), -1) {
		name, local := strings.CutPrefix(ref[1], "#/components/schemas/")
		if _, ok := r.document.Components.Schemas[name]; (!local || !ok) && !seen[ref[1]] {
			seen[ref[1]] = true
			wrong.add("%s leads nowhere", ref[1])
		}
	}
	return wrong.err()
}

func schemaNames(r *run) error {
	if len(r.document.Components.Schemas) == 0 {
		return besides("there are no schemas")
	}
	var wrong findings
	for _, name := range slices.Sorted(maps.Keys(r.document.Components.Schemas)) {
		shared := name == "ErrorModel" || name == "ErrorDetail"
		if !shared && !strings.HasPrefix(strings.ToLower(name), strings.ToLower(r.manifest.Name)) {
			wrong.add("%s does not", name)
		}
	}
	return wrong.err()
}
