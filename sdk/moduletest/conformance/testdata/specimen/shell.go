package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// shell lies around the module: each function that is set answers in its place.
type shell struct {
	wire.Module
	call     func(ctx context.Context, c wire.Call, next func(context.Context, wire.Call) (wire.Answer, error)) (wire.Answer, error)
	before   func(ctx context.Context, c wire.Call, change wire.Change) (json.RawMessage, error, bool)
	hear     func(ctx context.Context, c wire.Call, e wire.Event) (store.Commit, error, bool)
	run      func(ctx context.Context, c wire.Call, j wire.Job) (store.Commit, error, bool)
	describe func() ([]byte, error)
	asset    func(path string, next func(string) ([]byte, error)) ([]byte, error)
	drain    func(ctx context.Context, next func(context.Context) error) error
}

func (s *shell) Call(ctx context.Context, c wire.Call) (wire.Answer, error) {
	if s.call != nil {
		return s.call(ctx, c, s.Module.Call)
	}
	return s.Module.Call(ctx, c)
}

func (s *shell) Stream(ctx context.Context, c wire.Call, body io.Reader, w http.ResponseWriter) error {
	return s.Module.Stream(ctx, c, body, w)
}

func (s *shell) Before(ctx context.Context, c wire.Call, change wire.Change) (json.RawMessage, error) {
	if s.before != nil {
		if doc, err, done := s.before(ctx, c, change); done {
			return doc, err
		}
	}
	return s.Module.Before(ctx, c, change)
}

func (s *shell) Hear(ctx context.Context, c wire.Call, e wire.Event) (store.Commit, error) {
	if s.hear != nil {
		if staged, err, done := s.hear(ctx, c, e); done {
			return staged, err
		}
	}
	return s.Module.Hear(ctx, c, e)
}

func (s *shell) Run(ctx context.Context, c wire.Call, j wire.Job) (store.Commit, error) {
	if s.run != nil {
		if staged, err, done := s.run(ctx, c, j); done {
			return staged, err
		}
	}
	return s.Module.Run(ctx, c, j)
}

func (s *shell) Describe(ctx context.Context) ([]byte, error) {
	if s.describe != nil {
		return s.describe()
	}
	return s.Module.Describe(ctx)
}

func (s *shell) Asset(ctx context.Context, path string) ([]byte, error) {
	next := func(path string) ([]byte, error) { return s.Module.Asset(ctx, path) }
	if s.asset != nil {
		return s.asset(path, next)
	}
	return next(path)
}

func (s *shell) Check(ctx context.Context) error { return s.Module.Check(ctx) }

func (s *shell) Drain(ctx context.Context) error {
	if s.drain != nil {
		return s.drain(ctx, s.Module.Drain)
	}
	return s.Module.Drain(ctx)
}

// object is JSON under the knife.
type object = map[string]any

// edited is a declaration that says something else than the module does.
type edited struct {
	wire.Declaration
	edit func(object)
}

// Describe implements wire.Declaration.
func (e edited) Describe(ctx context.Context) ([]byte, error) {
	text, err := e.Declaration.Describe(ctx)
	if err != nil {
		return nil, err
	}
	var m object
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, err
	}
	e.edit(m)
	return json.Marshal(m)
}

// at walks into an object: names, and numbers of lists.
func at(m any, path ...any) object {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m = m.(object)[step]
		case int:
			m = m.([]any)[step]
		}
	}
	return m.(object)
}

// another adds to a list of an object.
func another(m object, list string, one object) { m[list] = append(m[list].([]any), any(one)) }

// copied is an object of its own, changed.
func copied(m object, change func(object)) object {
	text, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	var made object
	if err := json.Unmarshal(text, &made); err != nil {
		panic(err)
	}
	change(made)
	return made
}
