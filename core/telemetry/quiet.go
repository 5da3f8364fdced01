package telemetry

import (
	"context"

	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

type quietKey struct{}

// Quiet marks a request's context as one that leaves no trace, and cuts it off from the trace and the
// baggage it came with. It must be called before the first span of the request is begun.
func Quiet(ctx context.Context) context.Context {
	ctx = trace.ContextWithSpanContext(ctx, trace.SpanContext{})
	ctx = baggage.ContextWithoutBaggage(ctx)
	return context.WithValue(ctx, quietKey{}, true)
}

// IsQuiet reports whether ctx descends from Quiet.
func IsQuiet(ctx context.Context) bool {
	quiet, _ := ctx.Value(quietKey{}).(bool)
	return quiet
}

// quietPropagator passes nothing on from a quiet context.
type quietPropagator struct{ propagation.TextMapPropagator }

// Inject implements propagation.TextMapPropagator.
func (p quietPropagator) Inject(ctx context.Context, carrier propagation.TextMapCarrier) {
	if !IsQuiet(ctx) {
		p.TextMapPropagator.Inject(ctx, carrier)
	}
}

// Extract implements propagation.TextMapPropagator.
func (p quietPropagator) Extract(ctx context.Context, carrier propagation.TextMapCarrier) context.Context {
	if IsQuiet(ctx) {
		return ctx
	}
	return p.TextMapPropagator.Extract(ctx, carrier)
}
