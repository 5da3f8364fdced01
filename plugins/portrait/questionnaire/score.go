package questionnaire

import (
	"iter"
	"math"
	"slices"
)

// Overall is the key of the score over all dimensions, where they have weights.
const Overall = "overall"

// leastAnswered is the share of a dimension's items, those that do not apply set aside, that must have a
// number for the dimension to have a score.
const leastAnswered = 0.8

// Scores are one person's scores by dimension key: on the native scale, reversed items turned round; on 0 to 100
// where the dimension holds others. A dimension without a score is absent. Overall, where there is one, is on 0 to 100.
type Scores map[string]float64

// Score computes the scores of a checked sheet.
func (q Questionnaire) Score(s Sheet) Scores {
	scores := Scores{}
	for _, d := range slices.Backward(q.Dimensions) { // what a dimension holds stands below it
		v, ok := q.scoreOf(d, s)
		if len(d.Items) == 0 {
			v, ok = q.join(q.Within(d.Key), scores)
		}
		if ok {
			scores[d.Key] = v
		}
	}
	if q.Weighted() {
		if v, ok := q.join(q.Within(""), scores); ok {
			scores[Overall] = v
		}
	}
	return scores
}

// Value is an item's answer on its scale, turned round where the item is reversed; false when there is no number.
func (q Questionnaire) Value(it Item, s Sheet) (float64, bool) {
	v, ok := s[it.Key].(float64)
	if !ok {
		return 0, false
	}
	if it.Reversed {
		scale, _ := q.Scale(it.Scale)
		v = scale.reverse(v)
	}
	return v, true
}

// Numbers returns the items' answers in the questionnaire's order, reversed ones turned round; NaN where there is none.
func (q Questionnaire) Numbers(s Sheet) []float64 {
	row := make([]float64, 0, maxRow)
	for _, d := range q.Dimensions {
		for _, it := range d.Items {
			v, ok := q.Value(it, s)
			if !ok {
				v = math.NaN()
			}
			row = append(row, v)
		}
	}
	return row
}

// maxRow is room for most questionnaires' items.
const maxRow = 64

// Percent puts a native score of a dimension on 0 to 100.
func (q Questionnaire) Percent(d Dimension, score float64) float64 {
	low, high := q.Range(d)
	return Scale{Min: low, Max: high}.percent(score)
}

func (q Questionnaire) scoreOf(d Dimension, s Sheet) (float64, bool) {
	sum, answered, asked := 0.0, 0, 0
	for _, it := range d.Items {
		if s[it.Key] == NotApplicable {
			continue
		}
		asked++
		if v, ok := q.Value(it, s); ok {
			sum, answered = sum+v, answered+1
		}
	}
	if answered == 0 || float64(answered) < leastAnswered*float64(asked) {
		return 0, false
	}
	return sum / float64(answered), true
}

// join is the weighted mean of dimensions' scores on 0 to 100; a dimension with a weight and no score leaves the
// whole without one. Where none has a weight all count alike.
func (q Questionnaire) join(all iter.Seq[Dimension], scores Scores) (float64, bool) {
	sum, weights, alike := 0.0, 0.0, !weighted(all)
	for d := range all {
		weight := 1.0
		if !alike {
			if d.Weight == nil || *d.Weight == 0 {
				continue
			}
			weight = *d.Weight
		}
		v, ok := scores[d.Key]
		if !ok {
			return 0, false
		}
		sum, weights = sum+weight*q.Percent(d, v), weights+weight
	}
	if weights == 0 {
		return 0, false
	}
	return sum / weights, true
}
