package module

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Route finds the operation of a module, as it serves a tenant, for a method and an escaped path below the module's
// address. Fault kinds: not_found, unsupported "method-not-allowed", invalid "path-not-canonical".
func (h *Host) Route(t tenant.ID, module, method, path string) (Route, error) {
	e, err := h.edition(module, t)
	if err != nil {
		return Route{}, err
	}
	m, err := e.table.Match(method, path)
	switch {
	case err != nil:
		return Route{}, err
	case m.OK:
		return Route{OperationDeclaration: m.Value, Params: m.Params}, nil
	case len(m.Allowed) > 0:
		return Route{}, fault.New(fault.Unsupported, "method-not-allowed",
			"%s is not possible here; %s is.", method, strings.Join(m.Allowed, ", "))
	}
	return Route{}, fault.New(fault.NotFound, "route-not-found", "There is nothing at this address.")
}

// Serve forwards a request that passed the gate, commits what the operation staged, and writes the answer. r's
// URL is the address below the module. An error has written nothing; once a stream has begun, its failure
// aborts the connection as http.ErrAbortHandler.
func (h *Host) Serve(w http.ResponseWriter, r *http.Request, c Call) error {
	return h.observed(r.Context(), c.Module, c.Route.ID, func(ctx context.Context) error {
		if err := h.mayServe(ctx, c); err != nil {
			return err
		}
		if err := h.prefetch(ctx, &c); err != nil {
			return err
		}
		r = r.WithContext(ctx)
		if c.Route.Stream {
			return h.stream(w, r, c)
		}
		return h.unary(w, r, c)
	})
}

// observed runs a call in a span and tells how it ended.
func (h *Host) observed(ctx context.Context, module, operation string, call func(context.Context) error) error {
	ctx, span := h.config.Tracer.Start(ctx, "module "+module+" "+operation, trace.WithSpanKind(trace.SpanKindClient))
	defer span.End()
	if span.IsRecording() {
		span.SetAttributes(attribute.String("rb.module", module), attribute.String("rb.operation", operation))
	}
	began := h.config.Clock.Now()
	err := call(ctx)
	seen := Observation{Module: module, Operation: operation, Took: h.config.Clock.Now().Sub(began)}
	if err != nil {
		seen.Kind = fault.KindOf(err).String()
		span.SetAttributes(attribute.String("rb.fault", seen.Kind))
	}
	h.config.Observe(ctx, seen)
	return err
}

// prefetch reads the records that the operation declares, on the caller's rights. One that is missing or
// invisible is not_found without a call.
func (h *Host) prefetch(ctx context.Context, c *Call) error {
	var view store.Store
	for _, pattern := range c.Route.Reads {
		collection, id := expand(pattern, c.Route.Params)
		if c.has(collection, id) {
			continue
		}
		if view == nil {
			view = h.config.Backend.Open(ctx, c.caller(c.Route.mode()))
		}
		record, err := view.Get(ctx, collection, id)
		if err != nil {
			return err
		}
		c.Records = append(c.Records, wire.Read{Collection: collection, Record: record})
	}
	return nil
}

func (r Route) mode() Mode {
	if r.Internal {
		return AsModule
	}
	return AsCaller
}

// expand fills in a pattern of Reads: "waves/{id}".
func expand(pattern string, params map[string]string) (collection, id string) {
	collection, id, _ = strings.Cut(pattern, "/")
	if name, ok := strings.CutPrefix(id, "{"); ok {
		id = params[strings.TrimSuffix(name, "}")]
	}
	return collection, id
}

func (c *Call) has(collection, id string) bool {
	for _, r := range c.Records {
		if r.Collection == collection && r.Record.ID == id {
			return true
		}
	}
	return false
}

// unary forwards a request whose answer is committed before it is told.
func (h *Host) unary(w http.ResponseWriter, r *http.Request, c Call) error {
	body, err := c.Body, error(nil)
	if body == nil {
		if body, err = readBody(r); err != nil {
			return err
		}
	}
	answer, err := h.attempt(r, c, body)
	if err != nil && c.Route.Retry && isMoved(err) {
		c.Records, c.again = nil, true
		if err := h.prefetch(r.Context(), &c); err != nil {
			return err
		}
		answer, err = h.attempt(r, c, body)
	}
	if err != nil {
		return err
	}
	setHeaders(w, answer.Header)
	w.WriteHeader(answer.Status)
	if takesBody(answer.Status) {
		_, _ = w.Write(answer.Body) // the client may have gone
	}
	return nil
}

// isMoved reports whether a commit failed because others were faster: only that is worth another attempt.
func isMoved(err error) bool {
	return errors.Is(err, store.Changed()) || errors.Is(err, store.Exists()) || errors.Is(err, store.Taken(""))
}

// attempt is one run of an operation and its commit.
func (h *Host) attempt(r *http.Request, c Call, body []byte) (wire.Answer, error) {
	p, leave, err := h.enter(r.Context(), c.Module, c.Tenant.ID)
	if err != nil {
		return wire.Answer{}, err
	}
	defer leave()
	ctx, cancel := context.WithTimeout(r.Context(), h.config.Limits.CallTime)
	defer cancel()
	call, published, err := h.wireCall(ctx, c, c.Route.Internal)
	if err != nil {
		return wire.Answer{}, err
	}
	call.Request = request(r, c.Route.ID, body)
	if !safe(r.Method) {
		call.IDs = h.newIDs(idsAhead)
	}
	answer, err := p.Call(ctx, call)
	if err != nil {
		return wire.Answer{}, err
	}
	if err := checkStatus(answer.Status); err != nil {
		return wire.Answer{}, err
	}
	if c.Route.Published {
		if answer.Body, err = published.compose(answer.Body); err != nil {
			return wire.Answer{}, err
		}
	}
	return answer, h.commit(ctx, c, r.Method, answer)
}

// commit applies what an operation staged. Failures commit nothing, and nothing is committed by a request that
// promises to change nothing.
func (h *Host) commit(ctx context.Context, c Call, method string, a wire.Answer) error {
	empty := isEmpty(a.Staged)
	switch {
	case a.Status >= http.StatusBadRequest, empty && c.Commit == nil:
		return nil
	case !empty && safe(method):
		return fault.New(fault.Internal, "safe-method-stages", "The module wanted to change something on a %s.", method)
	}
	view := h.view(ctx, c.caller(c.Route.mode()), nil)
	if c.Commit != nil {
		return c.Commit(ctx, view, a.Staged, a.Status, a.Body)
	}
	_, err := view.Commit(ctx, a.Staged)
	return err
}

// isEmpty reports whether there is nothing to commit.
func isEmpty(c store.Commit) bool {
	return len(c.Mutations)+len(c.Events)+len(c.Jobs)+len(c.Tallies)+len(c.Mails)+len(c.Notices) == 0
}

func safe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// readBody reads a request's body, up to what a whole call may carry.
func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, wire.MaxWhole+1))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large) || len(body) > wire.MaxWhole:
		return nil, fault.New(fault.Exhausted, "body-too-large", "The body is larger than this operation takes.")
	case err != nil:
		return nil, fault.New(fault.Invalid, "malformed-body", "The body could not be read.").Because(err)
	}
	return body, nil
}

func request(r *http.Request, operation string, body []byte) wire.Request {
	return wire.Request{
		Operation: operation, Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery,
		Header: only(r.Header, requestHeaders()), Body: body,
	}
}

// stream passes a request and its answer through, piece by piece.
func (h *Host) stream(w http.ResponseWriter, r *http.Request, c Call) error {
	p, leave, err := h.enter(r.Context(), c.Module, c.Tenant.ID)
	if err != nil {
		return err
	}
	defer leave()
	call, _, err := h.wireCall(r.Context(), c, c.Route.Internal)
	if err != nil {
		return err
	}
	call.Request = request(r, c.Route.ID, nil)
	var body io.Reader = http.NoBody
	if r.Body != nil {
		body = r.Body
	}
	out := &passing{ResponseWriter: w}
	err = p.Stream(r.Context(), call, body, out)
	switch {
	case out.refused != nil:
		return out.refused
	case err != nil && out.begun:
		h.config.Logger.WarnContext(r.Context(), "a module's answer broke off", "module", c.Module, "operation", c.Route.ID, "error", err)
		panic(http.ErrAbortHandler) // the client must not take half an answer for a whole one
	case err != nil:
		return err
	case !out.begun:
		return fmt.Errorf("module %s answered nothing to %s", c.Module, c.Route.ID)
	}
	return nil
}

// passing lets a stream's answer through with the headers that it may have.
type passing struct {
	http.ResponseWriter
	header  http.Header
	begun   bool
	bare    bool // its status takes no body
	refused error
}

// Header is the module's, not yet the caller's.
func (p *passing) Header() http.Header {
	if p.header == nil {
		p.header = http.Header{}
	}
	return p.header
}

// WriteHeader begins the answer.
func (p *passing) WriteHeader(status int) {
	if p.begun || p.refused != nil {
		return
	}
	if p.refused = checkStatus(status); p.refused != nil {
		return
	}
	p.begun, p.bare = true, !takesBody(status)
	setHeaders(p.ResponseWriter, p.header)
	p.ResponseWriter.WriteHeader(status)
}

// Write passes on; what a status without a body says nevertheless is dropped.
func (p *passing) Write(b []byte) (int, error) {
	switch {
	case p.refused != nil:
		return 0, p.refused
	case p.bare:
		return len(b), nil
	}
	return p.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController find Flush and deadlines.
func (p *passing) Unwrap() http.ResponseWriter { return p.ResponseWriter }
