package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/trace"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func sample() Call {
	return Call{
		Caller: Caller{Kind: "person", ID: "p", Language: "fr", Zone: "Europe/Paris", Wording: "fr-FR", Country: "FR", Config: json.RawMessage(`{}`), Now: time.Unix(1, 0).UTC()},
		Store:  treasure{}, IDs: []string{"a", "b"},
		Reads:   []Read{{Collection: "c", Record: store.Record{ID: "1", Doc: json.RawMessage(`{"x":1}`)}}},
		Request: Request{Operation: "o", Method: "POST", Path: "/x", Query: "q=1", Header: http.Header{"Accept": {"a"}}, Body: []byte("body")},
	}
}

func TestCallCarriesEverything(t *testing.T) {
	t.Parallel()
	sent := sample()
	answer := Answer{Status: 201, Header: http.Header{"Etag": {`"1"`}}, Body: []byte("made"), Staged: store.Commit{
		Mutations: []store.Mutation{{Verb: store.Create, Collection: "c", ID: "a", Doc: json.RawMessage(`{}`)}},
	}}
	client := pair(t, stub{call: func(_ context.Context, c Call) (Answer, error) {
		if c.Internal != nil {
			t.Error("an internal store came though none was given")
		}
		c.Store, c.Host = nil, nil
		want := sent
		want.Store = nil
		if diff := cmp.Diff(want, c); diff != "" {
			t.Errorf("call (-sent +received)\n%s", diff)
		}
		return answer, nil
	}})
	got, err := client.Call(t.Context(), sent)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(answer, got); diff != "" {
		t.Errorf("answer (-sent +received)\n%s", diff)
	}
}

// A body that fits no message goes in chunks, and the operation may stage all the same.
func TestCallWithALargeBody(t *testing.T) {
	t.Parallel()
	body := bytes.Repeat([]byte("0123456789"), 300_000)
	client := pair(t, stub{call: func(_ context.Context, c Call) (Answer, error) {
		return Answer{Status: 200, Body: c.Request.Body, Staged: store.Commit{Events: []store.Event{{Type: "e"}}}}, nil
	}})
	c := sample()
	c.Request.Body = body
	got, err := client.Call(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Body, body) || len(got.Staged.Events) != 1 {
		t.Errorf("%d bytes and %d events came back, want %d and 1", len(got.Body), len(got.Staged.Events), len(body))
	}
	c.Request.Body = make([]byte, MaxWhole+1)
	if _, err := client.Call(t.Context(), c); fault.KindOf(err) != fault.Exhausted {
		t.Errorf("a body beyond all limits gets %v", err)
	}
}

func TestAnswerTooLarge(t *testing.T) {
	t.Parallel()
	client := pair(t, stub{call: func(context.Context, Call) (Answer, error) {
		return Answer{Status: 200, Body: make([]byte, MaxPayload+1)}, nil
	}})
	_, err := client.Call(t.Context(), sample())
	if !errors.Is(err, fault.New(fault.Exhausted, "answer-too-large", "")) {
		t.Errorf("Call = %v, want answer-too-large", err)
	}
}

func TestStreamBothWays(t *testing.T) {
	t.Parallel()
	body := bytes.Repeat([]byte("x"), 3*MaxMessage)
	client := pair(t, stub{stream: func(_ context.Context, _ Call, in io.Reader, w http.ResponseWriter) error {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusAccepted)
		_, err := io.Copy(w, in)
		return err
	}})
	w := httptest.NewRecorder()
	if err := client.Stream(t.Context(), sample(), bytes.NewReader(body), w); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusAccepted || w.Header().Get("Content-Type") != "text/plain" || !bytes.Equal(w.Body.Bytes(), body) {
		t.Errorf("answer = %d %v, %d bytes", w.Code, w.Header(), w.Body.Len())
	}
}

// What is flushed arrives before the operation ends; the caller's cancel ends the operation.
func TestStreamFlushesAndCancels(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	client := pair(t, stub{stream: func(ctx context.Context, _ Call, _ io.Reader, w http.ResponseWriter) error {
		_, _ = io.WriteString(w, "data: 1\n\n")
		_ = http.NewResponseController(w).Flush()
		<-ctx.Done()
		ended <- ctx.Err()
		return ctx.Err()
	}})
	ctx, cancel := context.WithCancel(t.Context())
	w := &notifying{ResponseRecorder: httptest.NewRecorder(), wrote: cancel}
	if err := client.Stream(ctx, sample(), strings.NewReader(""), w); !errors.Is(err, context.Canceled) {
		t.Errorf("Stream = %v, want canceled", err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the operation ended with %v", err)
	}
	if got := w.Body.String(); got != "data: 1\n\n" {
		t.Errorf("before the cancel %q arrived", got)
	}
}

type notifying struct {
	*httptest.ResponseRecorder
	wrote func()
}

func (n *notifying) Write(p []byte) (int, error) {
	defer n.wrote()
	return n.ResponseRecorder.Write(p)
}

func TestStreamFaultBeforeTheHead(t *testing.T) {
	t.Parallel()
	client := pair(t, stub{stream: func(context.Context, Call, io.Reader, http.ResponseWriter) error { return fault.Missing("wave") }})
	w := httptest.NewRecorder()
	err := client.Stream(t.Context(), sample(), strings.NewReader(""), w)
	if !errors.Is(err, fault.Missing("wave")) || w.Body.Len() > 0 {
		t.Errorf("Stream = %v with %d bytes written", err, w.Body.Len())
	}
}

// The trace of a request runs into the module and back into the core.
func TestTraceBothWays(t *testing.T) {
	t.Parallel()
	id, span := trace.TraceID{1, 2, 3}, trace.SpanID{4}
	ctx := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: id, SpanID: span, TraceFlags: trace.FlagsSampled}))
	var there, back trace.SpanContext
	client := pair(t, stub{call: func(ctx context.Context, c Call) (Answer, error) {
		there = trace.SpanContextFromContext(ctx)
		_, err := c.Store.Get(ctx, "c", "1")
		return Answer{Status: 200}, err
	}})
	c := sample()
	c.Store = spying{func(ctx context.Context) { back = trace.SpanContextFromContext(ctx) }}
	if _, err := client.Call(ctx, c); err != nil {
		t.Fatal(err)
	}
	if there.TraceID() != id || back.TraceID() != id || back.SpanID() != span {
		t.Errorf("trace %s there and %s back, want %s", there.TraceID(), back.TraceID(), id)
	}
}

type spying struct{ spy func(context.Context) }

func (s spying) Get(ctx context.Context, _, _ string) (store.Record, error) {
	s.spy(ctx)
	return store.Record{}, nil
}

func (spying) List(context.Context, string, store.Query) (store.Page, error) {
	return store.Page{}, nil
}

func (spying) Aggregate(context.Context, string, store.Aggregation) ([]store.Group, error) {
	return nil, nil
}

func (spying) Commit(context.Context, store.Commit) (store.Receipt, error) {
	return store.Receipt{}, nil
}
func (spying) Watch(context.Context, string, string, func(store.Change) error) error { return nil }

func TestReactions(t *testing.T) {
	t.Parallel()
	change := Change{Collection: "c", Verb: store.Update, ID: "1", Rev: 3, Old: json.RawMessage(`{"a":1}`), New: json.RawMessage(`{"a":2}`)}
	event := Event{ID: "e", Module: "m", At: time.Unix(5, 0).UTC(), Event: store.Event{Type: "m.x", Subject: "1", Data: json.RawMessage(`{}`)}}
	job := Job{ID: "j", Name: "sweep", Data: json.RawMessage(`[1]`)}
	staged := store.Commit{Jobs: []store.Job{{Name: "next"}}}
	same := func(what string, want, got any) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", what, diff)
		}
	}
	client := pair(t, stub{
		before: func(_ context.Context, _ Call, c Change) (json.RawMessage, error) {
			same("change", change, c)
			return json.RawMessage(`{"a":3}`), nil
		},
		hear: func(_ context.Context, _ Call, e Event) (store.Commit, error) {
			same("event", event, e)
			return staged, nil
		},
		run: func(_ context.Context, _ Call, j Job) (store.Commit, error) { same("job", job, j); return staged, nil },
	})
	doc, err := client.Before(t.Context(), sample(), change)
	same("document", json.RawMessage(`{"a":3}`), doc)
	heard, hearErr := client.Hear(t.Context(), sample(), event)
	same("heard", staged, heard)
	ran, runErr := client.Run(t.Context(), sample(), job)
	same("ran", staged, ran)
	if err := errors.Join(err, hearErr, runErr, client.Check(t.Context()), client.Drain(t.Context())); err != nil {
		t.Error(err)
	}
}

// Long lists cross in pieces and in order.
func TestUnitsInPieces(t *testing.T) {
	t.Parallel()
	units := make([]Unit, 20_000)
	for i := range units {
		units[i] = Unit{ID: strings.Repeat("u", 36), Name: strings.Repeat("é", 40), Headcount: i}
	}
	got, err := hold(t, Call{Store: treasure{}, Host: many{units}}).Host.Units(t.Context(), UnitQuery{Path: "/"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, units) {
		t.Errorf("%d units came, want %d in order", len(got), len(units))
	}
}

type many struct{ units []Unit }

func (m many) Closures(context.Context, ClosureQuery) ([]Closure, error) { return nil, nil }
func (m many) Units(context.Context, UnitQuery) ([]Unit, error)          { return m.units, nil }
func (many) Publish(_ context.Context, t json.RawMessage) (json.RawMessage, error) {
	return t, nil
}
func (many) Mail(context.Context, Mail) error                         { return nil }
func (many) Attest(_ context.Context, s Statement) (Statement, error) { return s, nil }
func (many) Fetch(_ context.Context, q Outgoing) (Incoming, error) {
	return Incoming{Status: 207, Header: q.Header, Body: bytes.Repeat(q.Body, 700)}, nil
}

func (many) People(_ context.Context, ids []string) ([]Person, error) {
	return each(ids, func(id string) Person { return Person{id, "n" + id} }), nil
}

func (many) NewIDs(_ context.Context, n int) ([]string, error) {
	return make([]string, n), nil
}

func TestHost(t *testing.T) {
	t.Parallel()
	host := hold(t, Call{Store: treasure{}, Host: many{}}).Host
	released, err := host.Publish(t.Context(), json.RawMessage(`{"name":"x"}`))
	if err != nil || string(released) != `{"name":"x"}` {
		t.Errorf("Publish = %s, %v", released, err)
	}
	ids, err := host.NewIDs(t.Context(), 7)
	if err != nil || len(ids) != 7 {
		t.Errorf("NewIDs = %d ids, %v", len(ids), err)
	}
	if _, err := host.NewIDs(t.Context(), 1001); fault.KindOf(err) != fault.Invalid {
		t.Errorf("NewIDs(1001) = %v, want invalid", err)
	}
	sent := http.Header{"Accept": {"a", "b"}} // and an answer that fits no message
	got, err := host.Fetch(t.Context(), Outgoing{Method: "PUT", URL: "https://a.example/", Header: sent, Body: bytes.Repeat([]byte("x"), 4<<10)})
	if err != nil || got.Status != 207 || len(got.Body) != 4<<10*700 || cmp.Diff(sent, got.Header) != "" {
		t.Errorf("fetched %d %v, %d bytes, %v", got.Status, got.Header, len(got.Body), err)
	}
	people, err := host.People(t.Context(), []string{"a", "b"})
	if err != nil || !slices.Equal(people, []Person{{"a", "na"}, {"b", "nb"}}) {
		t.Errorf("people: %v, %v", people, err)
	}
	if _, err := host.People(t.Context(), make([]string, 101)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("101 people at once: %v", err)
	}
	if err := host.Mail(t.Context(), Mail{To: "a@example.org"}); err != nil {
		t.Error(err)
	}
}

// A module's lines reach the core with their trace, and draining leaves none behind.
func TestLogs(t *testing.T) {
	t.Parallel()
	got := make(chan LogLine, 10)
	client := pairWithLogs(t, stub{call: func(ctx context.Context, _ Call) (Answer, error) {
		Logger(ctx).With("wave", 3).WithGroup("g").WarnContext(ctx, "slow", "site", "x")
		return Answer{}, errors.New("an error without a kind")
	}}, func(_ context.Context, lines []LogLine) {
		for _, l := range lines {
			got <- l
		}
	})
	ctx := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{9}, SpanID: trace.SpanID{9}}))
	_, _ = client.Call(ctx, sample())
	if err := client.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, second := <-got, <-got
	if first.Message != "slow" || string(first.Attributes) != `{"g.site":"x","wave":3}` || !strings.Contains(first.TraceParent, "09000000") {
		t.Errorf("first line = %+v %s", first, first.Attributes)
	}
	if second.Message != "a call failed" || !strings.Contains(string(second.Attributes), "without a kind") {
		t.Errorf("second line = %+v %s", second, second.Attributes)
	}
}

func TestAssetsAndManifestInChunks(t *testing.T) {
	t.Parallel()
	whole := bytes.Repeat([]byte("asset"), MaxMessage/2)
	client := pair(t, stub{asset: whole})
	got, err := client.Asset(t.Context(), "x.js")
	if err != nil || !bytes.Equal(got, whole) {
		t.Errorf("Asset = %d bytes, %v", len(got), err)
	}
	if got, err = client.Describe(t.Context()); err != nil || !bytes.Equal(got, whole) {
		t.Errorf("Describe = %d bytes, %v", len(got), err)
	}
}

func TestAttachOnce(t *testing.T) {
	t.Parallel()
	if err := pair(t, stub{}).Attach(t.Context()); fault.KindOf(err) != fault.Conflict {
		t.Errorf("attaching again = %v, want conflict", err)
	}
}
