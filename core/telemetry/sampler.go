package telemetry

import (
	"strconv"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// sampler is the standard variables' choice, or a parent-based ratio.
func (c *Config) sampler() sdktrace.Sampler {
	ratio := sdktrace.TraceIDRatioBased(c.Ratio)
	if given, err := strconv.ParseFloat(c.Getenv("OTEL_TRACES_SAMPLER_ARG"), 64); err == nil {
		ratio = sdktrace.TraceIDRatioBased(given)
	}
	switch c.Getenv("OTEL_TRACES_SAMPLER") {
	case "always_on":
		return sdktrace.AlwaysSample()
	case "always_off":
		return sdktrace.NeverSample()
	case "traceidratio":
		return ratio
	case "parentbased_always_on":
		return sdktrace.ParentBased(sdktrace.AlwaysSample())
	case "parentbased_always_off":
		return sdktrace.ParentBased(sdktrace.NeverSample())
	default:
		return sdktrace.ParentBased(ratio)
	}
}

// quietSampler drops every span of a quiet context.
type quietSampler struct{ sdktrace.Sampler }

// ShouldSample implements sdktrace.Sampler.
func (s quietSampler) ShouldSample(p sdktrace.SamplingParameters) sdktrace.SamplingResult {
	if IsQuiet(p.ParentContext) {
		return sdktrace.SamplingResult{
			Decision:   sdktrace.Drop,
			Tracestate: trace.SpanContextFromContext(p.ParentContext).TraceState(),
		}
	}
	return s.Sampler.ShouldSample(p)
}
