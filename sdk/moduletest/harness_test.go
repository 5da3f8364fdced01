package moduletest_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/moduletest"
	"github.com/ribambelle/ribambelle/sdk/store"
)

type visit struct {
	Site string `json:"site" rb:"unit"`
	Text string `json:"text" maxLength:"20" rb:"searchable"`
}

type vote struct {
	Value int `json:"value"`
}

type settings struct {
	Greeting string `json:"greeting"`
}

type byID struct {
	ID string `path:"id"`
}

type said struct {
	Body struct {
		Text string `json:"text"`
	}
}

func module() *sdk.Module {
	m := sdk.New(sdk.Manifest{
		Name: "visits", Version: "1.0.0", Title: sdk.Text{"fr": "Visites", "en": "Visits"},
		Actions: []sdk.Action{{Name: "visits:do", Title: sdk.Text{"fr": "Faire", "en": "Do"}}},
		Config:  sdk.SchemaOf[settings](),
	})
	visits := sdk.Collect(m, "visits", sdk.CollectionOptions[visit]{Before: func(ctx context.Context, c sdk.Change[visit]) error {
		if c.New != nil && c.New.Text == "" {
			return fault.InvalidField("/text", "must not be empty")
		}
		return nil
	}})
	votes := sdk.Collect(m, "votes", sdk.CollectionOptions[vote]{Kind: store.Anonymous})
	rules := sdk.Rules{Action: "visits:do"}
	register := func(method, path string, r sdk.Rules, handle func(context.Context, *byID) (*said, error)) {
		huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: strings.Trim(method+path, "/"), Method: method, Path: path}, r), handle)
	}
	register("POST", "/visits/{id}:sign", sdk.Rules{Action: "visits:do", On: "id@visits", Reads: []string{"visits/{id}"}}, func(ctx context.Context, in *byID) (*said, error) {
		one, err := visits.Get(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		greeting, err := sdk.Config[settings](ctx)
		if err != nil {
			return nil, err
		}
		one.Doc.Text += " " + greeting.Greeting
		if err := visits.Update(ctx, one); err != nil {
			return nil, err
		}
		seen, err := visits.Get(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		out := &said{}
		out.Body.Text = seen.Doc.Text
		sdk.Tx(ctx).Emit(store.Event{Type: "visits.signed", Subject: in.ID})
		return out, sdk.Mail(ctx, sdk.Message{To: "a@example.org", Subject: "signed"})
	})
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: "vote", Method: "POST", Path: "/votes:cast"}, sdk.Rules{Action: "visits:do", Internal: true}),
		func(ctx context.Context, in *struct{ Body vote }) (*struct{}, error) {
			_, err := votes.Create(ctx, in.Body)
			return nil, err
		})
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: "count", Method: "GET", Path: "/figures"}, sdk.Rules{Action: "visits:do", Internal: true, Published: true}),
		func(ctx context.Context, _ *struct{}) (*struct{ Body sdk.Published }, error) {
			n, sum := 0, 0.0
			for one, err := range votes.All(ctx, store.Query{}) {
				if err != nil {
					return nil, err
				}
				n, sum = n+1, sum+float64(one.Doc.Value)
			}
			mean := sum / float64(max(n, 1))
			p, err := sdk.Release(ctx, map[string]string{"label": "x"}, sdk.Table{
				Release: "all", Name: "votes", Cells: []sdk.Cell{{Key: "network", N: n, Values: map[string]sdk.Figure{"mean": {N: n, Value: &mean}}}},
			})
			return &struct{ Body sdk.Published }{p}, err
		})
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: "unit", Method: "GET", Path: "/units/{id}"}, rules),
		func(ctx context.Context, in *byID) (*said, error) {
			u, err := sdk.Units(ctx).Unit(ctx, in.ID)
			out := &said{}
			out.Body.Text = u.Name
			return out, err
		})
	return m
}

func TestHarness(t *testing.T) {
	t.Parallel()
	h := moduletest.New(t, module(), moduletest.Options{
		Config: settings{Greeting: "merci"}, Clock: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) },
		Units: []sdk.Unit{{ID: "u1", Path: "/lilas/", Name: "Les Lilas"}},
	})
	made, err := h.Store().Commit(t.Context(), store.Commit{Mutations: []store.Mutation{{Verb: store.Create, Collection: "visits", Doc: json.RawMessage(`{"site":"u1","text":"ok"}`)}}})
	if err != nil {
		t.Fatal(err)
	}
	id := made.Records[0].ID

	var got struct{ Text string }
	h.Into(t, "POST", "/visits/"+id+":sign", "", &got)
	if got.Text != "ok merci" {
		t.Errorf("text = %q: what is staged is not seen", got.Text)
	}
	record, err := h.Store().Get(t.Context(), "visits", id)
	if err != nil || record.Rev != 2 || !strings.Contains(string(record.Doc), "merci") {
		t.Errorf("record = %s at %d, %v", record.Doc, record.Rev, err)
	}
	if len(h.Mails()) != 1 || len(h.Store().Outbox().Events) != 1 {
		t.Errorf("%d mails, %d events", len(h.Mails()), len(h.Store().Outbox().Events))
	}
	h.Into(t, "GET", "/units/u1", "", &got)
	if got.Text != "Les Lilas" {
		t.Errorf("unit = %q", got.Text)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	h := moduletest.New(t, module(), moduletest.Options{})
	cases := []struct {
		method, target, body, code string
		status                     int
	}{
		{"GET", "/units/none", "", "unit-not-found", http.StatusNotFound},
		{"POST", "/visits/none:sign", "", "record-not-found", http.StatusNotFound},
		{"GET", "/none", "", "route-not-found", http.StatusNotFound},
		{"DELETE", "/figures", "", "method-not-allowed", http.StatusMethodNotAllowed},
		{"POST", "/votes:cast", `{"value":"x"}`, "invalid-input", http.StatusUnprocessableEntity},
		{"POST", "/votes:cast", `{`, "malformed-body", http.StatusBadRequest},
		{"GET", "/%2e%2e/figures", "", "path-not-canonical", http.StatusBadRequest},
	}
	for _, c := range cases {
		w := h.Do(c.method, c.target, c.body)
		var p struct{ Code string }
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		if w.Code != c.status || p.Code != c.code {
			t.Errorf("%s %s = %d %s, want %d %s", c.method, c.target, w.Code, p.Code, c.status, c.code)
		}
	}
}

// The floor hides what four people said, and tells what five did.
func TestPublished(t *testing.T) {
	t.Parallel()
	h := moduletest.New(t, module(), moduletest.Options{Kind: "visitor"})
	for i, masked := range []bool{true, true, true, true, false} {
		h.Into(t, "POST", "/votes:cast", `{"value":3}`, nil)
		var got struct {
			Label  string
			Tables map[string]sdk.Released
		}
		h.Into(t, "GET", "/figures", "", &got)
		if cell := got.Tables["votes"].Cells[0]; cell.Masked != masked || got.Label != "x" {
			t.Errorf("after %d votes: %+v", i+1, cell)
		}
	}
}

func TestBefore(t *testing.T) {
	t.Parallel()
	h := moduletest.New(t, module(), moduletest.Options{})
	_, err := h.Before(t.Context(), moduletest.Change{Collection: "visits", Verb: store.Create, New: json.RawMessage(`{"site":"u","text":""}`)})
	if diff := cmp.Diff([]fault.Field{{Pointer: "/text", Message: "must not be empty"}}, fault.From(err).Fields); diff != "" {
		t.Errorf("fields (-want +got)\n%s", diff)
	}
}

// TestHostsAndPeople asks a host that the organisation lists, one that it does not, and who somebody is.
func TestHostsAndPeople(t *testing.T) {
	t.Parallel()
	config := struct {
		Egress []string `json:"egress" fr:"Serveurs" en:"Hosts"`
	}{[]string{"API.example.org"}}
	m := sdk.New(sdk.Manifest{
		Name: "asks", Version: "1.0.0", Title: sdk.Text{"fr": "Demande", "en": "Asks"}, Grants: []sdk.Grant{{Name: sdk.GrantEgress + "*"}, {Name: sdk.GrantPeople}},
		Config: json.RawMessage(`{"type":"object","properties":{"egress":{"type":"array","items":{"type":"string"}}}}`),
		Jobs: []sdk.JobDeclaration{{Name: "ask", Handle: func(ctx context.Context, data json.RawMessage) error {
			people, err := sdk.People(ctx, "b", "a", "nobody", "a")
			if err != nil || len(people) != 2 || people[1].Name != "Ada" {
				t.Errorf("people: %v, %v", people, err)
			}
			r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.Trim(string(data), `"`), strings.NewReader("body"))
			if err != nil {
				return err
			}
			got, err := sdk.Fetch(ctx, r)
			if err != nil {
				return err
			}
			if got.StatusCode != http.StatusTeapot || got.Header.Get("X-Body") != "body" {
				t.Errorf("answered %d %v", got.StatusCode, got.Header)
			}
			return got.Body.Close()
		}}},
	})
	h := moduletest.New(t, m, moduletest.Options{
		Config: config, People: []sdk.Person{{ID: "a", Name: "Ada"}, {ID: "b", Name: "Bo"}},
		Outside: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			w.Header().Set("X-Body", string(body))
			w.WriteHeader(http.StatusTeapot)
		}),
	})
	if err := h.Run(t.Context(), "ask", json.RawMessage(`"https://api.example.org/x"`)); err != nil {
		t.Error(err)
	}
	for url, code := range map[string]string{"https://other.example.org/": "egress-not-granted", "http://api.example.org/": "egress-refused", "https://a@api.example.org/": "egress-refused"} {
		if err := h.Run(t.Context(), "ask", json.RawMessage(`"`+url+`"`)); err == nil || fault.From(err).Code != code {
			t.Errorf("%s: %v", url, err)
		}
	}
}
