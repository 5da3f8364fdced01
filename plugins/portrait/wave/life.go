package wave

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// The refusals of a wave's life. Codes are for good: screens translate by them.
var (
	errNotDraft   = fault.New(fault.Conflict, "wave-not-draft", "The portrait is no longer in preparation.")
	ErrNotOpen    = fault.New(fault.Conflict, "wave-not-open", "The portrait is not open.")
	errHasAnswers = fault.New(fault.Conflict, "wave-has-answers", "People have answered: the portrait can be closed, not cancelled.")
	errAnonymity  = fault.New(fault.Denied, "anonymity-fixed", "Anonymity was chosen before opening and cannot be changed by anybody.")
	errFrozen     = fault.New(fault.Conflict, "wave-frozen", "This was fixed when the portrait opened.")
	errShorter    = fault.New(fault.Invalid, "wave-not-shortened", "A new last day must lie after the present one.")
	errPast       = fault.New(fault.Invalid, "wave-day-past", "The last day must not lie in the past.")
	errSiteThere  = fault.New(fault.Conflict, "wave-site-there", "The portrait asks this site already.")
	errKept       = fault.New(fault.Conflict, "wave-kept", "Only a portrait in preparation or a cancelled one can be deleted.")
	errLower      = fault.New(fault.Conflict, "wave-headcount-lower", "A headcount can only be raised while the portrait is open.")
)

// Open makes an open wave of a draft, asking with q. today is the tenant's civil date.
func (w Wave) Open(q questionnaire.Questionnaire, today string) (Wave, error) {
	if w.Status != Draft {
		return w, errNotDraft
	}
	if err := w.ready(today); err != nil {
		return w, err
	}
	q = q.Worded()
	w.Status, w.OpenedOn, w.Questionnaire = Open, today, &q
	w.Sites = slices.Clone(w.Sites)
	for i := range w.Sites {
		w.Sites[i].Atom = atomOf(w.Sites[i])
	}
	return w, nil
}

// Extend moves the last day of an open wave further away.
func (w Wave) Extend(closesOn, today string) (Wave, error) {
	switch {
	case w.Status != Open:
		return w, ErrNotOpen
	case closesOn <= w.ClosesOn:
		return w, errShorter
	case closesOn < today:
		return w, errPast
	}
	w.ClosesOn = closesOn
	return w, nil
}

// Add asks one more site while the wave is open. It joins no reporting group: groups were fixed at opening.
func (w Wave) Add(s Site) (Wave, error) {
	switch {
	case w.Status != Open:
		return w, ErrNotOpen
	case w.Site(s.UnitID) != nil:
		return w, errSiteThere
	case s.Headcount < 1:
		return w, fault.InvalidRule("/headcount", fault.Required, "", "must say how many people may answer")
	}
	s.Group = ""
	s.Atom = atomOf(s)
	w.Sites = append(slices.Clone(w.Sites), s)
	return w, nil
}

// Raise gives a site of an open wave a greater headcount: people were forgotten.
func (w Wave) Raise(unit string, headcount int) (Wave, error) {
	if w.Status != Open {
		return w, ErrNotOpen
	}
	w.Sites = slices.Clone(w.Sites)
	s := w.Site(unit)
	switch {
	case s == nil:
		return w, fault.Missing("site")
	case headcount <= s.Headcount:
		return w, errLower
	}
	s.Headcount = headcount
	return w, nil
}

// Close ends an open wave.
func (w Wave) Close(today string) (Wave, error) {
	if w.Status != Open {
		return w, ErrNotOpen
	}
	w.Status, w.ClosedOn = Closed, today
	return w, nil
}

// Cancel gives up a draft, or an open wave that nobody has answered.
func (w Wave) Cancel(answers int) (Wave, error) {
	switch {
	case w.Status != Draft && w.Status != Open:
		return w, ErrNotOpen
	case answers > 0:
		return w, errHasAnswers
	}
	w.Status = Cancelled
	return w, nil
}

// ready says everything that keeps a draft from opening.
func (w Wave) ready(today string) error {
	refusal := fault.New(fault.Invalid, "wave-not-ready", "The portrait cannot open yet.")
	say := func(pointer, format string, args ...any) {
		refusal.Fields = append(refusal.Fields, fault.Field{Pointer: pointer, Message: fmt.Sprintf(format, args...)})
	}
	if w.ClosesOn < today {
		say("/closes_on", "lies in the past")
	}
	if floor := max(w.Floor, LeastFloor); w.Invited() < floor {
		say("/sites", "have %d people in all; fewer than %d answers are never shown", w.Invited(), floor)
	}
	members := map[string]int{}
	for i, s := range w.Sites {
		if s.Headcount < 1 {
			say(fmt.Sprintf("/sites/%d/headcount", i), "must say how many people may answer at %s", s.Name)
		}
		if s.Group != "" {
			members[s.Group]++
		}
	}
	for i, g := range w.Groups {
		if members[g.Key] < 2 {
			say(fmt.Sprintf("/groups/%d", i), "must hold at least two sites")
		}
	}
	if len(refusal.Fields) > 0 {
		return refusal
	}
	return nil
}

// Guard judges a change that did not come through the functions above: before is nil for a new wave, after
// is nil for a deletion. Drafts may be edited; of everything else nothing may be moved by hand.
func Guard(before, after *Wave) error {
	switch {
	case before == nil && after == nil:
		return nil
	case before == nil:
		if after.Status != Draft {
			return errNotDraft
		}
		return after.consistent()
	case after == nil:
		if before.Status != Draft && before.Status != Cancelled {
			return errKept
		}
		return nil
	case before.Status != Draft:
		if before.Anonymity != after.Anonymity {
			return errAnonymity
		}
		return errNotDraft
	case after.Status != Draft:
		return errNotDraft
	}
	return after.consistent()
}

// Fixed judges any change of a wave, whoever makes it: what decides over anonymity does not move after opening.
func Fixed(before, after Wave) error {
	if before.Status == Draft {
		return nil
	}
	if before.Anonymity != after.Anonymity {
		return errAnonymity
	}
	for _, s := range before.Sites {
		now := after.Site(s.UnitID)
		if now == nil || now.Group != s.Group || now.Atom != s.Atom {
			return errFrozen
		}
	}
	same := before.Floor == after.Floor && before.Access == after.Access && before.Unit == after.Unit && before.Follows == after.Follows &&
		reflect.DeepEqual(before.Groups, after.Groups) && reflect.DeepEqual(before.Questionnaire, after.Questionnaire)
	if !same || !follows(before.Status, after.Status) {
		return errFrozen
	}
	return nil
}

func follows(before, after Status) bool {
	return before == after || before == Open && (after == Closed || after == Cancelled)
}

// consistent checks what no schema says of a draft.
func (w Wave) consistent() error {
	var fields []fault.Field
	say := func(pointer, message string) {
		fields = append(fields, fault.Field{Pointer: pointer, Message: message})
	}
	if _, err := w.ClosesAt(time.UTC); err != nil {
		say("/closes_on", "must be a date such as 2026-03-31")
	}
	if w.OpenedOn != "" || w.ClosedOn != "" || w.Reminded != "" || w.Questionnaire != nil {
		say("/opened_on", "is set by opening the portrait")
	}
	groups := map[string]bool{}
	for i, g := range w.Groups {
		if groups[g.Key] {
			say(fmt.Sprintf("/groups/%d/key", i), "is the key of another group")
		}
		groups[g.Key] = true
	}
	units := map[string]bool{}
	for i, s := range w.Sites {
		if units[s.UnitID] {
			say(fmt.Sprintf("/sites/%d/unit_id", i), "is named twice")
		}
		units[s.UnitID] = true
		if s.Group != "" && !groups[s.Group] {
			say(fmt.Sprintf("/sites/%d/group", i), "there is no such group")
		}
	}
	if len(fields) == 0 {
		return nil
	}
	slices.SortStableFunc(fields, func(a, b fault.Field) int { return cmp.Compare(a.Pointer, b.Pointer) })
	refusal := fault.New(fault.Invalid, "invalid-input", "The portrait is not valid.")
	refusal.Fields = fields
	return refusal
}
