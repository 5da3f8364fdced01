package telemetry

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"unicode/utf8"

	"go.opentelemetry.io/otel/trace"
)

// newLogger makes the logger: JSON lines with trace_id and span_id, nothing for quiet contexts, and no
// attribute that could hold a body or a secret.
func newLogger(c Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.Level, ReplaceAttr: discreet}
	var handler slog.Handler = slog.NewJSONHandler(c.Output, options)
	if c.Plain {
		handler = slog.NewTextHandler(c.Output, options)
	}
	return slog.New(tracing{Handler: handler})
}

// tracing adds trace ids, and drops records of quiet contexts.
type tracing struct {
	slog.Handler
	top   slog.Handler                      // as it was before the first group; nil without groups
	after []func(slog.Handler) slog.Handler // what came since, to be done again behind the ids
}

// Enabled implements slog.Handler.
func (h tracing) Enabled(ctx context.Context, level slog.Level) bool {
	return !IsQuiet(ctx) && h.Handler.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (h tracing) Handle(ctx context.Context, record slog.Record) error {
	if IsQuiet(ctx) {
		return nil
	}
	span := trace.SpanContextFromContext(ctx)
	if !span.IsValid() {
		return h.Handler.Handle(ctx, record)
	}
	ids := []slog.Attr{slog.String("trace_id", span.TraceID().String()), slog.String("span_id", span.SpanID().String())}
	if h.top == nil {
		record = record.Clone()
		record.AddAttrs(ids...)
		return h.Handler.Handle(ctx, record)
	}
	handler := h.top.WithAttrs(ids)
	for _, do := range h.after {
		handler = do(handler)
	}
	return handler.Handle(ctx, record)
}

// WithAttrs implements slog.Handler.
func (h tracing) WithAttrs(attrs []slog.Attr) slog.Handler {
	return h.with(func(to slog.Handler) slog.Handler { return to.WithAttrs(attrs) })
}

// WithGroup implements slog.Handler.
func (h tracing) WithGroup(name string) slog.Handler {
	if h.top == nil && name != "" {
		h.top = h.Handler
	}
	return h.with(func(to slog.Handler) slog.Handler { return to.WithGroup(name) })
}

func (h tracing) with(do func(slog.Handler) slog.Handler) slog.Handler {
	if h.top != nil {
		h.after = append(slices.Clip(h.after), do)
	}
	h.Handler = do(h.Handler)
	return h
}

// longest is how much of one text is logged.
const longest = 2048

// discreet withholds what must not be logged, by name and by type, and cuts what is too long.
func discreet(_ []string, a slog.Attr) slog.Attr {
	if withheld(a.Key) {
		return slog.String(a.Key, "withheld")
	}
	a.Value = a.Value.Resolve()
	switch v := a.Value.Any().(type) {
	case json.RawMessage:
		return slog.String(a.Key, size(len(v)))
	case []byte:
		return slog.String(a.Key, size(len(v)))
	case string:
		return slog.String(a.Key, cut(v))
	case error:
		return slog.String(a.Key, cut(v.Error()))
	}
	return a
}

func size(n int) string { return fmt.Sprintf("%d bytes", n) }

func cut(text string) string {
	if len(text) <= longest {
		return text
	}
	end := longest
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// withheld reports whether an attribute's name announces a body, a secret or a person.
func withheld(key string) bool {
	key = strings.ToLower(key)
	for _, part := range [...]string{
		"body", "password", "secret", "token", "cookie", "authorization", "email", "login", "answer", "document",
	} {
		if strings.Contains(key, part) {
			return true
		}
	}
	return false
}
