package route

import (
	"maps"
	"strings"
)

// node is one place in the trie of a table. Nodes are never changed once they are reachable: with copies
// the way from the root to the new leaf and shares the rest.
type node[V any] struct {
	literals map[string]*node[V] // by the whole segment, verb included
	params   map[string]*node[V] // by the verb after the parameter, "" for none
	leaves   map[string]leaf[V]  // by method: patterns that end here
	rests    map[string]leaf[V]  // by method: patterns that take all that follows
}

type leaf[V any] struct {
	entry Entry[V]
	names []string
}

// with returns a copy of the node that has the leaf at the end of parts.
func (n node[V]) with(parts []part, l leaf[V]) node[V] {
	switch {
	case len(parts) == 0:
		n.leaves = put(n.leaves, l.entry.Method, l)
	case parts[0].rest:
		n.rests = put(n.rests, l.entry.Method, l)
	case parts[0].literal != "":
		n.literals = put(n.literals, parts[0].literal, child(n.literals[parts[0].literal], parts[1:], l))
	default:
		n.params = put(n.params, parts[0].verb, child(n.params[parts[0].verb], parts[1:], l))
	}
	return n
}

func child[V any](old *node[V], parts []part, l leaf[V]) *node[V] {
	var base node[V]
	if old != nil {
		base = *old
	}
	made := base.with(parts, l)
	return &made
}

// put returns a copy of the map with one more entry.
func put[V any](old map[string]V, key string, value V) map[string]V {
	made := make(map[string]V, len(old)+1)
	maps.Copy(made, old)
	made[key] = value
	return made
}

// search is one walk through the trie: literals before parameters before the rest, stepping back from dead ends.
type search[V any] struct {
	method  string
	allowed map[string]bool
	leaf    *leaf[V]
	values  []string
}

func (s *search[V]) walk(n *node[V], segments []segment, values []string) bool {
	if len(segments) == 0 {
		return s.end(n.leaves, values)
	}
	first := segments[0]
	if next := n.literals[first.raw]; next != nil && s.walk(next, segments[1:], values) {
		return true
	}
	if value, verb := cutVerb(first.raw); value != "" {
		if next := n.params[verb]; next != nil && s.walk(next, segments[1:], append(values, plain(first, value))) {
			return true
		}
	}
	return len(n.rests) > 0 && s.end(n.rests, append(values, joined(segments)))
}

// end takes the leaf of the method, or notes the methods that would have been allowed.
func (s *search[V]) end(leaves map[string]leaf[V], values []string) bool {
	if l, ok := leaves[s.method]; ok {
		s.leaf, s.values = &l, values
		return true
	}
	if s.allowed == nil && len(leaves) > 0 {
		s.allowed = map[string]bool{}
	}
	for method := range leaves {
		s.allowed[method] = true
	}
	return false
}

func (s *search[V]) match() Match[V] {
	m := Match[V]{Pattern: s.leaf.entry.Pattern, Value: s.leaf.entry.Value, OK: true}
	if len(s.leaf.names) > 0 {
		m.Params = make(Params, len(s.leaf.names))
	}
	for i, name := range s.leaf.names {
		m.Params[name] = s.values[i]
	}
	return m
}

// plain is the unescaped text of a parameter's value: the segment without its verb, which has no escapes.
func plain(s segment, value string) string {
	return strings.TrimSuffix(s.text, s.raw[len(value):])
}

func joined(segments []segment) string {
	texts := make([]string, len(segments))
	for i, s := range segments {
		texts[i] = s.text
	}
	return strings.Join(texts, "/")
}
