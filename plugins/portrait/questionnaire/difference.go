package questionnaire

import (
	"reflect"
	"slices"
)

// Kinds of what differs between two versions.
const (
	Added    = "added"
	Removed  = "removed"
	Moved    = "moved"    // an item to another dimension, a dimension to within another
	Reworded = "reworded" // text, help or what to have seen
	Rescaled = "rescaled" // another range, kind or wording of the answers
	Turned   = "turned"   // reversed, or no longer
	Weighed  = "weighed"  // another weight
)

// Difference is what a newer version changes, in the order of the newer one; what was removed comes last.
type Difference struct {
	Changes []Change `json:"changes"`
	// Comparable are the dimensions whose scores may be compared: the same items, on the same scales, turned the same way.
	Comparable []string `json:"comparable"`
	Overall    bool     `json:"overall" doc:"The overall scores may be compared, or neither version has one."`
}

// Change is one thing that differs.
type Change struct {
	Kind   string `json:"kind" enum:"added,removed,moved,reworded,rescaled,turned,weighed"`
	What   string `json:"what" enum:"dimension,item"`
	Key    string `json:"key"`
	Before Text   `json:"before,omitempty" doc:"Its text in the older version, or where it stood."`
	After  Text   `json:"after,omitempty" doc:"Its text in the newer version, or where it stands."`
}

// placed is an item with the dimension that holds it.
type placed struct {
	Item
	in Dimension
}

// Since compares with an older version. Things are the same where their keys are.
func (q Questionnaire) Since(older Questionnaire) Difference {
	made := Difference{Changes: []Change{}, Comparable: []string{}}
	was, is := older.placed(), q.placed()
	for _, d := range q.Dimensions {
		made.dimension(d, older, q)
		for _, it := range d.Items {
			made.item(placed{it, d}, was, older, q)
		}
	}
	for _, d := range older.Dimensions {
		if !slices.ContainsFunc(q.Dimensions, func(o Dimension) bool { return o.Key == d.Key }) {
			made.add(Removed, "dimension", d.Key, d.Title, nil)
		}
		for _, it := range d.Items {
			if _, still := is[it.Key]; !still {
				made.add(Removed, "item", it.Key, it.Text, nil)
			}
		}
	}
	made.compare(older, q)
	return made
}

func (q Questionnaire) placed() map[string]placed {
	all := map[string]placed{}
	for _, d := range q.Dimensions {
		for _, it := range d.Items {
			all[it.Key] = placed{it, d}
		}
	}
	return all
}

func (m *Difference) add(kind, what, key string, before, after Text) {
	m.Changes = append(m.Changes, Change{kind, what, key, before, after})
}

func (m *Difference) dimension(d Dimension, older, newer Questionnaire) {
	i := slices.IndexFunc(older.Dimensions, func(o Dimension) bool { return o.Key == d.Key })
	if i < 0 {
		m.add(Added, "dimension", d.Key, nil, d.Title)
		return
	}
	was := older.Dimensions[i]
	if was.Parent != d.Parent {
		m.add(Moved, "dimension", d.Key, older.titleOf(was.Parent), newer.titleOf(d.Parent))
	}
	if !same(was.Title, d.Title) || !same(was.Help, d.Help) {
		m.add(Reworded, "dimension", d.Key, was.Title, d.Title)
	}
	if !reflect.DeepEqual(was.Weight, d.Weight) {
		m.add(Weighed, "dimension", d.Key, was.Title, d.Title)
	}
}

func (m *Difference) item(it placed, all map[string]placed, older, newer Questionnaire) {
	was, known := all[it.Key]
	if !known {
		m.add(Added, "item", it.Key, nil, it.Text)
		return
	}
	if was.in.Key != it.in.Key {
		m.add(Moved, "item", it.Key, was.in.Title, it.in.Title)
	}
	if !same(was.Text, it.Text) || !same(was.Help, it.Help) || !same(was.Evidence, it.Evidence) {
		m.add(Reworded, "item", it.Key, was.Text, it.Text)
	}
	if was.Reversed != it.Reversed {
		m.add(Turned, "item", it.Key, was.Text, it.Text)
	}
	if !alike(older, was.Scale, newer, it.Scale) {
		m.add(Rescaled, "item", it.Key, was.Text, it.Text)
	}
}

// compare finds the dimensions that are scored as before.
func (m *Difference) compare(older, newer Questionnaire) {
	kept := map[string]bool{}
	for _, d := range slices.Backward(newer.Dimensions) { // what a dimension holds stands below it
		i := slices.IndexFunc(older.Dimensions, func(o Dimension) bool { return o.Key == d.Key })
		kept[d.Key] = i >= 0 && scoredAlike(older.Dimensions[i], older, d, newer) && (len(d.Items) > 0 || joinedAlike(older, newer, d.Key, kept))
	}
	for _, d := range newer.Dimensions {
		if kept[d.Key] {
			m.Comparable = append(m.Comparable, d.Key)
		}
	}
	m.Overall = older.Weighted() == newer.Weighted() && (!newer.Weighted() || joinedAlike(older, newer, "", kept))
}

// scoredAlike reports whether the items of a dimension are the same ones, answered and counted the same way.
func scoredAlike(was Dimension, older Questionnaire, is Dimension, newer Questionnaire) bool {
	if len(was.Items) != len(is.Items) {
		return false
	}
	for _, it := range is.Items {
		if !slices.ContainsFunc(was.Items, func(o Item) bool {
			return o.Key == it.Key && o.Reversed == it.Reversed && alike(older, o.Scale, newer, it.Scale)
		}) {
			return false
		}
	}
	return true
}

// joinedAlike reports whether a dimension joins the same dimensions with the same weights, each scored as before.
func joinedAlike(older, newer Questionnaire, parent string, kept map[string]bool) bool {
	weights := func(q Questionnaire) map[string]float64 {
		all := map[string]float64{}
		for d := range q.Within(parent) {
			all[d.Key] = 0
			if d.Weight != nil {
				all[d.Key] = *d.Weight
			}
		}
		return all
	}
	for d := range newer.Within(parent) {
		if !kept[d.Key] {
			return false
		}
	}
	return reflect.DeepEqual(weights(older), weights(newer))
}

// alike reports whether two scales are answered the same way, whatever their keys.
func alike(older Questionnaire, was string, newer Questionnaire, is string) bool {
	a, _ := older.Scale(was)
	b, _ := newer.Scale(is)
	a.Key, b.Key = "", ""
	return reflect.DeepEqual(a, b)
}

// same reports whether two texts say the same; no text and an empty one do.
func same(a, b Text) bool { return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b) }

func (q Questionnaire) titleOf(dimension string) Text {
	for _, d := range q.Dimensions {
		if d.Key == dimension {
			return d.Title
		}
	}
	return nil
}
