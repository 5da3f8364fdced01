package wire

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"go.opentelemetry.io/otel/propagation"

	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
)

// LogLine is one line of a module's log. What it says is the module's word.
type LogLine struct {
	At          time.Time
	Level       slog.Level
	Message     string
	Attributes  json.RawMessage // object
	TraceParent string          // W3C
}

func toLine(l LogLine) *pb.LogLine {
	return &pb.LogLine{
		At: toTime(l.At), Level: small(int(l.Level)), Message: l.Message, Attributes: l.Attributes, TraceParent: l.TraceParent,
	}
}

func fromLine(l *pb.LogLine) LogLine {
	return LogLine{
		At: fromTime(l.GetAt()), Level: slog.Level(l.GetLevel()), Message: l.GetMessage(),
		Attributes: raw(l.GetAttributes()), TraceParent: l.GetTraceParent(),
	}
}

type loggerKey struct{}

// Logger returns the logger of a call in the module's process.
func Logger(ctx context.Context) *slog.Logger {
	if l, ok := ctx.Value(loggerKey{}).(*slog.Logger); ok {
		return l
	}
	return slog.Default()
}

func withLogger(ctx context.Context, s *shipper) context.Context {
	return context.WithValue(ctx, loggerKey{}, slog.New(&handler{ship: s}))
}

// Limits of what a module may log: a line is cut, and lines are dropped while the core is slower than it.
const (
	maxLine    = 8 << 10
	maxWaiting = 512
	shipAtOnce = 32
)

// shipper sends lines to the core, in order, without making the module wait.
type shipper struct {
	lines chan LogLine
	once  sync.Once
	empty chan chan struct{}
}

func newShipper() *shipper {
	return &shipper{lines: make(chan LogLine, maxWaiting), empty: make(chan chan struct{})}
}

// attach begins to ship; it runs until the process ends.
func (s *shipper) attach(host pb.HostServiceClient) {
	s.once.Do(func() { go s.ship(host) })
}

func (s *shipper) ship(host pb.HostServiceClient) {
	for {
		select {
		case line := <-s.lines:
			s.send(host, s.more([]LogLine{line}))
		case done := <-s.empty:
			for rest := s.more(nil); len(rest) > 0; rest = s.more(nil) {
				s.send(host, rest)
			}
			close(done)
		}
	}
}

// more takes what else waits, without waiting for it.
func (s *shipper) more(lines []LogLine) []LogLine {
	for len(lines) < shipAtOnce {
		select {
		case line := <-s.lines:
			lines = append(lines, line)
		default:
			return lines
		}
	}
	return lines
}

// shipTime is how long the core may take to accept lines before they are given up.
const shipTime = 5 * time.Second

func (s *shipper) send(host pb.HostServiceClient, lines []LogLine) {
	ctx, cancel := context.WithTimeout(context.Background(), shipTime)
	defer cancel()
	_, _ = host.Log(ctx, &pb.LogRequest{Lines: each(lines, toLine)}) // a log that fails has nowhere to say so
}

// flush returns when the lines so far have left, or with ctx.
func (s *shipper) flush(ctx context.Context) {
	done := make(chan struct{})
	select {
	case s.empty <- done:
		select {
		case <-done:
		case <-ctx.Done():
		}
	case <-ctx.Done():
	}
}

// handler is the slog.Handler of a module.
type handler struct {
	ship  *shipper
	attrs []slog.Attr
	group string
}

// Enabled implements slog.Handler.
func (h *handler) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelInfo }

// Handle implements slog.Handler.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	attributes := map[string]any{}
	add := func(a slog.Attr) bool {
		attributes[h.group+a.Key] = printable(a.Value.Resolve())
		return true
	}
	for _, a := range h.attrs {
		attributes[a.Key] = printable(a.Value.Resolve())
	}
	r.Attrs(add)
	text, err := json.Marshal(attributes)
	if err != nil || len(text) > maxLine {
		text = nil
	}
	trace := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, trace)
	line := LogLine{At: r.Time, Level: r.Level, Message: r.Message[:min(len(r.Message), maxLine)], Attributes: text, TraceParent: trace.Get("traceparent")}
	select {
	case h.ship.lines <- line:
	default: // the core is slower than the module writes
	}
	return nil
}

func printable(v slog.Value) any {
	switch v.Kind() {
	case slog.KindBool, slog.KindInt64, slog.KindUint64, slog.KindFloat64:
		return v.Any()
	default:
		return v.String()
	}
}

// WithAttrs implements slog.Handler.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	made := *h
	made.attrs = append([]slog.Attr{}, h.attrs...)
	for _, a := range attrs {
		a.Key = h.group + a.Key
		made.attrs = append(made.attrs, a)
	}
	return &made
}

// WithGroup implements slog.Handler.
func (h *handler) WithGroup(name string) slog.Handler {
	made := *h
	made.group += name + "."
	return &made
}
