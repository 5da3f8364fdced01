// Package sdk is what the author of a module imports.
//
// A module declares itself (Manifest), its collections (Collect) and its operations (huma.Register on API),
// and is served by Serve, in ten lines of main. Inside an operation everything is at hand through the
// context: who calls (Call), the configuration (Config), the typed collections, the organisation's units
// (Units), the gate for published numbers (Publish, Release), mail (Mail), a logger (Log).
//
// What an operation creates, updates or deletes is staged in its transaction (Tx) and travels with the answer:
// the core commits all of it, or nothing, before the caller sees the answer.
//
// Goals: an author writes the module's own sense and nothing else; a module never learns which organisation
// it serves and never has to. Non-goals: SQL, HTTP clients, processes, rights: the core decides those.
//
// A Module is assembled by one goroutine and then serves many; everything reached through a context may be
// used concurrently within its call and is dead after it.
package sdk

import (
	"errors"
	"fmt"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk/route"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Module is a module under assembly, and then at work. Make one with New.
type Module struct {
	manifest    Manifest
	api         huma.API
	adapter     *adapter
	hooks       map[string]hook // by collection
	wrong       []error
	collections []store.Schema
	views       []View
}

// New begins a module. What is wrong with the declaration is told by Serve, all at once.
func New(m Manifest) *Module {
	module := &Module{manifest: m, hooks: map[string]hook{}}
	module.adapter = &adapter{Adapter: route.NewAdapter()}
	exactNames()
	module.api = huma.NewAPI(config(m), module.adapter)
	return module
}

// API is where operations are registered: huma.Register(m.API(), sdk.Operation(…), handler).
func (m *Module) API() huma.API { return m.api }

// refuse notes something wrong with the declaration.
func (m *Module) refuse(format string, args ...any) {
	m.wrong = append(m.wrong, fmt.Errorf(format, args...))
}

// Manifest returns the whole declaration, or everything that is wrong with it.
func (m *Module) Manifest() (Manifest, error) {
	whole := m.manifest
	whole.Collections = slices.Clone(m.collections)
	whole.Views = append(slices.Clone(whole.Views), m.views...)
	whole.Operations = m.operations()
	whole = whole.WithCollectionActions()
	wrong := append(slices.Clone(m.wrong), m.handlers(), whole.Validate())
	if err := errors.Join(wrong...); err != nil {
		return Manifest{}, fmt.Errorf("module %s: %w", whole.Name, err)
	}
	document, err := m.api.OpenAPI().MarshalJSON()
	if err != nil {
		return Manifest{}, fmt.Errorf("module %s: writing the OpenAPI document: %w", whole.Name, err)
	}
	whole.OpenAPI = document
	return whole, nil
}

// handlers must stand behind every job and listener.
func (m *Module) handlers() error {
	var wrong complaints
	for _, j := range m.manifest.Jobs {
		wrong.check("jobs/handler", j.Handle != nil, "the job %s has no handler", j.Name)
	}
	for _, l := range m.manifest.Hears {
		wrong.check("hears/handler", l.Handle != nil, "the listener of %s has no handler", l.Type)
	}
	for _, g := range m.manifest.Guards {
		wrong.check("guards/handler", g.before != nil, "the guard of %s was not made with GuardOf", g.Collection)
	}
	return errors.Join(wrong...)
}
