package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/server"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// remote says which server a command speaks to.
type remote struct {
	place
	Server string `group:"Where the data are:" env:"RIBAMBELLE_SERVER" placeholder:"URL" help:"A running server (default: the one that has the data folder open; without one, the data are opened)."`
	Key    string `group:"Where the data are:" env:"RIBAMBELLE_KEY" placeholder:"KEY" help:"Service key for --server."`
}

// grace is how long what goes on in process may take to end.
const grace = 10 * time.Second

// client speaks to the API: over the network, over the private socket, or in process.
type client struct {
	http  *http.Client
	base  string
	key   string
	close func()
}

// dial finds the server. With none running it opens the data in process, without a listener.
func (r remote) dial(ctx context.Context) (*client, error) {
	if r.Server != "" {
		return &client{http: http.DefaultClient, base: strings.TrimSuffix(r.Server, "/"), key: r.Key, close: func() {}}, nil
	}
	socket := filepath.Join(r.Data, server.SocketName)
	if conn, err := (&net.Dialer{}).DialContext(ctx, "unix", socket); err == nil {
		_ = conn.Close()
		return overSocket(socket), nil
	}
	if _, err := os.Stat(r.Data); err != nil {
		return nil, fault.New(fault.Invalid, "no-data", "there is no data folder %s; name one with --data, or a server with --server", r.Data)
	}
	config := r.config()
	config.Out, config.Log, config.Brief = io.Discard, io.Discard, true
	s, err := server.Open(ctx, config)
	if err != nil {
		return nil, err
	}
	pipe := newPipe()
	inside := &http.Server{Handler: s.Admin()}
	go func() { _ = inside.Serve(pipe) }()
	return &client{http: over(pipe.dial), base: "http://ribambelle", close: func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		_ = inside.Shutdown(ending) // what was broken off is cleared away still
		s.Close()
	}}, nil
}

func overSocket(path string) *client {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}
	return &client{http: over(dial), base: "http://ribambelle", close: func() {}}
}

func over(dial func(ctx context.Context, network, address string) (net.Conn, error)) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: dial}}
}

// call sends body as JSON (nil for none) and decodes the answer into into (nil to drop it).
func (c *client) call(ctx context.Context, method, path string, body, into any) error {
	content, err := c.raw(ctx, method, path, body)
	if err != nil || into == nil {
		return err
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("reading the answer of %s: %w", path, err)
	}
	return nil
}

// raw is call without decoding.
func (c *client) raw(ctx context.Context, method, path string, body any) ([]byte, error) {
	var sent io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("writing the request: %w", err)
		}
		sent = bytes.NewReader(encoded)
	}
	answer, err := c.send(ctx, method, path, "application/json", sent)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the answer of %s: %w", path, err)
	}
	return content, nil
}

// send sends a body as it comes and returns an answer that is no failure; the caller closes it.
func (c *client) send(ctx context.Context, method, path, kind string, body io.Reader) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, fault.New(fault.Invalid, "bad-server", "the server's address is not valid: %s", c.base)
	}
	r.Header.Set("Content-Type", kind)
	if c.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.key)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "no-server", "the server at %s does not answer", c.base).Because(errors.Unwrap(err))
	}
	if answer.StatusCode < http.StatusBadRequest {
		return answer, nil
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the answer of %s: %w", path, err)
	}
	return nil, problem(answer.StatusCode, content)
}

// problem turns a problem+json answer (RFC 9457) back into a fault.
func problem(status int, content []byte) error {
	var p struct {
		Code, Detail string
		Errors       []fault.Field
	}
	if json.Unmarshal(content, &p) != nil || p.Code == "" {
		return fault.New(fault.Internal, "unexpected", "the server answered %d", status)
	}
	e := fault.New(kindOf(status), p.Code, p.Detail)
	e.Fields = p.Errors
	return e
}

func kindOf(status int) fault.Kind {
	switch status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge:
		return fault.Invalid
	case http.StatusUnauthorized:
		return fault.Unauthenticated
	case http.StatusForbidden:
		return fault.Denied
	case http.StatusNotFound:
		return fault.NotFound
	case http.StatusConflict, http.StatusPreconditionFailed:
		return fault.Conflict
	case http.StatusTooManyRequests:
		return fault.Exhausted
	case http.StatusServiceUnavailable:
		return fault.Unavailable
	}
	return fault.Internal
}
