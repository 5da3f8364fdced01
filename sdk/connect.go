package sdk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Connect makes what the wire serves, or tells everything that is wrong with the module. Serve and
// sdk/moduletest call it; authors need not.
func Connect(m *Module) (wire.Module, error) {
	whole, err := m.Manifest()
	if err != nil {
		return wire.Module{}, err
	}
	text, err := json.Marshal(whole)
	if err != nil {
		return wire.Module{}, fmt.Errorf("module %s: writing the manifest: %w", whole.Name, err)
	}
	end := &end{module: m, manifest: text}
	return wire.Module{Operations: end, Reactions: end, Declaration: end}, nil
}

// end is the module's end of the wire.
type end struct {
	module   *Module
	manifest []byte
	zones    zones

	mu       sync.Mutex
	draining bool
	underWay sync.WaitGroup
}

// enter counts a call in; none begins once draining has.
func (e *end) enter() (leave func(), err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.draining {
		return nil, fault.New(fault.Unavailable, "module-draining", "The module is stopping.")
	}
	e.underWay.Add(1)
	return e.underWay.Done, nil
}

// Call implements wire.Operations.
func (e *end) Call(ctx context.Context, c wire.Call) (answer wire.Answer, err error) {
	leave, err := e.enter()
	if err != nil {
		return wire.Answer{}, err
	}
	defer leave()
	ctx, current := begin(ctx, c, &e.zones)
	w := &recorder{header: http.Header{}}
	var body io.Reader = http.NoBody
	if len(c.Request.Body) > 0 {
		body = bytes.NewReader(c.Request.Body)
	}
	if err := e.serve(ctx, c.Request, body, w); err != nil {
		return wire.Answer{}, err
	}
	staged, err := current.finish()
	if err != nil {
		return wire.Answer{}, err
	}
	return wire.Answer{Status: w.code(), Header: w.header, Body: w.body.Bytes(), Staged: staged}, nil
}

// Stream implements wire.Operations.
func (e *end) Stream(ctx context.Context, c wire.Call, body io.Reader, w http.ResponseWriter) error {
	leave, err := e.enter()
	if err != nil {
		return err
	}
	defer leave()
	ctx, current := begin(ctx, c, &e.zones)
	current.tx.closed = true
	late := &lateWriter{ResponseWriter: w, call: current}
	if err := e.serve(ctx, c.Request, body, late); err != nil {
		return err
	}
	_, err = current.finish()
	return err
}

// finish returns what the call commits, or the fault that it ends with.
func (c *call) finish() (store.Commit, error) {
	if f := c.failed(); f != nil {
		return store.Commit{}, f
	}
	return c.tx.commit()
}

// serve runs the operation; a panic in it is this call's failure and nobody else's.
func (e *end) serve(ctx context.Context, q wire.Request, body io.Reader, w http.ResponseWriter) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			Log(ctx).ErrorContext(ctx, "an operation panicked", "operation", q.Operation, "panic", fmt.Sprint(reason))
			err = fault.New(fault.Internal, "internal", "Something went wrong on our side.")
		}
	}()
	r, err := request(ctx, q, body)
	if err != nil {
		return err
	}
	e.module.adapter.ServeHTTP(w, r)
	return nil
}

func request(ctx context.Context, q wire.Request, body io.Reader) (*http.Request, error) {
	address, err := url.ParseRequestURI(q.Path)
	if err != nil {
		return nil, fault.New(fault.Invalid, "path-not-canonical", "The address is malformed.").Because(err)
	}
	address.RawQuery = q.Query
	made := http.Request{
		Method: q.Method, URL: address, RequestURI: address.RequestURI(), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: q.Header, Body: io.NopCloser(body), ContentLength: int64(len(q.Body)),
	}
	if made.Header == nil {
		made.Header = http.Header{}
	}
	return made.WithContext(ctx), nil
}

// Before implements wire.Reactions.
func (e *end) Before(ctx context.Context, c wire.Call, change wire.Change) (json.RawMessage, error) {
	before, ok := e.module.before(change.Collection)
	if !ok {
		return nil, fault.New(fault.Unsupported, "no-such-hook", "The collection %s has no before-hook.", change.Collection)
	}
	var doc json.RawMessage
	_, err := e.react(ctx, c, func(ctx context.Context) (err error) {
		callOf(ctx).tx.closed = true
		doc, err = before(ctx, change)
		return err
	})
	return doc, err
}

// Hear implements wire.Reactions.
func (e *end) Hear(ctx context.Context, c wire.Call, event wire.Event) (store.Commit, error) {
	return e.react(ctx, c, func(ctx context.Context) error {
		var wrong []error
		for _, l := range e.module.manifest.Hears {
			if l.Type == event.Type {
				wrong = append(wrong, l.Handle(ctx, event))
			}
		}
		return errors.Join(wrong...)
	})
}

// Run implements wire.Reactions.
func (e *end) Run(ctx context.Context, c wire.Call, j wire.Job) (store.Commit, error) {
	at := slices.IndexFunc(e.module.manifest.Jobs, func(d JobDeclaration) bool { return d.Name == j.Name })
	if at < 0 {
		return store.Commit{}, fault.New(fault.Unsupported, "no-such-job", "The module has no job %s.", j.Name)
	}
	return e.react(ctx, c, func(ctx context.Context) error { return e.module.manifest.Jobs[at].Handle(ctx, j.Data) })
}

// react runs a handler that is no operation.
func (e *end) react(ctx context.Context, c wire.Call, handle func(context.Context) error) (staged store.Commit, err error) {
	leave, err := e.enter()
	if err != nil {
		return store.Commit{}, err
	}
	defer leave()
	ctx, current := begin(ctx, c, &e.zones)
	defer func() {
		if reason := recover(); reason != nil {
			Log(ctx).ErrorContext(ctx, "a handler panicked", "panic", fmt.Sprint(reason))
			err = fault.New(fault.Internal, "internal", "Something went wrong on our side.")
		}
	}()
	if err := handle(ctx); err != nil {
		return store.Commit{}, err
	}
	return current.finish()
}

// Describe implements wire.Declaration.
func (e *end) Describe(context.Context) ([]byte, error) { return e.manifest, nil }

// Asset implements wire.Declaration.
func (e *end) Asset(_ context.Context, path string) ([]byte, error) {
	files := e.module.manifest.Assets
	if files == nil || !fs.ValidPath(path) || strings.HasPrefix(path, ".") {
		return nil, fault.Missing("file")
	}
	text, err := fs.ReadFile(files, path)
	if err != nil {
		return nil, fault.Missing("file").Because(err)
	}
	return text, nil
}

// Check implements wire.Declaration.
func (e *end) Check(context.Context) error { return nil }

// Drain implements wire.Declaration.
func (e *end) Drain(ctx context.Context) error {
	e.mu.Lock()
	e.draining = true
	e.mu.Unlock()
	done := make(chan struct{})
	go func() {
		e.underWay.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
