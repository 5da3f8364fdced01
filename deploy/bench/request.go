package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

func newReader(body []byte) io.Reader { return bytes.NewReader(body) }

// post sends JSON and decodes the answer; into nil drops it.
func post(ctx context.Context, url string, header map[string]string, body, into any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return ask(ctx, http.MethodPost, url, header, newReader(encoded), into)
}

// put replaces something.
func put(ctx context.Context, url string, header map[string]string, body any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return ask(ctx, http.MethodPut, url, header, newReader(encoded), nil)
}

// get decodes the answer.
func get(ctx context.Context, url string, header map[string]string, into any) error {
	return ask(ctx, http.MethodGet, url, header, nil, into)
}

// askBy posts JSON by a client of one's own.
func askBy(ctx context.Context, by *http.Client, url string, body, into any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return send(ctx, by, http.MethodPost, url, nil, newReader(encoded), into)
}

func ask(ctx context.Context, method, url string, header map[string]string, body io.Reader, into any) error {
	return send(ctx, http.DefaultClient, method, url, header, body, into)
}

func send(ctx context.Context, by *http.Client, method, url string, header map[string]string, body io.Reader, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	for name, value := range header {
		r.Header.Set(name, value)
	}
	answer, err := by.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s answered %d: %s", url, answer.StatusCode, content)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(content, into)
}
