package parcel

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
)

// document is what an OpenAPI document says of bodies.
type document struct {
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Schemas map[string]*shape `json:"schemas"`
	} `json:"components"`
}

// described is one operation of it.
type described struct {
	Parameters []parameter        `json:"parameters"`
	Body       content            `json:"requestBody"`
	Responses  map[string]content `json:"responses"`
}

// parameter is one of an address, its query or the headers.
type parameter struct {
	Name     string `json:"name"`
	In       string `json:"in"`
	Required bool   `json:"required"`
	Schema   *shape `json:"schema"`
}

func (p parameter) String() string { return p.In + " parameter " + p.Name }

// content is a body, of which JSON is compared.
type content struct {
	Required bool `json:"required"`
	Content  map[string]struct {
		Schema *shape `json:"schema"`
	} `json:"content"`
}

func (c content) json() *shape { return c.Content["application/json"].Schema }

// shape is what is compared of a schema. Alternatives are beyond it: neither side says for sure what is there.
type shape struct {
	Ref        string            `json:"$ref"`
	Type       any               `json:"type"`
	Enum       []any             `json:"enum"`
	Properties map[string]*shape `json:"properties"`
	Required   []string          `json:"required"`
	Items      *shape            `json:"items"`
}

// kind is its one type beside null; empty where it has none, or several.
func (s *shape) kind() string {
	switch t := s.Type.(type) {
	case string:
		return t
	case []any:
		rest := slices.DeleteFunc(slices.Clone(t), func(one any) bool { return one == "null" })
		if len(rest) == 1 {
			return fmt.Sprint(rest[0])
		}
	}
	return ""
}

// bodies compares what an operation takes and answers in two releases, as far as their documents tell.
func (d *Difference) bodies(op string, older, newer sdk.Manifest) {
	was, is := bodiesOf(older, op), bodiesOf(newer, op)
	if was == nil || is == nil {
		return
	}
	taken := comparison{Difference: d, names: [2]document{was.document, is.document}, what: "the operation " + op + " takes", request: true}
	taken.parameters(was.Parameters, is.Parameters)
	before, after := was.Body.json(), is.Body.json()
	switch {
	case before == nil && after != nil && is.Body.Required:
		d.broke("the operation %s needs a body now", op)
	case before != nil && after == nil:
		d.broke("the operation %s takes no body any more", op)
	}
	taken.compare("", before, after)
	statusBefore, answerBefore := was.answer()
	statusAfter, answerAfter := is.answer()
	if statusBefore != statusAfter {
		d.broke("the operation %s answers %s, and answered %s", op, statusAfter, statusBefore)
	}
	if answerBefore != nil && answerAfter == nil {
		d.broke("the operation %s answers with no body any more", op)
	}
	told := comparison{Difference: d, names: taken.names, what: "the operation " + op + " answers"}
	told.compare("", answerBefore, answerAfter)
}

func (d *Difference) broke(format string, args ...any) {
	d.Broken = append(d.Broken, fmt.Sprintf(format, args...))
}

// spoken is an operation with the document around it.
type spoken struct {
	described
	document document
}

// bodiesOf finds what a release says of an operation; nil where it says nothing readable.
func bodiesOf(m sdk.Manifest, op string) *spoken {
	var found spoken
	method, path, _ := strings.Cut(op, " ")
	if json.Unmarshal(m.OpenAPI, &found.document) != nil {
		return nil
	}
	text, there := found.document.Paths[path][strings.ToLower(method)]
	if !there || json.Unmarshal(text, &found.described) != nil {
		return nil
	}
	return &found
}

// answer is the first status that means success, with the body that it has.
func (s spoken) answer() (status string, body *shape) {
	for _, status := range slices.Sorted(maps.Keys(s.Responses)) {
		if strings.HasPrefix(status, "2") {
			return status, s.Responses[status].json()
		}
	}
	return "", nil
}

// comparison is one direction of an operation: what callers send must still be taken, what they are answered must still be
// there.
type comparison struct {
	*Difference
	names   [2]document // of the older and the newer release
	what    string      // "the operation GET /x answers"
	request bool
	within  []*shape // of the older release, around the place: one that holds itself is compared once
}

// parameters may go, change, or be needed that were not.
func (c comparison) parameters(was, is []parameter) {
	for _, p := range was {
		i := slices.IndexFunc(is, func(q parameter) bool { return q.String() == p.String() })
		if i < 0 {
			c.broke("%s the %s no more", c.what, p)
			continue
		}
		c.compare("the "+p.String(), p.Schema, is[i].Schema)
	}
	for _, p := range is {
		needed := func(q parameter) bool { return q.String() == p.String() && q.Required }
		if p.Required && !slices.ContainsFunc(was, needed) {
			c.broke("%s nothing without the %s any more", c.what, p)
		}
	}
}

// compare compares what stands in one place.
func (c comparison) compare(at string, was, is *shape) {
	was, is = named(c.names[0], was), named(c.names[1], is)
	if was == nil || is == nil || slices.Contains(c.within, was) {
		return
	}
	c.within = append(slices.Clip(c.within), was)
	if before, after := was.kind(), is.kind(); before != "" && after != "" && before != after && !c.wider(before, after) {
		c.broke("%s %s as %s, not %s any more", c.what, place(at), after, before)
		return
	}
	c.values(at, was, is)
	c.members(at, was, is)
	c.compare(at+"/0", was.Items, is.Items)
}

// wider reports whether whoever knows a type is served by another one as well.
func (c comparison) wider(before, after string) bool {
	if c.request {
		return before == "integer" && after == "number"
	}
	return before == "number" && after == "integer"
}

// values that callers send must all be taken still. What is answered may be new to them: they were told the old ones only.
func (c comparison) values(at string, was, is *shape) {
	if !c.request || len(is.Enum) == 0 {
		return
	}
	for _, v := range was.Enum {
		if !slices.ContainsFunc(is.Enum, func(w any) bool { return fmt.Sprint(v) == fmt.Sprint(w) }) {
			c.broke("%s %v in %s no more", c.what, v, place(at))
		}
	}
}

func (c comparison) members(at string, was, is *shape) {
	if len(was.Properties) == 0 || c.request && len(is.Properties) == 0 {
		return // one of the two says nothing of its members
	}
	for _, name := range slices.Sorted(maps.Keys(was.Properties)) {
		here := at + "/" + name
		now, there := is.Properties[name]
		switch {
		case !there:
			c.broke("%s %s no more", c.what, here)
			continue
		case !c.request && slices.Contains(was.Required, name) && !slices.Contains(is.Required, name):
			c.broke("%s %s not always any more", c.what, here)
		}
		c.compare(here, was.Properties[name], now)
	}
	for _, name := range slices.Sorted(maps.Keys(is.Properties)) {
		here := at + "/" + name
		_, old := was.Properties[name]
		switch {
		case c.request && slices.Contains(is.Required, name) && !slices.Contains(was.Required, name):
			c.broke("%s nothing without %s any more", c.what, here)
		case !old:
			c.Added = append(c.Added, c.what+" "+here)
		}
	}
}

// named follows references, which may lead to others.
func named(in document, s *shape) *shape {
	const most = 8
	for range most {
		if s == nil || s.Ref == "" {
			return s
		}
		s = in.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	return nil
}

// place names where something stands.
func place(at string) string {
	if at == "" {
		return "its body"
	}
	return at
}
