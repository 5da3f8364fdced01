//go:build linux

package main

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk/wire"
)

// asked is a request for an answer that no module may give.
type asked struct {
	Status int    `query:"status"`
	Name   string `query:"name"`  // of a header
	Value  string `query:"value"` // of that
	Type   string `query:"type"`
	Text   string `query:"text"` // the body
}

func (a *asked) header() http.Header {
	h := http.Header{"Content-Type": {a.Type}}
	if a.Name != "" {
		h[a.Name] = []string{a.Value}
	}
	return h
}

// whole answers as it was asked, past the sdk.
func (d *den) whole(ctx context.Context, in *asked) (*struct{}, error) {
	heard(ctx).answer.Store(&wire.Answer{Status: in.Status, Header: in.header(), Body: []byte(in.Text)})
	return &struct{}{}, nil
}

// piecemeal does the same as a stream.
func (d *den) piecemeal(_ context.Context, in *asked) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		for name, values := range in.header() {
			c.SetHeader(name, values[0])
		}
		c.SetStatus(in.Status)
		_, _ = c.BodyWriter().Write([]byte(in.Text)) // the core may not want it
	}}, nil
}
