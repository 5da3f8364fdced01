package disclosure

import (
	"cmp"
	"slices"
	"strings"
)

// Member is a site as it is before a wave is opened.
type Member struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	N     int    `json:"n"`               // headcount: the most that can answer; 0 when unknown
	Never bool   `json:"never,omitempty"` // never a cell of its own, whatever its n
	Near  string `json:"near"`            // unit path: sites are put together with those nearest in the tree
}

// Reason says why a site can be shown or not.
type Reason string

// The reasons.
const (
	ReasonOK        Reason = "ok"
	ReasonNever     Reason = "home"         // a single provider
	ReasonNobody    Reason = "no-headcount" // nobody to ask, or not known
	ReasonFloor     Reason = "below-floor"
	ReasonRemainder Reason = "remainder" // large enough, but smaller ones would show in the difference
)

// Verdict is what is foreseen for a member, if everybody answers.
type Verdict struct {
	Key      string `json:"key"`
	Showable bool   `json:"showable"`
	Reason   Reason `json:"reason"`
}

// Proposal is a reporting group: sites that are shown together because they cannot be shown alone.
type Proposal struct {
	Key     string   `json:"key"`
	Name    string   `json:"name"`
	Members []string `json:"members"` // keys
	N       int      `json:"n"`
}

// Foresee says which sites cannot be shown with their headcounts, and proposes groups that can. It decides
// nothing: the gate does, with the answers that come. A floor below the least for scores counts as that.
func Foresee(floor int, members []Member) ([]Verdict, []Proposal) {
	floor = max(floor, FloorScore)
	verdicts := foresee(floor, members)
	var alone []Member
	for i, v := range verdicts {
		if !v.Showable && (members[i].N > 0 || members[i].Never) {
			alone = append(alone, members[i])
		}
	}
	return verdicts, propose(floor, members, verdicts, alone)
}

func foresee(floor int, members []Member) []Verdict {
	verdicts := make([]Verdict, len(members))
	hidden := 0
	for i, m := range members {
		verdicts[i] = Verdict{Key: m.Key, Reason: m.reason(floor)}
		verdicts[i].Showable = verdicts[i].Reason == ReasonOK
		if !verdicts[i].Showable {
			hidden += m.N
		}
	}
	for hidden > 0 && hidden < floor {
		next := -1
		for i, m := range members {
			if verdicts[i].Showable && (next < 0 || smaller(m, members[next])) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		verdicts[next] = Verdict{Key: members[next].Key, Reason: ReasonRemainder}
		hidden += members[next].N
	}
	return verdicts
}

func (m Member) reason(floor int) Reason {
	switch {
	case m.Never:
		return ReasonNever
	case m.N <= 0:
		return ReasonNobody
	case m.N < floor:
		return ReasonFloor
	}
	return ReasonOK
}

func smaller(a, b Member) bool {
	return cmp.Or(cmp.Compare(a.N, b.N), strings.Compare(a.Key, b.Key)) < 0
}

// propose puts the sites that cannot be shown together, nearest first: from the deepest unit upwards, those that
// are left and lie in the same unit form a group as soon as they reach the floor. What is still left at the top
// joins the nearest group, or the nearest site that can be shown.
func propose(floor int, members []Member, verdicts []Verdict, alone []Member) []Proposal {
	var groups [][]Member
	left := slices.Clone(alone)
	for _, unit := range units(alone) {
		var here []Member
		for _, m := range left {
			if strings.HasPrefix(m.Near, unit) {
				here = append(here, m)
			}
		}
		if len(here) > 1 && headcount(here) >= floor {
			groups = append(groups, here)
			left = slices.DeleteFunc(left, func(m Member) bool { return strings.HasPrefix(m.Near, unit) })
		}
	}
	if len(left) > 0 {
		groups = settle(members, verdicts, groups, left, floor)
	}
	proposals := make([]Proposal, 0, len(groups))
	for _, g := range groups {
		proposals = append(proposals, proposal(g))
	}
	return proposals
}

// settle finds a place for what is left: the nearest group, else a new one with the nearest sites that can be shown.
func settle(members []Member, verdicts []Verdict, groups [][]Member, left []Member, floor int) [][]Member {
	if len(groups) > 0 {
		for _, m := range left {
			nearest := 0
			for i := range groups {
				if closeness(m.Near, groups[i][0].Near) > closeness(m.Near, groups[nearest][0].Near) {
					nearest = i
				}
			}
			groups[nearest] = append(groups[nearest], m)
		}
		return groups
	}
	var showable []Member
	for i, v := range verdicts {
		if v.Showable {
			showable = append(showable, members[i])
		}
	}
	slices.SortStableFunc(showable, func(a, b Member) int {
		return cmp.Or(cmp.Compare(closeness(b.Near, left[0].Near), closeness(a.Near, left[0].Near)),
			cmp.Compare(a.N, b.N), strings.Compare(a.Key, b.Key))
	})
	group := slices.Clone(left)
	for len(showable) > 0 && (len(group) < 2 || headcount(group) < floor) {
		group, showable = append(group, showable[0]), showable[1:]
	}
	if headcount(group) < floor {
		return nil
	}
	return [][]Member{group}
}

// units lists the units above some members, the deepest first.
func units(members []Member) []string {
	var all []string
	for _, m := range members {
		for path := m.Near; path != ""; path = above(path) {
			all = append(all, path)
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(b, "/"), strings.Count(a, "/")), strings.Compare(a, b))
	})
	return slices.Compact(all)
}

// above is the path of the unit that holds a path; empty above the root.
func above(path string) string {
	trimmed := strings.TrimSuffix(path, "/")
	return trimmed[:strings.LastIndex(trimmed, "/")+1]
}

// closeness counts the units that two paths share.
func closeness(a, b string) int {
	for path := a; path != ""; path = above(path) {
		if strings.HasPrefix(b, path) {
			return strings.Count(path, "/")
		}
	}
	return 0
}

func headcount(members []Member) int {
	n := 0
	for _, m := range members {
		n += m.N
	}
	return n
}

func proposal(group []Member) Proposal {
	slices.SortFunc(group, func(a, b Member) int { return strings.Compare(a.Key, b.Key) })
	p := Proposal{Key: "with-" + group[0].Key, N: headcount(group)}
	names := make([]string, len(group))
	for i, m := range group {
		names[i] = m.Name
		p.Members = append(p.Members, m.Key)
	}
	p.Name = strings.Join(names, " + ")
	return p
}
