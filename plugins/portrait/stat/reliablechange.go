package stat

import "math"

// ReliableChange is whether one person changed by more than the measure's own error. It is for that person alone:
// nothing that concerns a wave uses it.
type ReliableChange struct {
	SE         float64 `json:"se" doc:"Of one measure."`
	Difference float64 `json:"se_difference"`
	Index      float64 `json:"rci"`
	Reliable   bool    `json:"reliable" doc:"The index is farther from 0 than 1.96."`
}

// NewReliableChange compares a person's two values on a scale with this SD and this reliability, from 0 to below 1.
//
// Source: Jacobson and Truax 1991.
func NewReliableChange(first, second, sd, reliability float64) (ReliableChange, error) {
	se := sd * math.Sqrt(1-reliability)
	if !(se > 0) {
		return ReliableChange{}, NoVariance
	}
	r := ReliableChange{SE: se, Difference: math.Sqrt2 * se}
	r.Index = (second - first) / r.Difference
	r.Reliable = math.Abs(r.Index) > z()
	return r, nil
}
