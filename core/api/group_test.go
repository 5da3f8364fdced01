package api_test

import (
	"slices"
	"strings"
	"testing"
)

type groupAnswer struct {
	ID      string
	Gives   bool
	Members []struct{ ID, Name string }
	Grants  []struct{ ID, Role string }
}

// group makes a group that belongs to a unit.
func (s session) group(name, unit string) string {
	s.t.Helper()
	var made groupAnswer
	a := s.do("POST", "/t/bordeaux/groups", map[string]any{"name": name, "unit_id": unit})
	a.want(s.t, 201, "")
	a.into(s.t, &made)
	return made.ID
}

// groups lists the groups that somebody sees, by id.
func (s session) groups() map[string]groupAnswer {
	s.t.Helper()
	var out struct{ Groups []groupAnswer }
	a := s.do("GET", "/t/bordeaux/groups", nil)
	a.want(s.t, 200, "")
	a.into(s.t, &out)
	all := map[string]groupAnswer{}
	for _, g := range out.Groups {
		all[g.ID] = g
	}
	return all
}

func place(group, person string) string { return "/t/bordeaux/groups/" + group + "/members/" + person }

// Whoever is in a group holds what it is given, from the moment they are in until the moment they are out.
func TestAGroupGivesToItsMembers(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	site, far := admin.unit("bordeaux", "Les Lilas", ""), admin.unit("bordeaux", "Les Tilleuls", "")
	helper := admin.invite("bordeaux", "core:educator", far)
	who := helper.self("bordeaux")
	team := admin.group("Équipe de l'été", "")
	give := map[string]any{"principal_id": team, "role": "core:director", "unit_id": site, "expires": "2099-08-31T22:00:00Z", "reason": "L'été"}
	admin.do("POST", "/t/bordeaux/grants", give).want(t, 201, "")
	rename := func(status int) {
		t.Helper()
		code := map[int]string{403: "denied"}[status]
		helper.do("PUT", "/t/bordeaux/units/"+site, map[string]any{"name": "Les Lilas", "kind": "territory"}).want(t, status, code)
	}
	rename(403)
	admin.do("PUT", place(team, who), nil).want(t, 204, "")
	rename(200)

	// What is held through it is told as such: in the list of people, in one's own, in "why", in what is exported.
	why := map[string]any{"person_id": who, "action": "core:unit.update", "unit_id": site}
	for path, a := range map[string]answer{
		"people": admin.do("GET", "/t/bordeaux/people", nil),
		"me":     helper.do("GET", "/t/bordeaux/me", nil),
		"why":    admin.do("POST", "/t/bordeaux/why", why),
		"export": admin.do("GET", "/t/bordeaux/people/"+who+":export", nil),
		"groups": admin.do("GET", "/t/bordeaux/groups", nil),
	} {
		a.want(t, 200, "")
		if !strings.Contains(string(a.body), "Équipe de l'été") {
			t.Errorf("%s does not name the group: %s", path, a.body)
		}
	}
	if a := admin.do("POST", "/t/bordeaux/why", why); !strings.Contains(string(a.body), `held through the group \"Équipe de l'été\"`) {
		t.Errorf("why: %s", a.body)
	}

	admin.do("DELETE", place(team, who), nil).want(t, 204, "")
	rename(403)
	admin.do("DELETE", place(team, who), nil).want(t, 404, "person-not-found")
	admin.do("PUT", place(team, who), nil).want(t, 204, "")
	admin.do("DELETE", "/t/bordeaux/grants/"+admin.groups()[team].Grants[0].ID, nil).want(t, 204, "")
	rename(403)
	admin.do("POST", "/t/bordeaux/grants", give).want(t, 201, "")
	rename(200)
	admin.do("DELETE", "/t/bordeaux/groups/"+team, nil).want(t, 204, "")
	rename(403)
	admin.do("POST", "/t/bordeaux/grants", give).want(t, 422, "invalid-input")

	// Only people of the organisation are in its groups, and another organisation finds none of it.
	other := admin.group("Autre", "")
	lyon := x.as("lyon", "admin")
	admin.do("PUT", place(other, lyon.self("lyon")), nil).want(t, 404, "person-not-found")
	lyon.do("PUT", strings.Replace(place(other, who), "bordeaux", "lyon", 1), nil).want(t, 404, "group-not-found")
	admin.do("POST", "/t/bordeaux/groups", map[string]any{"name": " "}).want(t, 422, "invalid-input")
	for _, action := range []string{"core:group.create", "core:group.put", "core:group.take", "core:group.delete"} {
		if admin.logged("bordeaux", action) == 0 {
			t.Errorf("%s is not in the log", action)
		}
	}
}

// Putting somebody into a group gives them all that it holds: nobody gets more by it than they could be given.
func TestNobodyGetsMoreByAGroup(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	site, far := admin.unit("bordeaux", "Les Lilas", ""), admin.unit("bordeaux", "Les Tilleuls", "")
	director := admin.invite("bordeaux", "core:director", site)
	self, helper := director.self("bordeaux"), admin.invite("bordeaux", "core:educator", site).self("bordeaux")

	// Within what she holds, she makes a group and gives to it.
	hers := director.group("Équipe de l'été", site)
	director.do("POST", "/t/bordeaux/grants", map[string]any{"principal_id": hers, "role": "core:educator", "unit_id": site}).want(t, 201, "")
	director.do("PUT", place(hers, helper), nil).want(t, 204, "")
	director.do("POST", "/t/bordeaux/groups", map[string]any{"name": "Partout"}).want(t, 403, "denied")
	director.do("POST", "/t/bordeaux/grants", map[string]any{"principal_id": hers, "role": "core:administrator", "unit_id": site}).want(t, 403, "beyond-own-rights")

	// Once it holds more than she may give, she puts nobody in, not even herself, takes nobody out, and does not delete it.
	admin.do("POST", "/t/bordeaux/grants", map[string]any{"principal_id": hers, "role": "core:director", "unit_id": far}).want(t, 201, "")
	for _, try := range []struct{ method, path string }{
		{"PUT", place(hers, self)}, {"PUT", place(hers, helper)}, {"DELETE", place(hers, helper)}, {"DELETE", "/t/bordeaux/groups/" + hers},
	} {
		director.do(try.method, try.path, nil).want(t, 403, "beyond-own-rights")
	}
	director.do("PUT", "/t/bordeaux/units/"+far, map[string]any{"name": "À moi", "kind": "territory"}).want(t, 403, "denied")
	if seen := director.groups()[hers]; seen.Gives || len(seen.Grants) != 1 {
		t.Errorf("she sees %+v", seen)
	}
	director.do("PUT", "/t/bordeaux/groups/"+hers, map[string]any{"name": "Autre"}).want(t, 200, "")

	// A group of elsewhere is not hers to see or to change.
	whole := admin.group("Administration", "")
	if _, sees := director.groups()[whole]; sees {
		t.Error("she sees a group of the whole organisation")
	}
	for _, try := range []struct{ method, path string }{{"PUT", place(whole, self)}, {"DELETE", "/t/bordeaux/groups/" + whole}} {
		director.do(try.method, try.path, nil).want(t, 403, "denied")
	}
}

// A leaver's places in groups go to whoever takes over; the last administrator does not go by way of a group.
func TestPlacesInGroupsEndWithTheirPerson(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	site := admin.unit("bordeaux", "Les Lilas", "")
	leaver, successor := admin.invite("bordeaux", "core:educator", site).self("bordeaux"), admin.invite("bordeaux", "core:educator", site).self("bordeaux")
	team := admin.group("Référentes", "")
	admin.do("POST", "/t/bordeaux/grants", map[string]any{"principal_id": team, "role": "core:director", "unit_id": site}).want(t, 201, "")
	admin.do("PUT", place(team, leaver), nil).want(t, 204, "")
	a := admin.do("POST", "/t/bordeaux/people/"+leaver+":hand-over", map[string]any{"to": successor})
	a.want(t, 200, "")
	var done struct{ Groups []string }
	a.into(t, &done)
	if members := admin.groups()[team].Members; len(members) != 1 || members[0].ID != successor || !slices.Equal(done.Groups, []string{"Référentes"}) {
		t.Errorf("handed over: %v, members %+v", done.Groups, members)
	}
	if len(admin.groups()[team].Grants) != 1 || len(admin.held(leaver)) != 0 || !slices.Contains(admin.held(successor), "core:director") {
		t.Errorf("the group holds %v, the leaver %v, the successor %v", admin.groups()[team].Grants, admin.held(leaver), admin.held(successor))
	}
	admin.do("POST", "/t/bordeaux/people/"+successor+":erase", map[string]any{"confirm": "Dominique Petit"}).want(t, 200, "")
	if members := admin.groups()[team].Members; len(members) != 0 {
		t.Errorf("an erased person is in the group: %+v", members)
	}

	admins, self := admin.group("Administration", ""), admin.self("bordeaux")
	admin.do("POST", "/t/bordeaux/grants", map[string]any{"principal_id": admins, "role": "core:administrator"}).want(t, 201, "")
	admin.do("PUT", place(admins, self), nil).want(t, 204, "")
	for _, p := range admin.everybody() {
		for _, g := range p.Grants {
			if p.ID == self && g.Role == "core:administrator" && g.ID != admin.groups()[admins].Grants[0].ID {
				admin.do("DELETE", "/t/bordeaux/grants/"+g.ID, nil).want(t, 204, "")
			}
		}
	}
	for _, path := range []string{place(admins, self), "/t/bordeaux/groups/" + admins, "/t/bordeaux/grants/" + admin.groups()[admins].Grants[0].ID} {
		admin.do("DELETE", path, nil).want(t, 409, "last-administrator")
	}
}
