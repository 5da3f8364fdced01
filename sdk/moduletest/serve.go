package moduletest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// ServeHTTP answers as the platform does, for a caller who may do everything.
func (h *Harness) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h.serve(w, r); err != nil {
		problem(w, err)
	}
}

func (h *Harness) serve(w http.ResponseWriter, r *http.Request) error {
	m, err := h.routes.Match(r.Method, r.URL.EscapedPath())
	switch {
	case err != nil:
		return err
	case !m.OK && len(m.Allowed) > 0:
		return fault.New(fault.Unsupported, "method-not-allowed", "%s is possible here.", strings.Join(m.Allowed, ", "))
	case !m.OK:
		return fault.New(fault.NotFound, "route-not-found", "There is nothing at this address.")
	}
	op := m.Value
	call, gate := h.call(op.Internal)
	if call.Reads, err = h.reads(r.Context(), op, m.Params, call); err != nil {
		return err
	}
	call.Request = wire.Request{
		Operation: op.ID, Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Header: r.Header,
	}
	if op.Stream {
		return h.module.Stream(r.Context(), call, r.Body, w)
	}
	if call.Request.Body, err = io.ReadAll(r.Body); err != nil {
		return fault.New(fault.Invalid, "malformed-body", "The body could not be read.").Because(err)
	}
	err = h.answer(w, r, op, call, gate)
	if err != nil && op.Retry && isMoved(err) {
		call.Caller.Again = true
		if call.Reads, err = h.reads(r.Context(), op, m.Params, call); err != nil {
			return err
		}
		err = h.answer(w, r, op, call, gate)
	}
	return err
}

// isMoved reports whether a commit failed because others were faster.
func isMoved(err error) bool {
	return errors.Is(err, store.Changed()) || errors.Is(err, store.Exists()) || errors.Is(err, store.Taken(""))
}

// reads are the records that the operation declares.
func (h *Harness) reads(ctx context.Context, op sdk.OperationDeclaration, params map[string]string, call wire.Call) ([]wire.Read, error) {
	view := call.Store
	if call.Internal != nil {
		view = call.Internal
	}
	var all []wire.Read
	for _, pattern := range op.Reads {
		collection, id, _ := strings.Cut(pattern, "/")
		if name, ok := strings.CutPrefix(id, "{"); ok {
			id = params[strings.TrimSuffix(name, "}")]
		}
		record, err := view.Get(ctx, collection, id)
		if err != nil {
			return nil, err
		}
		all = append(all, wire.Read{Collection: collection, Record: record})
	}
	return all, nil
}

// answer calls, commits, and writes.
func (h *Harness) answer(w http.ResponseWriter, r *http.Request, op sdk.OperationDeclaration, call wire.Call, g *gate) error {
	a, err := h.module.Call(r.Context(), call)
	if err != nil {
		return err
	}
	if op.Published {
		if a.Body, err = g.compose(a.Body); err != nil {
			return err
		}
	}
	staged := len(a.Staged.Mutations)+len(a.Staged.Events)+len(a.Staged.Jobs)+len(a.Staged.Tallies)+len(a.Staged.Mails)+len(a.Staged.Notices) > 0
	if staged && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		return fault.New(fault.Internal, "safe-method-stages", "The module wanted to change something on a %s.", r.Method)
	}
	if staged && a.Status < http.StatusBadRequest {
		if _, err := h.store.Commit(r.Context(), a.Staged); err != nil {
			return err
		}
	}
	for name, values := range a.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.Status)
	if len(a.Body) > 0 { // some statuses take none
		_, err = w.Write(a.Body)
	}
	return err
}

// problem writes a fault as the platform does.
func problem(w http.ResponseWriter, err error) {
	f := fault.From(err)
	status := f.Kind.Status()
	switch f.Code {
	case "method-not-allowed":
		status = http.StatusMethodNotAllowed
	case "path-not-canonical", "malformed-body":
		status = http.StatusBadRequest
	case "body-too-large":
		status = http.StatusRequestEntityTooLarge
	}
	body := map[string]any{
		"type": "/problems/" + f.Code, "title": http.StatusText(status), "status": status,
		"detail": f.Message, "code": f.Code,
	}
	if len(f.Fields) > 0 {
		body["errors"] = f.Fields
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a recorder takes everything
}

// ordinary hides internal and anonymous collections, as the caller's view does.
type ordinary struct {
	store.Store
	manifest sdk.Manifest
}

func (o ordinary) check(collection string) error {
	if s, ok := o.manifest.Collection(collection); ok && s.Kind == store.Ordinary {
		return nil
	}
	return fault.Missing("collection")
}

// Get implements store.Store.
func (o ordinary) Get(ctx context.Context, collection, id string) (store.Record, error) {
	if err := o.check(collection); err != nil {
		return store.Record{}, err
	}
	return o.Store.Get(ctx, collection, id)
}

// List implements store.Store.
func (o ordinary) List(ctx context.Context, collection string, q store.Query) (store.Page, error) {
	if err := o.check(collection); err != nil {
		return store.Page{}, err
	}
	return o.Store.List(ctx, collection, q)
}

// Aggregate implements store.Store.
func (o ordinary) Aggregate(ctx context.Context, collection string, a store.Aggregation) ([]store.Group, error) {
	if err := o.check(collection); err != nil {
		return nil, err
	}
	return o.Store.Aggregate(ctx, collection, a)
}

// Commit implements store.Store.
func (o ordinary) Commit(ctx context.Context, c store.Commit) (store.Receipt, error) {
	for _, m := range c.Mutations {
		if err := o.check(m.Collection); err != nil {
			return store.Receipt{}, err
		}
	}
	return o.Store.Commit(ctx, c)
}
