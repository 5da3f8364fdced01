package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"
)

const scope = "github.com/ribambelle/ribambelle/core/api"

// Telemetry is where the edge reports to. The zero value reports nowhere.
type Telemetry struct {
	Traces     trace.TracerProvider
	Meters     metric.MeterProvider
	Propagator propagation.TextMapPropagator
	// Quiet marks the context of a request that may leave no trace: an anonymous answer.
	Quiet func(context.Context) context.Context
}

// observer watches requests go by.
type observer struct {
	Telemetry
	tracer    trace.Tracer
	duration  metric.Float64Histogram
	decisions metric.Int64Counter
	labels    sync.Map // label and decision to metric.MeasurementOption
}

func newObserver(t Telemetry) (*observer, error) {
	if t.Traces == nil {
		t.Traces = tracenoop.NewTracerProvider()
	}
	if t.Meters == nil {
		t.Meters = metricnoop.NewMeterProvider()
	}
	if t.Propagator == nil {
		t.Propagator = propagation.TraceContext{}
	}
	if t.Quiet == nil {
		t.Quiet = func(ctx context.Context) context.Context { return ctx }
	}
	meter := t.Meters.Meter(scope)
	duration, err := meter.Float64Histogram("http.server.request.duration", metric.WithUnit("s"),
		metric.WithDescription("How long requests take, by route, module and status."),
		metric.WithExplicitBucketBoundaries(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10))
	if err != nil {
		return nil, fmt.Errorf("make the request metric: %w", err)
	}
	decisions, err := meter.Int64Counter("ribambelle.authz.decisions", metric.WithDescription("Answers of the gate, by action and outcome."))
	if err != nil {
		return nil, fmt.Errorf("make the decision metric: %w", err)
	}
	return &observer{Telemetry: t, tracer: t.Traces.Tracer(scope), duration: duration, decisions: decisions}, nil
}

// decided counts one answer of the gate.
func (o *observer) decided(ctx context.Context, action, outcome string) {
	o.decisions.Add(ctx, 1, o.labelled(decision{action, outcome}))
}

// about is what may be said of a request: never more than its pattern.
type about struct {
	pattern, module string
	quiet           bool
}

// watch serves a request under a span, and counts it. A quiet one has no span, no log line, and is counted by
// its pattern only. A panic becomes a problem, unless the answer has begun.
func (e *edge) watch(w *reply, r *http.Request, what *about, serve func(r *http.Request)) {
	began := time.Now()
	ctx, span := e.observer.begin(r, what.quiet)
	r = r.WithContext(ctx)
	defer func() {
		e.finish(ctx, w, r, what, span, time.Since(began))
	}()
	defer e.recover(w, r)
	serve(r)
}

// begin starts the span of a request; a quiet one gets a span that nobody records.
func (o *observer) begin(r *http.Request, quiet bool) (context.Context, trace.Span) {
	if quiet {
		return tracenoop.NewTracerProvider().Tracer(scope).Start(o.Quiet(r.Context()), "")
	}
	ctx := o.Propagator.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	return o.tracer.Start(ctx, r.Method, trace.WithSpanKind(trace.SpanKindServer))
}

func (e *edge) finish(ctx context.Context, w *reply, r *http.Request, what *about, span trace.Span, took time.Duration) {
	l := label{methodOf(r.Method), orElse(what.pattern, "unmatched"), what.module, w.status}
	if span.IsRecording() {
		span.SetName(l.method + " " + l.route)
		span.SetAttributes(l.attributes()...)
		if w.status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, http.StatusText(w.status))
		}
	}
	span.End()
	e.observer.duration.Record(ctx, took.Seconds(), e.observer.labelled(l))
	if !what.quiet && e.Logger.Enabled(ctx, slog.LevelDebug) {
		e.Logger.DebugContext(ctx, "request", "route", l.method+" "+l.route, "status", w.status, "ms", took.Milliseconds(), "request_id", requestID(ctx))
	}
}

// label is by what requests are counted. Each of its parts is one of a few: what a stranger makes up is not among
// them.
type label struct {
	method, route, module string
	status                int
}

// methodOf is a method that HTTP knows, or what OpenTelemetry calls any other.
func methodOf(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "_OTHER"
}

func (l label) attributes() []attribute.KeyValue {
	all := []attribute.KeyValue{
		attribute.String("http.request.method", l.method), attribute.String("http.route", l.route),
		attribute.Int("http.response.status_code", l.status),
	}
	if l.module != "" {
		all = append(all, attribute.String("ribambelle.module", l.module))
	}
	return all
}

// decision is by what answers of the gate are counted.
type decision struct{ action, outcome string }

func (d decision) attributes() []attribute.KeyValue {
	return []attribute.KeyValue{attribute.String("ribambelle.action", d.action), attribute.String("ribambelle.decision", d.outcome)}
}

// labelled returns a label as the meter takes it, made once.
func (o *observer) labelled(l interface{ attributes() []attribute.KeyValue }) metric.MeasurementOption {
	if made, found := o.labels.Load(l); found {
		return made.(metric.MeasurementOption)
	}
	made, _ := o.labels.LoadOrStore(l, metric.WithAttributeSet(attribute.NewSet(l.attributes()...)))
	return made.(metric.MeasurementOption)
}

// recover turns a panic into a problem; what was panicked with stays in the log.
func (e *edge) recover(w *reply, r *http.Request) {
	raised := recover()
	if raised == nil {
		return
	}
	if err, isError := raised.(error); isError && errors.Is(err, http.ErrAbortHandler) {
		panic(raised) // somebody wants the connection cut
	}
	e.Logger.ErrorContext(r.Context(), "a request panicked", "request_id", requestID(r.Context()), "panic", fmt.Sprint(raised), "stack", string(debug.Stack()))
	if w.status == 0 {
		writeProblem(w, r, fmt.Errorf("panic: %v", raised))
	}
}
