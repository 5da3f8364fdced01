package api_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/identity"
)

const portal = "https://www.example.org"

// embedKey makes a key of Bordeaux for the portal, and returns its public text and its id.
func (s session) embedKey(t *testing.T, origins ...string) (public, id string) {
	t.Helper()
	a := s.do("POST", "/t/bordeaux/embed-keys", map[string]any{"name": "Site", "modules": []string{"visits"}, "origins": origins})
	a.want(t, 201, "")
	var made struct{ Key, ID string }
	a.into(t, &made)
	return made.Key, made.ID
}

func TestEmbedKeySaysWhatIsWrongWithAnOrigin(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	a := admin.do("POST", "/t/bordeaux/embed-keys", map[string]any{
		"name": "Site", "modules": []string{"visits", "castle"}, "origins": []string{portal},
	})
	a.want(t, 422, "invalid-input")
	if got := a.pointers(t); len(got) != 1 || got[0] != "/modules/1" {
		t.Errorf("pointers %v: %s", got, a.body)
	}
	a = admin.do("POST", "/t/bordeaux/embed-keys", map[string]any{
		"name": "Site", "modules": []string{"visits"}, "origins": []string{portal, "http://www.example.org"},
	})
	a.want(t, 422, "invalid-input")
	if got := a.pointers(t); len(got) != 1 || got[0] != "/origins/1" {
		t.Errorf("pointers %v: %s", got, a.body)
	}
}

func TestPortalAsksAsAStrangerAndNoMore(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	answer := "/t/bordeaux/visits/answers:submit"
	control := admin.do("POST", answer, map[string]any{}, "Origin", portal, "Sec-Fetch-Site", "cross-site")
	control.want(t, 403, "cross-origin")
	key, id := admin.embedKey(t, portal+"/petite-enfance")

	preflight := x.stranger().do("OPTIONS", answer+"?key="+key, nil, "Origin", portal, "Access-Control-Request-Method", "POST")
	preflight.want(t, 204, "")
	if got := preflight.Header.Get("Access-Control-Allow-Origin"); got != portal || preflight.Header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("preflight: %v", preflight.Header)
	}
	// The administrator looks at the portal: their session must not act there.
	admin.do("POST", answer+"?key="+key, map[string]any{}, "Origin", portal, "Sec-Fetch-Site", "cross-site").want(t, 200, "")
	if called := x.modules.called; len(called) != 1 || called[0].Principal.Kind != identity.Visitor {
		t.Fatalf("the module was called by %+v", called)
	}
	if query := x.modules.asked[0].URL.RawQuery; query != "" {
		t.Errorf("the module saw the query %q", query)
	}
	admin.do("GET", "/t/bordeaux/visits/visits?key="+key, nil, "Origin", portal).want(t, 401, "sign-in-needed")
	admin.do("GET", "/t/bordeaux/units?key="+key, nil, "Origin", portal).want(t, 403, "embed-module-refused")
	x.stranger().do("GET", "/t/bordeaux/me?key="+key, nil, "Origin", "null").want(t, 200, "")

	refused := x.stranger().do("GET", "/t/bordeaux/me?key="+key, nil, "Origin", "https://evil.example")
	refused.want(t, 403, "embed-origin-refused")
	if !strings.Contains(string(refused.body), "https://evil.example") || refused.Header.Get("Access-Control-Allow-Origin") == "" {
		t.Errorf("a portal's maker cannot read what is wrong: %s", refused.body)
	}
	x.stranger().do("GET", "/t/lyon/me?key="+key, nil, "Origin", portal).want(t, 403, "embed-key-not-valid")
	admin.do("DELETE", "/t/bordeaux/embed-keys/"+id, nil).want(t, 204, "")
	x.stranger().do("POST", answer+"?key="+key, map[string]any{}, "Origin", portal).want(t, 403, "embed-key-not-valid")
}

func TestFrameStandsOnlyWhereTheKeySays(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	key, id := admin.embedKey(t, portal, "https://portail.example.org:8443")
	frame := "/w/bordeaux/visits/answer?key=" + key
	a := admin.do("GET", frame+"&origin="+portal, nil)
	a.want(t, 200, "")
	policy := a.Header.Get("Content-Security-Policy")
	if !strings.HasSuffix(policy, "frame-ancestors "+portal+" https://portail.example.org:8443") || a.Header.Get("X-Frame-Options") != "" {
		t.Errorf("headers %v", a.Header)
	}
	if !strings.Contains(string(a.body), `embed="`+key+`"`) || !strings.Contains(string(a.body), "<p>GET origin=") {
		t.Errorf("frame %s", a.body)
	}
	if page := x.stranger().do("GET", "/p/bordeaux/visits/answer", nil); !strings.HasSuffix(page.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
		t.Error("the page itself may be framed")
	}
	for _, closed := range []string{"/w/bordeaux/visits/answer", "/w/bordeaux/visits/answer?key=rbp_aaaaaaaaaaaaaaaaaaaaaaaaaa", "/w/lyon/visits/answer?key=" + key} {
		if a := x.stranger().do("GET", closed, nil); a.StatusCode != 404 || strings.Contains(string(a.body), "rb-visits-answer") {
			t.Errorf("%s: %d %s", closed, a.StatusCode, a.body)
		}
	}
	admin.do("DELETE", "/t/bordeaux/embed-keys/"+id, nil).want(t, 204, "")
	x.stranger().do("GET", frame, nil).want(t, 404, "")
}

func TestPublicPageWorksWithoutJavaScript(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	a := admin.do("GET", "/p/bordeaux/visits/answer?lang=en", nil)
	a.want(t, 200, "")
	if !strings.Contains(string(a.body), "<p>GET lang=en</p></rb-visits-answer>") || strings.Contains(string(a.body), "<noscript>") {
		t.Errorf("page %s", a.body)
	}
	if a := admin.do("POST", "/p/bordeaux/visits/answer", "name=A", form...); !strings.Contains(string(a.body), "<p>POST </p></rb-visits-answer>") {
		t.Errorf("sent: %d %s", a.StatusCode, a.body)
	}
	for _, c := range x.modules.called {
		if c.Principal.Kind != identity.Visitor {
			t.Errorf("the page was asked for by %s", c.Principal.Kind)
		}
	}
	admin.do("POST", "/p/bordeaux/visits/answer", "name=A", append(form, "Origin", portal, "Sec-Fetch-Site", "cross-site")...).want(t, 403, "cross-origin")
	key, _ := admin.embedKey(t, portal)
	framed := admin.do("POST", "/w/bordeaux/visits/answer?key="+key, "name=A", append(form, "Origin", "null", "Sec-Fetch-Site", "cross-site")...)
	if framed.StatusCode != 200 || !strings.Contains(string(framed.body), "<p>POST </p>") {
		t.Errorf("sent from a frame: %d %s", framed.StatusCode, framed.body)
	}
}

// A form without JavaScript costs its sender nothing, so that one address sends few: by the page, by the operation
// behind it alike. Reading, and another organisation's forms, are not held up; a little later nor are these.
func TestPlainFormsComeAtAPace(t *testing.T) {
	t.Parallel()
	var later atomic.Int64
	x := populated(t, func(c *api.Config) { c.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) } })
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	send := func(at string) answer { return x.stranger().do("POST", at, "name=A", form...) }
	for i := range 15 {
		at := []string{"/p/bordeaux/visits/answer", "/t/bordeaux/visits/plain"}[i%2]
		if a := send(at); a.StatusCode != 200 {
			t.Fatalf("form %d: %d %s", i+1, a.StatusCode, a.body)
		}
	}
	send("/t/bordeaux/visits/plain").want(t, 429, "forms-paused")
	if a := send("/p/bordeaux/visits/answer"); a.StatusCode != 429 || !strings.Contains(string(a.body), "Un instant") {
		t.Errorf("the page says %d %s", a.StatusCode, a.body)
	}
	x.stranger().do("GET", "/p/bordeaux/visits/answer", nil).want(t, 200, "")
	if a := send("/p/lyon/visits/answer"); a.StatusCode != 200 {
		t.Errorf("another organisation: %d", a.StatusCode)
	}
	later.Store(int64(10 * time.Minute))
	if a := send("/p/bordeaux/visits/answer"); a.StatusCode != 200 {
		t.Errorf("ten minutes later: %d %s", a.StatusCode, a.body)
	}
}
