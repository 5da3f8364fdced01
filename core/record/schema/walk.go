package schema

import (
	"fmt"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// walk is one document on its way through the tree.
type walk struct {
	wrong  []fault.Field
	path   *huma.PathBuffer
	result huma.ValidateResult
}

func (w *walk) fault() error { return refused(w.wrong) }

func (w *walk) add(at, message string) {
	w.wrong = append(w.wrong, fault.Checked(at, message))
}

func (w *walk) value(at string, n *node, v any) {
	switch {
	case v == nil && n.nullable:
	case n.kind == "object":
		fields, ok := v.(map[string]any)
		if !ok {
			w.add(at, "expected object")
			return
		}
		w.object(at, n, fields)
	case n.kind == "array":
		items, ok := v.([]any)
		if !ok {
			w.add(at, "expected array")
			return
		}
		w.array(at, n, items)
	default:
		w.scalar(at, n.scalar, v)
	}
}

func (w *walk) object(at string, n *node, fields map[string]any) {
	w.count(at, n, len(fields), validation.MsgExpectedMinProperties, validation.MsgExpectedMaxProperties)
	for _, name := range n.required {
		if _, ok := fields[name]; !ok {
			w.wrong = append(w.wrong, required(at, name))
		}
	}
	for name, v := range fields {
		switch below, ok := n.properties[name]; {
		case ok:
			w.value(store.Pointer(at, name), below, v)
		case n.extra != nil:
			w.value(store.Pointer(at, name), n.extra, v)
		case !n.open:
			w.wrong = append(w.wrong, unknown(at, name))
		}
	}
}

func (w *walk) array(at string, n *node, items []any) {
	w.count(at, n, len(items), validation.MsgExpectedMinItems, validation.MsgExpectedMaxItems)
	if n.unique {
		seen := make(map[any]bool, len(items))
		for _, item := range items {
			switch item.(type) {
			case []any, map[string]any: // not a scalar: complained about below
				continue
			}
			if seen[item] {
				w.add(at, "expected array items to be unique")
				break
			}
			seen[item] = true
		}
	}
	for i, item := range items {
		w.value(at+"/"+strconv.Itoa(i), n.items, item)
	}
}

func (w *walk) count(at string, n *node, length int, tooFew, tooMany string) {
	if length < n.least {
		w.add(at, fmt.Sprintf(tooFew, n.least))
	}
	if n.most >= 0 && length > n.most {
		w.add(at, fmt.Sprintf(tooMany, n.most))
	}
}

func (w *walk) scalar(at string, s *huma.Schema, v any) {
	if w.path == nil {
		w.path = huma.NewPathBuffer(nil, 0)
	}
	w.result.Reset()
	huma.Validate(nil, s, w.path, huma.ModeWriteToServer, v, &w.result)
	for _, err := range w.result.Errors {
		message := err.Error()
		if detail, ok := err.(*huma.ErrorDetail); ok { //nolint:errorlint // what Validate makes, unwrapped
			message = detail.Message
		}
		w.add(at, message)
	}
}
