package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/ribambelle/ribambelle/core/telemetry"
)

// console is what logs are written to.
type console struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (c *console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.Write(p)
}

// start sets telemetry up with spans in memory and an environment of its own.
func start(t *testing.T, c telemetry.Config, env map[string]string) (*telemetry.Telemetry, *tracetest.InMemoryExporter, *console) {
	t.Helper()
	spans, logs := tracetest.NewInMemoryExporter(), &console{}
	c.Export, c.Output, c.Getenv = kept{spans}, logs, func(name string) string { return env[name] }
	tel, err := telemetry.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tel.Shutdown(context.WithoutCancel(t.Context())) })
	return tel, spans, logs
}

// kept outlives the shutdown that sends the last spans.
type kept struct{ sdktrace.SpanExporter }

func (kept) Shutdown(context.Context) error { return nil }

// work does what a request does: a span, a log line, a metric, a call to a module that carries the trace.
func work(t *testing.T, tel *telemetry.Telemetry, ctx context.Context) propagation.MapCarrier {
	t.Helper()
	ctx, span := tel.Traces.Tracer("test").Start(ctx, "POST /answers:submit")
	defer span.End()
	tel.Logger.ErrorContext(ctx, "an answer came", "code", "K7TX")
	histogram, err := tel.Meters.Meter("test").Float64Histogram("duration")
	if err != nil {
		t.Fatal(err)
	}
	histogram.Record(ctx, 0.2)
	carrier := propagation.MapCarrier{}
	tel.Carrier.Inject(ctx, carrier)
	return carrier
}

func scrape(t *testing.T, tel *telemetry.Telemetry) string {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	r.Header.Set("Accept", "application/openmetrics-text")
	w := httptest.NewRecorder()
	tel.Metrics.ServeHTTP(w, r)
	text, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The same work is done loudly (the control, which must leave its trace everywhere) and quietly, under a
// caller that asked for sampling and sent baggage.
func TestQuietLeavesNoTrace(t *testing.T) {
	t.Parallel()
	for _, quiet := range []bool{false, true} {
		tel, spans, logs := start(t, telemetry.Config{Ratio: 1}, nil)
		remote := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}, TraceFlags: trace.FlagsSampled, Remote: true})
		ctx := trace.ContextWithRemoteSpanContext(t.Context(), remote)
		member, _ := baggage.NewMember("respondent", "17")
		bag, _ := baggage.New(member)
		ctx = baggage.ContextWithBaggage(ctx, bag)
		if quiet {
			ctx = telemetry.Quiet(ctx)
		}
		carrier := work(t, tel, ctx)
		metrics := scrape(t, tel)
		if err := tel.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		traces := map[string]bool{
			"a span":               len(spans.GetSpans()) > 0,
			"a log line":           logs.text.Len() > 0,
			"an exemplar":          strings.Contains(metrics, "trace_id"),
			"a propagated trace":   carrier["traceparent"] != "",
			"a propagated baggage": carrier["baggage"] != "",
		}
		for what, left := range traces {
			if left == quiet {
				t.Errorf("quiet=%v: %s was left: %v", quiet, what, left)
			}
		}
		if !strings.Contains(metrics, "duration_count 1") {
			t.Errorf("quiet=%v: the measure itself is missing:\n%s", quiet, metrics)
		}
	}
}

func TestLogLinesCarryTheirTraceAndNoBody(t *testing.T) {
	t.Parallel()
	tel, _, logs := start(t, telemetry.Config{Ratio: 1}, nil)
	ctx, span := tel.Traces.Tracer("test").Start(t.Context(), "request")
	tel.Logger.With("tenant", "niort").WithGroup("http").WarnContext(ctx, "refused",
		"route", "/t/{tenant}/sign-in", "password", "hunter2", "request_body", `{"a":1}`, "Set-Cookie", "rb_session=x",
		"sent", []byte("raw"), "doc", json.RawMessage(`{"name":"Inès"}`), "error", errors.New(strings.Repeat("é", 3000)),
		slog.Group("deep", "api_token", "rbk_x"))
	span.End()
	line := logs.text.String()
	var read map[string]any
	if err := json.Unmarshal([]byte(line), &read); err != nil {
		t.Fatalf("not JSON: %v: %s", err, line)
	}
	for _, secret := range []string{"hunter2", `\"a\":1`, "rb_session=x", "raw", "Inès", "rbk_x"} {
		if strings.Contains(line, secret) {
			t.Errorf("the line holds %q: %s", secret, line)
		}
	}
	for _, want := range []string{span.SpanContext().TraceID().String(), span.SpanContext().SpanID().String(), "/t/{tenant}/sign-in", "16 bytes", `"tenant":"niort"`} {
		if !strings.Contains(line, want) {
			t.Errorf("the line lacks %q: %s", want, line)
		}
	}
	if read["trace_id"] == nil {
		t.Errorf("the trace id is hidden in a group: %s", line)
	}
	if len(line) > 3000 {
		t.Errorf("the line has %d bytes: long texts are not cut", len(line))
	}
}

// New traces are kept by ratio, begun ones as their sender says; the standard variables win.
func TestSampling(t *testing.T) {
	t.Parallel()
	sampled := trace.ContextWithRemoteSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: trace.TraceID{9}, SpanID: trace.SpanID{9}, TraceFlags: trace.FlagsSampled, Remote: true,
	}))
	for name, c := range map[string]struct {
		ratio    float64
		env      map[string]string
		ctx      context.Context
		min, max int
	}{
		"default":           {0, nil, t.Context(), 1, 60},
		"none":              {-1, nil, t.Context(), 0, 0},
		"all":               {1, nil, t.Context(), 2000, 2000},
		"sender keeps it":   {-1, nil, sampled, 2000, 2000},
		"always_on":         {-1, map[string]string{"OTEL_TRACES_SAMPLER": "always_on"}, t.Context(), 2000, 2000},
		"always_off":        {1, map[string]string{"OTEL_TRACES_SAMPLER": "always_off"}, sampled, 0, 0},
		"argument":          {-1, map[string]string{"OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.5"}, t.Context(), 800, 1200},
		"ratio, unparented": {-1, map[string]string{"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "1"}, t.Context(), 2000, 2000},
	} {
		tel, _, _ := start(t, telemetry.Config{Ratio: c.ratio}, c.env)
		kept := 0
		for range 2000 {
			_, span := tel.Traces.Tracer("test").Start(c.ctx, "s")
			if span.SpanContext().IsSampled() {
				kept++
			}
			span.End()
		}
		if kept < c.min || kept > c.max {
			t.Errorf("%s: %d of 2000 kept, want %d to %d", name, kept, c.min, c.max)
		}
	}
}

// Spans go to the collector that the standard variable names, and nowhere without one.
func TestExportOverOTLP(t *testing.T) {
	var mu sync.Mutex
	var paths []string
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		paths = append(paths, r.URL.Path)
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL) // read by the exporter itself
	tel, err := telemetry.Start(t.Context(), telemetry.Config{Ratio: 1, Output: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	_, span := tel.Traces.Tracer("test").Start(t.Context(), "s")
	span.End()
	if err := tel.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(paths, "/v1/traces") {
		t.Errorf("the collector saw %v", paths)
	}
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "carrier-pigeon")
	if _, err := telemetry.Start(t.Context(), telemetry.Config{Output: io.Discard}); err == nil || !strings.Contains(err.Error(), "grpc or http/protobuf") {
		t.Errorf("an unknown protocol: %v", err)
	}
}

func TestTwoSetUpsDoNotMeet(t *testing.T) {
	t.Parallel()
	a, _, _ := start(t, telemetry.Config{}, nil)
	b, _, _ := start(t, telemetry.Config{}, nil)
	counter, err := a.Meters.Meter("test").Int64Counter("only_a")
	if err != nil {
		t.Fatal(err)
	}
	counter.Add(t.Context(), 1)
	if !strings.Contains(scrape(t, a), "only_a") || strings.Contains(scrape(t, b), "only_a") {
		t.Error("registries are shared")
	}
}
