package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/identity"
)

type recordAnswer struct {
	ID       string
	Rev      int64
	UnitPath string          `json:"unit_path"`
	Doc      json.RawMessage `json:"doc"`
}

func (s session) visit(slug, title, unit string) recordAnswer {
	s.t.Helper()
	a := s.do("POST", "/t/"+slug+"/visits/visits", map[string]any{"title": title, "unit": unit, "state": "open"})
	a.want(s.t, 201, "")
	var r recordAnswer
	a.into(s.t, &r)
	return r
}

func TestCollectionIsServedAsItIsStored(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	site := admin.unit("bordeaux", "Nord", "")
	made := admin.visit("bordeaux", "Première <visite>", site)
	if made.Rev != 1 || made.UnitPath != "/nord/" || !strings.Contains(string(made.Doc), "Première <visite>") {
		t.Fatalf("made %+v", made)
	}
	one := "/t/bordeaux/visits/visits/" + made.ID
	a := admin.do("GET", one, nil)
	a.want(t, 200, "")
	if a.Header.Get("ETag") != `"1"` {
		t.Errorf("ETag %s", a.Header.Get("ETag"))
	}
	admin.do("GET", one, nil, "If-None-Match", `"1"`).want(t, 304, "")
	admin.do("PUT", one, map[string]any{"title": "Seconde", "unit": site}, "If-Match", `"1"`).want(t, 200, "")
	admin.do("PUT", one, map[string]any{"title": "Autre", "unit": site}, "If-Match", `"1"`).want(t, 412, "revision-moved")
	a = admin.do("PUT", one, map[string]any{"title": 7, "unit": site, "colour": "red"})
	a.want(t, 422, "")
	for _, want := range []string{"/title", "/colour"} {
		if !strings.Contains(strings.Join(a.pointers(t), " "), want) {
			t.Errorf("no pointer to %s: %s", want, a.body)
		}
	}
	admin.do("DELETE", one, nil, "If-Match", `"2"`).want(t, 204, "")
	a = admin.do("GET", one, nil)
	a.want(t, 404, "record-not-found")
}

func TestCollectionPagesFiltersAndRefusesNonsense(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	north, south := admin.unit("bordeaux", "Nord", ""), admin.unit("bordeaux", "Sud", "")
	admin.visit("bordeaux", "Une", north)
	admin.visit("bordeaux", "Deux", south)
	admin.visit("bordeaux", "École perchée", south)
	var page struct {
		Records []recordAnswer
		Next    string `json:"next_page_token"`
	}
	base := "/t/bordeaux/visits/visits"
	admin.do("GET", base+"?page_size=2", nil).into(t, &page)
	if len(page.Records) != 2 || page.Next == "" {
		t.Fatalf("page %+v", page)
	}
	next := page.Next
	page.Next = ""
	admin.do("GET", base+"?page_size=2&page_token="+next, nil).into(t, &page)
	if len(page.Records) != 1 || page.Next != "" {
		t.Errorf("last page %+v", page)
	}
	admin.do("GET", base+"?search=ecole", nil).into(t, &page)
	if len(page.Records) != 1 {
		t.Errorf("search found %d", len(page.Records))
	}
	admin.do("GET", base+"?unit="+south, nil).into(t, &page)
	if len(page.Records) != 2 {
		t.Errorf("below the unit are %d", len(page.Records))
	}
	for _, query := range []string{"?page_size=0", "?page_size=x", "?colour=red", "?filter=title%20%3D", "?unit=" + nobody} {
		if a := admin.do("GET", base+query, nil); a.StatusCode != 422 {
			t.Errorf("%s answered %d: %s", query, a.StatusCode, a.body)
		}
	}
	admin.do("GET", base+":schema", nil).want(t, 200, "")
	admin.do("PATCH", base, nil).want(t, 405, "method-not-allowed")
	admin.do("POST", base, strings.Repeat("x", 2<<20)).want(t, 413, "body-too-large")
	admin.do("POST", base, []byte("{\"title\":\"\xff\"}")).want(t, 400, "malformed-body")
	admin.do("POST", base, "[]").want(t, 400, "malformed-body")
	admin.do("POST", base, "{}", "Content-Type", "text/plain").want(t, 415, "unsupported-media-type")
}

func TestNeighboursRecordsDoNotExist(t *testing.T) {
	t.Parallel()
	x := populated(t)
	mine, theirs := x.as("bordeaux", "admin"), x.as("lyon", "admin")
	made := mine.visit("bordeaux", "Secret", mine.unit("bordeaux", "Nord", ""))
	for _, method := range []string{"GET", "DELETE"} {
		theirs.do(method, "/t/lyon/visits/visits/"+made.ID, nil).want(t, 404, "record-not-found")
		theirs.do(method, "/t/bordeaux/visits/visits/"+made.ID, nil).want(t, 404, "organisation-not-found")
		x.stranger().do(method, "/t/bordeaux/visits/visits/"+made.ID, nil).want(t, 401, "sign-in-needed")
	}
	theirs.do("POST", "/t/lyon/visits/visits/"+made.ID+":close", nil).want(t, 404, "record-not-found")
	if a := theirs.do("GET", "/t/lyon/visits/visits:export", nil); strings.Contains(string(a.body), "Secret") {
		t.Errorf("the export holds a neighbour's record: %s", a.body)
	}
}

func TestRepeatedWriteIsDoneOnce(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	site := admin.unit("bordeaux", "Nord", "")
	send := func(title string) answer {
		return admin.do("POST", "/t/bordeaux/visits/visits", map[string]any{"title": title, "unit": site}, "Idempotency-Key", "k-1")
	}
	one, two := send("Une"), send("Une")
	one.want(t, 201, "")
	two.want(t, 201, "")
	if string(one.body) != string(two.body) || two.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("answers differ:\n%s\n%s", one.body, two.body)
	}
	send("Autre").want(t, 409, "idempotency-key-reused")

	add := func() answer {
		return admin.do("POST", "/t/bordeaux/units", map[string]any{"name": "Sud", "kind": "territory"}, "Idempotency-Key", "k-2")
	}
	one, two = add(), add()
	one.want(t, 201, "")
	two.want(t, 201, "")
	if string(one.body) != string(two.body) || len(admin.tree("bordeaux")) != 2 {
		t.Errorf("a core write was done twice, or answered otherwise:\n%s\n%s", one.body, two.body)
	}
	invite := func() answer {
		return admin.do("POST", "/t/bordeaux/invitations", map[string]any{"name": "D", "role": identity.Director}, "Idempotency-Key", "k-3")
	}
	invite().want(t, 201, "")
	invite().want(t, 409, "idempotency-key-used") // its link is a secret: shown once, kept nowhere
}

func TestExportRunsNothingInASpreadsheet(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	site := admin.unit("bordeaux", "Nord", "")
	for _, title := range []string{"=1+1", "+33 5", "@SUM(A1)", "  =cmd|'/c calc'!A0", "-12.5", "plain, with comma"} {
		admin.visit("bordeaux", title, site)
	}
	a := admin.do("GET", "/t/bordeaux/visits/visits:export?order_by=created_at", nil)
	a.want(t, 200, "")
	text := string(a.body)
	for _, want := range []string{"'=1+1", "'+33 5", "'@SUM(A1)", "'  =cmd|", ",-12.5,", `"plain, with comma"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the export lacks %q:\n%s", want, text)
		}
	}
	if !strings.HasPrefix(text, "\ufeffid,unit_path,") {
		t.Errorf("header: %.60s", text)
	}
}

func TestWatchTellsChangesAndResumes(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	site := admin.unit("bordeaux", "Nord", "")
	server := httptest.NewServer(x.handler)
	t.Cleanup(server.Close) // after the streams have ended
	first := admin.watch(server, "")
	admin.visit("bordeaux", "Une", site)
	id, data := first()
	if !strings.Contains(data, "Une") || id == "" {
		t.Fatalf("event %s %s", id, data)
	}
	admin.visit("bordeaux", "Deux", site)
	again := admin.watch(server, id)
	if _, data := again(); !strings.Contains(data, "Deux") {
		t.Errorf("resumed with %s", data)
	}
	if a := x.stranger().do("GET", "/t/bordeaux/visits/visits:watch", nil); a.StatusCode != 401 {
		t.Errorf("a stranger watches: %d", a.StatusCode)
	}
}

// watch opens a stream and returns what reads its next event.
func (s session) watch(server *httptest.Server, after string) func() (id, data string) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/t/bordeaux/visits/visits:watch", nil)
	must(s.t, err)
	value, _, _ := strings.Cut(s.cookie, ";")
	r.Header.Set("Cookie", value)
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	stream, err := server.Client().Do(r)
	must(s.t, err)
	s.t.Cleanup(func() { cancel(); must(s.t, stream.Body.Close()) })
	if kind := stream.Header.Get("Content-Type"); kind != "text/event-stream" {
		s.t.Fatalf("content type %s", kind)
	}
	lines := bufio.NewScanner(stream.Body)
	return func() (id, data string) {
		for lines.Scan() {
			if found, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
				id = found
			}
			if found, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return id, found
			}
		}
		return "", ""
	}
}
