package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/route"
)

// edge is the handler behind New.
type edge struct {
	Config
	api     huma.API
	adapter *route.Adapter
	gate    *identity.Gate
	wrong   []error         // what registration found
	taken   map[string]bool // first segments below /t/{tenant} that are the core's own
	setup   sync.Mutex      // one first administrator at a time
}

// New makes the edge. It refuses a Config with a missing port, and any operation without an action.
func New(c Config) (http.Handler, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	e := &edge{Config: c, adapter: route.NewAdapter(), taken: map[string]bool{}}
	e.gate = identity.NewGate(c.Identities, c.Passwords, c.Now)
	e.adapter.Refuse = e.refuse
	e.api = huma.NewAPI(humaConfig(e), e.adapter)
	for _, resource := range resources() {
		resource(e)
	}
	if err := errors.Join(append(e.wrong, e.adapter.Err())...); err != nil {
		return nil, fmt.Errorf("assemble the API: %w", err)
	}
	e.reserve()
	return http.NewCrossOriginProtection().Handler(e), nil
}

// resources lists what registers operations: one file each.
func resources() []func(*edge) {
	return []func(*edge){}
}

// Reserved lists the names below an organisation's address that no module may bear.
func (e *edge) reserve() {
	for _, entry := range e.adapter.Table().Entries() {
		rest, found := strings.CutPrefix(entry.Pattern, "/t/{tenant}/")
		if !found {
			continue
		}
		name, _, _ := strings.Cut(rest, "/")
		name, _, _ = strings.Cut(name, ":")
		e.taken[name] = true
	}
}

// ServeHTTP is the way of a request.
func (e *edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = numbered(w, r)
	secured(w.Header(), e.overTLS(r))
	if err := wellFormed(r); err != nil {
		e.refuse(w, r, err)
		return
	}
	r = r.WithContext(context.WithValue(r.Context(), rawKey{}, raw{r, w}))
	e.adapter.ServeHTTP(w, r)
}

// refuse answers what is not a success, outside Huma's handlers.
func (e *edge) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if p := problemOf(err); p.Status == http.StatusInternalServerError {
		e.Logger.ErrorContext(r.Context(), "a request failed", "request_id", requestID(r.Context()), "error", err)
	}
	writeProblem(w, r, err)
}

// raw is the request as net/http gave it, for what Huma's context does not say.
type raw struct {
	r *http.Request
	w http.ResponseWriter
}

type rawKey struct{}

func requestOf(ctx context.Context) (*http.Request, http.ResponseWriter) {
	both, _ := ctx.Value(rawKey{}).(raw)
	return both.r, both.w
}

func humaConfig(e *edge) huma.Config {
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Ribambelle", Version: e.Version,
				Description: "Quality of care, together: the core's own resources. Errors are problem documents (RFC 9457).",
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: cookieName, Description: "Set by sign-in."},
					"key":     {Type: "http", Scheme: "bearer", BearerFormat: "rbk_…", Description: "A service key."},
				},
			},
		},
		Formats:       map[string]huma.Format{"application/json": jsonFormat()},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{e.transform},
	}
	return config
}
