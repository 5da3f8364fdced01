package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// forward lets a module answer, once the gate has.
func (e *edge) forward(w http.ResponseWriter, r *http.Request, s served, at target) error {
	matched := at.own
	if at.unmatched != nil {
		return at.unmatched
	}
	if matched.Action == "" {
		return fmt.Errorf("operation %s of module %s has no action", matched.ID, s.module.Name)
	}
	if err := s.mayEnter(matched); err != nil {
		return err
	}
	if err := e.paced(r, s, at); err != nil {
		return err
	}
	doc, err := e.gated(r.Context(), s, matched)
	if err != nil {
		return err
	}
	if err := e.allow(r.Context(), s.call, matched.Action, doc); err != nil {
		return err
	}
	passed := module.Call{
		Tenant: s.Tenant, Principal: s.Principal, Module: s.module.Name, Route: matched, Config: object(s.state.Config), Request: s.Request,
	}
	inner, text, err := bounded(w, r, at.rest, matched)
	if err != nil {
		return err
	}
	passed.Body = text
	done, err := e.forwardOnce(w, inner, s, &passed)
	if err != nil || done {
		return err
	}
	return e.Modules.Serve(w, inner, passed)
}

// bounded is the request as the module's own address, with a limit to its body. JSON is read here, so that a
// module is sent none that two readers take differently.
func bounded(w http.ResponseWriter, r *http.Request, rest string, matched module.Route) (inner *http.Request, text []byte, err error) {
	limit, stream := int64(maxBody), matched.Stream
	if matched.MaxBody > 0 {
		limit = min(matched.MaxBody, maxImportBody)
	}
	if r.ContentLength > limit {
		return nil, nil, tooLarge(limit)
	}
	plain, err := url.PathUnescape(rest)
	if err != nil {
		return nil, nil, fault.New(fault.Invalid, "path-not-canonical", "The address is malformed.")
	}
	address := *r.URL
	address.Path, address.RawPath = plain, rest
	inner = r.WithContext(r.Context())
	inner.URL = &address
	inner.Body = http.MaxBytesReader(w, r.Body, limit)
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "application/json" && !stream && r.ContentLength != 0 {
		text, err = readJSON(w, r, limit)
	}
	return inner, text, err
}

// forwardOnce answers a repeated write as the first time, or makes the module's commit keep the first answer.
// What strangers send is not kept: nothing may tie two of their requests together.
func (e *edge) forwardOnce(w http.ResponseWriter, r *http.Request, s served, passed *module.Call) (done bool, err error) {
	if r.Method == http.MethodGet || passed.Route.Public || passed.Route.Stream || r.Header.Get("Idempotency-Key") == "" {
		return false, nil
	}
	if passed.Body == nil {
		if passed.Body, err = io.ReadAll(r.Body); err != nil {
			return false, bodyFault(err)
		}
	}
	key, err := e.idempotency(r, s.call, append([]byte(passed.Module+"\x00"), passed.Body...))
	if err != nil {
		return false, err
	}
	status, kept, err := e.Replays.Replay(r.Context(), s.Tenant.ID, key.Key, key.Request)
	if err == nil {
		w.Header().Set("Idempotency-Replayed", "true")
		writeReceipt(w, status, bytes.TrimRight(kept, "\n"))
		return true, nil
	}
	if fault.KindOf(err) != fault.NotFound {
		return false, err
	}
	passed.Commit = e.commitOnce(s, passed.Route, key)
	return false, nil
}

// commitOnce applies what an operation staged together with the key and the answer.
func (e *edge) commitOnce(s served, matched module.Route, key *record.Idempotency) func(context.Context, store.Store, store.Commit, int, []byte) error {
	return func(ctx context.Context, _ store.Store, commit store.Commit, status int, text []byte) error {
		caller := s.as(s.module.Name)
		caller.Action, caller.Inside = matched.Action, true
		if matched.Internal {
			caller.Mode = record.AsModule
		}
		key.Answer = func(store.Receipt) (int, []byte) { return status, text }
		caller.Retry = key
		_, err := e.Records.View(caller).Commit(ctx, commit)
		return err
	}
}

// mayEnter lets strangers in where the module says so; somebody of another organisation is one of them.
func (s served) mayEnter(matched module.Route) error {
	if matched.Public {
		if s.foreign() {
			s.Principal = identity.Principal{Kind: identity.Visitor, Language: s.Principal.Language}
		}
		return nil
	}
	return s.admitted(onOne)
}

// gated is what the operation is about: the record or unit that a parameter of its path names. What the caller
// may not see is not there.
func (e *edge) gated(ctx context.Context, s served, matched module.Route) (authz.Document, error) {
	if matched.On == "" {
		return nil, nil
	}
	parameter, what, _ := strings.Cut(matched.On, "@")
	id := matched.Params[parameter]
	if what == "unit" {
		unit, err := e.Units.Unit(ctx, s.Tenant.ID, id)
		return unitDoc(unit), err
	}
	i := slices.IndexFunc(s.module.Collections, func(c store.Schema) bool { return c.Collection == what })
	if i < 0 {
		return nil, fmt.Errorf("operation %s of module %s is about an unknown collection %q", matched.ID, s.module.Name, what)
	}
	caller := s.as(s.module.Name)
	if s.module.Collections[i].Kind != store.Ordinary {
		if !matched.Internal {
			return nil, fault.Missing("record")
		}
		caller = s.asModule(s.module.Name)
	}
	found, err := e.Records.View(caller).Get(ctx, what, id)
	if err != nil {
		return nil, err
	}
	return recordDoc(found)
}
