package module_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// ask sends a request through the host as the edge does.
func (s started) ask(t testing.TB, c module.Call, method, target, body string, header ...string) (*httptest.ResponseRecorder, error) {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	found, err := s.Route(c.Tenant.ID, "visits", method, r.URL.EscapedPath())
	if err != nil {
		return w, err
	}
	c.Route = found
	return w, s.Serve(w, r, c)
}

// askAllTheWhile asks until stop, which returns why a call failed; none is to.
func (s started) askAllTheWhile(t testing.TB) (stop func() error) {
	t.Helper()
	stopped, failed := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(failed)
		for {
			select {
			case <-stopped:
				return
			default:
			}
			if _, err := s.ask(t, caller("a"), "GET", "/who", ""); err != nil {
				failed <- err
				return
			}
		}
	}()
	return func() error {
		close(stopped)
		return <-failed
	}
}

func (s started) must(t testing.TB, c module.Call, method, target, body string, header ...string) string {
	t.Helper()
	w, err := s.ask(t, c, method, target, body, header...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, target, err)
	}
	var text string
	if json.Unmarshal(w.Body.Bytes(), &text) != nil {
		return w.Body.String()
	}
	return text
}

func TestServe(t *testing.T) {
	t.Parallel()
	s := start(t, "visits", nil)
	a, b := caller("a"), caller("b")

	t.Run("StagesInOneHop", func(t *testing.T) {
		id := s.must(t, a, "POST", "/notes:add", `{"text":"hello"}`)
		got, err := s.backend.of(a.Tenant.ID).Get(t.Context(), "notes", id)
		if err != nil {
			t.Fatal(err)
		}
		if want := `{"count":1,"text":"hello"}`; string(got.Doc) != want || got.Rev != 1 {
			t.Errorf("the note is %s at revision %d, want %s at 1", got.Doc, got.Rev, want)
		}
		if events := s.backend.of(a.Tenant.ID).Outbox().Events; len(events) != 1 || events[0].Subject != id {
			t.Errorf("events = %v", events)
		}
		if _, err := s.backend.of(b.Tenant.ID).Get(t.Context(), "notes", id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the other tenant gets %v", err)
		}
		t.Run("ReadsAreSentAlong", func(t *testing.T) {
			if got := s.must(t, a, "POST", "/notes/"+id+":touch", ""); got != "hello" {
				t.Errorf("touch = %q", got)
			}
			before := len(s.backend.seen())
			if _, err := s.ask(t, b, "POST", "/notes/"+id+":touch", ""); fault.KindOf(err) != fault.NotFound {
				t.Errorf("the other tenant's touch = %v, want not_found", err)
			}
			if calls := len(s.backend.seen()) - before; calls != 1 {
				t.Errorf("%d views were opened, want the prefetch alone: the module must not be called", calls)
			}
		})
		t.Run("ConflictIsRetriedOnce", func(t *testing.T) {
			s.backend.fail(1)
			if got := s.must(t, a, "POST", "/notes/"+id+":touch", ""); got != "hello again" {
				t.Errorf("the second run answers %q: it does not know that it is", got)
			}
			s.backend.fail(2)
			if _, err := s.ask(t, a, "POST", "/notes/"+id+":touch", ""); !errors.Is(err, store.Changed()) {
				t.Errorf("touch = %v, want the conflict", err)
			}
			s.backend.fail(1)
			if _, err := s.ask(t, a, "POST", "/notes:add", `{"text":"x"}`); !errors.Is(err, store.Changed()) {
				t.Errorf("an operation without Retry = %v, want the conflict", err)
			}
		})
	})

	t.Run("Internal", func(t *testing.T) {
		s.must(t, a, "POST", "/secrets:keep", "")
		if _, err := s.ask(t, a, "POST", "/secrets:reach", ""); fault.From(err).Code != "internal-not-declared" {
			t.Errorf("an operation without Internal reaches internal collections: %v", err)
		}
	})

	t.Run("Secret", func(t *testing.T) {
		mine, theirs := s.must(t, a, "GET", "/secret", ""), s.must(t, b, "GET", "/secret", "")
		if mine == theirs || mine != s.must(t, a, "GET", "/secret", "") || len(mine) < 64 {
			t.Errorf("secrets of two tenants: %q, %q", mine, theirs)
		}
		if want := "https://people.example/p/" + a.Tenant.Slug + "/visits"; !strings.HasSuffix(mine, " "+want) {
			t.Errorf("pages are said to be at %q, want %q", mine, want)
		}
	})

	t.Run("Published", func(t *testing.T) {
		want := `{"label":"T0","max":5,"publication":"pub-1","tables":{"scores":{"id":"pub-1","release":"r","name":"scores","floor":5,"cells":[{"key":"network","masked":false,"n":9,"values":{"mean":{"n":9,"value":3.5}}}]}}}`
		if diff := cmp.Diff(want, s.must(t, a, "GET", "/figures", "")); diff != "" {
			t.Errorf("figures (-want +got)\n%s", diff)
		}
		for _, path := range []string{"/raw", "/forged"} {
			if w, err := s.ask(t, a, "GET", path, ""); fault.From(err).Code != "answer-not-published" || w.Body.Len() > 0 {
				t.Errorf("%s = %v, %s", path, err, w.Body)
			}
		}
	})

	t.Run("SafeMethodsChangeNothing", func(t *testing.T) {
		if _, err := s.ask(t, a, "GET", "/staging", ""); fault.From(err).Code != "safe-method-stages" {
			t.Errorf("staging on a GET = %v", err)
		}
	})

	t.Run("Faults", func(t *testing.T) {
		_, err := s.ask(t, a, "GET", "/fail", "")
		want := fault.New(fault.Conflict, "visit-busy", "The visit is busy.")
		if !errors.Is(err, want) || len(fault.From(err).Fields) != 1 {
			t.Errorf("fail = %#v", err)
		}
		if _, err := s.ask(t, a, "GET", "/panic", ""); fault.KindOf(err) != fault.Internal || strings.Contains(err.Error(), "secret") {
			t.Errorf("panic = %v", err)
		}
		if _, err := s.ask(t, a, "POST", "/notes:add", `{"text":1,"more":2}`); fault.KindOf(err) != fault.Invalid || len(fault.From(err).Fields) != 2 || fault.From(err).Fields[0].Pointer[0] != '/' {
			t.Errorf("a wrong body = %#v", fault.From(err))
		}
		if _, err := s.ask(t, a, "GET", "/nothing", ""); fault.From(err).Code != "route-not-found" {
			t.Errorf("an unknown path = %v", err)
		}
		if _, err := s.ask(t, a, "DELETE", "/who", ""); fault.From(err).Code != "method-not-allowed" {
			t.Errorf("an unknown method = %v", err)
		}
	})

	t.Run("Headers", func(t *testing.T) {
		got := s.must(t, a, "GET", "/headers", "", "Cookie", "rb_session=x", "Authorization", "Bearer rbk_x", "Accept", "application/json")
		if got != "||application/json" {
			t.Errorf("the module sees %q", got)
		}
		w, err := s.ask(t, a, "GET", "/redirect?status=200", "")
		if err != nil {
			t.Fatal(err)
		}
		want := http.Header{
			"Content-Type": {"application/json"}, "Etag": {`"7"`}, "X-Content-Type-Options": {"nosniff"},
			"Content-Security-Policy": {"sandbox; default-src 'none'"},
		}
		if diff := cmp.Diff(want, w.Header()); diff != "" {
			t.Errorf("headers (-want +got)\n%s", diff)
		}
		for status, body := range map[string]bool{"200": true, "204": false, "304": false, "404": true} {
			if w, err := s.ask(t, a, "GET", "/redirect?status="+status, ""); err != nil || fmt.Sprint(w.Code) != status || w.Body.Len() > 0 != body {
				t.Errorf("status %s = %d with %d bytes, %v", status, w.Code, w.Body.Len(), err)
			}
		}
		for _, status := range []string{"302", "307", "500"} {
			if _, err := s.ask(t, a, "GET", "/redirect?status="+status, ""); fault.From(err).Code != "answer-not-allowed" {
				t.Errorf("status %s = %v", status, err)
			}
		}
	})

	t.Run("Caller", func(t *testing.T) {
		var got map[string]any
		if err := json.Unmarshal([]byte(s.must(t, b, "GET", "/who", "")), &got); err != nil {
			t.Fatal(err)
		}
		today := time.Now().In(mustZone(t, "America/Montreal")).Format(time.DateOnly)
		want := map[string]any{"kind": "person", "id": "person-b", "today": today, "zone": "America/Montreal", "config": map[string]any{"colour": "b"}, "units": 2.0, "stdin": 0.0}
		for name, value := range want {
			if diff := cmp.Diff(value, got[name]); diff != "" {
				t.Errorf("%s (-want +got)\n%s", name, diff)
			}
		}
		for _, name := range got["environment"].([]any) {
			if !strings.HasPrefix(name.(string), "PLUGIN_") && !slices.Contains([]string{"TZ", "RIBAMBELLE_MODULE", "TMPDIR", "GOMAXPROCS", "GOMEMLIMIT"}, name.(string)) {
				t.Errorf("the module sees the environment variable %s", name)
			}
		}
	})

	t.Run("StolenHandle", func(t *testing.T) {
		s.must(t, a, "POST", "/steal", "") // the control: within its call the store answers
		if _, err := s.ask(t, b, "GET", "/loot", ""); fault.From(err).Code != "handle-not-valid" {
			t.Errorf("a store of a call that has ended = %v, want handle-not-valid", err)
		}
	})

	t.Run("LargeBodies", func(t *testing.T) {
		body := bytes.Repeat([]byte("x"), 3<<20)
		w, err := s.ask(t, a, "POST", "/echo", string(body), "Content-Type", "application/octet-stream")
		if err != nil || !bytes.Equal(w.Body.Bytes(), body) {
			t.Errorf("echo = %d bytes, %v", w.Body.Len(), err)
		}
		if _, err := s.ask(t, a, "POST", "/length", `{"text":"`+string(body)+`"}`); fault.From(err).Code != "body-too-large" {
			t.Errorf("a body beyond the operation's limit = %v", err)
		}
	})

	t.Run("Noise", func(t *testing.T) {
		if got := s.must(t, a, "GET", "/noise", ""); got != "quiet" {
			t.Errorf("noise = %q", got)
		}
	})

	t.Run("Asset", func(t *testing.T) {
		digest := s.catalog.list[0].Digest
		text, err := s.Asset(t.Context(), "visits", digest, "visits.js")
		if err != nil || len(text) != 2_000_000 {
			t.Errorf("Asset = %d bytes, %v", len(text), err)
		}
		if _, err := s.Asset(t.Context(), "visits", strings.Repeat("0", len(digest)), "visits.js"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("Asset of another release = %v", err)
		}
		for _, name := range []string{"../visits.js", "/visits.js", "none.js", ".env", ""} {
			if _, err := s.Asset(t.Context(), "visits", digest, name); fault.KindOf(err) != fault.NotFound {
				t.Errorf("Asset(%q) = %v", name, err)
			}
		}
	})

	t.Run("CallTime", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		r := httptest.NewRequest("GET", "/slow", nil).WithContext(ctx)
		c := a
		c.Route, _ = s.Route(c.Tenant.ID, "visits", "GET", "/slow")
		if err := s.Serve(httptest.NewRecorder(), r, c); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("a caller who left gets %v", err)
		}
	})

	t.Run("Reactions", func(t *testing.T) {
		doc, err := s.Before(t.Context(), a, wire.Change{Collection: "notes", Verb: store.Create, ID: "n", New: []byte(`{"text":"x"}`)})
		if err != nil || string(doc) != `{"text":"X"}` {
			t.Errorf("Before = %s, %v", doc, err)
		}
		if _, err := s.Before(t.Context(), a, wire.Change{Collection: "notes", Verb: store.Delete, ID: "n", Old: []byte(`{"text":"x"}`)}); fault.From(err).Code != "notes-stay" {
			t.Errorf("Before a delete = %v", err)
		}
		if _, err := s.Before(t.Context(), a, wire.Change{Collection: "notes", Verb: store.Create, ID: "n", New: []byte(`{"text":"slow"}`)}); fault.From(err).Code != "module-too-slow" {
			t.Errorf("a slow hook = %v", err)
		}
		c := caller("jobs")
		if err := s.Run(t.Context(), c, wire.Job{Name: "sweep", Data: []byte(`1`)}); err != nil {
			t.Error(err)
		}
		if err := s.Hear(t.Context(), c, wire.Event{Event: store.Event{Type: "other.happened", Subject: "s"}}); err != nil {
			t.Error(err)
		}
		if err := s.Hear(t.Context(), c, wire.Event{Event: store.Event{Type: "not.heard"}}); err != nil {
			t.Error(err)
		}
		page, err := s.backend.of(tenant.Trusted("jobs")).List(t.Context(), "notes", store.Query{})
		if err != nil || len(page.Records) != 2 {
			t.Errorf("%d notes were committed, %v", len(page.Records), err)
		}
		if err := s.Run(t.Context(), c, wire.Job{Name: "unknown"}); fault.KindOf(err) != fault.Unsupported {
			t.Errorf("an unknown job = %v", err)
		}
	})

	t.Run("NothingButTheBoundTenant", func(t *testing.T) {
		for _, c := range s.backend.seen() {
			if c.Principal.ID != "person-"+c.Tenant.String() || c.Module != "visits" || c.Request != "request-"+c.Tenant.String() {
				t.Errorf("a view was opened for %+v", c)
			}
		}
	})
}

// What comes by itself is looked at as it comes: work to which a tenant has not agreed, or not any longer, is dropped and told.
func TestWorkThatNobodyAgreesTo(t *testing.T) {
	t.Parallel()
	var agreed, refused []string
	s := start(t, "visits", func(c *module.Config) {
		c.Agreed = func(context.Context, tenant.ID, string) ([]string, error) { return agreed, nil }
		c.Refused = func(_ context.Context, c module.Caller, grant string) error {
			refused = append(refused, c.Tenant.String()+" "+grant)
			return nil
		}
	})
	c := caller("a")
	work := func() (notes int, failed error) {
		failed = errors.Join(
			s.Run(t.Context(), c, wire.Job{Name: "tick", Data: []byte(`1`)}),
			s.Hear(t.Context(), c, wire.Event{Event: store.Event{Type: "other.happened", Subject: "s"}}),
		)
		page, err := s.backend.of(c.Tenant.ID).List(t.Context(), "notes", store.Query{})
		return len(page.Records), errors.Join(failed, err)
	}
	agreed, _ = agreesToAll(t.Context(), c.Tenant.ID, "visits")
	if notes, err := work(); notes != 2 || err != nil || len(refused) > 0 {
		t.Errorf("agreed to: %d notes, %v, refused %v", notes, err, refused)
	}
	agreed = []string{sdk.GrantInternal}
	if notes, err := work(); notes != 2 || err != nil {
		t.Errorf("agreed to no longer: %d notes, %v", notes, err)
	}
	want := []string{c.Tenant.ID.String() + " jobs", c.Tenant.ID.String() + " hear:other.happened"}
	if diff := cmp.Diff(want, refused); diff != "" {
		t.Errorf("what was told of that (-want +got)\n%s", diff)
	}
}

func mustZone(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func (b *backend) seen() []module.Caller {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.callers)
}

func (b *backend) fail(times int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.moved = times
}

// Work that nobody waits for commits much at once when an organisation is filled in. However much of it is under way, a
// core is left to whoever waits.
func TestWorkLeavesACoreToRequests(t *testing.T) {
	t.Parallel()
	s := start(t, "visits", nil)
	most := max(1, runtime.GOMAXPROCS(0)-1)
	entered, release := make(chan struct{}, most+4), make(chan struct{})
	s.backend.committing = func() {
		entered <- struct{}{}
		<-release
	}
	var work sync.WaitGroup
	for i := range most + 4 {
		work.Go(func() {
			if err := s.Run(t.Context(), caller(fmt.Sprintf("town-%d", i)), wire.Job{Name: "sweep", Data: []byte(`1`)}); err != nil {
				t.Error(err)
			}
		})
	}
	for range most {
		<-entered
	}
	for range 50 { // each crosses to the module and back, as the rest of the work does before it commits
		if _, err := s.Before(t.Context(), caller("town-0"), wire.Change{Collection: "notes", Verb: store.Create, ID: "n", New: []byte(`{"text":"x"}`)}); err != nil {
			t.Fatal(err)
		}
	}
	if more := len(entered); more > 0 {
		t.Errorf("%d commits more than %d at once", more, most)
	}
	close(release)
	work.Wait()
	if len(entered) != 4 {
		t.Errorf("%d commits came after the first ones", len(entered))
	}
}
