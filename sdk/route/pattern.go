package route

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// part is one segment of a pattern: a literal, or a parameter that may end with a verb.
type part struct {
	literal string // "waves", "waves:import"; empty for a parameter
	name    string // parameter's name
	verb    string // ":open" after a parameter
	rest    bool   // {name...}: all remaining segments, at least one
}

// A literal holds unreserved characters and colons; a verb is lower case with hyphens.
var (
	literalForm = regexp.MustCompile(`^[A-Za-z0-9._~:@$-]+$`)
	paramForm   = regexp.MustCompile(`^\{([A-Za-z][A-Za-z0-9_-]*)(\.\.\.)?\}(:[a-z][a-z0-9-]*)?$`)
)

// parse reads a pattern.
func parse(pattern string) ([]part, error) {
	inner, ok := trimRoot(pattern)
	if !ok {
		return nil, errors.New("a pattern begins with /")
	}
	if inner == "" {
		return nil, nil
	}
	var parts []part
	for text := range strings.SplitSeq(inner, "/") {
		p, err := parsePart(text)
		if err != nil {
			return nil, err
		}
		if len(parts) > 0 && parts[len(parts)-1].rest {
			return nil, fmt.Errorf("nothing may follow {%s...}", parts[len(parts)-1].name)
		}
		if p.name != "" && slices.ContainsFunc(parts, func(o part) bool { return o.name == p.name }) {
			return nil, fmt.Errorf("parameter %q comes twice", p.name)
		}
		if len(parts) > 0 && parts[len(parts)-1].verb != "" {
			return nil, fmt.Errorf("the verb %q is not at the end", parts[len(parts)-1].verb)
		}
		parts = append(parts, p)
	}
	return parts, nil
}

func parsePart(text string) (part, error) {
	if m := paramForm.FindStringSubmatch(text); m != nil {
		if m[2] != "" && m[3] != "" {
			return part{}, fmt.Errorf("segment %q: the rest of a path has no verb", text)
		}
		return part{name: m[1], rest: m[2] != "", verb: m[3]}, nil
	}
	if text == "." || text == ".." || !literalForm.MatchString(text) {
		return part{}, fmt.Errorf("segment %q is neither a name nor a parameter", text)
	}
	return part{literal: text}, nil
}

// names are the parameters in order.
func names(parts []part) []string {
	var all []string
	for _, p := range parts {
		if p.name != "" {
			all = append(all, p.name)
		}
	}
	return all
}

// relation says how two patterns' sets of paths lie to each other.
type relation uint8

const (
	disjoint relation = iota // no path matches both
	equal                    // the same paths
	narrower                 // all of the first's paths are the second's
	wider                    // all of the second's paths are the first's
	crossing                 // some of each
)

// ambiguous reports whether a path matches both and neither is the more specific.
func ambiguous(a, b []part) bool {
	r := compare(a, b)
	return r == equal || r == crossing
}

// compare walks both patterns side by side.
func compare(a, b []part) relation {
	result := equal
	for i := 0; ; i++ {
		if i == len(a) || i == len(b) {
			if len(a) == len(b) {
				return result
			}
			return disjoint
		}
		if a[i].rest || b[i].rest {
			return join(result, compareRest(a[i].rest, b[i].rest))
		}
		result = join(result, comparePart(a[i], b[i]))
		if result == disjoint {
			return disjoint
		}
	}
}

func compareRest(a, b bool) relation {
	switch {
	case a && b:
		return equal
	case b:
		return narrower
	default:
		return wider
	}
}

func comparePart(a, b part) relation {
	switch {
	case a.literal != "" && b.literal != "":
		if a.literal == b.literal {
			return equal
		}
		return disjoint
	case a.literal != "":
		return literalIn(a.literal, b)
	case b.literal != "":
		return flip(literalIn(b.literal, a))
	case a.verb == b.verb:
		return equal
	default:
		return disjoint // a parameter's value holds no colon
	}
}

// literalIn compares a literal with a parameter.
func literalIn(literal string, p part) relation {
	value, verb := cutVerb(literal)
	if value != "" && verb == p.verb {
		return narrower
	}
	return disjoint
}

func flip(r relation) relation {
	switch r {
	case narrower:
		return wider
	case wider:
		return narrower
	default:
		return r
	}
}

// join adds the relation of a further segment.
func join(so, next relation) relation {
	switch {
	case so == disjoint || next == disjoint:
		return disjoint
	case so == equal:
		return next
	case next == equal || so == next:
		return so
	default:
		return crossing
	}
}

// cutVerb splits "x:open" into "x" and ":open".
func cutVerb(segment string) (value, verb string) {
	if i := strings.IndexByte(segment, ':'); i >= 0 {
		return segment[:i], segment[i:]
	}
	return segment, ""
}
