// Package foresight says before anybody is asked what the disclosure gate can show afterwards.
//
// The gate hides a part with fewer people than the floor, and the next smallest beside it where those hidden
// would otherwise be computed from the total (the remainder rule). This package is that rule, pure: the gate
// applies it to the answers that came, a module to the headcounts before it asks. What is foreseen as hidden
// will be hidden, because at most as many answer; what is foreseen as shown may still be hidden.
//
// Goals: one rule in one place. Non-goals: the ledger of what was told before, overlapping parts; these are
// the gate's. Functions are pure and may run concurrently.
package foresight

import "cmp"

// LeastFloor is the smallest number of people behind a published score. Organisations may ask for more.
const LeastFloor = 5

// Part is a site or a group of sites as it is before anybody answers.
type Part struct {
	N     int  // the most that can answer; 0 when nobody knows
	Never bool // never a figure of its own, whatever its N: a single provider
}

// Reason says why a part can, or cannot, be shown.
type Reason string

// The reasons. Codes are for good: screens translate by them.
const (
	Showable    Reason = "ok"
	Never       Reason = "home"
	NoHeadcount Reason = "no-headcount"
	BelowFloor  Reason = "below-floor"
	Remainder   Reason = "remainder" // large enough, but a smaller one would show in the difference
)

// Judge gives each of the parts of one whole its reason, as if everybody answered. Of parts of the same size the
// first is hidden first. A floor below the least counts as the least.
func Judge(floor int, parts []Part) []Reason {
	floor = max(floor, LeastFloor)
	reasons := make([]Reason, len(parts))
	all := make([]int, len(parts))
	for i, p := range parts {
		all[i] = i
		switch {
		case p.N <= 0:
			reasons[i] = NoHeadcount
		case p.Never:
			reasons[i] = Never
		case p.N < floor:
			reasons[i] = BelowFloor
		default:
			reasons[i] = Showable
		}
	}
	size := func(i int) int { return parts[i].N }
	shown := func(i int) bool { return reasons[i] == Showable }
	smaller := func(i, j int) bool { return cmp.Compare(size(i), size(j)) < 0 }
	for {
		next := Next(floor, all, size, shown, smaller)
		if next < 0 {
			return reasons
		}
		reasons[next] = Remainder
	}
}

// Next is the remainder rule for one step: the parts that are hidden together reach the floor, or the first that
// is still shown, in the order of before, is to be hidden too. It returns that one; -1 when none has to be.
func Next(floor int, parts []int, size func(int) int, shown func(int) bool, before func(i, j int) bool) int {
	hidden, next := 0, -1
	for _, i := range parts {
		switch {
		case !shown(i):
			hidden += size(i)
		case next < 0 || before(i, next):
			next = i
		}
	}
	if hidden > 0 && hidden < floor {
		return next
	}
	return -1
}
