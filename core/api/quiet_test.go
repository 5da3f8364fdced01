package api_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/ribambelle/ribambelle/core/api"
)

// TestAnonymousRequestLeavesNoTrace asks the same of a named operation first: there the marks must be found.
func TestAnonymousRequestLeavesNoTrace(t *testing.T) {
	t.Parallel()
	var logged safe
	spans := tracetest.NewSpanRecorder()
	x := populated(t, func(c *api.Config) {
		c.Logger = slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.Telemetry = api.Telemetry{Traces: sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans))}
	})
	admin := x.as("bordeaux", "admin")
	made := admin.visit("bordeaux", "Une", admin.unit("bordeaux", "Nord", ""))
	logged.reset()
	admin.do("POST", "/t/bordeaux/visits/visits/"+made.ID+":close?code=SECRET", nil).want(t, 200, "")
	if !strings.Contains(logged.String(), "/t/{tenant}/visits/visits/{id}:close") {
		t.Fatalf("the control is silent: %s", logged.String())
	}
	logged.reset()
	x.stranger().do("POST", "/t/bordeaux/visits/answers:submit?code=SECRET", map[string]any{"code": "SECRET"}).want(t, 200, "")
	if text := logged.String(); text != "" {
		t.Errorf("an anonymous answer was logged: %s", text)
	}
	heard := 0
	for _, span := range spans.Ended() {
		if strings.Contains(span.Name(), "answers:submit") {
			t.Errorf("an anonymous answer has a span: %s", span.Name())
		}
		if strings.Contains(span.Name(), "{id}:close") {
			heard++
		}
		for _, a := range span.Attributes() {
			if strings.Contains(a.Value.String(), "SECRET") {
				t.Errorf("a span holds the code: %s", a.Value.String())
			}
		}
	}
	if heard != 1 {
		t.Errorf("the control has %d spans", heard)
	}
}

// safe is a buffer for several writers.
type safe struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *safe) Write(p []byte) (int, error) { s.mu.Lock(); defer s.mu.Unlock(); return s.text.Write(p) }

func (s *safe) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.text.String() }
func (s *safe) reset()         { s.mu.Lock(); defer s.mu.Unlock(); s.text.Reset() }
