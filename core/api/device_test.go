package api_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
)

const ownPIN = "274916"

// tablet is a browser that may be a site's device, with or without somebody signed in on it.
type tablet struct {
	*town
	device, session string
}

func cookieOf(a answer) string {
	value, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	return value
}

func (d tablet) do(method, path string, body any) answer {
	return d.stranger().do(method, path, body, "Cookie", strings.Trim(d.device+"; "+d.session, "; "))
}

// enrolCode makes a code of a new device of a site.
func (s session) enrolCode(slug, unit string, people ...string) (code, id string) {
	s.t.Helper()
	a := s.do("POST", "/t/"+slug+"/devices", map[string]any{"unit_id": unit, "name": "Tablette", "people": people})
	a.want(s.t, 201, "")
	var out struct {
		Code   string
		Device struct{ ID string }
	}
	a.into(s.t, &out)
	return out.Code, out.Device.ID
}

func (x *town) claim(slug, code string) tablet {
	x.t.Helper()
	a := x.stranger().do("POST", "/t/"+slug+"/device:claim", map[string]any{"code": code})
	a.want(x.t, 200, "")
	return tablet{town: x, device: cookieOf(a)}
}

// pin gives somebody a first PIN.
func (s session) pin(slug, unit, person string) string {
	s.t.Helper()
	a := s.do("POST", "/t/"+slug+"/units/"+unit+"/device-people/"+person+":pin", nil)
	a.want(s.t, 201, "")
	var out struct{ PIN string }
	a.into(s.t, &out)
	return out.PIN
}

func (d tablet) try(slug, person, pin, next string) answer {
	body := map[string]any{"person": person, "pin": pin}
	if next != "" {
		body["new"] = next
	}
	return d.do("POST", "/t/"+slug+"/device:sign-in", body)
}

// enter signs somebody in who has a first PIN.
func (d tablet) enter(slug, person, first string) tablet {
	d.t.Helper()
	a := d.try(slug, person, first, ownPIN)
	a.want(d.t, 200, "")
	d.session = cookieOf(a)
	return d
}

// yard is a town with two sites of Bordeaux, and somebody who coordinates both.
type yard struct {
	*town
	admin, director, there, own session
	site, other                 string
	person                      string
	now                         *time.Time
}

func newYard(t *testing.T) yard {
	now := time.Now()
	x := populated(t, func(c *api.Config) { c.Now = func() time.Time { return now } })
	admin := x.as("bordeaux", "admin")
	y := yard{town: x, admin: admin, now: &now}
	top := admin.unit("bordeaux", "Bordeaux", "")
	y.site, y.other = admin.unit("bordeaux", "Les Lilas", top), admin.unit("bordeaux", "Les Roses", top)
	y.director, y.there = admin.invite("bordeaux", "core:director", y.site), admin.invite("bordeaux", "core:director", y.other)
	y.own = admin.invite("bordeaux", "core:coordinator", y.site)
	y.person = y.own.self("bordeaux")
	admin.do("POST", "/t/bordeaux/grants", map[string]any{"principal_id": y.person, "role": "core:coordinator", "unit_id": y.other}).want(t, 201, "")
	return y
}

func TestATabletBelongsToItsSite(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	stranger := tablet{town: y.town}
	stranger.do("GET", "/t/bordeaux/device", nil).want(t, 401, "device-not-known")

	// Enrolling is for whoever leads the site, with people of the site alone, who are not told of elsewhere.
	y.there.do("POST", "/t/bordeaux/devices", map[string]any{"unit_id": y.site, "name": "Tablette", "people": []string{}}).want(t, 403, "denied")
	y.there.do("GET", "/t/bordeaux/units/"+y.site+"/device-people", nil).want(t, 403, "denied")
	y.own.do("POST", "/t/bordeaux/units/"+y.site+"/device-people/"+y.person+":pin", nil).want(t, 201, "")
	outsider := y.there.self("bordeaux")
	a := y.director.do("POST", "/t/bordeaux/devices", map[string]any{"unit_id": y.site, "name": "Tablette", "people": []string{outsider}})
	a.want(t, 422, "invalid-input")
	if a := y.director.do("GET", "/t/bordeaux/units/"+y.site+"/device-people", nil); strings.Contains(string(a.body), outsider) {
		t.Errorf("somebody of another site is offered: %s", a.body)
	}
	y.director.do("POST", "/t/bordeaux/units/"+y.site+"/device-people/"+outsider+":pin", nil).want(t, 404, "person-not-found")

	// A code serves once, in its organisation, and not for long.
	code, id := y.director.enrolCode("bordeaux", y.site, y.person)
	stranger.do("POST", "/t/lyon/device:claim", map[string]any{"code": code}).want(t, 404, "device-code-not-valid")
	here := y.claim("bordeaux", strings.ToUpper(strings.ReplaceAll(code, "-", " ")))
	stranger.do("POST", "/t/bordeaux/device:claim", map[string]any{"code": code}).want(t, 404, "device-code-not-valid")
	real := *y.now
	*y.now = real.Add(-16 * time.Minute)
	old, _ := y.director.enrolCode("bordeaux", y.site)
	*y.now = real
	stranger.do("POST", "/t/bordeaux/device:claim", map[string]any{"code": old}).want(t, 404, "device-code-not-valid")

	// Its token says nothing elsewhere; the tablet knows the names of its own people and nothing else of them.
	here.do("GET", "/t/lyon/device", nil).want(t, 401, "device-not-known")
	a = here.do("GET", "/t/bordeaux/device", nil)
	a.want(t, 200, "")
	if text := string(a.body); !strings.Contains(text, y.person) || strings.Contains(text, outsider) || strings.Contains(text, "login") || strings.Contains(text, "@") {
		t.Errorf("the tablet is told %s", text)
	}
	here.try("bordeaux", outsider, "274916", "").want(t, 404, "person-not-found")
	if a := here.do("GET", "/t/bordeaux/me", nil); !strings.Contains(string(a.body), `"device":{"name":"Tablette"`) {
		t.Errorf("the tablet does not know what it is: %s", a.body)
	}

	// Revoked, it is out at once, with whoever is signed in on it.
	signed := here.enter("bordeaux", y.person, y.director.pin("bordeaux", y.site, y.person))
	signed.do("GET", "/t/bordeaux/units", nil).want(t, 200, "")
	y.there.do("POST", "/t/bordeaux/devices/"+id+":revoke", nil).want(t, 403, "denied")
	y.director.do("POST", "/t/bordeaux/devices/"+id+":revoke", nil).want(t, 204, "")
	signed.do("GET", "/t/bordeaux/units", nil).want(t, 401, "sign-in-needed")
	signed.do("GET", "/t/bordeaux/device", nil).want(t, 401, "device-not-known")
	signed.try("bordeaux", y.person, ownPIN, "").want(t, 401, "device-not-known")
}

func TestAPINIsThePersonsOwnAndIsNotGuessed(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	one, _ := y.director.enrolCode("bordeaux", y.site, y.person)
	two, _ := y.there.enrolCode("bordeaux", y.other, y.person)
	here, there := y.claim("bordeaux", one), y.claim("bordeaux", two)
	here.try("bordeaux", y.person, "274916", "").want(t, 403, "pin-none")

	// A first PIN only opens together with one of the person's own, which no stranger would try first.
	first := y.director.pin("bordeaux", y.site, y.person)
	here.try("bordeaux", y.person, first, "").want(t, 422, "invalid-input")
	for _, weak := range []string{"123456", "000000", "654321", "121212", "123123", "112233", "140785", "071485", "850714", "198507", "071985", "135791", "147258"} {
		here.try("bordeaux", y.person, first, weak).want(t, 422, "pin-weak")
	}
	here.try("bordeaux", y.person, first, "12345").want(t, 422, "pin-form")
	here.try("bordeaux", y.person, first, first).want(t, 422, "invalid-input")
	signed := here.enter("bordeaux", y.person, first)
	here.try("bordeaux", y.person, first, "").want(t, 422, "pin-wrong")
	there.try("bordeaux", y.person, ownPIN, "").want(t, 200, "")

	// Guesses count together whichever device they come from, those of one moment too; a right PIN then opens nothing, until
	// whoever leads the site gives a first one again. The PIN before it is gone.
	var guesses sync.WaitGroup
	for i := range 12 {
		at := []tablet{here, there}[i%2]
		guesses.Go(func() { at.try("bordeaux", y.person, "38207"+string(rune('0'+i%10)), "") })
	}
	guesses.Wait()
	for range 5 {
		if there.try("bordeaux", y.person, "900817", "").StatusCode == http.StatusForbidden {
			break
		}
	}
	here.try("bordeaux", y.person, ownPIN, "").want(t, 403, "pin-locked")
	there.try("bordeaux", y.person, ownPIN, "").want(t, 403, "pin-locked")
	signed.do("GET", "/t/bordeaux/units", nil).want(t, 200, "") // who was in is not put out by a guesser
	again := y.director.pin("bordeaux", y.site, y.person)
	here.try("bordeaux", y.person, ownPIN, "604173").want(t, 422, "pin-wrong")
	here.try("bordeaux", y.person, again, "604173").want(t, 200, "")
	*y.now = y.now.Add(8 * 24 * time.Hour)
	if late := y.admin.pin("bordeaux", y.site, y.person); late != "" {
		*y.now = y.now.Add(8 * 24 * time.Hour)
		here.try("bordeaux", y.person, late, ownPIN).want(t, 403, "pin-expired")
	}
}

// TestASiteDeviceServesTheFieldOfItsSite lets one person try the same from a browser of their own, where each succeeds, and from a
// site's device.
func TestASiteDeviceServesTheFieldOfItsSite(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	code, id := y.director.enrolCode("bordeaux", y.site, y.person)
	signed := y.claim("bordeaux", code).enter("bordeaux", y.person, y.director.pin("bordeaux", y.site, y.person))
	mine, theirs := y.own.visit("bordeaux", "Ici", y.site), y.own.visit("bordeaux", "Ailleurs", y.other)

	a := signed.do("GET", "/t/bordeaux/me", nil)
	var me struct {
		Actions []string
		Device  struct {
			UnitID string `json:"unit_id"`
		}
	}
	a.into(t, &me)
	if got := strings.Join(me.Actions, " "); got != "core:unit.read visits:visits.read visits:visits.create" || me.Device.UnitID != y.site {
		t.Errorf("on the device: %s", a.body)
	}
	visits := "/t/bordeaux/visits/visits"
	signed.do("GET", visits+"/"+mine.ID, nil).want(t, 200, "")
	signed.do("POST", visits, map[string]any{"title": "Ici aussi", "unit": y.site}).want(t, 201, "")
	if a := signed.do("GET", visits, nil); strings.Contains(string(a.body), "Ailleurs") || !strings.Contains(string(a.body), "Ici") {
		t.Errorf("the device lists %s", a.body)
	}
	attempts, control, leaks := 0, 0, 0
	for _, try := range []struct {
		what, method, path string
		body               any
	}{
		{"a record of another site", "GET", visits + "/" + theirs.ID, nil},
		{"a record for another site", "POST", visits, map[string]any{"title": "Là-bas", "unit": y.other}},
		{"an action that is not of the field", "PUT", visits + "/" + mine.ID, map[string]any{"title": "Changé", "unit": y.site}},
		{"an operation that is not of the field", "POST", visits + "/" + mine.ID + ":close", nil},
		{"another site itself", "GET", "/t/bordeaux/units/" + y.other, nil},
		{"a new site", "POST", "/t/bordeaux/units", map[string]any{"name": "Nouveau", "kind": "creche-collective", "parent_id": y.site}},
		{"the devices", "GET", "/t/bordeaux/devices", nil},
		{"a PIN of somebody", "POST", "/t/bordeaux/units/" + y.site + "/device-people/" + y.director.self("bordeaux") + ":pin", nil},
		{"one's own sessions", "GET", "/t/bordeaux/sessions", nil},
		{"one's own name", "PUT", "/t/bordeaux/me", map[string]any{"name": "Autre", "language": "fr"}},
		{"one's own factor", "GET", "/t/bordeaux/me/second-factor", nil},
		{"one's organisations", "GET", "/t/bordeaux/me/organisations", nil},
		{"a role by an invitation", "POST", "/t/bordeaux/invitations:join", map[string]any{"token": y.admin.invitation("bordeaux", "core:administrator", "")}},
	} {
		attempts++
		// The device first: what it must not do is then still to be done.
		if got := signed.do(try.method, try.path, try.body).StatusCode; got < 400 {
			leaks++
			t.Errorf("%s: %d on the device", try.what, got)
		}
		if got := y.own.do(try.method, try.path, try.body).StatusCode; got < 400 {
			control++
		} else {
			t.Errorf("%s: %d without a device", try.what, got)
		}
	}
	t.Logf("attempts %d, control hits %d, leaks %d", attempts, control, leaks)

	// The log names the person and the device, in both ways of asking.
	var log struct {
		Entries []struct{ Principal, Outcome string }
	}
	y.admin.do("GET", "/t/bordeaux/audit?action=visits:visits.create&principal=person:"+y.person, nil).into(t, &log)
	if want := "person:" + y.person + "/device:" + id; len(log.Entries) < 2 || log.Entries[0].Principal != "person:"+y.person && log.Entries[0].Principal != want {
		t.Errorf("the log: %+v", log)
	} else if n := strings.Count(string(y.admin.do("GET", "/t/bordeaux/audit?principal=person:"+y.person, nil).body), want); n == 0 {
		t.Error("the log does not name the device")
	}

	// A session there ends by itself three minutes after its last request, and goes on as long as somebody works.
	for range 4 {
		*y.now = y.now.Add(2 * time.Minute)
		signed.do("GET", "/t/bordeaux/units", nil).want(t, 200, "")
	}
	*y.now = y.now.Add(3 * time.Minute)
	signed.do("GET", "/t/bordeaux/units", nil).want(t, 401, "sign-in-needed")
	a = signed.try("bordeaux", y.person, ownPIN, "")
	a.want(t, 200, "")
	signed.session = cookieOf(a)
	signed.do("POST", "/t/bordeaux/sign-out", nil).want(t, 204, "")
	signed.do("GET", "/t/bordeaux/units", nil).want(t, 401, "sign-in-needed")
}
