// Package stat holds the statistics of the quality portrait: descriptions of scores, the consistency of a
// scale, agreement between raters, change between waves, and intervals.
//
// Each function names its source and is tested against printed digits. Distributions and moments come from
// gonum. What cannot be computed is a Reason, never a NaN and never a zero that looks like a result.
//
// Results write themselves as JSON: a figure is {"value": …} or {"reason": …}.
//
// Goals: figures that a researcher recomputes to six digits.
// Non-goals: who may see a figure (the disclosure gate decides), formatting, words such as "significant".
//
// All functions are pure: they keep nothing, change no argument and may run concurrently.
package stat

// Confidence is the level of every interval of this package.
const Confidence = 0.95

// Reason says why a figure does not exist. It is an error, so that functions can return it as one.
type Reason string

// The reasons.
const (
	TooFewPeople  Reason = "too-few-people"  // the number of people cannot carry this statistic
	TooFewItems   Reason = "too-few-items"   // consistency needs two items
	TooFewSites   Reason = "too-few-sites"   // an interval over sites needs two of them
	TooFewRaters  Reason = "too-few-raters"  // agreement needs two raters
	TooFewPairs   Reason = "too-few-pairs"   // so few pairs cannot carry this statistic
	TooFewTimes   Reason = "too-few-times"   // a repeated measure has two times at least
	NoVariance    Reason = "no-variance"     // everybody gave the same answer
	NoChange      Reason = "no-change"       // nothing differs between the two times
	NoAnswer      Reason = "no-answer"       // nobody has a value here
	OnlyTwoRaters Reason = "only-two-raters" // the statistic is of exactly two raters
	MixedPeople   Reason = "mixed-people"    // its parts rest on different people: no one number of them
	Ties          Reason = "ties"            // an exact distribution needs different sizes, none of them zero
	TooMany       Reason = "too-many"        // so many that the normal form is used instead
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
	case TooFewRaters:
		return "agreement needs at least two raters"
	case TooFewPairs:
		return "too few pairs for this statistic"
	case TooFewTimes:
		return "a repeated measure has at least two times"
	case NoVariance:
		return "the answers do not vary"
	case NoChange:
		return "nothing differs between the two times"
	case NoAnswer:
		return "nobody has a value here"
	case OnlyTwoRaters:
		return "this statistic is of exactly two raters"
	case MixedPeople:
		return "its parts rest on different people"
	case Ties:
		return "the exact distribution needs differences that are all of another size, and none of zero"
	case TooMany:
		return "so many that the normal form is used instead"
	}
	return string(r)
}
