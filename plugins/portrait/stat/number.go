package stat

import (
	"encoding/json"
	"math"
)

// Number is one number, or the reason why there is none.
type Number struct {
	Value  float64 `json:"value,omitempty"`
	Reason Reason  `json:"reason,omitempty"` // empty when Value holds
}

// OK reports whether the figure has a value.
func (f Number) OK() bool { return f.Reason == "" }

// MarshalJSON writes either the value or the reason.
func (f Number) MarshalJSON() ([]byte, error) {
	if !f.OK() {
		return json.Marshal(map[string]Reason{"reason": f.Reason})
	}
	return json.Marshal(map[string]float64{"value": f.Value})
}

// known keeps a value. One that is not finite was divided by nothing but rounding.
func known(v float64) Number {
	if !finite(v) {
		return unknown(NoVariance)
	}
	return Number{Value: v}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func unknown(r Reason) Number { return Number{Reason: r} }

// ratio is a/b, or no variance where b is nothing.
func ratio(a, b float64) Number {
	if b == 0 {
		return unknown(NoVariance)
	}
	return known(a / b)
}

// Interval is a two-sided interval at Confidence.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// times is the interval stretched by a factor above zero.
func (i Interval) times(factor float64) Interval {
	return Interval{Low: i.Low * factor, High: i.High * factor}
}

// Estimate is a figure and its interval. A figure may be known without one.
type Estimate struct {
	Value          float64 `json:"value,omitempty"`
	Low            float64 `json:"low,omitempty"`
	High           float64 `json:"high,omitempty"`
	Reason         Reason  `json:"reason,omitempty"`          // empty when Value holds
	IntervalReason Reason  `json:"interval_reason,omitempty"` // empty when Low and High hold
}

// OK reports whether the estimate has a value.
func (e Estimate) OK() bool { return e.Reason == "" }

// Bounded reports whether the estimate has an interval.
func (e Estimate) Bounded() bool { return e.OK() && e.IntervalReason == "" }

// MarshalJSON writes what is known and the reasons of what is not.
func (e Estimate) MarshalJSON() ([]byte, error) {
	switch {
	case !e.OK():
		return json.Marshal(map[string]Reason{"reason": e.Reason})
	case !e.Bounded():
		return json.Marshal(map[string]any{"value": e.Value, "interval_reason": e.IntervalReason})
	}
	return json.Marshal(map[string]float64{"value": e.Value, "low": e.Low, "high": e.High})
}

func estimate(v float64, i Interval) Estimate {
	if !finite(i.Low) || !finite(i.High) {
		return unbounded(v, NoVariance)
	}
	return Estimate{Value: v, Low: i.Low, High: i.High}
}

func unbounded(v float64, r Reason) Estimate { return Estimate{Value: v, IntervalReason: r} }

func inestimable(r Reason) Estimate { return Estimate{Reason: r, IntervalReason: r} }
