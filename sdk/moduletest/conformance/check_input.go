package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/wire"
)

// asking are the checks of operations that are asked as nobody should.
func asking() []Check {
	return []Check{
		{"input/malformed", "A body that is not JSON is refused.", refused(func(*schema, []byte) []byte { return []byte(`{"a": `) })},
		{"input/list", "A list in the place of an object is refused.", refused(func(s *schema, _ []byte) []byte {
			if s.kind() != "object" {
				return nil
			}
			return []byte(`[]`)
		})},
		{"input/missing", "A body that must be there is missed.", refused(func(*schema, []byte) []byte { return []byte{} })},
		{"input/unknown", "Members that the schema forbids are refused.", refused(unknownMember)},
		{"input/types", "Values of another type are refused.", refused(otherTypes)},
		{"input/utf8", "A body that is not UTF-8 harms nobody.", odd(func(body []byte) []byte { return bytes.ReplaceAll(body, []byte(`":"`), []byte("\":\"\xff\xfe")) })},
		{"input/nul", "The character NUL harms nobody.", odd(func(body []byte) []byte { return bytes.ReplaceAll(body, []byte(`":"`), []byte(`":"\u0000`)) })},
		{"input/long", "A text of 100,000 characters harms nobody.", odd(func(body []byte) []byte {
			return bytes.Replace(body, []byte(`":"`), []byte(`":"`+strings.Repeat("é", 100_000)), 1)
		})},
		{"input/deep", "Lists in lists, 10,000 deep, harm nobody.", odd(func([]byte) []byte {
			return []byte(`{"a":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`)
		})},
		{"input/numbers", "A number beyond all measure harms nobody.", odd(func([]byte) []byte { return []byte(`{"a":1e999,"n":` + strings.Repeat("9", 400) + `}`) })},
		{"input/large", "A body beyond 1 MiB, which comes in pieces, is answered or refused.", odd(func(body []byte) []byte {
			return append(body, bytes.Repeat([]byte(" "), 1200<<10)...)
		})},
		{"input/ids", "Strange ids in an address harm nobody.", strangeIDs},
		{"input/query", "A strange query harms nobody.", strange(func(q *wire.Request) {
			q.Query = "page_size=-1&filter=%00%FF&a[]=;&=&%zz&x=" + strings.Repeat("y", 5000)
		})},
		{"input/headers", "Strange headers harm nobody.", strange(func(q *wire.Request) {
			q.Header = http.Header{"Accept": {"*/*;q=none, \x01"}, "Accept-Language": {"-,;=é"}, "Content-Type": {"application/json; charset=\""}, "If-Match": {`W/"`}}
		})},
	}
}

// bodied are the operations that take JSON, with its schema.
func (r *run) bodied(ctx context.Context) ([]drill, error) {
	all, err := r.offered(ctx, func(d drill) bool { return len(d.request.Body) == 0 || d.op.Stream })
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, besides("no operation takes JSON")
	}
	return all, nil
}

// schemaOf is the schema of a drill's body, references followed.
func (r *run) schemaOf(d drill) *schema {
	said, _ := r.document.operation(d.op)
	s := said.body()
	for s != nil && s.Ref != "" {
		s = r.document.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	return s
}

// refused sends each operation a body that it must not take; nil: there is none such.
func refused(make func(s *schema, body []byte) []byte) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		all, err := r.bodied(ctx)
		if err != nil {
			return err
		}
		var wrong findings
		tried := false
		for _, d := range all {
			s := r.schemaOf(d)
			said, _ := r.document.operation(d.op)
			if s == nil || said.Body == nil {
				continue
			}
			body := make(s, d.request.Body)
			if body == nil || len(body) == 0 && !said.Body.Required {
				continue
			}
			tried = true
			d.request.Body = body
			a, err := r.perform(ctx, d)
			switch {
			case unwell(err) != nil:
				wrong.add("%s: %w", d.name, unwell(err))
			case err == nil && a.status < 400:
				wrong.add("%s takes it: %d", d.name, a.status)
			}
			if err := r.died(ctx); err != nil {
				wrong.add("%s: %w", d.name, err)
			}
		}
		if !tried {
			return besides("no operation's schema speaks of it")
		}
		return wrong.err()
	}
}

func unknownMember(s *schema, body []byte) []byte {
	if string(bytes.TrimSpace(s.Extra)) != "false" || s.kind() != "object" {
		return nil
	}
	return with(body, func(fields map[string]any) { fields["no_such_member"] = true })
}

func otherTypes(s *schema, body []byte) []byte {
	changed := false
	made := with(body, func(fields map[string]any) {
		for name := range fields {
			if p := s.Properties[name]; p != nil && slices.Contains([]string{"string", "integer", "number", "boolean"}, p.kind()) && p.Ref == "" {
				fields[name], changed = map[string]any{"a": []int{1}}, true
			}
		}
	})
	if !changed {
		return nil
	}
	return made
}

// with changes the members of an object; nil where it is none.
func with(body []byte, change func(map[string]any)) []byte {
	var fields map[string]any
	if json.Unmarshal(body, &fields) != nil || fields == nil {
		return nil
	}
	change(fields)
	made, err := json.Marshal(fields)
	if err != nil {
		return nil
	}
	return made
}

// odd sends each operation a body that it may take or refuse.
func odd(change func([]byte) []byte) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		all, err := r.bodied(ctx)
		if err != nil {
			return err
		}
		for i := range all {
			all[i].request.Body = change(bytes.Clone(all[i].request.Body))
		}
		return r.endure(ctx, all)
	}
}

// strange changes each operation's request.
func strange(change func(*wire.Request)) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		all, err := r.offered(ctx, func(drill) bool { return false })
		if err != nil {
			return err
		}
		return r.endure(ctx, all, func(c *wire.Call) { change(&c.Request) })
	}
}

func strangeIDs(ctx context.Context, r *run) error {
	offered, err := r.offered(ctx, func(drill) bool { return false })
	if err != nil {
		return err
	}
	var all []drill
	for _, d := range offered {
		for _, id := range []string{"%00", "%2e%2e%2f%2e%2e", strings.Repeat("a", 5000), "%F0%9F%90%A4", "%FF", "'%20OR%201=1--"} {
			if !strings.Contains(d.op.Path, "{") {
				continue
			}
			changed := d
			changed.name = fmt.Sprintf("%s with %.20s", d.name, id)
			changed.reads = nil // the core would have found none
			changed.request.Path = braces.ReplaceAllString(d.op.Path, id)
			all = append(all, changed)
		}
	}
	if len(all) == 0 {
		return besides("no address has an id in it")
	}
	return r.endure(ctx, all)
}
