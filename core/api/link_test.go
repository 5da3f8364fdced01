package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// postman hands letters to the test.
type postman chan api.Letter

func (postman) Waiting(context.Context, tenant.ID, outbox.Kind) ([]outbox.Item, error) {
	return nil, nil
}
func (postman) Way() (host, from string) { return "", "" }

func (p postman) Send(_ context.Context, _ tenant.ID, m api.Letter) error {
	p <- m
	return nil
}

func (p postman) Post(ctx context.Context, t tenant.ID, letters ...api.Letter) error {
	for _, m := range letters {
		if err := p.Send(ctx, t, m); err != nil {
			return err
		}
	}
	return nil
}

// linked is a town where Camille of Lyon has an address, and a door that sends links.
func linked(t *testing.T, c *clock, change ...func(*api.Config)) (*town, postman) {
	post := make(postman, 10)
	x := populated(t, append([]func(*api.Config){public, timed(c), func(config *api.Config) { config.Mailbox = post }}, change...)...)
	p := x.people["lyon/admin"]
	p.Email, p.Rev = "camille@example.org", 1
	must(t, x.db.Book().Change(t.Context(), p.Tenant, nil, func(ctx context.Context, tx audit.Tx) error {
		_, err := tx.People().Put(ctx, p)
		return err
	}))
	return x, post
}

func (x *town) askLink(slug, login string) answer {
	return x.stranger().do("POST", "/t/"+slug+"/sign-in:link-send", map[string]string{"login": login})
}

// ticketIn is what stands in the link of a letter.
func ticketIn(t *testing.T, m api.Letter) string {
	t.Helper()
	found := regexp.MustCompile(`https://ville\.example/o/lyon/link#(\S+)`).FindStringSubmatch(m.Text)
	if found == nil || m.To != "camille@example.org" {
		t.Fatalf("the letter: %+v", m)
	}
	return found[1]
}

func (x *town) follow(slug, ticket, cookie string, confirmed bool) answer {
	return x.stranger().do("POST", "/t/"+slug+"/sign-in:link", map[string]any{"ticket": ticket, "confirmed": confirmed}, "Cookie", cookie)
}

func TestALinkByMailSignsInOnceWhereItWasAskedFor(t *testing.T) {
	t.Parallel()
	c := &clock{}
	x, post := linked(t, c)
	asked := x.askLink("lyon", " Camille@example.org ")
	asked.want(t, http.StatusNoContent, "")
	ticket := ticketIn(t, <-post)
	x.follow("bordeaux", ticket, cookieOf(asked), true).want(t, http.StatusUnauthorized, "link-not-valid")
	x.follow("lyon", ticket[:len(ticket)-2]+"xx", cookieOf(asked), true).want(t, http.StatusUnauthorized, "link-not-valid")
	x.stranger().do("POST", "/t/lyon/sign-in:second", map[string]any{"ticket": ticket, "code": "123456"}).want(t, http.StatusUnauthorized, "sign-in-begins-again")
	in := x.follow("lyon", ticket, cookieOf(asked), false)
	in.want(t, http.StatusOK, "")
	if a := (session{town: x, cookie: in.Header.Get("Set-Cookie")}).do("GET", "/t/lyon/sessions", nil); !strings.Contains(string(a.body), `"first":"link"`) {
		t.Errorf("how it was signed in: %s", a.body)
	}
	x.follow("lyon", ticket, cookieOf(asked), false).want(t, http.StatusUnauthorized, "link-not-valid")

	// In another browser the person is asked, and the link serves there all the same.
	x.askLink("lyon", "admin").want(t, http.StatusNoContent, "")
	ticket = ticketIn(t, <-post)
	other := x.follow("lyon", ticket, "rb_asked=guess", false)
	other.want(t, http.StatusOK, "")
	if !strings.Contains(string(other.body), `"confirm":"Camille lyon"`) || other.Header.Get("Set-Cookie") != "" {
		t.Errorf("another browser: %s", other.body)
	}
	x.follow("lyon", ticket, "", true).want(t, http.StatusOK, "")

	asked = x.askLink("lyon", "admin")
	ticket = ticketIn(t, <-post)
	c.advance(15 * time.Minute)
	x.follow("lyon", ticket, cookieOf(asked), true).want(t, http.StatusUnauthorized, "link-not-valid")
}

func TestALinkByMailTellsNothingAndAsksForTheSecondFactor(t *testing.T) {
	t.Parallel()
	c := &clock{}
	x, post := linked(t, c)
	shape := func(a answer) string {
		cookie, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), "=")
		return strings.Join([]string{a.Status, string(a.body), strings.Split(a.Header.Get("RateLimit"), ",")[0], a.Header.Get("RateLimit-Policy"), cookie}, "|")
	}
	known, unknown := x.askLink("lyon", "admin"), x.askLink("lyon", "nobody")
	known.want(t, http.StatusNoContent, "")
	first := <-post
	if a, b := shape(known), shape(unknown); a != b {
		t.Errorf("the answers differ:\n%s\n%s", a, b)
	}
	for _, login := range []string{"admin", "nobody"} { // the same limit for who exists and who does not
		for range 2 {
			x.askLink("lyon", login).want(t, http.StatusNoContent, "")
		}
		a := x.askLink("lyon", login)
		a.want(t, http.StatusTooManyRequests, "sign-in-paused")
		if !strings.Contains(a.Header.Get("RateLimit"), `"account";r=0`) || a.Header.Get("Retry-After") == "" {
			t.Errorf("%s: limits %s", login, a.Header.Get("RateLimit"))
		}
	}
	<-post
	<-post
	select {
	case m := <-post:
		t.Errorf("a letter too many: %+v", m)
	default:
	}

	me := x.as("lyon", "admin")
	_, app, _ := me.protect("lyon", c)
	in := x.follow("lyon", ticketIn(t, first), "", true)
	in.want(t, http.StatusOK, "")
	var out struct {
		Person any
		Second struct{ Ticket string }
	}
	if in.into(t, &out); out.Person != nil || out.Second.Ticket == "" || in.Header.Get("Set-Cookie") != "" {
		t.Fatalf("the second factor is not asked for: %s", in.body)
	}
	x.follow("lyon", ticketIn(t, first), "", true).want(t, http.StatusUnauthorized, "link-not-valid") // spent by the first step
	x.stranger().do("POST", "/t/lyon/sign-in:second", map[string]any{"ticket": out.Second.Ticket, "code": app.code(t)}).want(t, http.StatusOK, "")
}

// TestALinkByMailLeadsWhereThePlatformIs asks under a name that the asker made up: the secret of the link must not be sent there.
func TestALinkByMailLeadsWhereThePlatformIs(t *testing.T) {
	t.Parallel()
	ask := func(x *town, host string) int {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "http://"+host+"/t/lyon/sign-in:link-send", strings.NewReader(`{"login":"admin"}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		x.handler.ServeHTTP(w, r)
		return w.Code
	}
	c := &clock{}
	x, post := linked(t, c)
	if got := ask(x, "evil.example"); got != http.StatusNoContent {
		t.Fatalf("asked: %d", got)
	}
	ticketIn(t, <-post) // leads to the public address
	nameless, _ := linked(t, c, func(config *api.Config) { config.URL = "" })
	for host, want := range map[string]int{"evil.example": http.StatusNotImplemented, "127.0.0.1:8080": http.StatusNoContent, "localhost": http.StatusNoContent} {
		if got := ask(nameless, host); got != want {
			t.Errorf("without a public address, under %s: %d", host, got)
		}
	}
	off, _ := linked(t, c)
	admin := off.as("lyon", "admin")
	if a := admin.do("GET", "/t/lyon/me", nil); !strings.Contains(string(a.body), `"sign_in_link":true`) {
		t.Errorf("links are not offered: %s", a.body)
	}
	admin.set("lyon", "no_sign_in_link", true)
	off.askLink("lyon", "admin").want(t, http.StatusNotImplemented, "links-off")
}
