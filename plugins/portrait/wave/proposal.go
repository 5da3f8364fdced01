package wave

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Proposal is a reporting group that would make hidden sites count.
type Proposal struct {
	Key       string
	Near      string // path of the territory that holds all of its sites
	Sites     []string
	Headcount int
}

// Propose joins the sites that cannot be shown with their neighbours in the tree: first hidden sites of one
// territory, then of the wider one; only where these do not suffice, the smallest site nearby that could
// have been shown. A group aims at half as many people again as the floor, because not everybody answers.
func (w Wave) Propose() []Proposal {
	floor := max(w.Floor, LeastFloor)
	p := proposer{floor: floor, aim: (floor*3 + 1) / 2}
	outlook := w.Foresee()
	for _, s := range w.Sites {
		switch {
		case s.Group != "" || s.Headcount == 0:
		case outlook.Sites[s.UnitID] == Showable:
			p.free = append(p.free, s)
		case outlook.Sites[s.UnitID] == Remainder: // shows by itself once its neighbours have a group
			p.free = append(p.free, s)
		default:
			p.pool = append(p.pool, s)
		}
	}
	byPath := func(a, b Site) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.UnitID, b.UnitID)) }
	slices.SortFunc(p.pool, byPath)
	slices.SortFunc(p.free, func(a, b Site) int {
		return cmp.Or(cmp.Compare(a.Headcount, b.Headcount), byPath(a, b))
	})
	return p.run(w.Groups)
}

type proposer struct {
	floor, aim int
	pool       []Site // hidden, in path order
	free       []Site // showable, smallest first
}

func (p *proposer) run(taken []Group) []Proposal {
	var out []Proposal
	for depth := p.depth(); depth >= 0; depth-- {
		for _, near := range p.territories(depth) {
			members := inside(p.pool, near)
			if headcount(members) >= p.aim && len(members) > 1 {
				out = append(out, p.take(near, members, append(taken, groups(out)...)))
			}
		}
	}
	if len(p.pool) == 0 {
		return out
	}
	if last, ok := p.rest(); ok {
		out = append(out, p.take(common(last), last, append(taken, groups(out)...)))
	}
	return out
}

// rest joins what is left over, with the smallest showable sites where needed.
func (p *proposer) rest() ([]Site, bool) {
	members := slices.Clone(p.pool)
	near := common(members)
	for headcount(members) < p.floor || len(members) < 2 {
		next := p.nearest(near)
		if next < 0 {
			return nil, false
		}
		members = append(members, p.free[next])
		p.free = slices.Delete(p.free, next, next+1)
	}
	return members, true
}

// nearest is the smallest free site in the narrowest territory around a path that has one.
func (p *proposer) nearest(near string) int {
	for ; ; near = parent(near) {
		if i := slices.IndexFunc(p.free, func(s Site) bool { return strings.HasPrefix(s.Path, near) }); i >= 0 {
			return i
		}
		if near == "/" {
			return -1
		}
	}
}

func (p *proposer) take(near string, members []Site, taken []Group) Proposal {
	proposal := Proposal{Key: freshKey(near, taken), Near: near, Headcount: headcount(members)}
	for _, m := range members {
		proposal.Sites = append(proposal.Sites, m.UnitID)
	}
	p.pool = slices.DeleteFunc(p.pool, func(s Site) bool { return slices.Contains(proposal.Sites, s.UnitID) })
	return proposal
}

func (p *proposer) depth() int {
	deepest := 0
	for _, s := range p.pool {
		deepest = max(deepest, strings.Count(parent(s.Path), "/")-1)
	}
	return deepest
}

// territories lists the ancestors of pooled sites at a depth, in path order; the root is at depth 0.
func (p *proposer) territories(depth int) []string {
	var out []string
	for _, s := range p.pool {
		path := parent(s.Path)
		for strings.Count(path, "/")-1 > depth {
			path = parent(path)
		}
		if strings.Count(path, "/")-1 == depth && !slices.Contains(out, path) {
			out = append(out, path)
		}
	}
	return out
}

func groups(ps []Proposal) []Group {
	var out []Group
	for _, p := range ps {
		out = append(out, Group{Key: p.Key})
	}
	return out
}

func inside(sites []Site, near string) []Site {
	var out []Site
	for _, s := range sites {
		if strings.HasPrefix(s.Path, near) {
			out = append(out, s)
		}
	}
	return out
}

func headcount(sites []Site) int {
	sum := 0
	for _, s := range sites {
		sum += s.Headcount
	}
	return sum
}

// common is the narrowest territory around all of the sites.
func common(sites []Site) string {
	near := parent(sites[0].Path)
	for slices.ContainsFunc(sites, func(s Site) bool { return !strings.HasPrefix(s.Path, near) }) {
		near = parent(near)
	}
	return near
}

// parent is the path above: "/a/b/" is under "/a/"; the root is its own.
func parent(path string) string {
	trimmed := strings.TrimSuffix(path, "/")
	i := strings.LastIndexByte(trimmed, '/')
	if i < 0 {
		return "/"
	}
	return trimmed[:i+1]
}

// freshKey names a group after its territory, with a number where that is taken.
func freshKey(near string, taken []Group) string {
	base := near[strings.LastIndexByte(strings.TrimSuffix(near, "/"), '/')+1:]
	base = strings.TrimSuffix(base, "/")
	if base == "" {
		base = "reste"
	}
	base = base[:min(len(base), 34)]
	key := base
	for n := 2; slices.ContainsFunc(taken, func(g Group) bool { return g.Key == key }); n++ {
		key = base + "-" + strconv.Itoa(n)
	}
	return key
}
