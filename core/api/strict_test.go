package api_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestBodiesMeanOneThing sends JSON that two readers take differently to the core, a collection and a module.
func TestBodiesMeanOneThing(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	made := admin.visit("bordeaux", "Une", admin.unit("bordeaux", "Nord", ""))
	for _, at := range []string{"/t/bordeaux/units", "/t/bordeaux/visits/visits", "/t/bordeaux/visits/visits/" + made.ID + ":close", "/t/bordeaux/visits/answers:submit"} {
		for body, pointer := range map[string]string{
			`{"name":"A","kind":"territory","name":"B"}`:                "/name",
			`{"name":"A","kind":"territory","n\u0061me":"B"}`:           "/name",
			`{"name":"A","kind":"territory","more":[0,{"a":"\ud800"}]}`: "/more/1/a",
			`{"name":"A\u0000","kind":"territory"}`:                     "/name",
			`{"name":"A","kind":"territory","headcount":1e999}`:         "/headcount",
		} {
			a := admin.do("POST", at, body)
			a.want(t, 400, "malformed-body")
			if got := a.pointers(t); !slices.Equal(got, []string{pointer}) {
				t.Errorf("%s %s: pointers %v", at, body, got)
			}
		}
	}
	// One of the two spellings would be checked, and the other kept.
	a := admin.do("POST", "/t/bordeaux/units", `{"name":"A","kind":"territory","headcount":1,"HEADCOUNT":-5}`)
	a.want(t, 422, "invalid-input")
	if got := a.pointers(t); !slices.Contains(got, "/HEADCOUNT") {
		t.Errorf("pointers %v", got)
	}
	admin.do("POST", "/t/bordeaux/units", `{"name":"A","kind":"territory"}`).want(t, 201, "")
}

// TestRequestsThatHTTPHasAWordFor holds the statuses that careless clients meet.
func TestRequestsThatHTTPHasAWordFor(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	units, visits := "/t/bordeaux/units", "/t/bordeaux/visits/visits"
	for _, at := range []string{units, visits} {
		admin.do("GET", at, nil, "Accept", "application/xml").want(t, 406, "not-acceptable")
		admin.do("GET", at, nil, "Accept", "application/json;q=0, text/html").want(t, 406, "not-acceptable")
		admin.do("GET", at, nil, "Accept", "text/html, */*;q=0.8").want(t, 200, "")
		admin.do("GET", at, nil, "X-Large", strings.Repeat("a", 40<<10)).want(t, 431, "headers-too-large")
		admin.do("GET", at+"?search="+strings.Repeat("a", 9<<10), nil).want(t, 414, "address-too-long")
		admin.do("GET", at+"?search=%00", nil).want(t, 400, "malformed-request")
		a := admin.do("GET", at+"?nope=1", nil)
		a.want(t, 422, "invalid-input")
		if !strings.Contains(string(a.body), `"parameter":"query.nope"`) {
			t.Errorf("%s: %s", at, a.body)
		}
	}
	admin.do("POST", units, `{"name":"A","kind":"territory"}`, "Accept", "text/csv").want(t, 406, "not-acceptable")
	for query, parameter := range map[string]string{
		"filter=((": "filter", "order_by=nope": "order_by", "page_token=x": "page_token", "page_size=0": "page_size", "page_size=1&page_size=2": "page_size",
	} {
		a := admin.do("GET", visits+"?"+query, nil)
		a.want(t, 422, "invalid-input")
		if !strings.Contains(string(a.body), `"parameter":"query.`+parameter+`"`) {
			t.Errorf("%s: %s", query, a.body)
		}
	}
}

// TestSlowBodyIsTold sends half a body and waits: the server's own deadline ends it, with a problem.
func TestSlowBodyIsTold(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	server := httptest.NewUnstartedServer(x.handler)
	server.Config.ReadTimeout = 300 * time.Millisecond
	server.Start()
	defer server.Close()
	address := server.Listener.Addr().String()
	for _, at := range []string{"/t/bordeaux/units", "/t/bordeaux/visits/visits"} {
		c, err := net.Dial("tcp", address)
		must(t, err)
		cookie, _, _ := strings.Cut(admin.cookie, ";")
		_, err = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", at, address, cookie)
		must(t, err)
		got, err := http.ReadResponse(bufio.NewReader(c), nil)
		must(t, err)
		text, err := io.ReadAll(got.Body)
		must(t, err)
		answer{got, text}.want(t, 408, "request-timeout")
		must(t, c.Close())
	}
}

// TestOneOfManyAtOnce sends one request twelve times at once with one key: it is done once, and whoever is too
// early is told to ask again.
func TestOneOfManyAtOnce(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	for at, body := range map[string]map[string]any{
		"/t/bordeaux/units":         {"name": "Une fois", "kind": "territory"},
		"/t/bordeaux/visits/visits": {"title": "Une fois"},
	} {
		answers := make([]answer, 12)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() { answers[i] = admin.do("POST", at, body, "Idempotency-Key", "once") })
		}
		all.Wait()
		ids := map[string]bool{}
		for _, a := range answers {
			var made struct{ ID, Code string }
			a.into(t, &made)
			switch {
			case a.StatusCode == 201:
				ids[made.ID] = true
			case a.StatusCode != 409 || made.Code != "idempotency-key-used" || a.Header.Get("Retry-After") == "":
				t.Errorf("%s: %d %s", at, a.StatusCode, a.body)
			}
		}
		if len(ids) != 1 {
			t.Errorf("%s: done %d times", at, len(ids))
		}
		again := admin.do("POST", at, body, "Idempotency-Key", "once")
		again.want(t, 201, "")
		if again.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%s: not replayed", at)
		}
		for field := range body {
			body[field] = "Autre"
		}
		admin.do("POST", at, body, "Idempotency-Key", "once").want(t, 409, "idempotency-key-reused")
	}
}
