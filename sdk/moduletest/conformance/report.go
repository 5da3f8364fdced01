package conformance

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Outcome is how a check ended.
type Outcome string

// The outcomes.
const (
	Passed Outcome = "passed"
	Failed Outcome = "failed"
	Beside Outcome = "not-applicable"
)

// Result is one check and how it ended.
type Result struct {
	Check   string   `json:"check"`
	Title   string   `json:"title"`
	Outcome Outcome  `json:"outcome"`
	Why     []string `json:"why,omitempty"` // what was found, or why it does not apply
	Seconds float64  `json:"seconds"`
}

// Report is a whole run.
type Report struct {
	Program string   `json:"program"`
	Module  string   `json:"module"` // as it names itself; empty where it could not say
	Version string   `json:"version"`
	Seconds float64  `json:"seconds"`
	Results []Result `json:"results"`
}

// Count is how many checks ended so.
func (r Report) Count(o Outcome) int {
	n := 0
	for _, one := range r.Results {
		if one.Outcome == o {
			n++
		}
	}
	return n
}

// Failures names the checks that failed.
func (r Report) Failures() []string {
	var names []string
	for _, one := range r.Results {
		if one.Outcome == Failed {
			names = append(names, one.Check)
		}
	}
	return names
}

// Conforms reports whether no check failed.
func (r Report) Conforms() bool {
	return !slices.ContainsFunc(r.Results, func(one Result) bool { return one.Outcome == Failed })
}

// Write tells the report to people: what failed and why, then the sum. With all, every check.
func (r Report) Write(w io.Writer, all bool) error {
	var text strings.Builder
	for _, one := range r.Results {
		if !all && one.Outcome != Failed {
			continue
		}
		fmt.Fprintf(&text, "%-14s  %-26s  %s\n", one.Outcome, one.Check, one.Title)
		for _, why := range one.Why {
			fmt.Fprintf(&text, "%16s%s\n", "", strings.ReplaceAll(why, "\n", " "))
		}
	}
	name := strings.TrimSpace(r.Module + " " + r.Version)
	if name == "" {
		name = r.Program
	}
	fmt.Fprintf(&text, "%s: %d checks passed, %d failed, %d do not apply, in %.1f s.\n",
		name, r.Count(Passed), r.Count(Failed), r.Count(Beside), r.Seconds)
	_, err := io.WriteString(w, text.String())
	return err
}
