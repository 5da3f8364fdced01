package questionnaire

import (
	"math"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/ribambelle/ribambelle/sdk"
)

// take reads one node into the place that it was made for; at is the node's pointer.
type take func(n ast.Node, at string)

// reader walks a YAML tree into a questionnaire, and remembers where each value stood.
type reader struct{ ledger }

func (r *reader) questionnaire(q *Questionnaire) take {
	return r.object(map[string]take{
		"code": r.text(&q.Code), "version": r.text(&q.Version),
		"title": r.words(&q.Title), "intro": r.words(&q.Intro),
		"licence": r.text(&q.Licence), "licensed": r.boolean(&q.Licensed), "author": r.text(&q.Author),
		"languages":  each(r, &q.Languages, r.text),
		"scales":     each(r, &q.Scales, r.scale),
		"dimensions": each(r, &q.Dimensions, r.dimension),
	})
}

func (r *reader) scale(s *Scale) take {
	return r.object(map[string]take{
		"key": r.text(&s.Key), "kind": r.text((*string)(&s.Kind)),
		"min": r.integer(&s.Min), "max": r.integer(&s.Max),
		"anchors":        each(r, &s.Anchors, r.anchor),
		"not_applicable": r.boolean(&s.NotApplicable), "not_observed": r.boolean(&s.NotObserved),
	})
}

func (r *reader) anchor(a *Anchor) take {
	return r.object(map[string]take{
		"value": r.integer(&a.Value),
		"fr":    r.text(&a.FR), "fr-CA": r.text(&a.FRCA), "en": r.text(&a.EN),
	})
}

func (r *reader) dimension(d *Dimension) take {
	return r.object(map[string]take{
		"key": r.text(&d.Key), "parent": r.text(&d.Parent), "title": r.words(&d.Title), "help": r.words(&d.Help),
		"weight": r.number(&d.Weight),
		"items":  each(r, &d.Items, r.item),
	})
}

func (r *reader) item(it *Item) take {
	return r.object(map[string]take{
		"key": r.text(&it.Key), "scale": r.text(&it.Scale),
		"text": r.words(&it.Text), "help": r.words(&it.Help), "evidence": r.words(&it.Evidence),
		"reversed": r.boolean(&it.Reversed),
		"domains":  each(r, &it.Domains, func(d *sdk.Domain) take { return r.text((*string)(d)) }),
		"cps":      each(r, &it.CPS, func(c *sdk.Competence) take { return r.text((*string)(c)) }),
	})
}

// object reads a mapping whose keys are all known.
func (r *reader) object(fields map[string]take) take {
	return func(n ast.Node, at string) {
		r.entries(n, at, func(key string, value ast.Node, at string) {
			if read, ok := fields[key]; ok {
				read(value, at)
				return
			}
			known := make([]string, 0, len(fields))
			for k := range fields {
				known = append(known, k)
			}
			slices.Sort(known)
			r.say(at, "there is no field %q here; known are: %s", key, strings.Join(known, ", "))
		})
	}
}

// words reads a text by language.
func (r *reader) words(into *Text) take {
	return func(n ast.Node, at string) {
		words := Text{}
		r.entries(n, at, func(tag string, value ast.Node, at string) {
			var text string
			r.text(&text)(value, at)
			words[tag] = text
		})
		*into = words
	}
}

func (r *reader) entries(n ast.Node, at string, visit func(key string, value ast.Node, at string)) {
	r.mark(n, at)
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		r.say(at, "a mapping (key: value) is expected")
		return
	}
	for _, v := range values {
		key := v.Key.GetToken().Value
		pointer := at + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
		r.mark(v.Key, pointer)
		visit(key, v.Value, pointer)
	}
}

// each reads a sequence, one element at a time.
func each[T any](r *reader, into *[]T, element func(*T) take) take {
	return func(n ast.Node, pointer string) {
		s, ok := n.(*ast.SequenceNode)
		if !ok {
			r.say(pointer, "a list is expected")
			return
		}
		list := make([]T, len(s.Values))
		for i, v := range s.Values {
			place := at(pointer, i)
			r.mark(v, place)
			element(&list[i])(v, place)
		}
		*into = list
	}
}

func (r *reader) text(into *string) take {
	return func(n ast.Node, at string) {
		switch s := n.(type) {
		case *ast.StringNode:
			*into = s.Value
		case *ast.LiteralNode:
			*into = strings.TrimSpace(s.Value.Value)
		case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode:
			*into = n.GetToken().Value
		default:
			r.say(at, "a text is expected")
		}
	}
}

func (r *reader) integer(into *int) take {
	return func(n ast.Node, at string) {
		v, ok := numeric(n)
		if !ok || v != math.Trunc(v) || math.Abs(v) > 1e9 {
			r.say(at, "a whole number is expected")
			return
		}
		*into = int(v)
	}
}

func (r *reader) number(into **float64) take {
	return func(n ast.Node, at string) {
		v, ok := numeric(n)
		if !ok {
			r.say(at, "a number is expected")
			return
		}
		*into = &v
	}
}

func (r *reader) boolean(into *bool) take {
	return func(n ast.Node, at string) {
		b, ok := n.(*ast.BoolNode)
		if !ok {
			r.say(at, "true or false is expected")
			return
		}
		*into = b.Value
	}
}

func numeric(n ast.Node) (float64, bool) {
	switch v := n.(type) {
	case *ast.IntegerNode:
		switch i := v.Value.(type) {
		case int64:
			return float64(i), true
		case uint64:
			return float64(i), true
		}
	case *ast.FloatNode:
		return v.Value, true
	}
	return 0, false
}

func (r *reader) mark(n ast.Node, at string) {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return
	}
	p := n.GetToken().Position
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		p = m.Values[0].Key.GetToken().Position
	}
	if m, ok := n.(*ast.MappingValueNode); ok {
		p = m.Key.GetToken().Position
	}
	r.put(at, place{line: p.Line, column: p.Column})
}
