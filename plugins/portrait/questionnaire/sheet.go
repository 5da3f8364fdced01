package questionnaire

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// The two answers that are not numbers.
const (
	NotApplicable = "na" // sans objet: the item leaves the denominator
	NotObserved   = "no" // non observé: known to be unanswered
)

// Sheet is one person's answers by item key: a number, "na" or "no". An item left out is missing.
type Sheet map[string]any

// CheckSheet returns every mistake of a sheet, ordered by item; pointers begin with prefix. Answers may be
// partial, but not all missing.
func (q Questionnaire) CheckSheet(prefix string, s Sheet) []Problem {
	c := &checker{}
	known := map[string]Item{}
	for _, it := range q.Items() {
		known[it.Key] = it
	}
	for key, value := range s {
		pointer := prefix + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
		it, ok := known[key]
		if !ok {
			c.say(pointer, "the questionnaire has no such item")
			continue
		}
		scale, _ := q.Scale(it.Scale)
		c.value(pointer, scale, value)
	}
	if len(s) == 0 {
		c.say(prefix, "must hold at least one answer")
	}
	slices.SortFunc(c.problems, func(a, b Problem) int { return cmp.Compare(a.Pointer, b.Pointer) })
	return c.problems
}

func (c *checker) value(pointer string, s Scale, value any) {
	switch v := value.(type) {
	case float64:
		if v != math.Trunc(v) || v < float64(s.Min) || v > float64(s.Max) {
			c.say(pointer, "must be a whole number from %d to %d", s.Min, s.Max)
		}
	case string:
		switch {
		case v == NotApplicable && !s.NotApplicable:
			c.say(pointer, "%q is not offered here", NotApplicable)
		case v == NotObserved && !s.NotObserved:
			c.say(pointer, "%q is not offered here", NotObserved)
		case v != NotApplicable && v != NotObserved:
			c.say(pointer, "must be a number, %q or %q", NotApplicable, NotObserved)
		}
	default:
		c.say(pointer, "must be a number, %q or %q", NotApplicable, NotObserved)
	}
}
