package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/route"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// target is an address below a module, /t/{tenant}/{module}{rest}, with what answers there.
type target struct {
	slug, rest string
	home       known // the organisation, with its modules
	absent     error // why there is no organisation
	module     plugin
	generic    route.Match[generic] // OK where rest has the form of a collection's address
	own        module.Route         // the module's own operation
	missing    error                // why there is no module
	unmatched  error                // why there is no operation of its own
}

// belowModule reports whether a path lies below a module rather than being one of the core's own, and finds what
// answers there, in the version that serves the organisation. An address that is not canonical matches nothing.
func (e *edge) belowModule(ctx context.Context, method, path string) (at target, below bool) {
	inner, found := strings.CutPrefix(path, "/t/")
	if !found {
		return at, false
	}
	slug, inner, found := strings.Cut(inner, "/")
	if !found {
		return at, false
	}
	name, rest, found := strings.Cut(inner, "/")
	if !found || e.taken[name] {
		return at, false
	}
	at.slug, at.rest = slug, "/"+rest
	at.home, at.absent = bySlug(ctx, e.Tenants, slug)
	t := at.home.tenant.ID
	if at.module, at.missing = e.installed(name, t); at.missing == nil {
		at.generic, _ = e.generic.Match(method, at.rest)
		at.own, at.unmatched = e.Modules.Route(t, name, method, at.rest)
	}
	return at, true
}

// about is what may be said of a request there, and whether anything may.
func (at target) about() *about {
	what := &about{}
	switch base := "/t/{tenant}/" + at.module.Name; {
	case at.missing != nil:
	case at.unmatched == nil:
		what.module, what.pattern, what.quiet = at.module.Name, base+at.own.Path, at.own.Public
	default:
		what.module, what.pattern = at.module.Name, base+at.generic.Pattern
	}
	return what
}

// served is a module that is on for the tenant of a call.
type served struct {
	*call
	module plugin
	state  tenant.Module
}

// serveModule answers below a module: its collections from here, the rest by the module itself.
func (e *edge) serveModule(w http.ResponseWriter, r *http.Request, at target) {
	if at.missing != nil {
		e.refuse(w, r, fault.New(fault.NotFound, "route-not-found", "There is nothing at this address."))
		return
	}
	c, err := e.arriveAt(r, at.home, at.absent)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	s := served{call: c, module: at.module}
	if s.state, err = c.on(at.module.Name); err != nil {
		e.refuse(w, r, err)
		return
	}
	if err := e.dispatch(w, r, s, at); err != nil {
		e.refuse(w, r, err)
	}
}

// on refuses a module that the tenant has turned off.
func (c *call) on(module string) (tenant.Module, error) {
	i := slices.IndexFunc(c.states, func(m tenant.Module) bool { return m.Name == module && m.On })
	if i < 0 {
		return tenant.Module{}, fault.New(fault.NotFound, "module-off", "This is closed for now.")
	}
	return c.states[i], nil
}

// dispatch chooses between the seven generic operations and the module's own. A path of a declared collection
// is the core's; its verbs are the module's.
func (e *edge) dispatch(w http.ResponseWriter, r *http.Request, s served, at target) error {
	m := at.generic
	schema, declared := s.collection(collectionOf(m, at.rest))
	if !declared {
		return e.forward(w, r, s, at)
	}
	if m.OK {
		return e.serveCollection(w, r, asked{served: s, schema: schema, id: m.Params["id"]}, m.Value)
	}
	err := e.forward(w, r, s, at)
	if fault.KindOf(err) == fault.NotFound && len(m.Allowed) > 0 {
		w.Header().Set("Allow", strings.Join(m.Allowed, ", "))
		return fault.New(fault.Unsupported, "method-not-allowed", "%s is not possible here. Possible: %s.", r.Method, strings.Join(m.Allowed, ", "))
	}
	return err
}

func collectionOf(m route.Match[generic], rest string) string {
	if m.OK {
		return m.Params["collection"]
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	name, _, _ = strings.Cut(name, ":")
	return name
}

// collection finds an ordinary collection of the module: the others have no address.
func (s served) collection(name string) (store.Schema, bool) {
	i := slices.IndexFunc(s.module.Collections, func(c store.Schema) bool { return c.Collection == name && c.Kind == store.Ordinary })
	if i < 0 {
		return store.Schema{}, false
	}
	return s.module.Collections[i], true
}
