package api_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// turned binds secrets to their owners as the real sealer does, without keys.
type turned struct{}

func (turned) Seal(t tenant.ID, person string, secret []byte) (string, error) {
	return hex.EncodeToString(secret) + "/" + t.String() + "/" + person, nil
}

func (turned) Open(t tenant.ID, person, sealed string) ([]byte, error) {
	text, found := strings.CutSuffix(sealed, "/"+t.String()+"/"+person)
	if !found {
		return nil, errors.New("sealed for somebody else")
	}
	return hex.DecodeString(text)
}

// clock is the server's, which a test moves.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// phone is an authenticator app, written from RFC 6238 apart from the server's.
type phone struct {
	secret string
	clock  *clock
}

// code is the one on the screen. The next one is waited for, since each serves once.
func (p phone) code(t *testing.T) string {
	t.Helper()
	p.clock.advance(30 * time.Second)
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(p.secret)
	must(t, err)
	mac := hmac.New(sha1.New, secret)
	var step [8]byte
	binary.BigEndian.PutUint64(step[:], uint64(p.clock.now().Unix()/30))
	mac.Write(step[:])
	sum := mac.Sum(nil)
	at := sum[19] & 15
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1000000)
}

// protect sets an app up for whoever asks, and returns their new session, phone and recovery codes.
func (s session) protect(slug string, c *clock) (session, phone, []string) {
	s.t.Helper()
	var begun struct{ Secret, Address string }
	s.do("POST", "/t/"+slug+"/me/second-factor:begin", map[string]string{"current": password}).want(s.t, http.StatusOK, "")
	again := s.do("POST", "/t/"+slug+"/me/second-factor:begin", map[string]string{"current": password})
	again.into(s.t, &begun)
	app := phone{begun.Secret, c}
	if !strings.Contains(begun.Address, "secret="+begun.Secret) {
		s.t.Errorf("the QR code holds %s", begun.Address)
	}
	s.do("POST", "/t/"+slug+"/me/second-factor:confirm", map[string]string{"code": "000000"}).want(s.t, http.StatusUnprocessableEntity, "code-wrong")
	done := s.do("POST", "/t/"+slug+"/me/second-factor:confirm", map[string]string{"code": app.code(s.t)})
	done.want(s.t, http.StatusOK, "")
	var out struct{ Codes []string }
	done.into(s.t, &out)
	if len(out.Codes) != 10 {
		s.t.Fatalf("recovery codes: %v", out.Codes)
	}
	return session{town: s.town, cookie: done.Header.Get("Set-Cookie")}, app, out.Codes
}

// ticket does the first step.
func (x *town) ticket(slug, login string) string {
	x.t.Helper()
	a := x.stranger().do("POST", "/t/"+slug+"/sign-in", map[string]string{"login": login, "password": password})
	a.want(x.t, http.StatusOK, "")
	var out struct {
		Person any
		Second struct{ Ticket string }
	}
	a.into(x.t, &out)
	if out.Person != nil || out.Second.Ticket == "" || a.Header.Get("Set-Cookie") != "" {
		x.t.Fatalf("the password alone opens: %s %v", a.body, a.Header)
	}
	return out.Second.Ticket
}

func (x *town) second(slug, ticket, code string) answer {
	x.t.Helper()
	return x.stranger().do("POST", "/t/"+slug+"/sign-in:second", map[string]string{"ticket": ticket, "code": code})
}

func timed(c *clock) func(*api.Config) { return func(config *api.Config) { config.Now = c.now } }

func TestSecondFactor(t *testing.T) {
	t.Parallel()
	c := &clock{}
	x := populated(t, timed(c))
	other := x.as("bordeaux", "admin")
	me, app, codes := x.as("bordeaux", "admin").protect("bordeaux", c)
	other.do("GET", "/t/bordeaux/sessions", nil).want(t, http.StatusUnauthorized, "sign-in-needed")
	me.do("GET", "/t/bordeaux/people", nil).want(t, http.StatusOK, "")

	code := app.code(t)
	in := x.second("bordeaux", x.ticket("bordeaux", "admin"), code)
	in.want(t, http.StatusOK, "")
	x.second("bordeaux", x.ticket("bordeaux", "admin"), code).want(t, http.StatusUnprocessableEntity, "code-wrong")
	spaced := strings.ToUpper(strings.ReplaceAll(codes[3], "-", " "))
	x.second("bordeaux", x.ticket("bordeaux", "admin"), spaced).want(t, http.StatusOK, "")
	x.second("bordeaux", x.ticket("bordeaux", "admin"), codes[3]).want(t, http.StatusConflict, "code-used")
	x.second("lyon", x.ticket("bordeaux", "admin"), app.code(t)).want(t, http.StatusUnauthorized, "sign-in-begins-again")
	old := x.ticket("bordeaux", "admin")
	c.advance(identity.TicketLife)
	x.second("bordeaux", old, app.code(t)).want(t, http.StatusUnauthorized, "sign-in-begins-again")

	var factor struct {
		On   bool
		Left int `json:"codes_left"`
	}
	me.do("GET", "/t/bordeaux/me/second-factor", nil).into(t, &factor)
	if !factor.On || factor.Left != 9 {
		t.Errorf("factor %+v", factor)
	}
	var sessions struct {
		Sessions []struct{ First, Second string }
	}
	me.do("GET", "/t/bordeaux/sessions", nil).into(t, &sessions)
	how := map[string]int{}
	for _, s := range sessions.Sessions {
		how[s.First+" "+s.Second]++
	}
	if how["password app"] != 2 || how["password code"] != 1 {
		t.Errorf("signed in by %v", how)
	}
	me.do("POST", "/t/bordeaux/sessions:end-others", nil).want(t, http.StatusNoContent, "")
	if me.do("GET", "/t/bordeaux/sessions", nil).into(t, &sessions); len(sessions.Sessions) != 1 {
		t.Errorf("%d sessions are left", len(sessions.Sessions))
	}
	me.turnOff(app, codes)
}

// turnOff takes new codes, then the factor away, each with a fresh proof only.
func (s session) turnOff(app phone, old []string) {
	s.t.Helper()
	const at = "/t/bordeaux/me/second-factor"
	s.do("POST", at+":codes", map[string]string{"code": "123"}).want(s.t, http.StatusUnprocessableEntity, "code-wrong")
	var renewed struct{ Codes []string }
	s.do("POST", at+":codes", map[string]string{"code": app.code(s.t)}).into(s.t, &renewed)
	s.do("POST", at+":remove", map[string]string{"code": old[5]}).want(s.t, http.StatusConflict, "code-used")
	s.do("POST", at+":remove", map[string]string{"code": ""}).want(s.t, http.StatusUnprocessableEntity, "code-wrong")
	off := s.do("POST", at+":remove", map[string]string{"code": renewed.Codes[0]})
	off.want(s.t, http.StatusNoContent, "")
	s.do("GET", "/t/bordeaux/sessions", nil).want(s.t, http.StatusUnauthorized, "sign-in-needed")
	s.cookie = off.Header.Get("Set-Cookie")
	s.do("GET", "/t/bordeaux/sessions", nil).want(s.t, http.StatusOK, "")
	s.as("bordeaux", "admin")
}

func TestTheSecondStepIsSlowed(t *testing.T) {
	t.Parallel()
	c := &clock{}
	x := populated(t, timed(c))
	_, app, _ := x.as("bordeaux", "admin").protect("bordeaux", c)
	refused := 0
	for range 12 { // whoever has the password, and begins again each time
		a := x.stranger().do("POST", "/t/bordeaux/sign-in", map[string]string{"login": "admin", "password": password})
		if a.StatusCode == http.StatusTooManyRequests {
			refused++
			continue
		}
		var out struct{ Second struct{ Ticket string } }
		a.into(t, &out)
		x.second("bordeaux", out.Second.Ticket, "000000")
	}
	if refused < 7 {
		t.Errorf("of 12 rounds of guesses %d were refused", refused)
	}
	c.advance(16 * time.Minute)
	x.second("bordeaux", x.ticket("bordeaux", "admin"), app.code(t)).want(t, http.StatusOK, "")
}

func TestLimitsAreToldAlikeOfEverybody(t *testing.T) {
	t.Parallel()
	stopped := time.Now()
	x := populated(t, func(config *api.Config) { config.Now = func() time.Time { return stopped } })
	told := map[string]string{}
	for _, login := range []string{"admin", "nobody"} {
		a := x.stranger().do("POST", "/t/lyon/sign-in", map[string]string{"login": login, "password": "faux faux faux"})
		a.want(t, http.StatusUnauthorized, "sign-in-failed")
		told[login] = a.Header.Get("RateLimit")
		if policy := a.Header.Get("RateLimit-Policy"); policy != `"account";q=8;w=900, "address";q=40;w=900` {
			t.Errorf("policy %s", policy)
		}
	}
	if told["admin"] != `"account";r=7;t=900, "address";r=39;t=900` || told["nobody"] != `"account";r=7;t=900, "address";r=38;t=900` {
		t.Errorf("limits %v", told)
	}
}

// require turns the organisation's rule on.
func (s session) require(slug string) { s.set(slug, "second_factor", true) }

// set changes one setting.
func (s session) set(slug, name string, value any) {
	s.t.Helper()
	var settings map[string]any
	s.do("GET", "/t/"+slug+"/settings", nil).into(s.t, &settings)
	for _, own := range []string{"slug", "template", "managed"} {
		delete(settings, own)
	}
	settings[name] = value
	s.do("PUT", "/t/"+slug+"/settings", settings).want(s.t, http.StatusOK, "")
}

func TestAdministratorsNeedASecondFactor(t *testing.T) {
	t.Parallel()
	c := &clock{}
	x := populated(t, timed(c))
	x.member("lyon", "coord", identity.Coordinator)
	admin := x.as("lyon", "admin")
	var key struct{ Secret string }
	admin.do("POST", "/t/lyon/keys", map[string]any{
		"name": "k", "scopes": []string{"core:unit.read"}, "role": identity.Administrator, "expires": time.Now().AddDate(0, 1, 0).UTC().Format(time.RFC3339),
	}).into(t, &key)
	doors := []string{"/t/lyon/people", "/t/lyon/units", "/t/lyon/visits/visits", "/t/lyon/sessions", "/t/lyon/settings"}
	for _, path := range doors { // the control: without the rule a password opens them
		admin.do("GET", path, nil).want(t, http.StatusOK, "")
	}
	admin.require("lyon")
	again := x.as("lyon", "admin")
	for _, s := range []session{admin, again} {
		for _, path := range doors {
			s.do("GET", path, nil).want(t, http.StatusForbidden, "second-factor-needed")
		}
		s.do("PUT", "/t/lyon/me", map[string]string{"name": "X", "language": "fr"}).want(t, http.StatusForbidden, "second-factor-needed")
	}
	var me struct {
		Needs   string
		Actions []string
		Grants  []any
	}
	if again.do("GET", "/t/lyon/me", nil).into(t, &me); me.Needs != "second-factor" || len(me.Actions)+len(me.Grants) != 0 {
		t.Errorf("me: %+v", me)
	}
	session{town: x, key: key.Secret}.do("GET", "/t/lyon/units", nil).want(t, http.StatusOK, "")
	x.as("lyon", "coord").do("GET", "/t/lyon/units", nil).want(t, http.StatusOK, "")

	proven, _, _ := again.protect("lyon", c)
	for _, path := range doors {
		proven.do("GET", path, nil).want(t, http.StatusOK, "")
	}
}

// member makes one more person of an organisation.
func (x *town) member(slug, login string, roles ...string) {
	x.t.Helper()
	home := x.people[slug+"/admin"].Tenant
	hash, err := hashed()
	must(x.t, err)
	p := identity.Person{ID: slug + "-" + login, Tenant: home, Name: "Dominique " + login, Login: login, Email: login + "@example.org", Language: "fr"}
	x.people[slug+"/"+login] = p
	must(x.t, x.db.Book().Change(x.t.Context(), home, nil, func(ctx context.Context, tx audit.Tx) error {
		_, err := tx.People().Put(ctx, p)
		must(x.t, err)
		for i, role := range roles {
			must(x.t, tx.Access().PutGrant(ctx, identity.Grant{ID: fmt.Sprintf("%s-%d", p.ID, i), Principal: p.ID, Role: role}))
		}
		return tx.Access().Proofs().SetPassword(ctx, p.ID, hash)
	}))
}

func TestResetOfASecondFactor(t *testing.T) {
	t.Parallel()
	c, post := &clock{}, make(postman, 10)
	x := populated(t, timed(c), func(config *api.Config) { config.Mailbox = post })
	x.member("lyon", "coord", identity.Coordinator)
	admin := x.as("lyon", "admin")
	coord, _, codes := x.as("lyon", "coord").protect("lyon", c)
	id := x.people["lyon/coord"].ID
	reset := "/t/lyon/people/" + id + ":reset-factor"
	coord.do("POST", reset, nil).want(t, http.StatusForbidden, "denied")
	x.as("bordeaux", "admin").do("POST", strings.Replace(reset, "lyon", "bordeaux", 1), nil).want(t, http.StatusNotFound, "person-not-found")
	admin.do("POST", "/t/lyon/people/"+x.people["lyon/admin"].ID+":reset-factor", nil).want(t, http.StatusConflict, "own-account")

	// A lost password is renewed by a link, and the second factor is still asked for.
	var renewed struct{ Code string }
	admin.do("POST", "/t/lyon/people/"+id+":renew", nil).into(t, &renewed)
	joined := x.stranger().do("POST", "/t/lyon/invitations:accept", map[string]string{"token": renewed.Code, "password": password, "language": "fr"})
	joined.want(t, http.StatusOK, "")
	if joined.Header.Get("Set-Cookie") != "" || !strings.Contains(string(joined.body), `"ticket"`) {
		t.Fatalf("a link opens an account without its second factor: %s", joined.body)
	}
	coord.cookie = x.second("lyon", x.ticket("lyon", "coord"), codes[0]).Header.Get("Set-Cookie")

	var out struct{ Told bool }
	admin.do("POST", reset, nil).into(t, &out)
	if m := <-post; !out.Told || m.To != "coord@example.org" || !strings.Contains(m.Text, "réinitialisé") {
		t.Errorf("told %v: %+v", out.Told, m)
	}
	coord.do("GET", "/t/lyon/sessions", nil).want(t, http.StatusUnauthorized, "sign-in-needed")
	x.as("lyon", "coord")
	x.second("lyon", ticketOf(t, x, "lyon", "coord"), codes[1]).want(t, http.StatusUnprocessableEntity, "code-wrong")
	if log := string(admin.do("GET", "/t/lyon/audit?action=core:person.reset", nil).body); !strings.Contains(log, "core:person.reset") {
		t.Errorf("the log says nothing: %s", log)
	}
}

// ticketOf forges nothing: it is a ticket that was written before the factor was forgotten.
func ticketOf(t *testing.T, x *town, slug, login string) string {
	t.Helper()
	p := x.people[slug+"/"+login]
	return identity.NewTickets(x.config.TicketKey).Write(p, identity.Step{First: identity.FirstPassword}, x.config.Now())
}
