package e2e

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
)

// sink is a telemetry collector that keeps every span it is sent.
type sink struct {
	collector.UnimplementedTraceServiceServer
	address string

	mu    sync.Mutex
	spans []*otlp.Span
	more  chan struct{} // closed and replaced when spans come
}

// listen starts a collector on a free port.
func listen(t *testing.T) *sink {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{address: listener.Addr().String(), more: make(chan struct{})}
	server := grpc.NewServer()
	collector.RegisterTraceServiceServer(server, s)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return s
}

// env makes a server send every span here, soon.
func (s *sink) env() []string {
	return []string{
		"OTEL_EXPORTER_OTLP_ENDPOINT=http://" + s.address, "OTEL_EXPORTER_OTLP_PROTOCOL=grpc",
		"OTEL_TRACES_SAMPLER=always_on", "OTEL_BSP_SCHEDULE_DELAY=50",
	}
}

// Export implements the collector's service.
func (s *sink) Export(_ context.Context, sent *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range sent.ResourceSpans {
		for _, scope := range r.ScopeSpans {
			s.spans = append(s.spans, scope.Spans...)
		}
	}
	close(s.more)
	s.more = make(chan struct{})
	return &collector.ExportTraceServiceResponse{}, nil
}

// all is what has come so far, and a channel that is closed when more has.
func (s *sink) all() ([]*otlp.Span, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*otlp.Span(nil), s.spans...), s.more
}

// until waits until what came satisfies done, and returns it.
func (s *sink) until(t *testing.T, what string, done func([]*otlp.Span) bool) []*otlp.Span {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for {
		spans, more := s.all()
		if done(spans) {
			return spans
		}
		select {
		case <-more:
		case <-deadline:
			t.Fatalf("of %d spans, none is %s", len(spans), what)
		}
	}
}
