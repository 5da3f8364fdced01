package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// forward lets a module answer, once the gate has.
func (e *edge) forward(w http.ResponseWriter, r *http.Request, s served, rest string) error {
	matched, err := e.Modules.Route(s.module.Name, r.Method, rest)
	if err != nil {
		return err
	}
	if matched.Action == "" {
		return fmt.Errorf("operation %s of module %s has no action", matched.ID, s.module.Name)
	}
	if err := s.mayEnter(matched); err != nil {
		return err
	}
	doc, err := e.gated(r.Context(), s, matched)
	if err != nil {
		return err
	}
	if err := e.allow(r.Context(), s.call, matched.Action, doc); err != nil {
		return err
	}
	limit := int64(maxBody)
	if matched.MaxBody > 0 {
		limit = min(matched.MaxBody, maxImportBody)
	}
	if r.ContentLength > limit {
		return tooLarge(limit)
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	call := Forward{Caller: s.Caller, Module: s.module.Name, Route: matched, Config: object(s.state.Config), Unit: pathOf(doc)}
	if call.Retry, err = forwardRetry(r, s.call, matched); err != nil {
		return err
	}
	return e.Modules.Serve(w, r, call)
}

// mayEnter lets strangers in where the module says so; somebody of another organisation is one of them.
func (s served) mayEnter(matched Route) error {
	if matched.Public {
		if s.foreign() {
			s.Principal = identity.Principal{Kind: identity.Visitor, Language: s.Principal.Language}
		}
		return nil
	}
	return s.admitted(onOne)
}

// forwardRetry passes the caller's Idempotency-Key on; the module host knows the body and keeps the answer.
func forwardRetry(r *http.Request, c *call, matched Route) (*record.Idempotency, error) {
	if r.Method == http.MethodGet || matched.Public {
		return nil, nil
	}
	return idempotency(r, c, nil)
}

func pathOf(doc authz.Document) string {
	if path, ok := doc["unit_path"].(string); ok {
		return path
	}
	return tenant.Root
}

// gated is what the operation is about: the record or unit that a parameter of its path names. What the caller
// may not see is not there.
func (e *edge) gated(ctx context.Context, s served, matched Route) (authz.Document, error) {
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
