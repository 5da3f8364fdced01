package route_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/sdk/route"
)

type openInput struct {
	ID string `path:"id"`
}

type openOutput struct {
	Body struct {
		ID string `json:"id"`
	}
}

func newAPI(t *testing.T) (*route.Adapter, huma.API) {
	t.Helper()
	adapter := route.NewAdapter()
	config := huma.DefaultConfig("test", "1")
	config.CreateHooks = nil
	api := huma.NewAPI(config, adapter)
	huma.Register(api, huma.Operation{OperationID: "open", Method: http.MethodPost, Path: "/waves/{id}:open"},
		func(_ context.Context, in *openInput) (*openOutput, error) {
			out := &openOutput{}
			out.Body.ID = in.ID
			return out, nil
		})
	if err := adapter.Err(); err != nil {
		t.Fatal(err)
	}
	return adapter, api
}

func TestAdapterServesHuma(t *testing.T) {
	t.Parallel()
	_, api := newAPI(t)
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/waves/a%20b:open", nil)
	api.Adapter().ServeHTTP(w, r)
	if got, want := w.Body.String(), "{\"id\":\"a b\"}\n"; w.Code != http.StatusOK || got != want {
		t.Errorf("answer = %d %q, want 200 %q", w.Code, got, want)
	}
	if want := "POST /waves/{id}:open"; r.Pattern != want {
		t.Errorf("r.Pattern = %q, want %q", r.Pattern, want)
	}
}

func TestAdapterRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		method, target, code, allow string
		status                      int
	}{
		{http.MethodGet, "/nothing", "route-not-found", "", 404},
		{http.MethodGet, "/waves/1:open", "method-not-allowed", "POST", 405},
		{http.MethodPost, "/waves/%2e%2e:open", "path-not-canonical", "", 400},
		{http.MethodPost, "/x/../waves/1:open", "path-not-canonical", "", 400},
	}
	adapter, _ := newAPI(t)
	for _, c := range cases {
		w := httptest.NewRecorder()
		adapter.ServeHTTP(w, httptest.NewRequest(c.method, c.target, nil))
		var problem struct {
			Type, Title, Detail, Code string
			Status                    int
		}
		if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil {
			t.Fatalf("%s %s: %v in %q", c.method, c.target, err, w.Body)
		}
		got := []any{w.Code, problem.Status, problem.Code, problem.Type, w.Header().Get("Allow"), w.Header().Get("Content-Type")}
		want := []any{c.status, c.status, c.code, "/problems/" + c.code, c.allow, "application/problem+json"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s (-want +got)\n%s", c.method, c.target, diff)
		}
	}
}

func TestAdapterKeepsTheFirstOfTwo(t *testing.T) {
	t.Parallel()
	adapter, api := newAPI(t)
	huma.Register(api, huma.Operation{OperationID: "again", Method: http.MethodPost, Path: "/waves/{wave}:open"},
		func(context.Context, *struct{}) (*struct{}, error) { return nil, nil })
	if err := adapter.Err(); err == nil {
		t.Error("Err() = nil after an overlap")
	}
	w := httptest.NewRecorder()
	adapter.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/waves/1:open", nil))
	if w.Code != http.StatusOK {
		t.Errorf("the first operation answers %d, want 200", w.Code)
	}
}
