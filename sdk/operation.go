package sdk

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Rules are what the core must know of an operation before it lets a request through.
type Rules struct {
	// Action is what the gate asks: "portrait:wave.open". An operation without one does not start.
	Action string
	// On says which path parameter names the record or unit that the gate asks about: "id@waves",
	// "unit_id@unit". Empty: the organisation's root.
	On string
	// Reads are records that the core sends along: "waves/{id}". Reading them costs no further crossing;
	// one that is absent or invisible is not_found without a call.
	Reads []string
	// Internal operations reach the module's internal and anonymous collections.
	Internal bool
	// Published operations answer a Published and nothing else.
	Published bool
	// Public operations can be called by visitors; the gate is still asked.
	Public bool
	// Retry: a commit that failed on a revision, or on a value that must be unique, is tried once more, from the
	// beginning; Call(ctx).Again tells the second run.
	Retry bool
	// Stream: bodies and answers of any size, server-sent events; nothing can be staged.
	Stream bool
}

// OperationDeclaration is an operation as the core knows it.
type OperationDeclaration struct {
	ID        string   `json:"id"`
	Method    string   `json:"method"`
	Path      string   `json:"path"` // below the module's address
	Action    string   `json:"action"`
	On        string   `json:"on,omitempty"`
	Reads     []string `json:"reads,omitempty"`
	Internal  bool     `json:"internal,omitempty"`
	Published bool     `json:"published,omitempty"`
	Public    bool     `json:"public,omitempty"`
	Retry     bool     `json:"retry,omitempty"`
	Stream    bool     `json:"stream,omitempty"`
	MaxBody   int64    `json:"max_body,omitempty"` // 0: the core's own limit
}

const rulesKey = "ribambelle" // in huma.Operation.Metadata

// Operation adds the rules to an operation, for the core and in the OpenAPI document.
func Operation(op huma.Operation, r Rules) huma.Operation {
	op.Metadata = cloned(op.Metadata)
	op.Metadata[rulesKey] = r
	op.Extensions = cloned(op.Extensions)
	set := func(name string, value any, there bool) {
		if there {
			op.Extensions[name] = value
		}
	}
	set("x-rb-action", r.Action, r.Action != "")
	set("x-rb-on", r.On, r.On != "")
	set("x-rb-reads", r.Reads, len(r.Reads) > 0)
	set("x-rb-internal", true, r.Internal)
	set("x-rb-published", true, r.Published)
	set("x-rb-public", true, r.Public)
	return op
}

func cloned(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return maps.Clone(m)
}

// operations are the declarations of everything that was registered, in the order of their addresses.
func (m *Module) operations() []OperationDeclaration {
	var all []OperationDeclaration
	for _, op := range m.adapter.registered() {
		r, _ := op.Metadata[rulesKey].(Rules)
		all = append(all, OperationDeclaration{
			ID: op.OperationID, Method: op.Method, Path: op.Path, Action: r.Action, On: r.On, Reads: r.Reads,
			Internal: r.Internal, Published: r.Published, Public: r.Public, Retry: r.Retry,
			Stream: r.Stream || streams(op), MaxBody: op.MaxBodyBytes,
		})
	}
	slices.SortFunc(all, func(a, b OperationDeclaration) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
	return all
}

// streams reports whether an operation answers with server-sent events.
func streams(op *huma.Operation) bool {
	for _, response := range op.Responses {
		if _, ok := response.Content["text/event-stream"]; ok {
			return true
		}
	}
	return false
}
