package telemetry

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func (t *Telemetry) startTraces(ctx context.Context, c Config, about *resource.Resource) error {
	options := []sdktrace.TracerProviderOption{
		sdktrace.WithResource(about),
		sdktrace.WithSampler(quietSampler{c.sampler()}),
	}
	exporter, err := c.exporter(ctx)
	if err != nil {
		return err
	}
	if exporter != nil {
		options = append(options, sdktrace.WithBatcher(exporter))
	}
	provider := sdktrace.NewTracerProvider(options...)
	t.Traces = provider
	t.stop = append(t.stop, provider.Shutdown)
	return nil
}

// exporter chooses where spans go; nil is nowhere.
func (c *Config) exporter(ctx context.Context) (sdktrace.SpanExporter, error) {
	if c.Export != nil {
		return c.Export, nil
	}
	first := func(names ...string) string {
		for _, name := range names {
			if value := c.Getenv(name); value != "" {
				return value
			}
		}
		return ""
	}
	if c.Getenv("OTEL_TRACES_EXPORTER") == "none" || c.Getenv("OTEL_SDK_DISABLED") == "true" ||
		first("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT") == "" {
		return nil, nil
	}
	var client otlptrace.Client
	switch protocol := first("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"); protocol {
	case "", "http/protobuf":
		client = otlptracehttp.NewClient()
	case "grpc":
		client = otlptracegrpc.NewClient()
	default:
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_PROTOCOL is %q; it must be grpc or http/protobuf", protocol)
	}
	return otlptrace.New(ctx, client)
}
