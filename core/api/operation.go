package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// access says who may come as far as the gate, and what the gate asks.
type access uint8

const (
	onOne    access = iota // the gate decides about one thing: the input's about(), or the tenant's root
	onAny                  // the gate asks for a filter: allowed on at least one unit, the handler shows no more
	signedIn               // whoever is signed in, about their own account
	unproven               // as signedIn, also before the second factor that their role asks for
	anybody                // before anybody is known: welcome, sign-in, an invitation's token
)

// operation is what every address of the core declares.
type operation struct {
	id, method, path string
	action           string // "core:unit.create"; always said, whatever the access
	summary          string
	access           access
	status           int   // 0: 200
	body             int64 // 0: maxBody
	system           bool  // belongs to the tenant of operators; the path names none
	secret           bool  // its answer shows a secret once
	upload           bool  // the body is a file, which the handler reads as it comes
	greets           bool  // for anybody, and more for whoever is known
	field            bool  // what needs no right and may be done on a site's device
	example          any   // of the request's body, for the documentation
	form             form  // what its input is made of; register fills it in
}

// subject is an input that knows what the gate is about, once it is parsed. A thing that is not the
// tenant's own is not_found.
type subject interface {
	about(ctx context.Context, e *edge, c *call) (authz.Document, error)
}

// register adds an operation to the API. The handler runs behind the gate, with typed input.
func register[I, O any](e *edge, o operation, handle func(ctx context.Context, c *call, in *I) (*O, error)) {
	e.note(o)
	o.form = formOf(reflect.TypeFor[I](), reflect.TypeFor[O]())
	huma.Register(e.api, e.described(o), func(ctx context.Context, in *I) (*O, error) {
		c := callOf(ctx)
		if err := e.pass(ctx, c, o, in); err != nil {
			return nil, e.answer(ctx, err)
		}
		out, err := handle(ctx, c, in)
		if err != nil {
			return nil, e.answer(ctx, err)
		}
		return out, nil
	})
}

// note refuses, at start, an operation that does not say what it needs.
func (e *edge) note(o operation) {
	switch {
	case o.action == "":
		e.wrong = append(e.wrong, fmt.Errorf("operation %s has no action", o.id))
	case (o.access == onOne || o.access == onAny) && !isAction(o.action):
		e.wrong = append(e.wrong, fmt.Errorf("operation %s: nobody holds the action %s", o.id, o.action))
	}
}

// limit is how large the body may be.
func (o operation) limit() int64 {
	if o.body > 0 {
		return o.body
	}
	return maxBody
}

// requestTime is how long a request with a body may take, from its head to its answer. Huma sets it as the connection's read
// deadline and leaves it there, and when that passes, net/http takes whoever asked for gone and cancels what is done for them.
const requestTime = time.Minute

// described is the operation as Huma and the document know it.
func (e *edge) described(o operation) huma.Operation {
	op := huma.Operation{
		OperationID: o.id, Method: o.method, Path: o.path, Summary: o.summary,
		Tags: []string{tagOf(o.path)}, DefaultStatus: o.status, MaxBodyBytes: o.limit(), BodyReadTimeout: requestTime,
		Extensions:  map[string]any{"x-rb-action": o.action},
		Middlewares: huma.Middlewares{e.admit(o)},
	}
	if o.access != anybody || o.greets {
		op.Security = []map[string][]string{{"session": {}}, {"key": {}}}
	}
	if o.greets {
		op.Security = append(op.Security, map[string][]string{})
	}
	if o.upload {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
		}}
	}
	if o.example != nil {
		op.Extensions["x-rb-example"] = o.example
	}
	return op
}

// admit resolves tenant and principal before the body is read.
func (e *edge) admit(o operation) func(huma.Context, func(huma.Context)) {
	return func(h huma.Context, next func(huma.Context)) {
		ctx := h.Context()
		r, w := requestOf(ctx)
		c, err := e.received(w, r, h.Param("tenant"), o)
		switch {
		case errors.Is(err, errReplayed):
			return
		case err != nil:
			e.refuse(w, r, err)
			return
		case c == nil:
			next(h)
			return
		}
		next(huma.WithValue(h, callKey{}, c))
		c.once.keep(ctx, e)
	}
}

// received is the call of a request that may come as far as the gate; nil for what concerns no organisation.
func (e *edge) received(w http.ResponseWriter, r *http.Request, slug string, o operation) (c *call, err error) {
	if slug != "" || o.system || o.access != anybody {
		if c, err = e.arrive(r, slug); err != nil {
			return nil, err
		}
		if err := c.confine(o); err != nil {
			return nil, err
		}
		if err := c.admitted(o.access); err != nil {
			return nil, err
		}
	}
	if err := o.form.check(r); err != nil {
		return nil, err
	}
	if o.form.body && r.ContentLength != 0 {
		text, err := readJSON(w, r, o.limit())
		if err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(text))
	}
	if c == nil {
		return nil, nil
	}
	return c, e.remember(w, r, c, o)
}

// admitted refuses strangers before anything of theirs is read.
func (c *call) admitted(a access) error {
	switch {
	case a == anybody:
		return nil
	case c.unproven && a != unproven:
		return errUnproven()
	case !c.known():
		return fault.New(fault.Unauthenticated, "sign-in-needed", "Sign in first.")
	case (a == signedIn || a == unproven) && c.Principal.Kind != identity.Human:
		return fault.New(fault.Denied, "people-only", "This is about a person's own account.")
	case c.foreign() && !c.unproven:
		return noTenant()
	}
	return nil
}

// pass is the gate.
func (e *edge) pass(ctx context.Context, c *call, o operation, in any) error {
	switch o.access {
	case anybody, signedIn, unproven:
		return nil
	case onAny:
		filter, err := e.Authorizer.Filter(ctx, c.question(o.action))
		if err != nil {
			return fmt.Errorf("decide on %s: %w", o.action, err)
		}
		if !filter.Reaches(c.Principal) {
			return e.deny(ctx, c, o.action, "none", nil)
		}
		c.filter = filter
		return nil
	}
	var doc authz.Document
	if s, ok := in.(subject); ok {
		found, err := s.about(ctx, e, c)
		if err != nil {
			return err
		}
		doc = found
	}
	return e.allow(ctx, c, o.action, doc)
}

// allow asks about one thing, nil for the tenant's root, and notes a refusal.
func (e *edge) allow(ctx context.Context, c *call, action string, doc authz.Document) error {
	q := c.question(action)
	q.Record = doc
	decision, err := e.Authorizer.Decide(ctx, q)
	if err != nil {
		return fmt.Errorf("decide on %s: %w", action, err)
	}
	if !decision.Allow {
		return e.deny(ctx, c, action, decision.Rule, doc)
	}
	e.observer.decided(ctx, action, "allowed")
	return nil
}

func (c *call) question(action string) authz.Question {
	return authz.Question{Tenant: c.Tenant.ID, Version: c.Tenant.Version, Principal: c.Principal, Action: action}
}

// answer makes the error that Huma writes, and logs what is ours.
func (e *edge) answer(ctx context.Context, err error) error {
	p := *problemOf(err)
	p.Request = requestID(ctx)
	if p.Status >= http.StatusInternalServerError && p.Code == "internal" && !hungUp(ctx, err) {
		e.Logger.ErrorContext(ctx, "a request failed", "request_id", p.Request, "error", err)
	}
	return &p
}

// transform gives Huma's own refusals the shape of ours.
func (e *edge) transform(ctx huma.Context, _ string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := fromHuma(model)
	p.Request = requestID(ctx.Context())
	return p, nil
}

func etag(rev int64) string { return strconv.Quote(strconv.FormatInt(rev, 10)) }

// problemSchema is the schema of every refusal.
func problemSchema(r huma.Registry) *huma.Schema {
	return huma.SchemaFromType(r, reflect.TypeFor[Problem]())
}
