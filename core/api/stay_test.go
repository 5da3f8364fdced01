package api_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

type organisation struct {
	Slug   string
	Home   bool
	Grants []struct {
		ID       string
		Role     string
		UnitName string `json:"unit_name"`
	}
}

// organisations lists where somebody holds a role, asked of one of these.
func (s session) organisations(slug string) []organisation {
	var out struct{ Organisations []organisation }
	a := s.do("GET", "/t/"+slug+"/me/organisations", nil)
	a.want(s.t, 200, "")
	a.into(s.t, &out)
	return out.Organisations
}

// invitation makes a link and returns its token.
func (s session) invitation(slug, role, unit string) string {
	var out struct{ Code string }
	a := s.do("POST", "/t/"+slug+"/invitations", map[string]any{"name": "Sacha Morel", "role": role, "unit_id": unit})
	a.want(s.t, 201, "")
	a.into(s.t, &out)
	return out.Code
}

// guests lists who comes from elsewhere, with the roles that the asker sees.
func (s session) guests(slug string) map[string][]string {
	var out struct {
		Guests []struct {
			ID, Name string
			Home     struct{ Slug, Name string }
			Grants   []struct{ Role string }
		}
	}
	a := s.do("GET", "/t/"+slug+"/guests", nil)
	a.want(s.t, 200, "")
	a.into(s.t, &out)
	all := map[string][]string{}
	for _, g := range out.Guests {
		for _, held := range g.Grants {
			all[g.Name+" ("+g.Home.Slug+")"] = append(all[g.Name+" ("+g.Home.Slug+")"], held.Role)
		}
	}
	return all
}

// logged counts the entries of an action in an organisation's log.
func (s session) logged(slug, action string) int {
	var out struct{ Entries []struct{ Principal string } }
	s.do("GET", "/t/"+slug+"/audit?action="+action, nil).into(s.t, &out)
	return len(out.Entries)
}

func TestAnAdviserWorksInSeveralTownsWithOneAccount(t *testing.T) {
	t.Parallel()
	x := populated(t)
	bordeaux, lyon := x.as("bordeaux", "admin"), x.as("lyon", "admin")
	north, south := bordeaux.unit("bordeaux", "Nord", ""), bordeaux.unit("bordeaux", "Sud", "")
	site, far := bordeaux.unit("bordeaux", "Les Lilas", north), bordeaux.unit("bordeaux", "Les Tilleuls", south)
	director, other := bordeaux.invite("bordeaux", "core:director", site), bordeaux.invite("bordeaux", "core:director", far)
	adviser := lyon.invite("lyon", "core:adviser", "")
	id := adviser.self("lyon")

	// Nothing is hers in Bordeaux before she takes a link there, and a stranger cannot take one without an account.
	adviser.do("GET", "/t/bordeaux/units", nil).want(t, 404, "organisation-not-found")
	token := bordeaux.invitation("bordeaux", "core:adviser", north)
	x.stranger().do("POST", "/t/bordeaux/invitations:join", map[string]any{"token": token}).want(t, 401, "sign-in-needed")
	var look struct {
		As struct {
			Name         string
			Organisation struct{ Slug string }
		}
	}
	a := adviser.do("POST", "/t/bordeaux/invitations:look", map[string]any{"token": token})
	a.into(t, &look)
	if look.As.Organisation.Slug != "lyon" || look.As.Name == "" {
		t.Errorf("who looks at the link: %s", a.body)
	}
	adviser.do("POST", "/t/bordeaux/invitations:join", map[string]any{"token": token}).want(t, 204, "")
	adviser.do("POST", "/t/bordeaux/invitations:join", map[string]any{"token": token}).want(t, 404, "invitation-not-valid")

	// She works there on the named part only, and has one list of all her organisations, the same from everywhere.
	adviser.do("GET", "/t/bordeaux/units/"+site, nil).want(t, 200, "")
	adviser.do("GET", "/t/bordeaux/units/"+far, nil).want(t, 403, "denied")
	adviser.do("GET", "/t/bordeaux/people", nil).want(t, 403, "denied")
	for _, from := range []string{"lyon", "bordeaux"} {
		all := adviser.organisations(from)
		if len(all) != 2 || all[0].Slug != "lyon" || !all[0].Home || all[1].Slug != "bordeaux" || all[1].Home || all[1].Grants[0].UnitName != "Nord" {
			t.Errorf("her organisations, from %s: %+v", from, all)
		}
	}
	if a := adviser.do("GET", "/t/bordeaux/me", nil); !strings.Contains(string(a.body), `"home":{"slug":"lyon"`) {
		t.Errorf("she is not told where her account is: %s", a.body)
	}

	// Whom it concerns sees her, by name; the log of both organisations tells of it.
	name := look.As.Name + " (lyon)"
	for who, want := range map[string][]string{"administrator": {"core:adviser"}, "director": {"core:adviser"}, "director elsewhere": nil} {
		s := map[string]session{"administrator": bordeaux, "director": director, "director elsewhere": other}[who]
		if got := s.guests("bordeaux")[name]; !slices.Equal(got, want) {
			t.Errorf("%s sees %v", who, got)
		}
	}
	adviser.do("GET", "/t/bordeaux/guests", nil).want(t, 403, "denied")
	if n, m := lyon.logged("lyon", "core:stay.begin"), bordeaux.logged("bordeaux", "core:invitation.accept"); n != 1 || m != 3 {
		t.Errorf("logged at home %d times, in Bordeaux %d", n, m)
	}
	if a := lyon.do("GET", "/t/lyon/people", nil); !strings.Contains(string(a.body), `"away":["Ville de bordeaux"]`) {
		t.Errorf("her own organisation does not see it: %s", a.body)
	}

	// More roles may be given to whoever is here already; nothing to others of Lyon, and never the last administration.
	bordeaux.do("POST", "/t/bordeaux/grants", map[string]any{"principal_id": id, "role": "core:administrator"}).want(t, 201, "")
	bordeaux.do("POST", "/t/bordeaux/grants", map[string]any{"principal_id": lyon.self("lyon"), "role": "core:adviser"}).want(t, 422, "invalid-input")
	var own string
	for _, g := range bordeaux.organisations("bordeaux")[0].Grants {
		if g.Role == "core:administrator" {
			own = g.ID
		}
	}
	bordeaux.do("DELETE", "/t/bordeaux/grants/"+own, nil).want(t, 409, "last-administrator")

	// Suspended at home, she is out at once everywhere; back, she is in again.
	lyon.do("POST", "/t/lyon/people/"+id+":suspend", nil).want(t, 200, "")
	adviser.do("GET", "/t/bordeaux/units", nil).want(t, 401, "sign-in-needed")
	lyon.do("POST", "/t/lyon/people/"+id+":resume", nil).want(t, 200, "")
}

func TestAStayEndsWhereverItIsEnded(t *testing.T) {
	t.Parallel()
	x := populated(t)
	bordeaux, lyon := x.as("bordeaux", "admin"), x.as("lyon", "admin")
	site := bordeaux.unit("bordeaux", "Les Lilas", "")
	stay := func() (session, string) {
		guest := lyon.invite("lyon", "core:educator", "")
		guest.do("POST", "/t/bordeaux/invitations:join", map[string]any{"token": bordeaux.invitation("bordeaux", "core:adviser", site)}).want(t, 204, "")
		guest.do("GET", "/t/bordeaux/units", nil).want(t, 200, "")
		return guest, guest.self("lyon")
	}
	ways := map[string]func(guest session, id string){
		"by the host": func(_ session, id string) {
			bordeaux.do("POST", "/t/bordeaux/guests/"+id+":dismiss", nil).want(t, 204, "")
			bordeaux.do("POST", "/t/bordeaux/guests/"+id+":dismiss", nil).want(t, 404, "person-not-found")
		},
		"by the one who stays": func(guest session, _ string) {
			guest.do("POST", "/t/lyon/me/organisations/nowhere:leave", nil).want(t, 404, "organisation-not-found")
			guest.do("POST", "/t/lyon/me/organisations/bordeaux:leave", nil).want(t, 204, "")
		},
		"by erasure at home": func(_ session, id string) {
			var people struct {
				People []struct{ ID, Name string }
			}
			lyon.do("GET", "/t/lyon/people", nil).into(t, &people)
			for _, p := range people.People {
				if p.ID == id {
					lyon.do("POST", "/t/lyon/people/"+id+":erase", map[string]any{"confirm": p.Name}).want(t, 200, "")
				}
			}
		},
		"by erasure where she stayed": func(_ session, id string) {
			a := bordeaux.do("GET", "/t/bordeaux/people/"+id+":export", nil)
			a.want(t, 200, "")
			var file struct {
				Account struct {
					Name, Login string
					Grants      []json.RawMessage
				}
			}
			a.into(t, &file)
			if file.Account.Login != "" || len(file.Account.Grants) != 1 {
				t.Errorf("what Bordeaux holds about her: %s", a.body)
			}
			bordeaux.do("POST", "/t/bordeaux/people/"+id+":erase", map[string]any{"confirm": file.Account.Name}).want(t, 200, "")
		},
	}
	begun := 0
	for way, end := range ways {
		guest, id := stay()
		end(guest, id)
		if a := guest.do("GET", "/t/bordeaux/units", nil); a.StatusCode == 200 {
			t.Errorf("%s: still in", way)
		}
		if left := bordeaux.guests("bordeaux"); len(left) != 0 {
			t.Errorf("%s: %v", way, left)
		}
		begun++
		if n, m := lyon.logged("lyon", "core:stay.begin"), lyon.logged("lyon", "core:stay.end"); n != begun || m != begun {
			t.Errorf("%s: the log at home tells of %d beginnings and %d ends", way, n, m)
		}
	}
	admin := x.as("bordeaux", "admin")
	admin.do("POST", "/t/bordeaux/guests/"+admin.self("bordeaux")+":dismiss", nil).want(t, 404, "person-not-found")
}
