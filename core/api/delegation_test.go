package api_test

import (
	"slices"
	"strings"
	"testing"
)

// A director gives at her site what she may do there, and nothing else anywhere.
func TestADirectorBuildsHerTeam(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	north := admin.unit("bordeaux", "Nord", "")
	site, far := admin.unit("bordeaux", "Les Lilas", north), admin.unit("bordeaux", "Les Tilleuls", "")
	director := admin.invite("bordeaux", "core:director", site)
	stranger := admin.invite("bordeaux", "core:educator", far)
	other := stranger.self("bordeaux")

	for _, try := range []struct {
		role, unit string
		status     int
		code       string
	}{
		{"core:educator", site, 201, ""},
		{"core:director", site, 201, ""},
		{"core:administrator", site, 403, "beyond-own-rights"},
		{"core:privacy-officer", site, 403, "beyond-own-rights"},
		{"core:coordinator", site, 403, "beyond-own-rights"},
		{"core:educator", far, 403, "denied"},
		{"core:educator", north, 403, "denied"},
		{"core:educator", "", 403, "denied"},
		{"core:nobody", site, 422, "invalid-input"},
	} {
		director.do("POST", "/t/bordeaux/invitations", map[string]any{"name": "Lou Petit", "role": try.role, "unit_id": try.unit}).want(t, try.status, try.code)
		director.do("POST", "/t/bordeaux/grants", map[string]any{"principal_id": other, "role": try.role, "unit_id": try.unit}).want(t, try.status, try.code)
	}

	// She sees her own team and what it holds at her site, and no way to write to them or to sign in as them.
	var seen struct {
		People []struct {
			ID, Login, Email string
			Grants           []struct {
				ID, Role string
				Path     string `json:"unit_path"`
			}
		}
	}
	a := director.do("GET", "/t/bordeaux/people", nil)
	a.want(t, 200, "")
	a.into(t, &seen)
	if len(seen.People) != 2 || strings.Contains(string(a.body), "core:administrator") {
		t.Errorf("she sees %s", a.body)
	}
	var given string
	for _, p := range seen.People {
		for _, g := range p.Grants {
			if p.Login != "" || !strings.HasSuffix(g.Path, "/les-lilas/") {
				t.Errorf("she sees %+v", p)
			}
			if p.ID == other && g.Role == "core:educator" {
				given = g.ID
			}
		}
	}
	for _, try := range []struct{ method, path string }{
		{"PUT", "/people/" + other},
		{"POST", "/people/" + other + ":renew"},
		{"POST", "/people/" + other + ":suspend"},
		{"GET", "/people/" + other + ":export"},
		{"POST", "/people/" + other + ":hand-over"},
	} {
		body := map[string]any{}
		if try.method == "PUT" {
			body = map[string]any{"name": "Autre", "language": "fr"}
		}
		if a := director.do(try.method, "/t/bordeaux"+try.path, body); a.StatusCode != 403 && a.StatusCode != 422 {
			t.Errorf("%s %s: %d", try.method, try.path, a.StatusCode)
		}
	}

	// What she gave she takes away; what others hold elsewhere, or above, she does not.
	for _, p := range admin.everybody() {
		for _, g := range p.Grants {
			want, code := 403, "denied"
			if g.ID == given {
				want, code = 204, ""
			} else if strings.HasSuffix(g.Path, "/les-lilas/") {
				continue
			}
			director.do("DELETE", "/t/bordeaux/grants/"+g.ID, nil).want(t, want, code)
		}
	}
	var waiting struct {
		Invitations []struct{ ID, Role string }
	}
	director.do("GET", "/t/bordeaux/invitations", nil).into(t, &waiting)
	if len(waiting.Invitations) != 3 { // her own, and the two that she made
		t.Errorf("invitations that she sees: %+v", waiting)
	}
	hers := admin.invitationID("core:administrator", site)
	director.do("POST", "/t/bordeaux/invitations/"+hers+":revoke", nil).want(t, 403, "beyond-own-rights")
	director.do("POST", "/t/bordeaux/invitations/"+admin.invitationID("core:educator", far)+":revoke", nil).want(t, 403, "denied")
	i := slices.IndexFunc(waiting.Invitations, func(i struct{ ID, Role string }) bool { return i.Role == "core:educator" })
	director.do("POST", "/t/bordeaux/invitations/"+waiting.Invitations[i].ID+":revoke", nil).want(t, 204, "")

	// The list of roles says which ones she may give.
	var roles struct {
		Roles []struct {
			Name string
			Give bool
		}
	}
	director.do("GET", "/t/bordeaux/roles", nil).into(t, &roles)
	var may []string
	for _, r := range roles.Roles {
		if r.Give {
			may = append(may, r.Name)
		}
	}
	if want := []string{"core:director", "core:educator", "core:adviser"}; !slices.Equal(may, want) {
		t.Errorf("she may give %v, want %v", may, want)
	}
}

type holder struct {
	ID     string
	Grants []struct {
		ID, Role string
		Path     string `json:"unit_path"`
	}
}

// everybody lists the people of Bordeaux.
func (s session) everybody() []holder {
	var all struct{ People []holder }
	s.do("GET", "/t/bordeaux/people", nil).into(s.t, &all)
	return all.People
}

// invitationID makes an invitation and returns its id.
func (s session) invitationID(role, unit string) string {
	var out struct{ Invitation struct{ ID string } }
	a := s.do("POST", "/t/bordeaux/invitations", map[string]any{"name": "Sacha", "role": role, "unit_id": unit})
	a.want(s.t, 201, "")
	a.into(s.t, &out)
	return out.Invitation.ID
}
