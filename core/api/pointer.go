package api

import (
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// mistake turns Huma's location ("body.sites[3].kind", "query.page_size") into a JSON Pointer or a parameter's name.
func mistake(location, message string) Mistake {
	where, rest, _ := strings.Cut(location, ".")
	if !strings.HasPrefix(where, "body") {
		if rest == "" {
			return Mistake{Message: message}
		}
		return Mistake{Parameter: location, Message: message}
	}
	f := fault.Checked(pointer(strings.TrimPrefix(location, "body")), message)
	return Mistake{Pointer: f.Pointer, Message: f.Message, Rule: f.Rule, Limit: f.Limit}
}

// pointer reads ".sites[3].kind" as "/sites/3/kind".
func pointer(path string) string {
	var out strings.Builder
	for part := range strings.SplitSeq(strings.NewReplacer("[", ".", "]", "").Replace(path), ".") {
		if part != "" {
			out.WriteString("/" + escapePointer(part))
		}
	}
	return out.String()
}

// escapePointer writes a member's name as a reference token (RFC 6901).
func escapePointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
