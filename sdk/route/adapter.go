package route

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Adapter lets a Huma API serve through a Table. Make one with NewAdapter.
type Adapter struct {
	// Refuse answers requests that match no operation; err is Invalid, NotFound "route-not-found" or
	// Unsupported "method-not-allowed". Nil writes a problem+json. Set it before serving.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)

	table atomic.Pointer[Table[http.Handler]]
	mu    sync.Mutex // one registration at a time
	errs  []error
}

// NewAdapter returns an adapter without operations.
func NewAdapter() *Adapter {
	a := &Adapter{}
	a.table.Store(&Table[http.Handler]{})
	return a
}

// Handle registers an operation; huma.Register calls it. What the table refuses is told by Err.
func (a *Adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	a.Mount(strings.ToUpper(op.Method), op.Path, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler(humago.NewContext(op, r, w))
	}))
}

// Mount registers a plain handler beside the operations: files, streams, the module catch-all.
func (a *Adapter) Mount(method, pattern string, handler http.Handler) {
	a.mu.Lock()
	defer a.mu.Unlock()
	table, err := a.table.Load().With(method, pattern, handler)
	if err != nil {
		a.errs = append(a.errs, err)
		return
	}
	a.table.Store(&table)
}

// Err joins what was wrong with registrations so far. Whoever assembles the API checks it before serving.
func (a *Adapter) Err() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return errors.Join(a.errs...)
}

// Table returns the table as it is now.
func (a *Adapter) Table() Table[http.Handler] { return *a.table.Load() }

// ServeHTTP answers with the operation that matches.
func (a *Adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m, err := a.table.Load().Match(r.Method, r.URL.EscapedPath())
	switch {
	case err != nil:
		a.refuse(w, r, err)
	case m.OK:
		for name, value := range m.Params {
			r.SetPathValue(name, value)
		}
		r.Pattern = r.Method + " " + m.Pattern
		m.Value.ServeHTTP(w, r)
	case len(m.Allowed) > 0:
		w.Header().Set("Allow", strings.Join(m.Allowed, ", "))
		a.refuse(w, r, fault.New(fault.Unsupported, "method-not-allowed",
			"%s is not possible here. Possible: %s.", r.Method, strings.Join(m.Allowed, ", ")))
	default:
		a.refuse(w, r, fault.New(fault.NotFound, "route-not-found", "There is nothing at this address."))
	}
}

func (a *Adapter) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if a.Refuse != nil {
		a.Refuse(w, r, err)
		return
	}
	Problem(w, err)
}

// Problem writes the refusal of an address as problem+json: 400 not canonical, 405 for a method that the
// path lacks, 404 for the rest.
func Problem(w http.ResponseWriter, err error) {
	f := fault.From(err)
	status := http.StatusNotFound
	switch f.Kind {
	case fault.Invalid:
		status = http.StatusBadRequest
	case fault.Unsupported:
		status = http.StatusMethodNotAllowed
	}
	body, err := json.Marshal(map[string]any{
		"type":   "/problems/" + f.Code,
		"title":  http.StatusText(status),
		"status": status,
		"detail": f.Message,
		"code":   f.Code,
	})
	if err != nil {
		body = fmt.Appendf(nil, `{"status":%d}`, status)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have gone
}
