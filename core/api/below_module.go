package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/route"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// target is an address below a module: /t/{tenant}/{module}{rest}.
type target struct {
	slug, module, rest string
}

// below reports whether a path lies below a module rather than being one of the core's own.
func (e *edge) belowModule(path string) (target, bool) {
	inner, found := strings.CutPrefix(path, "/t/")
	if !found {
		return target{}, false
	}
	slug, inner, found := strings.Cut(inner, "/")
	if !found {
		return target{}, false
	}
	module, rest, found := strings.Cut(inner, "/")
	if !found || e.taken[module] {
		return target{}, false
	}
	return target{slug, module, "/" + rest}, true
}

// served is a module that is on for the tenant of a call.
type served struct {
	*call
	module plugin
	state  tenant.Module
}

// serveModule answers below a module: its collections from here, the rest by the module itself.
func (e *edge) serveModule(w http.ResponseWriter, r *http.Request, at target) {
	m, err := e.installed(at.module)
	if err != nil {
		e.refuse(w, r, fault.New(fault.NotFound, "route-not-found", "There is nothing at this address."))
		return
	}
	c, err := e.arrive(r, at.slug)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	s := served{call: c, module: m}
	if s.state, err = c.on(m.Name); err != nil {
		e.refuse(w, r, err)
		return
	}
	if err := e.dispatch(w, r, s, at.rest); err != nil {
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
func (e *edge) dispatch(w http.ResponseWriter, r *http.Request, s served, rest string) error {
	m, err := e.generic.Match(r.Method, rest)
	if err != nil {
		return err
	}
	schema, declared := s.collection(collectionOf(m, rest))
	if !declared {
		return e.forward(w, r, s, rest)
	}
	if m.OK {
		return e.serveCollection(w, r, asked{served: s, schema: schema, id: m.Params["id"]}, m.Value)
	}
	err = e.forward(w, r, s, rest)
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
