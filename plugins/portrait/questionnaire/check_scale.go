package questionnaire

import "slices"

func (c *checker) scale(pointer string, s Scale, before []Scale) {
	c.key(pointer+"/key", s.Key)
	if slices.ContainsFunc(before, func(o Scale) bool { return o.Key == s.Key }) {
		c.say(pointer+"/key", "%q is the key of another scale", s.Key)
	}
	if !slices.Contains(Kinds(), s.Kind) {
		c.say(pointer+"/kind", "must be one of %v", Kinds())
		return
	}
	if c.span(pointer, s) {
		c.anchors(pointer+"/anchors", s)
	}
}

// span checks the range, and says whether its values can be gone through.
func (c *checker) span(pointer string, s Scale) bool {
	switch {
	case s.Min < -1000 || s.Max > 1000:
		c.say(pointer+"/max", "values lie between -1000 and 1000")
	case s.Min >= s.Max:
		c.lack(pointer+"/max", "must be greater than the lowest value, %d", s.Min)
	case s.Kind == YesNo && (s.Min != 0 || s.Max != 1):
		c.lack(pointer+"/max", "a yes/no scale runs from 0 to 1")
	case s.Kind != Rating && s.steps() > maxSteps:
		c.lack(pointer+"/max", "has %d values; people choose among at most %d (use the kind %q for a number)", s.steps(), maxSteps, Rating)
	case s.steps() > maxRange+1:
		c.say(pointer+"/max", "has more than %d values", maxRange+1)
	default:
		return true
	}
	return false
}

func (c *checker) anchors(pointer string, s Scale) {
	worded := map[int]bool{}
	for i, a := range s.Anchors {
		switch {
		case a.Value < s.Min || a.Value > s.Max:
			c.lack(at(pointer, i)+"/value", "%d lies outside the scale, %d to %d", a.Value, s.Min, s.Max)
		case worded[a.Value]:
			c.say(at(pointer, i)+"/value", "%d has two anchors", a.Value)
		}
		worded[a.Value] = true
		c.anchor(at(pointer, i), a)
	}
	for _, v := range s.worded() {
		if !worded[v] {
			c.lack(pointer, "the value %d of a %s scale has no anchor", v, s.Kind)
		}
	}
}

func (c *checker) anchor(pointer string, a Anchor) {
	text := a.Text()
	for _, l := range c.languages {
		if words, known := text[l]; known && words == "" {
			c.lack(pointer, "has no wording in %q", l)
		}
	}
}
