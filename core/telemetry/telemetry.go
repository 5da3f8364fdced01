// Package telemetry sets OpenTelemetry up: traces, metrics for Prometheus, and logs in JSON with trace ids.
//
// Traces leave only where the standard variables name a collector (OTEL_EXPORTER_OTLP_ENDPOINT or
// OTEL_EXPORTER_OTLP_TRACES_ENDPOINT; OTEL_EXPORTER_OTLP_PROTOCOL is grpc or http/protobuf). A trace begun
// here is kept with probability 0.01; one begun elsewhere is kept if its sender keeps it.
// OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG say otherwise.
//
// A context marked by Quiet leaves no trace: no span, log line or exemplar is written for it, and nothing
// is passed on that could join it to others. Anonymous routes are served under it.
//
// Goals: one place for providers, given to their users; nothing personal, no body, no secret in a log.
// Non-goals: instruments (each package has its own), global providers: none are set.
// Everything may be used concurrently; Start once, Shutdown once.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Config says what to set up. The zero value works.
type Config struct {
	Service string                // service.name; default "ribambelle"; OTEL_SERVICE_NAME wins
	Version string                // service.version
	Ratio   float64               // of new traces that are kept, 0 to 1; default 0.01; negative keeps none
	Output  io.Writer             // where logs go; default os.Stderr
	Level   slog.Level            // least level that is logged; default Info
	Plain   bool                  // logs as text for people instead of JSON
	Getenv  func(string) string   // for choosing the exporter; default os.Getenv
	Export  sdktrace.SpanExporter // where spans go instead of to a collector: for tests
}

// Telemetry is what Start set up.
type Telemetry struct {
	Logger  *slog.Logger
	Traces  trace.TracerProvider
	Meters  metric.MeterProvider
	Carrier propagation.TextMapPropagator // W3C trace context and baggage, silent for quiet contexts
	Metrics http.Handler                  // what Prometheus reads; serve it where only operators come

	stop []func(context.Context) error
}

// Start sets everything up. It connects to a collector in the background, so a collector that is down
// delays and fails nothing.
func Start(ctx context.Context, c Config) (*Telemetry, error) {
	c.fill()
	about, err := c.resource(ctx)
	if err != nil {
		return nil, fmt.Errorf("describe this service: %w", err)
	}
	t := &Telemetry{Logger: newLogger(c), Carrier: quietPropagator{
		propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}),
	}}
	if err := t.startTraces(ctx, c, about); err != nil {
		return nil, fmt.Errorf("start traces: %w", err)
	}
	if err := t.startMetrics(about); err != nil {
		return nil, errors.Join(fmt.Errorf("start metrics: %w", err), t.Shutdown(ctx))
	}
	return t, nil
}

// Shutdown sends what is left and stops; ctx bounds it.
func (t *Telemetry) Shutdown(ctx context.Context) error {
	var failures []error
	for _, stop := range t.stop {
		failures = append(failures, stop(ctx))
	}
	t.stop = nil
	return errors.Join(failures...)
}

func (c *Config) fill() {
	if c.Service == "" {
		c.Service = "ribambelle"
	}
	if c.Ratio == 0 {
		c.Ratio = 0.01
	}
	if c.Output == nil {
		c.Output = os.Stderr
	}
	if c.Getenv == nil {
		c.Getenv = os.Getenv
	}
}

// resource says who reports. The host's name and addresses are not told.
func (c *Config) resource(ctx context.Context) (*resource.Resource, error) {
	return resource.New(ctx,
		resource.WithAttributes(
			attribute.String("service.name", c.Service),
			attribute.String("service.version", c.Version),
		),
		resource.WithTelemetrySDK(),
		resource.WithFromEnv(),
	)
}
