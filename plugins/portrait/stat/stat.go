// Package stat holds the statistics of the quality portrait: descriptions of scores, the consistency of a
// scale, and intervals.
//
// Each function names its source and is tested against printed digits. Distributions and moments come from
// gonum. What cannot be computed is a Reason, never a NaN and never a zero that looks like a result.
//
// Goals: figures that a researcher recomputes to six digits.
// Non-goals: who may see a figure (the disclosure gate decides), formatting.
//
// All functions are pure: they keep nothing, change no argument and may run concurrently.
package stat

// Confidence is the level of every interval of this package.
const Confidence = 0.95

// Reason says why a figure does not exist. It is an error, so that functions can return it as one.
type Reason string

// The reasons.
const (
	TooFewPeople Reason = "too-few-people" // the number of people cannot carry this statistic
	TooFewItems  Reason = "too-few-items"  // consistency needs two items
	TooFewSites  Reason = "too-few-sites"  // an interval over sites needs two of them
	NoVariance   Reason = "no-variance"    // everybody gave the same answer
	NoAnswer     Reason = "no-answer"      // nobody has a value here
)

// Error says the reason in a sentence.
func (r Reason) Error() string {
	switch r {
	case TooFewPeople:
		return "too few people for this statistic"
	case TooFewItems:
		return "consistency needs at least two items"
	case TooFewSites:
		return "an interval over sites needs at least two sites"
	case NoVariance:
		return "the answers do not vary"
	case NoAnswer:
		return "nobody has a value here"
	}
	return string(r)
}

// Figure is one number, or the reason why there is none.
type Figure struct {
	Value  float64
	Reason Reason // empty when Value holds
}

// OK reports whether the figure has a value.
func (f Figure) OK() bool { return f.Reason == "" }

func known(v float64) Figure { return Figure{Value: v} }

func unknown(r Reason) Figure { return Figure{Reason: r} }

// Interval is a two-sided interval at Confidence.
type Interval struct {
	Low, High float64
}
